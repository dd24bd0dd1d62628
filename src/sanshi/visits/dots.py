"""Open visits as the marks of a stairway grid: one a door, in the colour of its most urgent clock."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from sanshi.journal.recording import saw
from sanshi.register.housing import in_lane
from sanshi.rulebook.workdays import RunningClock
from sanshi.verbs import Actor
from sanshi.visits import access
from sanshi.visits.clocks import VisitClocks
from sanshi.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Dot:
    """`count`: how many visits are open at the door."""

    door: UUID
    clock: RunningClock
    count: int


def at_building(building: UUID) -> Q:
    return Q(door__building=building)


def at_lane(committee: UUID, lane: str) -> Q:
    return Q(in_lane(lane, "door__building"), committee=committee)


def at_beat(beat: UUID) -> Q:
    return Q(door__beat=beat)


def dots(actor: Actor, there: Q) -> list[Dot]:
    """Of what the actor may read, at the doors of a place."""
    rows = list(access.readable(actor).filter(access.OPEN, there).order_by("id"))
    clocks = VisitClocks.today(actor.subdistrict)
    at_door: dict[UUID, list[RunningClock]] = defaultdict(list)
    for row in rows:
        at_door[row.door_id].append(clocks.of(row))
    saw(Visit, [row.pk for row in rows], fields=("door",))
    return [
        Dot(door, min(running, key=lambda clock: clock.due), len(running))
        for door, running in at_door.items()
    ]
