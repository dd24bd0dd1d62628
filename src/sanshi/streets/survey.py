"""How many rows the tables hold, so far as the database knows: by that it chooses its indexes.

PostgreSQL counts by itself. SQLite does when it is told to; connections that are open then read the new
counts when they are opened again (CONN_MAX_AGE).
"""

import logging

from django.db import OperationalError, connection, models

log = logging.getLogger(__name__)

# Rows of an index that SQLite looks at: enough to tell which one narrows most, some hundredths of a second.
SURVEYED = 1000
# The part of a table that is new before it is counted anew.
GROWN = 0.1


def survey() -> None:
    """Let the database count its rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={SURVEYED}")
        cursor.execute("ANALYZE")


def survey_sqlite() -> None:
    """SQLite never counts by itself: at each start and every night, so that a street that grew is known."""
    if connection.vendor == "sqlite":
        survey()


def survey_grown(model: type[models.Model], more: int) -> None:
    """After `more` rows came at once: where they are a good part of what SQLite knew of, it counts anew.

    Never in a transaction, for which others wait. Where others write for long, the night does it.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    if more <= GROWN * _known(model._meta.db_table):
        return
    try:
        survey()
    except OperationalError as busy:
        log.warning("the rows are counted in the night: %s", type(busy).__name__)


def _known(table: str) -> int:
    """By the last count, about; 0 for what was never counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if cursor.fetchone() is None:
            return 0
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [table])
        return max((int(stat.split()[0]) for (stat,) in cursor.fetchall()), default=0)
