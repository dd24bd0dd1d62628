"""Who makes a PostgreSQL database with the order of a language is told so at the start."""

from types import SimpleNamespace

import pytest
from django.core.checks import Tags, run_checks
from django.db import DEFAULT_DB_ALIAS, connection

from sanshi.streets import byte_order
from sanshi.streets.byte_order import asked, check_byte_order


class Answering:
    """A connection that answers this row."""

    vendor = "postgresql"

    def __init__(self, *row: object) -> None:
        self.row, self.asked = row, 0

    def cursor(self) -> "Answering":
        return self

    def __enter__(self) -> "Answering":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, statement: str) -> None:
        self.asked += 1

    def fetchone(self) -> tuple[object, ...]:
        return self.row


def told(monkeypatch: pytest.MonkeyPatch, there: object) -> list[tuple[str | None, str]]:
    monkeypatch.setattr(byte_order, "connections", {DEFAULT_DB_ALIAS: there})
    return [(one.id, one.msg) for one in check_byte_order(databases=[DEFAULT_DB_ALIAS])]


def test_another_order_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    there = Answering(False, "zh_CN.UTF-8")
    ((number, said),) = told(monkeypatch, there)
    assert number == "streets.W001" and "'zh_CN.UTF-8'" in said
    assert there.asked == 1
    (warning,) = check_byte_order(databases=[DEFAULT_DB_ALIAS])
    assert "LOCALE 'C.UTF-8'" in str(warning.hint) and not warning.is_serious()


def test_bytes_by_whatever_name_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, Answering(True, "en_US.UTF-8")) == []
    assert told(monkeypatch, SimpleNamespace(vendor="sqlite")) == []


def test_without_a_database_nothing_is_asked() -> None:
    assert check_byte_order() == check_byte_order(databases=[]) == []


@pytest.mark.django_db
def test_the_database_of_the_tests_goes_by_bytes() -> None:
    assert run_checks(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS]) == []
    if connection.vendor == "postgresql":
        assert asked(connection)[0]
