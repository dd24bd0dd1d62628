"""Two records of one person: homes, children, work and leases name the kept one."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sanshi import clock
from sanshi.register import holders
from sanshi.register.changes import guardians
from sanshi.register.changes.merging.anchors import anchors_follow
from sanshi.register.changes.merging.parts import PARTS, chosen
from sanshi.register.changes.settling import settle
from sanshi.register.changes.steps import store
from sanshi.register.finding.store import follow as keys_follow
from sanshi.register.history import EMPLOYMENTS, LEASES, RESIDENCIES, Life, Track, Writing, current
from sanshi.register.models import Act, EmploymentVersion, Kind, LeaseVersion, Person, ResidencyVersion
from sanshi.register.timeline import Facts


def unite(stays: Life, goes: Life, taken: Collection[str]) -> None:
    stays.correct(_chosen(stays.facts, goes.facts, taken, {stays.record, goes.record}))


def hand_on(writing: Writing, stays: Life, other: UUID) -> None:
    """From the first day on."""
    kept: Person = stays.facts["person"]
    _bring_together(writing, kept, other)
    guardians.follow(writing, other, kept.pk)
    works = EmploymentVersion.objects.filter(current(), subdistrict=writing.subdistrict, person=other)
    for record in sorted(set(works.values_list("employment_id", flat=True))):
        _restate(EMPLOYMENTS, writing, record, {"person": kept})
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
    anchors_follow(writing.subdistrict, [(Kind.RESIDENCY, life.record) for life in lives])
