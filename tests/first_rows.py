"""The rows that migrations write. Django empties every table after a test that commits; these are put back."""

from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection, transaction
from pytest_django.plugin import blocking_manager_key


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


_remembered: list[Table] = []


def remember() -> None:
    """Plain rows, not models: models that refuse to be written twice need not make an exception."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("sanshi.")]
    tables = [_read(model._meta.db_table) for model in ours]
    _remembered[:] = [table for table in tables if table.rows]


def _read(name: str) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
        return Table(name, tuple(column[0] for column in cursor.description), tuple(cursor.fetchall()))


def empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    if marker and (marker.kwargs.get("transaction") or (marker.args and marker.args[0])):
        return True
    fixtures = getattr(item, "fixturenames", ())
    return any(name in fixtures for name in ("transactional_db", "live_server", "django_db_reset_sequences"))


def restore(config: pytest.Config) -> None:
    with config.stash[blocking_manager_key].unblock(), transaction.atomic():
        for table in _remembered:
            if not _read(table.name).rows:
                _write(table)


def _write(table: Table) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in table.columns)
    places = ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({places})", table.rows)
