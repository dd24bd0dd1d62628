"""Kinds of jobs."""

FIND = "duplicates-find"
