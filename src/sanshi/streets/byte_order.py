"""Start-up check: the database puts texts in the order of their bytes.

Beginnings of names and numbers are looked for as ranges (`text >= '张' and text < …`); in the order of a
language such a range holds other rows, and an index of the register would be searched in vain.
"""

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import connections

# Languages put z before Z and 阿 (a) before 丁 (ding); bytes do not.
_ASK = (
    "SELECT 'Z' < 'a' AND chr(19969) < chr(38463), datcollate"
    " FROM pg_database WHERE datname = current_database()"
)


def check_byte_order(
    app_configs: Any = None, databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue  # SQLite knows no other order
        is_bytewise, collation = asked(connection)
        if not is_bytewise:
            found.append(_warning(alias, collation))
    return found


def asked(connection: Any) -> tuple[bool, str]:
    """Whether it goes by bytes, and what its collation is called."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK)
        is_bytewise, collation = cursor.fetchone()
    return bool(is_bytewise), str(collation)


def _warning(alias: str, collation: str) -> CheckMessage:
    return Warning(
        f"The database {alias!r} sorts by the collation {collation!r}, not by bytes: searching by the "
        "beginning of a name or number will miss records and be slow.",
        hint="Make it anew: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' "
        "(docs/operations.md, PostgreSQL), and carry the rows over with pg_dump and pg_restore.",
        id="streets.W001",
    )
