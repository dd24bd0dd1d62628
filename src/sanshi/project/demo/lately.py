"""The week before the demo opens: what each beat's page counts, and doors where nobody was in."""

from collections.abc import Iterator
from datetime import date

from sanshi.project.demo import cases as stage
from sanshi.project.demo.cases import Case, Draw
from sanshi.visits.models import Matter

ENTERED = (date(2026, 10, 8), date(2026, 10, 9))
MATTERS = (*(Matter.MOVED_IN,) * 3, Matter.LET, *(Matter.MOVED_OUT,) * 2, *(Matter.OTHER,) * 3)
# Visits tried in vain, by the day they became known; a cadre's and a coordinator's.
IN_VAIN = ((date(2026, 9, 30), 2), (date(2026, 10, 8), 1))


def lately(draw: Draw) -> Iterator[Case]:
    for place in range(len(draw.doors)):
        for day in ENTERED:
            yield from (_entered(draw, place, matter, day) for matter in MATTERS)
        for day, attempts in IN_VAIN:
            yield from (_in_vain(draw, place, matter, day, attempts) for matter in (Matter.OTHER, Matter.LET))


def _entered(draw: Draw, place: int, matter: Matter, day: date) -> Case:
    """On the next working day."""
    case = draw.case(place, matter, day)
    case.visit_after, case.entry_after = 0, 1
    return case


def _in_vain(draw: Draw, place: int, matter: Matter, day: date, attempts: int) -> Case:
    case = draw.case(place, matter, day)
    case.attempts, case.until = attempts, stage.NOTICED
    return case
