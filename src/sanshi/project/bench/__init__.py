"""The figures of speed: `make bench`, or `python -m sanshi.project.bench` (DATABASE_URL for PostgreSQL).

No test asks for them: they depend on the machine and on who else works on it. Both are printed beside them.
"""
