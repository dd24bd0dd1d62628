"""Start-up check of a live house: SQLite has the mend of its write-ahead log.

Before it, two processes that carry the log over and write in the same instant can damage the file. That is
very rare, but a street that is entered from long sheets while others write comes nearer to it than most.
Source: sqlite.org/wal.html, "The WAL-Reset Bug".
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.db import connections

# The first versions that have it, each of its own line.
_MENDED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


def check_sqlite_log(
    app_configs: Any = None, databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or () if settings.SANSHI_MODE == "live" else ():
        database: Any = connections[alias]
        if database.vendor == "sqlite" and not is_mended(database.Database.sqlite_version_info):
            found.append(_warning(database.Database.sqlite_version))
    return found


def is_mended(version: tuple[int, ...]) -> bool:
    return version >= _MENDED[-1] or any(version[:2] == one[:2] and version >= one for one in _MENDED)


def _warning(version: str) -> CheckMessage:
    return Warning(
        f"SQLite {version} can, very rarely, damage its file when two processes write in the same instant.",
        hint="Use SQLite 3.51.3 or newer (3.50.7, 3.44.6), or PostgreSQL (docs/operations.md, Backups).",
        id="streets.W002",
    )
