"""Pairs an actor may decide about: both records within the reach, checked in one call, and noted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from sanshi.entry.duplicates import names
from sanshi.entry.duplicates.records import BY_KIND, Side, particular
from sanshi.entry.duplicates.records.particular import acts_on
from sanshi.entry.models import Duplicate, MatchDecision
from sanshi.identity.matching.evidence import Band
from sanshi.jobs.models import Job, State
from sanshi.register.models import Sought
from sanshi.shell.paging import Page, keyset
from sanshi.territory.access import committees
from sanshi.territory.models import Committee
from sanshi.verbs import DECIDE_DUPLICATES, READ_DUPLICATES, Actor, Reach, Verb, reach

WAITING = Q(decision__isnull=True, gone_at__isnull=True)
# The surer ones first.
ORDER = ("-band", "id")
LATEST = ("-decided_at", "-id")


@dataclass(frozen=True, slots=True)
class Filters:
    band: str = ""
    kind: str = ""
    committee: UUID | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Names of persons are masked."""

    pair: Duplicate
    one: str
    other: str

    @property
    def kind(self) -> str:
        return str(Sought(self.pair.kind).label)


@dataclass(frozen=True, slots=True)
class Listed:
    page: Page[Duplicate]
    rows: Sequence[Row]
    # How many wait, by band.
    same: int
    look: int

    @property
    def total(self) -> int:
        return self.same + self.look


@dataclass(frozen=True, slots=True)
class Decided:
    decision: MatchDecision
    one: str
    other: str


# The queue


def pairs(mine: Reach) -> QuerySet[Duplicate]:
    rows = Duplicate.objects.filter(subdistrict=mine.subdistrict).select_related("committee")
    return rows if mine.street else rows.filter(_within(mine))


def waiting(actor: Actor, filters: Filters) -> QuerySet[Duplicate]:
    found = pairs(reach(actor, READ_DUPLICATES)).filter(WAITING)
    if filters.committee:
        found = found.filter(committee=filters.committee)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    return found.filter(band=filters.band) if filters.band else found


def listed(actor: Actor, filters: Filters, after: str) -> Listed:
    found = waiting(actor, filters)
    page = keyset(found, ORDER, after)
    counts = dict(
        waiting(actor, replace(filters, band="")).order_by("band").values_list("band").annotate(n=Count("pk"))
    )
    called = _called(actor.subdistrict, _both(page.rows))
    rows = [Row(row, called.get(row.one, ""), called.get(row.other, "")) for row in page.rows]
    return Listed(page, rows, counts.get(Band.SAME, 0), counts.get(Band.LOOK, 0))


def committees_read(actor: Actor) -> QuerySet[Committee]:
    return committees(reach(actor, READ_DUPLICATES))


def next_to(actor: Actor, filters: Filters, pair: Duplicate, *, back: bool = False) -> UUID | None:
    """The pair that waits after this one, or before it, by the order of the list."""
    found = waiting(actor, filters).exclude(pk=pair.pk)
    if back:
        beside = found.filter(Q(band=pair.band, id__lt=pair.pk) | Q(band__gt=pair.band))
        return beside.order_by("band", "-id").values_list("pk", flat=True).first()
    beside = found.filter(Q(band=pair.band, id__gt=pair.pk) | Q(band__lt=pair.band))
    return beside.order_by(*ORDER).values_list("pk", flat=True).first()


def first_pair(actor: Actor, filters: Filters) -> UUID | None:
    return waiting(actor, filters).order_by(*ORDER).values_list("pk", flat=True).first()


def last_search(subdistrict: str) -> Job | None:
    jobs = Job.objects.filter(subdistrict=subdistrict, kind=names.FIND)
    return jobs.exclude(state=State.CANCELLED).order_by("-created_at").first()


def _called(subdistrict: str, named: Iterable[tuple[str, UUID | None]]) -> Mapping[UUID, str]:
    """`named`: records with their kinds."""
    asked = list(named)
    found: dict[UUID, str] = {}
    for kind, one in BY_KIND.items():
        if records := [record for its, record in asked if its == kind and record is not None]:
            found |= one.called(subdistrict, records)
    return found


def _both(rows: Iterable[Duplicate] | Iterable[MatchDecision]) -> Iterable[tuple[str, UUID | None]]:
    return ((row.kind, one) for row in rows for one in (row.one, row.other))


def _within(mine: Reach) -> Q:
    """Both of the two."""
    found = Q()
    for kind, one in BY_KIND.items():
        found |= Q(one.within(mine, "one"), one.within(mine, "other"), kind=kind)
    return found


# One pair


def pair(actor: Actor, verb: Verb, pk: UUID, *, lock: bool = False) -> Duplicate:
    found = pairs(reach(actor, verb)).select_related("committee", "decision__decided_by").filter(pk=pk)
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.first()
    if row is None:
        raise Http404
    return row


def sides(actor: Actor, row: Duplicate) -> list[Side]:
    return particular(row).sides(actor, row)


def version_of(row: Duplicate) -> int:
    """Grows with each form or decision that writes one of the two."""
    return acts_on(row).count()


def last_act(row: Duplicate) -> datetime:
    at = acts_on(row).aggregate(at=Max("at"))["at"]
    return at or row.found_at


# What was decided


def decisions(actor: Actor, verb: Verb) -> QuerySet[MatchDecision]:
    """About pairs of records; those about a form stand with the desk."""
    mine = reach(actor, verb)
    rows = MatchDecision.objects.filter(subdistrict=mine.subdistrict, form__isnull=True)
    rows = rows.filter(other__isnull=False).select_related("decided_by", "undone_by")
    return rows if mine.street else rows.filter(_within(mine))


def decided(actor: Actor, after: str) -> tuple[Page[MatchDecision], list[Decided], int]:
    found = decisions(actor, READ_DUPLICATES)
    page = keyset(found, LATEST, after)
    called = _called(actor.subdistrict, _both(page.rows))
    rows = [_decided(row, called) for row in page.rows]
    return page, rows, found.count()


def decided_one(actor: Actor, pk: UUID) -> Decided:
    row = decision(actor, DECIDE_DUPLICATES, pk)
    return _decided(row, _called(actor.subdistrict, _both([row])))


def _decided(row: MatchDecision, called: Mapping[UUID, str]) -> Decided:
    return Decided(row, called.get(row.one, ""), called.get(row.other, "") if row.other else "")


def decision(actor: Actor, verb: Verb, pk: UUID, *, lock: bool = False) -> MatchDecision:
    found = decisions(actor, verb).filter(pk=pk)
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None:
        raise Http404
    return row


def of_records(records: Collection[UUID | None]) -> Q:
    named = [one for one in records if one is not None]
    return Q(one__in=named) | Q(other__in=named)
