from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshi import clock
from sanshi.journal import anchor
from tests.register import town as towns
from tests.register.town import Town


@pytest.fixture(autouse=True)
def anchor_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "anchor.json"
    monkeypatch.setattr(anchor, "anchor_file", lambda: file)
    return file


@pytest.fixture
def town(db: None) -> Town:
    return towns.found()


@pytest.fixture(autouse=True)
def on_the_third_of_august() -> Iterator[None]:
    with clock.frozen(towns.at(3)):
        yield
