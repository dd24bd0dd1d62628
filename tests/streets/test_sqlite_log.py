"""Who runs a SQLite that may damage its file is told so at the start."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS

from sanshi.streets import sqlite_log
from sanshi.streets.sqlite_log import check_sqlite_log, is_mended


@pytest.mark.parametrize(
    ("version", "mended"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_each_line_of_versions_has_its_first_mended_one(version: tuple[int, ...], mended: bool) -> None:
    assert is_mended(version) is mended


def told(monkeypatch: pytest.MonkeyPatch, there: Any, mode: str = "live") -> list[str | None]:
    monkeypatch.setattr(sqlite_log.settings, "SANSHI_MODE", mode)
    monkeypatch.setattr(sqlite_log, "connections", {DEFAULT_DB_ALIAS: there})
    return [one.id for one in check_sqlite_log(databases=[DEFAULT_DB_ALIAS])]


OLD = SimpleNamespace(
    vendor="sqlite", Database=SimpleNamespace(sqlite_version="3.40.1", sqlite_version_info=(3, 40, 1))
)


def test_an_old_one_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, OLD) == ["streets.W002"]
    (warning,) = check_sqlite_log(databases=[DEFAULT_DB_ALIAS])
    assert "3.40.1" in warning.msg and "PostgreSQL" in str(warning.hint) and not warning.is_serious()


def test_nobody_else_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    new = SimpleNamespace(sqlite_version="3.51.3", sqlite_version_info=(3, 51, 3))
    assert told(monkeypatch, SimpleNamespace(vendor="sqlite", Database=new)) == []
    assert told(monkeypatch, SimpleNamespace(vendor="postgresql")) == []
    assert told(monkeypatch, OLD, mode="demo") == []
    assert check_sqlite_log() == []
