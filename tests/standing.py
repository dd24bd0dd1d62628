"""Fixtures of many folders: the clock stands, and the journal's anchor is the test's own.

A conftest takes them by importing them; `__all__` says that it does.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshi import clock
from sanshi.journal import anchor
from tests.make import NOW
from tests.visits.neighbourhood import NOON, CommitteeHere, a_committee, a_street, working_days


@pytest.fixture
def own_anchor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The vault's key stays where it is."""
    file = tmp_path / "anchor.json"
    monkeypatch.setattr(anchor, "anchor_file", lambda: file)
    return file


@pytest.fixture(autouse=True)
def now(own_anchor: Path) -> Iterator[None]:
    """Where tests.make makes the street."""
    with clock.frozen(NOW):
        yield


@pytest.fixture(autouse=True)
def noon(own_anchor: Path) -> Iterator[None]:
    """Where tests.visits.neighbourhood makes it."""
    with clock.frozen(NOON):
        yield


@pytest.fixture
def street(db: None) -> None:
    a_street()
    working_days()


@pytest.fixture
def here(street: None) -> CommitteeHere:
    return a_committee(1)


@pytest.fixture
def elsewhere(street: None) -> CommitteeHere:
    return a_committee(2)
