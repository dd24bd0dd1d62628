"""Many small rows at once: what instances would cost more than the database.

Keys and tokens are rows of a few plain values, a dozen a person; a stock of a street brings millions of them.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from sanshi.streets.prepared import MOST_ROWS, filled_list, listed
from sanshi.streets.uuid7 import uuid7

_AT_ONCE = 10_000


class BareRows:
    """Inserts rows of one table, these columns in this order. Values must be plain and right."""

    def __init__(self, model: Any, *columns: str) -> None:
        self._table = model._meta.db_table
        self._names = [model._meta.get_field(name).column for name in columns]

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """References are not looked up: the caller has them from rows that are there."""
        self.put(_native(connections[DEFAULT_DB_ALIAS], rows))

    def put(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows as the database takes them."""
        connection = connections[DEFAULT_DB_ALIAS]
        for start in range(0, len(rows), _AT_ONCE):
            lot = rows[start : start + _AT_ONCE]
            with connection.cursor() as cursor:
                if len(lot) <= 2 * MOST_ROWS:
                    cursor.execute(self._text(connection, len(lot)), [value for row in lot for value in row])
                elif connection.vendor == "sqlite":
                    cursor.executemany(self._text(connection, 1), lot)
                else:
                    self._copy(cursor, connection, lot)

    def _copy(self, cursor: Any, connection: Any, rows: Sequence[tuple[Any, ...]]) -> None:
        quote = connection.ops.quote_name
        columns = ", ".join(map(quote, self._names))
        with cursor.copy(f"COPY {quote(self._table)} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _text(self, connection: Any, count: int) -> str:
        quote = connection.ops.quote_name
        row = f"({', '.join(['%s'] * len(self._names))})"
        values = ", ".join([row] * count)
        return f"INSERT INTO {quote(self._table)} ({', '.join(map(quote, self._names))}) VALUES {values}"  # noqa: S608


class PlainRows:
    """The same of a local table: each row gets its key and the street before these columns."""

    def __init__(self, model: Any, *columns: str) -> None:
        self._rows = BareRows(model, "id", "subdistrict", *columns)

    def insert(self, street: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self.put(self.ready(street, rows))

    def ready(self, street: str, rows: Iterable[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
        """What `put` inserts, worked out before the transaction."""
        return _native(connections[DEFAULT_DB_ALIAS], [(uuid7(), street, *row) for row in rows])

    def put(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._rows.put(rows)


def _native(connection: Any, rows: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
    if connection.features.has_native_uuid_field:
        return rows
    return [tuple([value.hex if type(value) is UUID else value for value in row]) for row in rows]


class FirstOfEach:
    """For each value of `by` at most `most` values of `of`, in their order: one statement, one index."""

    def __init__(self, model: Any, by: str, of: str, most: int) -> None:
        self._table = model._meta.db_table
        self._by, self._of, self._most = model._meta.get_field(by), model._meta.get_field(of), most

    def __call__(self, street: str, values: Iterable[Any]) -> dict[Any, list[Any]]:
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            given = filled_list(self._by, values, connection)
            cursor.execute(self._text(connection), [street, given])
            rows = cursor.fetchall()
        if connection.vendor == "sqlite":
            return {value: [UUID(one) for one in json.loads(found)] for value, found in rows if found != "[]"}
        return {value: found for value, found in rows if found}

    def _text(self, connection: Any) -> str:
        table, by, of = map(connection.ops.quote_name, (self._table, self._by.column, self._of.column))
        few = (
            f'SELECT {of} FROM {table} WHERE {table}."subdistrict_id" = %s AND {table}.{by} = k.value'  # noqa: S608
            f" ORDER BY {of} LIMIT {self._most}"
        )
        if connection.vendor == "sqlite":
            few = f"SELECT json_group_array({of}) FROM ({few})"  # noqa: S608
            return f"SELECT k.value, ({few}) FROM json_each(%s) k"  # noqa: S608
        return f"SELECT k.value, ARRAY({few}) FROM ({listed(self._by, connection)} AS value) k"  # noqa: S608
