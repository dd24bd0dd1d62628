"""Sheets of residents, dwellings and units: rows become stock-taking forms (盘点)."""
