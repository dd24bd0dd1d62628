"""Pairs an actor may decide about: both records within the reach, checked in one call, and noted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from sanshi import clock
from sanshi.entry.duplicates import names
from sanshi.entry.models import Duplicate, MatchDecision
from sanshi.entry.writers import writers_of
from sanshi.identity.matching.evidence import Band
from sanshi.jobs.models import Job, State
from sanshi.journal.recording import saw
from sanshi.register import labels
from sanshi.register.access.persons import lived_within
from sanshi.register.history import current
from sanshi.register.models import Act, Kind, Person, PersonVersion, ResidencyVersion
from sanshi.register.residents import people_on
from sanshi.shell.paging import Page, keyset
from sanshi.territory.access import committees
from sanshi.territory.models import Committee
from sanshi.vault.masking import mask_name
from sanshi.verbs import DECIDE_DUPLICATES, READ_DUPLICATES, Actor, Reach, Verb, reach

WAITING = Q(decision__isnull=True, gone_at__isnull=True)
# The surer ones first.
ORDER = ("-band", "id")
LATEST = ("-decided_at", "-id")


@dataclass(frozen=True, slots=True)
class Filters:
    band: str = ""
    committee: UUID | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Names are masked."""

    pair: Duplicate
    one: str
    other: str


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


@dataclass(frozen=True, slots=True)
class Stay:
    """`place` is the address within the reach, else only the committee."""

    version: ResidencyVersion
    place: str
    by: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records, with the name in full."""

    person: UUID
    facts: PersonVersion
    since: datetime
    stays: Sequence[Stay]
    by: Sequence[str]


# The queue


def pairs(mine: Reach) -> QuerySet[Duplicate]:
    rows = Duplicate.objects.filter(subdistrict=mine.subdistrict).select_related("committee")
    return rows if mine.street else rows.filter(lived_within(mine, "one"), lived_within(mine, "other"))


def waiting(actor: Actor, filters: Filters) -> QuerySet[Duplicate]:
    found = pairs(reach(actor, READ_DUPLICATES)).filter(WAITING)
    if filters.committee:
        found = found.filter(committee=filters.committee)
    return found.filter(band=filters.band) if filters.band else found


def listed(actor: Actor, filters: Filters, after: str) -> Listed:
    found = waiting(actor, filters)
    page = keyset(found, ORDER, after)
    counts = dict(
        waiting(actor, Filters(committee=filters.committee))
        .order_by("band")
        .values_list("band")
        .annotate(n=Count("pk"))
    )
    called = _names(actor.subdistrict, [one for row in page.rows for one in (row.one, row.other)])
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


def _names(subdistrict: str, persons: Collection[UUID]) -> Mapping[UUID, str]:
    """Masked; a record that is part of another by now is called as it was."""
    rows = PersonVersion.objects.filter(subdistrict=subdistrict, person__in=set(persons))
    said = rows.order_by("recorded_at", "valid_from").values_list("person_id", "name")
    saw("register.person", persons, fields=("name",))
    return {person: mask_name(name) for person, name in said}


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
    """What the register says of both; empty of one that is part of another by now."""
    both, street = [row.one, row.other], actor.subdistrict
    people = people_on(street, both, clock.today(), clock.now())
    stays = ResidencyVersion.objects.filter(current(), subdistrict=street, person__in=both)
    lived = list(stays.select_related("door", "committee").order_by("-valid_from", "-id"))
    acts = list(_acts(street, both).order_by("sequence").values_list("record", "form"))
    by = writers_of(street, {form for _, form in acts} | {one.form for one in lived})
    made = dict(Person.objects.filter(subdistrict=street, pk__in=both).values_list("pk", "created_at"))
    saw("register.person", both, fields=[*labels.PERSON, "residency"])
    saw("register.residency", {one.residency_id for one in lived}, fields=labels.RESIDENCY)
    mine = reach(actor, READ_DUPLICATES)
    return [
        Side(
            one,
            people[one],
            made[one],
            [
                Stay(stay, _place(mine, stay), by.get(stay.form, ""))
                for stay in lived
                if stay.person_id == one
            ],
            [by[form] for record, form in acts if record == one and form in by],
        )
        for one in both
        if one in people
    ]


def _place(mine: Reach, stay: ResidencyVersion) -> str:
    near = mine.street or stay.committee_id in mine.committees
    return stay.door.address if near else stay.committee.name


def version_of(row: Duplicate) -> int:
    """Grows with each form or decision that writes one of the two."""
    return _acts(row.subdistrict_id, [row.one, row.other]).count()


def last_act(row: Duplicate) -> datetime:
    at = _acts(row.subdistrict_id, [row.one, row.other]).aggregate(at=Max("at"))["at"]
    return at or row.found_at


def _acts(subdistrict: str, persons: Iterable[UUID]) -> QuerySet[Act]:
    return Act.objects.filter(
        subdistrict=subdistrict, kind=Kind.PERSON, record__in=persons, undone_at__isnull=True
    )


# What was decided


def decisions(actor: Actor, verb: Verb) -> QuerySet[MatchDecision]:
    """About pairs of records; those about a form stand with the desk."""
    mine = reach(actor, verb)
    rows = MatchDecision.objects.filter(subdistrict=mine.subdistrict, form__isnull=True, kind=Kind.PERSON)
    rows = rows.filter(other__isnull=False).select_related("decided_by", "undone_by")
    return rows if mine.street else rows.filter(lived_within(mine, "one"), lived_within(mine, "other"))


def decided(actor: Actor, after: str) -> tuple[Page[MatchDecision], list[Decided], int]:
    found = decisions(actor, READ_DUPLICATES)
    page = keyset(found, LATEST, after)
    called = _names(
        actor.subdistrict, [one for row in page.rows for one in (row.one, row.other) if one is not None]
    )
    rows = [_decided(row, called) for row in page.rows]
    return page, rows, found.count()


def decided_one(actor: Actor, pk: UUID) -> Decided:
    row = decision(actor, DECIDE_DUPLICATES, pk)
    return _decided(row, _names(actor.subdistrict, [one for one in (row.one, row.other) if one is not None]))


def _decided(row: MatchDecision, called: Mapping[UUID, str]) -> Decided:
    return Decided(row, called.get(row.one, ""), called.get(row.other, "") if row.other else "")


def decision(actor: Actor, verb: Verb, pk: UUID, *, lock: bool = False) -> MatchDecision:
    found = decisions(actor, verb).filter(pk=pk)
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None:
        raise Http404
    return row


def of_persons(persons: Collection[UUID | None]) -> Q:
    named = [one for one in persons if one is not None]
    return Q(one__in=named) | Q(other__in=named)


# For the search


def homes_of(subdistrict: str, persons: Collection[UUID]) -> Mapping[UUID, UUID]:
    """The committee where each lives, or lived last."""
    rows = ResidencyVersion.objects.filter(current(), subdistrict=subdistrict, person__in=persons)
    stays = rows.order_by("valid_from", "id").values_list("person_id", "committee_id", "valid_to")
    ended = {person: committee for person, committee, end in stays if end is not None}
    return ended | {person: committee for person, committee, end in stays if end is None}
