"""Open visits as marks of the stairway grid: whose, where, and in the colour of the most urgent one."""

from datetime import timedelta

import pytest

from sanshi.journal.models import Line, Subject
from sanshi.journal.recording import reading
from sanshi.register.housing import lane_of
from sanshi.rulebook.workdays import ClockState
from sanshi.verbs import READ_VISITS, Actor
from sanshi.visits import dots
from sanshi.visits.forms import PlaceForm
from sanshi.visits.models import Outcome, Team, Visit
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, a_visit, an_actor


@pytest.fixture
def coordinator(here: CommitteeHere) -> Actor:
    return an_actor("coordinator", committee=here.row)


def marked(actor: Actor, **place: object) -> dict[object, tuple[str, int]]:
    with reading(actor, READ_VISITS):
        found = dots.dots(actor, PlaceForm({name: str(value) for name, value in place.items()}).there)
    return {dot.door: (dot.clock.state, dot.count) for dot in found}


def test_a_door_has_one_mark_in_the_colour_of_its_most_urgent_visit(
    here: CommitteeHere, coordinator: Actor
) -> None:
    door, other, *_rest = here.doors[0]
    a_visit(door)
    a_visit(door, learned_on=TODAY - timedelta(days=30))
    a_visit(other)
    found = marked(coordinator, building=door.building_id)
    assert found == {door.pk: (ClockState.RED, 2), other.pk: (ClockState.GREEN, 1)}


def test_only_what_the_reader_may_read_and_is_open_is_marked(here: CommitteeHere, coordinator: Actor) -> None:
    for_others, closed, mine = here.doors[0]
    a_visit(for_others, team=Team.CADRE)
    a_visit(mine)
    done = a_visit(closed)
    Visit.objects.filter(subdistrict=STREET, pk=done.pk).update(outcome=Outcome.UNFOUNDED, outcome_on=TODAY)
    assert set(marked(coordinator, building=mine.building_id)) == {mine.pk}
    secretary = an_actor("secretary", committee=here.row)
    assert set(marked(secretary, building=mine.building_id)) == {mine.pk, for_others.pk}


def test_a_place_is_a_stairway_a_lane_or_a_beat(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor
) -> None:
    first, second = here.doors[0][0], here.doors[1][0]
    for door in (first, second, elsewhere.doors[0][0]):
        a_visit(door)
    lane = lane_of(first.building)
    assert set(marked(coordinator, building=first.building_id)) == {first.pk}
    assert set(marked(coordinator, beat=here.beats[1].pk)) == {second.pk}
    assert set(marked(coordinator, committee=here.row.pk, lane=lane)) == {first.pk, second.pk}
    theirs = lane_of(elsewhere.doors[0][0].building)
    assert marked(coordinator, committee=elsewhere.row.pk, lane=theirs) == {}


@pytest.mark.parametrize(
    "nonsense", [{}, {"building": "x"}, {"lane": "abc"}, {"committee": "1", "lane": "%"}]
)
def test_a_place_that_is_none_has_no_marks(
    here: CommitteeHere, coordinator: Actor, nonsense: dict[str, str]
) -> None:
    a_visit(here.doors[0][0])
    assert marked(coordinator, **nonsense) == {}


def test_each_visit_shown_is_noted(here: CommitteeHere, coordinator: Actor) -> None:
    visit = a_visit(here.doors[0][0])
    marked(coordinator, building=here.doors[0][0].building_id)
    line = Line.objects.filter(subdistrict=STREET).order_by("-number").first()
    assert line is not None and line.verb == "visit.read"
    assert visit.pk in Subject.objects.filter(subdistrict=STREET, line=line).values_list("subject", flat=True)
