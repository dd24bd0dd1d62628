from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.journal import anchor
from sanshi.verbs import Actor
from tests import make
from tests.make import NOW, Place
from tests.persons import Person, somebody


@pytest.fixture(autouse=True)
def now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
    with clock.frozen(NOW):
        yield


@pytest.fixture
def here(db: None) -> Place:
    """第1居委 with 金口路 1弄 1号 (1片, 1组), 1弄 2号 (2片, 2组) of 3 × 2 rooms each, and 枣庄路 1号."""
    make.street()
    return make.committee(1)


@pytest.fixture
def office(here: Place) -> Person:
    return somebody(here, Role.POPULATION_OFFICE)


@pytest.fixture
def by(office: Person) -> Actor:
    return office.actor
