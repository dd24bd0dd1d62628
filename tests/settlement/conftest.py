from pathlib import Path

import pytest

from sanshi.journal import anchor
from tests.settlement.rows import Street, a_street


@pytest.fixture
def own_anchor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")


@pytest.fixture
def street(db: None, own_anchor: None) -> Street:
    return a_street()
