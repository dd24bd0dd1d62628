"""Visits to dwellings that were not verified for long, and how fresh the register is (plan 2.3.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from sanshi import clock
from sanshi.register.freshness import latest_stale, stale
from sanshi.register.models import Dwelling, FreshnessDay
from sanshi.rulebook.access import calendar, policy_on
from sanshi.rulebook.workdays import add_workdays
from sanshi.streets.models import SAME_STREET
from sanshi.territory.access import committees
from sanshi.territory.models import Committee
from sanshi.verbs import READ_PLACES, Actor, reach
from sanshi.visits.access import OPEN
from sanshi.visits.models import Cause, Visit
from sanshi.visits.rules import share_of_today

# How far back the graph goes, and how far the comparison in the table.
SHOWN = timedelta(days=400)
BEFORE = timedelta(days=28)
LONGEST_UNVERIFIED = (F("verified_on").asc(nulls_first=True), "door__building_id", "door__sort_key", "id")


def to_ask_today(subdistrict: str, committee: UUID) -> list[UUID]:
    """Doors, the longest unverified first: today's even share of what falls due until the spread's end.

    Nobody is sent on a day that is not worked, nor to a door that somebody goes to anyway.
    """
    today, days = clock.today(), calendar()
    if not days.is_workday(today):
        return []
    spread = policy_on(subdistrict, today).house.look_again_spread_working_days
    falling_due = stale(subdistrict, add_workdays(today, spread, days).day)
    waiting = _unvisited(falling_due.filter(door__committee=committee))
    wanted = share_of_today(waiting.count(), asked_on(subdistrict, today, committee), spread)
    return list(waiting.order_by(*LONGEST_UNVERIFIED).values_list("door", flat=True)[:wanted])


def _unvisited(dwellings: QuerySet[Dwelling]) -> QuerySet[Dwelling]:
    visits = Visit.objects.filter(SAME_STREET, OPEN, door=OuterRef("door"))
    return dwellings.filter(~Exists(visits))


def asked_on(subdistrict: str, day: date, committee: UUID | None = None) -> int:
    rows = Visit.objects.filter(subdistrict=subdistrict, cause=Cause.STALE, learned_on=day)
    return (rows.filter(committee=committee) if committee else rows).count()


# The page


@dataclass(frozen=True, slots=True)
class Point:
    """Of a day: the dwellings verified in time, of all."""

    day: date
    fresh: int
    dwellings: int

    @property
    def percent(self) -> float:
        return round(100 * self.fresh / self.dwellings, 1) if self.dwellings else 100.0


@dataclass(frozen=True, slots=True)
class Row:
    """`before`: four weeks ago, if it was counted then. `asked`: visits under way for this."""

    committee: Committee
    now: Point
    before: Point | None
    asked: int


@dataclass(frozen=True, slots=True)
class Shown:
    rows: Sequence[Row]
    line: Sequence[Point]
    chosen: Committee | None
    verified_since: date


def shown(actor: Actor, chosen: UUID | None) -> Shown:
    """Of all committees in reach together, or of the chosen one. Counts only: no record is read."""
    mine = {one.pk: one for one in committees(reach(actor, READ_PLACES))}
    committee = mine.get(chosen) if chosen else None
    days = FreshnessDay.objects.filter(
        subdistrict=actor.subdistrict, committee__in=mine, day__gt=clock.today() - SHOWN
    )
    lined = days.filter(committee=committee) if committee else days
    points = lined.values("day").order_by("day").annotate(of_fresh=Sum("fresh"), of_all=Sum("dwellings"))
    line = [Point(one["day"], one["of_fresh"], one["of_all"]) for one in points]
    since = latest_stale(actor.subdistrict, clock.today())
    return Shown(list(_rows(actor.subdistrict, days, mine)), line, committee, since)


def _rows(subdistrict: str, days: QuerySet[FreshnessDay], mine: dict[UUID, Committee]) -> Iterator[Row]:
    latest = days.order_by("-day").values_list("day", flat=True).first()
    if latest is None:
        return
    before, asked = _points(days.filter(day=latest - BEFORE)), _asked(subdistrict)
    for pk, point in _points(days.filter(day=latest)).items():
        yield Row(mine[pk], point, before.get(pk), asked.get(pk, 0))


def _points(days: QuerySet[FreshnessDay]) -> dict[UUID, Point]:
    rows = days.order_by("committee__code").values_list("committee", "day", "fresh", "dwellings")
    return {committee: Point(day, fresh, total) for committee, day, fresh, total in rows}


def _asked(subdistrict: str) -> dict[UUID, int]:
    rows = Visit.objects.filter(OPEN, subdistrict=subdistrict, cause=Cause.STALE)
    return dict(rows.values_list("committee").annotate(n=Count("pk")).order_by("committee"))
