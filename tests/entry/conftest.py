from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshi import clock
from sanshi.journal import anchor
from sanshi.verbs import Actor
from tests.entry.desk import a_clerk, a_collector
from tests.visits.neighbourhood import NOON, CommitteeHere, a_committee, a_street, working_days


@pytest.fixture(autouse=True)
def noon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock stands; the anchor is the test's own."""
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
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


@pytest.fixture
def clerk(here: CommitteeHere) -> Actor:
    return a_clerk(here, "王芳")


@pytest.fixture
def collector(here: CommitteeHere) -> Actor:
    return a_collector(here, "李强")
