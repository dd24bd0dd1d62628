"""What the office decides about committees: a stairway that went to the neighbour, a merger to come."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from sanshi import clock
from sanshi.project.demo.diary import Diary
from sanshi.project.demo.street import CODE, Street, client_ids
from sanshi.project.demo.words import words
from sanshi.territory import actions
from sanshi.territory.plans import Merger, Moving
from sanshi.verbs import Actor

Office = Callable[[], Actor]
# A series of its own, so that nothing else of the demo shifts.
SERIES = 211
NUMBER = "19"
MOVED, MERGED = date(2026, 8, 1), date(2027, 1, 1)
NIGHT = timedelta(minutes=15)


def stairway_that_moves(street: Street) -> UUID:
    """The whole of a building group that has no steward. No case is dealt to it: its committee changes."""
    doors = street.filled[0].dwellings
    return next(door.building_id for door in doors if door.building.number == NUMBER)


def plan_areas(diary: Diary, seed: int, street: Street, office: Office) -> None:
    ids = client_ids(seed + SERIES)
    remarks = words()["changes"]
    giving, taking = street.filled[:2]
    filled = {one.id for one in street.filled}
    closing = next(committee for committee in street.committees.values() if committee not in filled)
    move = Moving(
        giving.id,
        MOVED,
        buildings=frozenset({stairway_that_moves(street)}),
        to_beat=taking.beats[0],
        remark=remarks["move"],
    )
    merge = Merger(closing, giving.id, MERGED, remark=remarks["merge"])

    def at(day: date, hour: int, act: Callable[[], object]) -> None:
        diary.plan(datetime(day.year, day.month, day.day, hour, tzinfo=clock.SHANGHAI) + NIGHT, act)

    at(date(2026, 7, 20), 10, lambda: actions.decide_change(office(), next(ids), move))
    at(MOVED, 0, lambda: actions.apply_due_changes(CODE))
    at(date(2026, 10, 9), 14, lambda: actions.decide_change(office(), next(ids), merge))
