from pathlib import Path

import pytest

from sanshi.journal import anchor
from sanshi.streets.models import HOUSE, Subdistrict
from sanshi.verbs import Actor
from tests.journal.acts import OTHER_STREET, STREET, an_actor


@pytest.fixture
def streets(db: None) -> None:
    for code in (HOUSE, STREET, OTHER_STREET):
        Subdistrict.objects.get_or_create(code=code, defaults={"name": code})


@pytest.fixture
def streets_for_threads(transactional_db: None) -> None:
    for code in (HOUSE, STREET, OTHER_STREET):
        Subdistrict.objects.get_or_create(code=code, defaults={"name": code})


@pytest.fixture
def actor(streets: None) -> Actor:
    return an_actor()


@pytest.fixture(autouse=True)
def anchor_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test has an anchor of its own; the vault's key stays where it is."""
    file = tmp_path / "anchor.json"
    monkeypatch.setattr(anchor, "anchor_file", lambda: file)
    return file
