"""Two records of the register that may be one person: found by a batch, decided by people (plan 3.3.3)."""
