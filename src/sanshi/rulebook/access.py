from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from sanshi.problems import POLICY_MISSING, Refused
from sanshi.rulebook.models import CalendarDay, CalendarYear, PolicyVersion
from sanshi.rulebook.policy import Policy
from sanshi.rulebook.timeline import NoPolicy, PolicyTimeline
from sanshi.rulebook.workdays import Calendar
from sanshi.streets.prepared import Given, Look
from sanshi.verbs import Actor


def versions(subdistrict: str) -> QuerySet[PolicyVersion]:
    """All policies of the street, the latest first."""
    return PolicyVersion.objects.filter(subdistrict=subdistrict).order_by("-valid_from", "-id")


@dataclass(slots=True)
class _OnePage:
    """What a page has asked the database about the rulebook already."""

    loaded: dict[str, tuple[PolicyVersion, ...]] = field(default_factory=dict)
    calendar: Calendar | None = None


_page: ContextVar[_OnePage | None] = ContextVar("rulebook_page", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Inside, policies and working days are asked for once: a page is made by one rulebook.

    Only around what writes nothing: an action must see what it has loaded itself.
    """
    before = _page.set(_OnePage())
    try:
        yield
    finally:
        _page.reset(before)


_standing = Look(
    lambda: PolicyVersion.objects.filter(subdistrict=Given("street")).values_list("id", "valid_to")
)


def loaded(subdistrict: str) -> tuple[PolicyVersion, ...]:
    """As `versions`, read once: a small query tells whether they are still the same. Not to be changed."""
    page = _page.get() or _OnePage()
    if subdistrict not in page.loaded:
        page.loaded[subdistrict] = _loaded(subdistrict, frozenset(_standing(street=subdistrict)))
    return page.loaded[subdistrict]


@lru_cache(maxsize=16)
def _loaded(subdistrict: str, standing: frozenset[tuple[UUID, date | None]]) -> tuple[PolicyVersion, ...]:
    return tuple(versions(subdistrict))


def version_on(subdistrict: str, day: date) -> PolicyVersion:
    """The policy in force on that day, as a row to point at; Refused when there is none."""
    for version in loaded(subdistrict):
        if version.valid_from <= day and (version.valid_to is None or day <= version.valid_to):
            return version
    raise Refused(POLICY_MISSING, day=day.isoformat())


def policy_on(subdistrict: str, day: date) -> Policy:
    return version_on(subdistrict, day).policy


def policies_in(subdistrict: str, first: date, last: date) -> PolicyTimeline:
    """The policies that may hold on a day from `first` to `last`."""
    return PolicyTimeline.of(
        row.policy
        for row in reversed(loaded(subdistrict))
        if row.valid_from <= last and (row.valid_to is None or first <= row.valid_to)
    )


def refuse_missing(error: NoPolicy) -> Refused:
    return Refused(POLICY_MISSING, day=error.day.isoformat())


_loads = Look(lambda: CalendarYear.objects.order_by("year").values_list("year", "load"))


def calendar() -> Calendar:
    """The working days as loaded. One small query tells whether the cached one is still right."""
    page = _page.get() or _OnePage()
    if page.calendar is None:
        page.calendar = _calendar(tuple(_loads()))
    return page.calendar


@lru_cache(maxsize=2)
def _calendar(loads: tuple[tuple[int, object], ...]) -> Calendar:
    years = frozenset(year for year, _ in loads)
    days = CalendarDay.objects.filter(year__in=years)
    return Calendar(years, dict(days.values_list("day", "is_workday")))


def version(actor: Actor, pk: UUID) -> PolicyVersion:
    found = versions(actor.subdistrict).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def calendar_years() -> QuerySet[CalendarYear]:
    return CalendarYear.objects.order_by("-year")


def named_days(year: int) -> QuerySet[CalendarDay]:
    """The days of a year that are not what their weekday says."""
    return CalendarDay.objects.filter(day__year=year).order_by("day")
