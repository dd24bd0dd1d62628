"""Two records that are one person, made one (plan 3.3.3).

The decision's own id stands as the form: it is in the history of every record it wrote, and undone by it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sanshi import clock
from sanshi.identity.documents import Sex
from sanshi.journal.recording import touch
from sanshi.problems import GONE_RECORD, ONE_RECORD, Refused
from sanshi.register import history, holders
from sanshi.register.changes import guardians
from sanshi.register.changes.settling import settle
from sanshi.register.changes.steps import Effect, store
from sanshi.register.finding.store import follow as keys_follow
from sanshi.register.history import EMPLOYMENTS, LEASES, PERSONS, RESIDENCIES, Life, Track, Writing, current
from sanshi.register.models import (
    Act,
    EmploymentVersion,
    Kind,
    LeaseVersion,
    Person,
    ResidencyVersion,
    Work,
)
from sanshi.register.timeline import Facts

# Columns that go together, by the name under which they are chosen; the first says whether it is stated.
PARTS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "document": ("document_number", "document_type", "document_index", "no_document_reason"),
    "sex": ("sex",),
    "birth_date": ("birth_date",),
    "phone": ("phone",),
    "guardian": ("guardian_name", "guardian_phone", "guardian"),
    "notice": ("notice_version", "notified_on"),
}
_NOT_KNOWN = frozenset({None, "", Sex.UNKNOWN, Sex.NOT_STATED})


def merge_persons(writing: Writing, kept: UUID, other: UUID, taken: Collection[str] = ()) -> Effect:
    """`other` becomes part of `kept`. `taken`: names of PARTS of which the other's value is the right one.

    What `kept` does not state is filled from the other. Raises Refused: ONE_RECORD, GONE_RECORD.
    """
    if kept == other:
        raise Refused(ONE_RECORD)
    # Two who merge the same records turned round wait for each other here.
    first, second = sorted((kept, other))
    locked = {one: Life(PERSONS, writing, one) for one in (first, second)}
    stays, goes = locked[kept], locked[other]
    if not stays.exists or not goes.exists:
        raise Refused(GONE_RECORD)
    stays.correct(_chosen(stays.facts, goes.facts, taken, {kept, other}))
    goes.retract()
    # The number is free before it is held anew.
    store(goes, Work.MERGED)
    names = store(stays, Work.TOOK_IN)
    _hand_on(writing, stays.facts["person"], other)
    for one in (other, kept):
        touch("register.person", one, fields=sorted(names) or ("residency",))
    _followed(writing.subdistrict, [other, kept])
    return Effect(True, person=kept)


def undo_merge(writing: Writing, number_of: Callable[[UUID], str] = str) -> None:
    """Two records again, as they were. Raises Refused: BUILT_UPON, ALREADY_REGISTERED."""
    records = history.undo(writing, number_of)
    street = writing.subdistrict
    _anchors_follow(street, [record for kind, record in records if kind == Kind.RESIDENCY])
    _followed(street, [record for kind, record in records if kind == Kind.PERSON])
    for kind, record in records:
        touch(f"register.{kind.value}", record)


def _followed(subdistrict: str, persons: list[UUID]) -> None:
    holders.follow(subdistrict, persons)
    keys_follow(subdistrict, persons)


def is_stated(part: str, facts: Facts) -> bool:
    if part == "guardian":
        return bool(facts["guardian"] or facts["guardian_name"])
    return facts[PARTS[part][0]] not in _NOT_KNOWN


def _chosen(kept: Facts, other: Facts, taken: Collection[str], both: set[UUID]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part, columns in PARTS.items():
        if is_stated(part, other) and (part in taken or not is_stated(part, kept)):
            found |= {name: other[name] for name in columns}
    if found.get("guardian", kept["guardian"]) in both:
        found["guardian"] = None
    return found


def _hand_on(writing: Writing, kept: Person, other: UUID) -> None:
    """Whatever names the other record names the kept one, from the first day on."""
    _bring_together(writing, kept, other)
    guardians.follow(writing, other, kept.pk)
    works = EmploymentVersion.objects.filter(current(), subdistrict=writing.subdistrict, person=other)
    for record in sorted(set(works.values_list("employment_id", flat=True))):
        _restate(EMPLOYMENTS, writing, record, {"person": kept})
    for record in _leases_naming(writing.subdistrict, other):
        life = Life(LEASES, writing, record)
        life.restate(lambda facts: {"tenants": _renamed(facts["tenants"], other, kept.pk)})
        store(life)


def _restate(track: Track, writing: Writing, record: UUID, facts: Facts) -> None:
    life = Life(track, writing, record)
    life.restate(lambda _: facts)
    store(life)


def _renamed(tenants: Iterable[str], other: UUID, kept: UUID) -> list[str]:
    return sorted({str(kept) if one == str(other) else one for one in tenants})


def _leases_naming(subdistrict: str, person: UUID) -> list[UUID]:
    """By the forms that wrote a lease and referred to this person."""
    acts = Act.objects.filter(subdistrict=subdistrict)
    forms = acts.filter(kind=Kind.PERSON, record=person).values("form")
    leases = acts.filter(kind=Kind.LEASE, form__in=forms).values("record")
    rows = LeaseVersion.objects.filter(current(), subdistrict=subdistrict, lease__in=leases)
    return sorted({row.lease_id for row in rows if str(person) in row.tenants})


def _bring_together(writing: Writing, kept: Person, other: UUID) -> None:
    both = [kept.pk, other]
    stays = ResidencyVersion.objects.filter(current(), subdistrict=writing.subdistrict, person__in=both)
    told = dict(stays.order_by("recorded_at").values_list("residency_id", "recorded_at"))
    lives = [Life(RESIDENCIES, writing, record) for record in sorted(told)]
    for life in lives:
        life.restate(lambda _: {"person": kept})
    settle(lives, {record: clock.shanghai_day(at) for record, at in told.items()})
    for life in lives:
        store(life)
    _anchors_follow(writing.subdistrict, [life.record for life in lives])


def _anchors_follow(subdistrict: str, residencies: list[UUID]) -> None:
    """A residency is of whom its versions say; one that never was stays whose it was."""
    rows = ResidencyVersion.objects.filter(current(), subdistrict=subdistrict, residency__in=residencies)
    for row in rows.select_related("residency", "person"):
        if row.residency.person_id != row.person_id:
            row.residency.person = row.person
            row.residency.save(update_fields=["person"])
