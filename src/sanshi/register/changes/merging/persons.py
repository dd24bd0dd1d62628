"""Two records of one person: homes, children, work and leases name the kept one."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from sanshi import clock
from sanshi.register import holders
from sanshi.register.changes import guardians
from sanshi.register.changes.merging.anchors import anchors_follow
from sanshi.register.changes.merging.parts import PARTS, chosen
from sanshi.register.changes.merging.staff import DOCUMENT, lives_of, one_each, told
from sanshi.register.changes.settling import settle
from sanshi.register.changes.steps import store
from sanshi.register.finding.store import follow as keys_follow
from sanshi.register.history import LEASES, RESIDENCIES, Life, Writing, current
from sanshi.register.models import Act, EmploymentVersion, Kind, LeaseVersion, Person, ResidencyVersion
from sanshi.register.timeline import Facts, Timeline


def unite(stays: Life, goes: Life, taken: Collection[str]) -> None:
    stays.correct(_chosen(stays.facts, goes.facts, taken, {stays.record, goes.record}))


def hand_on(writing: Writing, stays: Life, goes: Life) -> None:
    """From the first day on."""
    kept: Person = stays.facts["person"]
    other = goes.record
    _bring_together(writing, kept, other)
    guardians.follow(writing, other, kept.pk)
    _work_once(writing, stays, goes)
    for record in _leases_naming(writing.subdistrict, other):
        life = Life(LEASES, writing, record)
        life.restate(lambda facts: {"tenants": _renamed(facts["tenants"], other, kept.pk)})
        store(life)


def found_by(subdistrict: str, persons: list[UUID]) -> None:
    holders.follow(subdistrict, persons)
    keys_follow(subdistrict, persons)


def _chosen(kept: Facts, other: Facts, taken: Collection[str], both: set[UUID]) -> dict[str, Any]:
    found = chosen(Kind.PERSON, PARTS[Kind.PERSON], kept, other, taken)
    if found.get("guardian", kept["guardian"]) in both:
        found["guardian"] = None
    return found


def _work_once(writing: Writing, stays: Life, goes: Life) -> None:
    """In each unit, whether a line names the record or has its number; one not kept becomes the kept one."""
    numbers = _numbers(stays.before) | _numbers(goes.before)
    lost = numbers - _numbers(stays.timeline)
    named = Q(person__in=[stays.record, goes.record]) | Q(document_index__in=numbers)
    rows = list(EmploymentVersion.objects.filter(current(), named, subdistrict=writing.subdistrict))
    lives = lives_of(writing, rows)
    for life in lives:
        life.restate(lambda facts: _renamed_line(facts, stays, lost))
    one_each(lives, told(writing.subdistrict, lives), lambda life: life.facts["unit"].pk)
    for life in lives:
        store(life)


def _numbers(timeline: Timeline) -> set[str]:
    return {span.facts["document_index"] for span in timeline} - {""}


def _renamed_line(facts: Facts, stays: Life, lost: Collection[str]) -> dict[str, Any]:
    if facts["person"] is not None:
        return {"person": stays.facts["person"]}
    return {name: stays.facts[name] for name in DOCUMENT} if facts["document_index"] in lost else {}


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
    anchors_follow(writing.subdistrict, [(Kind.RESIDENCY, life.record) for life in lives])
