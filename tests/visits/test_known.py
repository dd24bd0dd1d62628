from uuid import uuid4

import pytest

from sanshi import clock
from sanshi.journal.models import Subject
from sanshi.journal.recording import reading
from sanshi.register import stock
from sanshi.register.facts import DwellingFacts, PersonFacts, ResidencyFacts, UnitFacts
from sanshi.verbs import READ_VISITS, Actor
from sanshi.visits.known import KnownHere, known_here
from sanshi.visits.models import Team, Visit
from tests.visits.neighbourhood import IN_OFFICE_SINCE, STREET, CommitteeHere, a_visit


@pytest.fixture
def registered(here: CommitteeHere) -> CommitteeHere:
    door, day = here.doors[0][0].pk, IN_OFFICE_SINCE
    person = PersonFacts(
        "张伟民", document_type="111", document_number="010105199003074510", phone="13900000001"
    )
    stay = ResidencyFacts("from-elsewhere", tenure="tenant", started_on=day)
    rows: list[stock.StockRow] = [
        stock.StockPerson(uuid4(), door, day, person, stay),
        stock.StockDwelling(uuid4(), door, day, DwellingFacts(use="home", occupancy="let")),
        stock.StockUnit(uuid4(), door, day, UnitFacts("金口便利店", kind="street-front", status="open")),
    ]
    stock.take(STREET, clock.now(), rows)
    return here


def read(actor: Actor, visit: Visit) -> KnownHere:
    with reading(actor, READ_VISITS):
        return known_here(actor, visit)


def test_residents_are_masked_and_noted(registered: CommitteeHere, coordinator: Actor) -> None:
    known = read(coordinator, a_visit(registered.doors[0][0]))
    assert [(one.name, one.since) for one in known.residents] == [("张*民", IN_OFFICE_SINCE)]
    assert known.dwelling is not None and known.dwelling.occupancy == "let"
    assert not known.units
    kinds = (
        Subject.objects.filter(subdistrict=STREET).order_by("-line__number").values_list("kind", flat=True)
    )
    assert {"register.person", "register.residency", "register.dwelling"} <= set(kinds[:4])


def test_the_units_team_is_told_units_only(registered: CommitteeHere, coordinator: Actor) -> None:
    known = read(coordinator, a_visit(registered.doors[0][0], Team.UNITS_TEAM))
    assert [unit.name for unit in known.units] == ["金口便利店"]
    assert not known.residents and known.dwelling is None


def test_an_empty_door_holds_nothing(registered: CommitteeHere, coordinator: Actor) -> None:
    assert not read(coordinator, a_visit(registered.doors[0][1]))
