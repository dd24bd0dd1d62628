"""Let dwellings: their leases, and how many live in them (plan 2.2.2, 2.3.3)."""
