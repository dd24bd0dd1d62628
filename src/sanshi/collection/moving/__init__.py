"""A unit that moved: one form at its new door names it (plan 2.2.4, 3.2.1)."""
