from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshi import clock
from sanshi.journal import anchor
from sanshi.verbs import Actor
from tests.visits.neighbourhood import NOON, CommitteeHere, a_committee, a_street, an_actor, working_days


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
def coordinator(here: CommitteeHere) -> Actor:
    return an_actor("coordinator", name="李强", committee=here.row)
