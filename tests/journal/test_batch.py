from uuid import uuid4

import pytest

from sanshi.journal import recording
from sanshi.journal.recording import BatchFull, batch, record
from sanshi.journal.verify import verify
from sanshi.problems import Refused
from sanshi.streets.models import Serial
from sanshi.verbs import TAKE_STOCK, Actor
from tests.journal.acts import STREET, lines, make_here_and_in_the_house, make_series


def test_each_action_of_a_batch_has_its_line(actor: Actor) -> None:
    with batch():
        rows = [make_series(actor, uuid4(), f"series {number}") for number in range(5)]
        assert not lines()
    assert [line.number for line in lines()] == [1, 2, 3, 4, 5]
    assert [line.result for line in lines()] == rows
    assert verify().intact


def test_a_batch_that_breaks_off_leaves_nothing(actor: Actor) -> None:
    with pytest.raises(ZeroDivisionError), batch():
        make_series(actor, uuid4(), "notices")
        raise ZeroDivisionError
    assert not lines() and not Serial.objects.filter(subdistrict=STREET).exists()


def test_an_action_that_fails_in_a_batch_fails_alone(actor: Actor) -> None:
    client_id = uuid4()
    with batch():
        make_series(actor, client_id, "notices")
        with pytest.raises(Refused):
            make_series(actor, client_id, "forms")
        make_series(actor, uuid4(), "visits")
    assert [line.number for line in lines()] == [1, 2]
    assert set(Serial.objects.filter(subdistrict=STREET).values_list("name", flat=True)) == {
        "notices",
        "visits",
    }


def test_the_same_call_twice_in_a_batch_has_one_effect(actor: Actor) -> None:
    client_id = uuid4()
    with batch():
        assert make_series(actor, client_id, "notices") == make_series(actor, client_id, "notices")
    assert len(lines()) == 1


def test_work_by_sets_owes_a_line_for_each_form(actor: Actor) -> None:
    rows = [Serial(subdistrict_id=STREET, name=f"series {number}") for number in range(3)]
    with batch():
        Serial.objects.bulk_create(rows)
        for row in rows:
            record(actor, TAKE_STOCK, row, result=row.pk)
    assert [line.subjects.get().subject for line in lines()] == [row.pk for row in rows]
    assert verify().intact


def test_a_batch_over_two_chains_stays_whole(actor: Actor) -> None:
    with batch():
        for number in range(3):
            make_here_and_in_the_house(actor, uuid4(), f"series {number}")
    assert str(verify()) == "intact, 6 lines"


def test_a_batch_has_a_limit(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "BATCH_LIMIT", 2)
    with pytest.raises(BatchFull), batch():
        for number in range(3):
            make_series(actor, uuid4(), f"series {number}")
    assert not lines()
