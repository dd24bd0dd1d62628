"""What would follow from a plan: counted here for places, answered by those below for what stands on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise

from sanshi.territory.actions.placing import going_along
from sanshi.territory.announcements import change_asked
from sanshi.territory.models import Beat, Building, BuildingGroup, Door
from sanshi.territory.plans import Merger, Moving, Plan, Splitting


@dataclass(frozen=True, slots=True)
class Asked:
    """`beats` and `groups` go whole; `buildings` are all that go; `closes` is a committee that ends."""

    buildings: frozenset[UUID]
    beats: frozenset[UUID]
    groups: frozenset[UUID]
    closes: UUID | None
    on: date


@dataclass(frozen=True, slots=True)
class Consequence:
    """`names` where the reader has to do something about each of them."""

    label: Promise | str
    count: int
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Foreseen:
    beats: Sequence[Beat]
    groups: Sequence[BuildingGroup]
    buildings: int
    doors: int
    # Doors that lose their building group because only a part of it goes.
    ungrouped: int
    consequences: Sequence[Consequence]


def foresee(subdistrict: str, plan: Plan) -> Foreseen:
    beats, singly = _beats(subdistrict, plan), _singly(plan)
    here = {"subdistrict": subdistrict, "closed_on__isnull": True}
    rows = Building.objects.filter(Q(beat__in=beats) | Q(pk__in=singly), **here)
    ids = frozenset(rows.values_list("id", flat=True))
    groups = _groups_alone(subdistrict, plan, singly)
    doors = Door.objects.filter(building__in=ids, **here)
    asked = Asked(
        ids,
        frozenset(beat.id for beat in beats),
        frozenset(group.id for group in groups),
        plan.committee if isinstance(plan, Merger) else None,
        plan.effective_on,
    )
    answers: Any = change_asked.send(Building, subdistrict=subdistrict, asked=asked)
    return Foreseen(
        beats,
        groups,
        len(ids),
        doors.count(),
        _cut_off(subdistrict, plan, singly, asked.groups),
        [one for _receiver, answer in answers for one in answer],
    )


def _beats(subdistrict: str, plan: Plan) -> list[Beat]:
    rows = Beat.objects.filter(subdistrict=subdistrict).order_by("name", "id")
    if isinstance(plan, Merger):
        return list(rows.filter(committee=plan.committee))
    return list(rows.filter(pk__in=plan.beats))


def _singly(plan: Plan) -> frozenset[UUID]:
    return frozenset() if isinstance(plan, Merger) else plan.buildings


def _groups_alone(subdistrict: str, plan: Plan, singly: frozenset[UUID]) -> list[BuildingGroup]:
    """Groups that go along with single buildings; those of whole beats go with their beat."""
    match plan:
        case Splitting():
            # To a beat that is not there yet.
            return going_along(subdistrict, singly, plan.committee)
        case Moving(to_beat=UUID() as beat, to_group=None):
            return going_along(subdistrict, singly, beat)
    return []


def _cut_off(subdistrict: str, plan: Plan, singly: frozenset[UUID], along: frozenset[UUID]) -> int:
    if isinstance(plan, Moving) and plan.to_group:
        return 0
    doors = Door.objects.filter(subdistrict=subdistrict, building__in=singly, closed_on__isnull=True)
    leaving = doors.filter(Q(group__isnull=False), ~Q(group__in=along))
    if isinstance(plan, Moving) and plan.to_beat:
        leaving = leaving.filter(~Q(group__beat=plan.to_beat))
    return leaving.count()
