"""The house asks for a look: by whom, where, once a door and cause; what the pages above show of it."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from sanshi.accounts.models import Role
from sanshi.journal.recording import reading
from sanshi.problems import NOT_A_CHOICE, Refused
from sanshi.verbs import READ_VISITS, Actor
from sanshi.visits import access
from sanshi.visits.actions import ask_visit, ask_visits, close_visit
from sanshi.visits.models import Cause, Matter, Outcome, Team, Visit
from sanshi.visits.rules import Closing
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, an_actor


@pytest.fixture
def secretary(here: CommitteeHere) -> Actor:
    return an_actor(Role.SECRETARY, name="赵磊", committee=here.row)


def asked(here: CommitteeHere, by: Actor, door: int = 0, cause: str = Cause.LETTING) -> Visit:
    pk = ask_visit(by, uuid4(), here.doors[0][door].pk, cause)
    return Visit.objects.get(subdistrict=STREET, pk=pk)


def test_a_look_is_the_coordinators_and_known_since_today(here: CommitteeHere, secretary: Actor) -> None:
    visit = asked(here, secretary)
    assert (visit.cause, visit.matter, visit.team) == (Cause.LETTING, Matter.CHECK, Team.COORDINATOR)
    assert (visit.learned_on, visit.opened_by_id) == (TODAY, secretary.account)


def test_what_is_open_already_goes_on(here: CommitteeHere, secretary: Actor) -> None:
    first = asked(here, secretary)
    assert asked(here, secretary).pk == first.pk
    assert asked(here, secretary, cause=Cause.STALE).pk != first.pk
    assert asked(here, secretary, door=1).pk != first.pk


def test_after_its_outcome_a_look_can_be_asked_for_again(
    here: CommitteeHere, secretary: Actor, coordinator: Actor
) -> None:
    first = asked(here, secretary)
    close_visit(coordinator, uuid4(), first.pk, first.version, Closing(Outcome.UNFOUNDED))
    assert asked(here, secretary).pk != first.pk


def test_several_doors_in_one_go_each_once(here: CommitteeHere, secretary: Actor) -> None:
    doors = tuple(door.pk for door in here.doors[0][:2])
    ask_visits(secretary, uuid4(), (*doors, doors[0]), Cause.LETTING)
    assert set(Visit.objects.filter(subdistrict=STREET).values_list("door_id", flat=True)) == set(doors)
    assert Visit.objects.count() == 2


@pytest.mark.parametrize("cause", [Cause.NOTICE, Cause.OWN_FIND, "x"])
def test_what_was_noticed_is_not_asked_for(here: CommitteeHere, secretary: Actor, cause: str) -> None:
    with pytest.raises(Refused) as refused:
        asked(here, secretary, cause=cause)
    assert (refused.value.kind, refused.value.field) == (NOT_A_CHOICE, "cause")


def test_a_door_out_of_reach_or_closed_is_not_there(
    here: CommitteeHere, elsewhere: CommitteeHere, secretary: Actor
) -> None:
    closed = here.doors[0][1]
    closed.closed_on = TODAY
    closed.save()
    for door in (elsewhere.doors[0][0].pk, closed.pk, uuid4()):
        with pytest.raises(Http404):
            ask_visits(secretary, uuid4(), (here.doors[0][0].pk, door), Cause.LETTING)
    assert not Visit.objects.exists()


def test_a_coordinator_looks_and_does_not_ask(here: CommitteeHere, coordinator: Actor) -> None:
    with pytest.raises(Http404):
        asked(here, coordinator)


def test_open_visits_are_found_by_door_and_cause(
    here: CommitteeHere, elsewhere: CommitteeHere, secretary: Actor
) -> None:
    visit = asked(here, secretary)
    asked(here, secretary, door=1, cause=Cause.STALE)
    doors: Any = [door.pk for door in (*here.doors[0], *elsewhere.doors[0])]
    with reading(secretary, READ_VISITS):
        assert [row.pk for row in access.asked_at(secretary, doors, Cause.LETTING)] == [visit.pk]
    stranger = an_actor(Role.SECRETARY, name="钱明", committee=elsewhere.row)
    with reading(stranger, READ_VISITS):
        assert access.asked_at(stranger, doors, Cause.LETTING) == []
