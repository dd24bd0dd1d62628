from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.journal import anchor
from tests import make
from tests.make import NOW, Place
from tests.persons import Person, somebody


@pytest.fixture(autouse=True)
def now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock stands; the anchor is the test's own."""
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
    with clock.frozen(NOW):
        yield


@pytest.fixture
def street(db: None) -> str:
    return make.street()


@pytest.fixture
def here(street: str) -> Place:
    return make.committee(1)


@pytest.fixture
def elsewhere(street: str) -> Place:
    return make.committee(2)


@pytest.fixture
def coordinator(here: Place) -> Person:
    return somebody(here, Role.COORDINATOR)
