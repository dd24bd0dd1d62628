from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshi import clock
from sanshi.journal import anchor
from tests import make
from tests.make import NOW, Place


@pytest.fixture(autouse=True)
def now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock stands; the anchor is the test's own."""
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
    with clock.frozen(NOW):
        yield


@pytest.fixture
def here(db: None) -> Place:
    make.street()
    return make.committee(1)


@pytest.fixture
def elsewhere(here: Place) -> Place:
    return make.committee(2)
