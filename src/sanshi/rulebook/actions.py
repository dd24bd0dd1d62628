from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sanshi import clock
from sanshi.journal.recording import action, batch, touch
from sanshi.problems import WRONG_FILE, Refused
from sanshi.rulebook.models import CalendarDay, CalendarYear, PolicyVersion
from sanshi.rulebook.policy import Policy, read_policy
from sanshi.rulebook.reading import Unreadable
from sanshi.rulebook.schedule import exceptions_of, years_known
from sanshi.streets.models import HOUSE
from sanshi.streets.uuid7 import uuid7
from sanshi.verbs import LOAD_CALENDAR, LOAD_POLICY, Actor

SCHEDULE = "chinesecalendar"


@action(LOAD_POLICY)
def load_policy(actor: Actor, client_id: UUID, document: Mapping[str, Any]) -> UUID:
    """`document` as `Policy.plain()` gives it. Refused (WRONG_FILE) names the key that is wrong."""
    policy = _readable(document)
    same = {"subdistrict": actor.subdistrict, "code": policy.code, "valid_from": policy.valid_from}
    if PolicyVersion.objects.filter(**same).exists():
        raise Refused(WRONG_FILE, why=f"{policy.code} from {policy.valid_from} is loaded already")
    version = PolicyVersion.objects.create(
        subdistrict_id=actor.subdistrict,
        code=policy.code,
        valid_from=policy.valid_from,
        valid_to=policy.valid_to,
        body=policy.plain(),
        loaded_at=clock.now(),
    )
    touch(version)
    return version.id


def _readable(document: Mapping[str, Any]) -> Policy:
    try:
        return read_policy(document)
    except Unreadable as wrong:
        raise Refused(WRONG_FILE, why=str(wrong)) from None


@action(LOAD_CALENDAR, house=True)
def load_calendar(actor: Actor, client_id: UUID, year: int, notice: str, days: Mapping[date, bool]) -> UUID:
    """Load or replace a year. `days`: those the notice names, and whether they are worked.

    A notice may name days at the end of the year before; more distant ones are a slip of the pen.
    """
    for day in days:
        if day.year not in (year - 1, year):
            raise Refused(WRONG_FILE, why=f"{day} does not lie in {year}")
    CalendarDay.objects.filter(year=year).delete()
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=day, is_workday=worked, year=year) for day, worked in sorted(days.items())],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["is_workday", "year"],
    )
    load = uuid7()
    CalendarYear.objects.update_or_create(
        year=year, defaults={"notice": notice, "loaded_at": clock.now(), "load": load}
    )
    touch("rulebook.calendaryear", load, fields=["notice", "days"], version=[year, notice])
    return load


def seed_calendar(years: Iterable[int] = years_known()) -> None:
    """Load the years that chinesecalendar knows and the database does not; safe to repeat."""
    house = Actor(None, SCHEDULE, HOUSE, is_house=True)
    loaded = set(CalendarYear.objects.values_list("year", flat=True))
    with batch():
        for year in sorted(set(years) - loaded):
            load_calendar(house, uuid4(), year, SCHEDULE, dict(exceptions_of(year)))
