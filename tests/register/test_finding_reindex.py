"""Registers from before there were keys and tokens get them; a register that has them keeps them."""

from uuid import uuid4

import pytest

from sanshi.journal.models import Line
from sanshi.project.reindexing import run
from sanshi.register import actions
from sanshi.register.models import MatchKey, SearchToken
from tests.register.test_finding_store import ON, register, stored
from tests.register.town import NUMBERS, OTHER_STREET, STREET, Town, a_unit, found, house


@pytest.fixture
def people(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(actions, "A_LOT", 2)
    for place, number in enumerate(NUMBERS[:3]):
        register(town, place, number=number)
    actions.register_unit(house(), uuid4(), uuid4(), a_unit(), town.doors[0].pk, ON)
    return town


@pytest.mark.usefixtures("people")
def test_what_is_missing_is_made_and_what_is_there_stays() -> None:
    before = stored()
    MatchKey.objects.filter(subdistrict=STREET).delete()
    SearchToken.objects.filter(subdistrict=STREET).delete()
    assert run(["reindex"]) == 0
    assert stored() == before
    kept = set(MatchKey.objects.values_list("pk", flat=True))
    lines = Line.objects.filter(subdistrict=STREET, verb="register.reindex").count()
    assert lines == 5
    assert run(["reindex", "--street", STREET]) == 0
    assert set(MatchKey.objects.values_list("pk", flat=True)) == kept


@pytest.mark.usefixtures("people")
def test_one_street_alone_and_a_street_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    found(OTHER_STREET)
    MatchKey.objects.filter(subdistrict=STREET).delete()
    assert run(["reindex", "--street", OTHER_STREET]) == 0
    assert not MatchKey.objects.exists()
    assert run(["reindex", "--street", "000000999"]) == 1
    assert "000000999" in capsys.readouterr().err
    assert run(["anew"]) == 2
