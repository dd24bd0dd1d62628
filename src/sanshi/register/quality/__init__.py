"""Faults of records: what is missing, contradictory or stale, by committee. About records, never persons."""
