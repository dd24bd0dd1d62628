"""The nightly work of the demo's weeks, and the coordinators' looks at doors not verified for long."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sanshi import clock
from sanshi.project.daily import run_daily
from sanshi.project.demo.diary import Diary
from sanshi.project.demo.street import CODE, house
from sanshi.register.actions import count_freshness
from sanshi.verbs import Actor
from sanshi.visits.actions import close_visit
from sanshi.visits.models import Cause, Outcome, Visit
from sanshi.visits.rules import Closing

COUNTED_SINCE = date(2026, 7, 1)
NIGHTLY_SINCE = date(2026, 9, 28)
NIGHT = time(4, 30)
# Days after which somebody has looked; the others are still to be looked at when the demo opens.
LOOKED_AFTER = 4
STILL_TO_LOOK = 3


def plan_nights(diary: Diary, ids: Iterator[UUID], until: date, looks: Callable[[UUID], Actor]) -> None:
    """`looks`: the coordinator of a committee."""
    day = COUNTED_SINCE
    while day <= until:
        night = datetime.combine(day, NIGHT, clock.SHANGHAI)
        if day < NIGHTLY_SINCE:
            diary.plan(night, lambda: count_freshness(house(), next(ids), clock.today()))
        else:
            diary.plan(night, lambda: list(run_daily()))
            diary.plan(datetime.combine(day, time(17, 5), clock.SHANGHAI), lambda: _look(ids, looks))
        day += timedelta(days=1)


def _look(ids: Iterator[UUID], looks: Callable[[UUID], Actor]) -> None:
    before = clock.today() - timedelta(days=LOOKED_AFTER)
    rows = Visit.objects.filter(subdistrict=CODE, cause=Cause.STALE, outcome="", learned_on__lte=before)
    for place, visit in enumerate(rows.order_by("id")):
        if place % STILL_TO_LOOK:
            close_visit(
                looks(visit.committee_id), next(ids), visit.pk, visit.version, Closing(Outcome.UNFOUNDED)
            )
