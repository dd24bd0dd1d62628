"""The database under the tests behaves as that of a house."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from sanshi.streets.models import Subdistrict
from sanshi.streets.survey import survey, survey_grown

on_sqlite = connection.vendor == "sqlite"


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_the_database_is_durable_and_shared_by_threads() -> None:
    if on_sqlite:
        name = str(connection.settings_dict["NAME"])
        assert name.endswith("test.sqlite3") and "memory" not in name
        assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)
        assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_encoding'), current_setting('listen_addresses')")
            assert cursor.fetchone() == ("UTF8", "")


@pytest.mark.django_db
def test_the_models_and_the_migrations_agree() -> None:
    told = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=told)
    except SystemExit:
        pytest.fail(told.getvalue())


@pytest.mark.django_db(transaction=True)
def test_the_database_is_told_how_many_rows_its_tables_hold() -> None:
    survey()
    if on_sqlite:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'streets_subdistrict'")
            assert cursor.fetchone()[0] == 1


@pytest.mark.skipif(not on_sqlite, reason="PostgreSQL counts by itself")
@pytest.mark.django_db(transaction=True)
def test_a_table_is_counted_anew_once_it_has_grown() -> None:
    survey()
    _known_to_have(100)
    survey_grown(Subdistrict, 10)
    assert _known() == 100
    with transaction.atomic():
        survey_grown(Subdistrict, 1000)
    assert _known() == 100
    survey_grown(Subdistrict, 11)
    assert _known() == Subdistrict.objects.count()


def _known_to_have(rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_stat1 SET stat = %s WHERE tbl = 'streets_subdistrict'", [f"{rows} 1"])


def _known() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'streets_subdistrict'")
        return int(cursor.fetchone()[0].split()[0])
