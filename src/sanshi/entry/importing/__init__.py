"""Sheets brought in: read, mapped to columns, tried without effect, then carried out lot by lot."""
