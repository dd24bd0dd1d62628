"""Faults of the records in reach: counts as last made, lists as it is now, noted for the journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.journal.recording import in_committee, saw
from sanshi.register.access import BY_STAIRWAY, UNITS_BY_STAIRWAY, PersonRow, rows_of
from sanshi.register.models import Kind, QualityDay
from sanshi.register.quality.faults import BY_CODE, FAULTS, Fault, Group, Where
from sanshi.shell.paging import Page, keyset
from sanshi.territory.access import committees
from sanshi.territory.models import Committee
from sanshi.verbs import READ_QUALITY, Actor, reach


@dataclass(frozen=True, slots=True)
class Line:
    """`records` as of the last count, None where it was not counted yet."""

    fault: Fault
    records: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """Of one committee, or of all in reach together."""

    groups: Sequence[tuple[Group, Sequence[Line]]]
    day: date | None


@dataclass(frozen=True, slots=True)
class ByCommittee:
    committee: Committee
    counts: Sequence[int]
    day: date | None

    @property
    def figures(self) -> Sequence[tuple[Group, int]]:
        return list(zip(Group, self.counts, strict=True))


@dataclass(frozen=True, slots=True)
class Listed:
    """`persons` where the fault is of persons; else the page's rows themselves are shown."""

    page: Page[Any]
    persons: Sequence[PersonRow]
    total: int
    counted: int | None
    day: date | None


def places(actor: Actor) -> list[Committee]:
    """In their usual order."""
    return list(committees(reach(actor, READ_QUALITY)))


def committee(actor: Actor, pk: UUID) -> Committee:
    found = next((one for one in places(actor) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def faults(actor: Actor) -> list[Fault]:
    return [fault for fault in FAULTS if fault.verb is None or actor.may(fault.verb)]


def report(actor: Actor, here: Sequence[Committee]) -> Report:
    days = _days(actor, here)
    counts = dict(_rows(actor, days).order_by("fault").values_list("fault").annotate(n=Sum("records")))
    lines = [Line(fault, counts.get(fault.code)) for fault in faults(actor)]
    groups = [(group, [line for line in lines if line.fault.group == group]) for group in Group]
    return Report(groups, min(days.values(), default=None))


def by_committee(actor: Actor, here: Sequence[Committee]) -> list[ByCommittee]:
    """How many faults of each group; in the usual order of committees, whatever the figures are."""
    days, group_of = _days(actor, here), {fault.code: fault.group for fault in faults(actor)}
    totals: dict[tuple[UUID, Group], int] = {}
    for place, code, records in _rows(actor, days).values_list("committee", "fault", "records"):
        if code in group_of:
            key = place, group_of[code]
            totals[key] = totals.get(key, 0) + records
    return [
        ByCommittee(one, [totals.get((one.pk, group), 0) for group in Group], days.get(one.pk))
        for one in here
    ]


def _days(actor: Actor, here: Iterable[Committee]) -> Mapping[UUID, date]:
    """When each was counted last."""
    rows = QualityDay.objects.filter(subdistrict=actor.subdistrict, committee__in=[one.pk for one in here])
    return dict(rows.order_by("committee").values_list("committee").annotate(last=Max("day")))


def _rows(actor: Actor, days: Mapping[UUID, date]) -> Any:
    rows = QualityDay.objects.filter(subdistrict=actor.subdistrict, day__in=set(days.values()))
    late = [place for place, day in days.items() if day != max(days.values())]
    # Committees counted by hand today stand a day ahead of the others: each is taken by its own last day.
    found = rows.filter(committee__in=days, day=max(days.values())) if days else rows.none()
    for place in late:
        found |= rows.filter(committee=place, day=days[place])
    return found


def listed(actor: Actor, place: Committee, code: str, after: str) -> Listed:
    fault = BY_CODE.get(code)
    if fault is None or (fault.verb is not None and not actor.may(fault.verb)):
        raise Http404
    in_committee(place.pk)
    where = Where(actor.subdistrict, clock.today(), place.pk)
    found = fault.rows(where).select_related("door__building")
    if fault.verb is not None:
        found = found.filter(within(reach(actor, fault.verb)))
    page = keyset(found, _ORDERS[fault.about], after)
    return Listed(page, _persons(actor, fault, page.rows), found.count(), *_last(actor, place, fault))


def fault_of(code: str) -> Fault:
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


def _persons(actor: Actor, fault: Fault, rows: Sequence[Any]) -> Sequence[PersonRow]:
    if fault.about == Kind.PERSON:
        return rows_of(actor, [(row.person_id, row) for row in rows])
    if fault.about == Kind.UNIT:
        saw("register.unit", [row.unit_id for row in rows], fields=("name", "credit_code"))
    else:
        saw("register.dwelling", [row.pk for row in rows], fields=("verified_on",))
    return ()


def _last(actor: Actor, place: Committee, fault: Fault) -> tuple[int | None, date | None]:
    rows = QualityDay.objects.filter(subdistrict=actor.subdistrict, committee=place, fault=fault.code)
    last = rows.order_by("-day").values_list("records", "day").first()
    return last or (None, None)


_ORDERS: Mapping[Kind, tuple[str, ...]] = {
    Kind.PERSON: BY_STAIRWAY,
    Kind.UNIT: UNITS_BY_STAIRWAY,
    Kind.DWELLING: ("door__building__sort_key", "door__building_id", "door__sort_key", "id"),
}
