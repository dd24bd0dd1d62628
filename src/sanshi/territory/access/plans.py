"""Whether a plan can be decided: Refused beside the field that would have to change; writes nothing."""

from datetime import date
from uuid import UUID

from sanshi import clock
from sanshi.problems import (
    CHANGE_UNDER_WAY,
    DAY_IS_PAST,
    NOT_THERE_THEN,
    NOT_YOUR_PLACE,
    NOTHING_CHOSEN,
    NOTHING_LEFT,
    PLACE_EXISTS,
    REQUIRED,
    THERE_ALREADY,
    Refused,
)
from sanshi.territory.access.changes import Sides, sides_of, under_way
from sanshi.territory.models import Beat, Building, BuildingGroup, Committee
from sanshi.territory.plans import Merger, Moving, Plan, Splitting


def check_plan(subdistrict: str, plan: Plan) -> None:
    if plan.effective_on < clock.today():
        raise Refused(DAY_IS_PAST, field="effective_on")
    source = _committee_then(subdistrict, plan.committee, plan.effective_on, "committee")
    _refuse_collision(subdistrict, _sides(source, plan))


def _sides(source: Committee, plan: Plan) -> Sides:
    if isinstance(plan, Merger):
        into = _other(source, plan.into, plan.effective_on, "into")
        return Sides(frozenset({source.id}), frozenset({into.id}), frozenset(), {})
    if isinstance(plan, Splitting):
        _check_split(source, plan)
        taking: list[UUID] = []
    else:
        taking = _targets(source, plan)
    beats, buildings = chosen(source.subdistrict_id, plan)
    return Sides(
        frozenset(),
        frozenset({source.id, *taking}),
        frozenset(beat.id for beat in beats),
        {building.id: building.beat_id for building in buildings},
    )


def _committee_then(subdistrict: str, pk: UUID, day: date, field: str) -> Committee:
    found = Committee.objects.filter(subdistrict=subdistrict, pk=pk).first()
    if found is None:
        raise Refused(NOT_YOUR_PLACE, field=field)
    if not found.is_open_on(day):
        raise Refused(NOT_THERE_THEN, field=field, what=found.name, day=day.isoformat())
    return found


def _other(source: Committee, pk: UUID, day: date, field: str) -> Committee:
    if pk == source.id:
        raise Refused(THERE_ALREADY, field=field, what=source.name)
    return _committee_then(source.subdistrict_id, pk, day, field)


def chosen(subdistrict: str, plan: Splitting | Moving) -> tuple[list[Beat], list[Building]]:
    """Of the giving committee; a building whose beat goes whole is not named again."""
    here = {"subdistrict": subdistrict, "committee": plan.committee}
    beats = list(Beat.objects.filter(**here, pk__in=plan.beats).order_by("name", "id"))
    buildings = list(Building.objects.filter(**here, pk__in=plan.buildings).order_by("sort_key", "id"))
    if len(beats) < len(plan.beats) or len(buildings) < len(plan.buildings):
        raise Refused(NOT_YOUR_PLACE)
    if not beats and not buildings:
        raise Refused(NOTHING_CHOSEN)
    return beats, [one for one in buildings if one.beat_id not in plan.beats]


def _check_split(source: Committee, plan: Splitting) -> None:
    beats, buildings = chosen(source.subdistrict_id, plan)
    if buildings and not plan.beat_name.strip():
        raise Refused(REQUIRED, field="beat_name")
    going, singly = {beat.id for beat in beats}, {building.id for building in buildings}
    standing = Building.objects.filter(
        subdistrict=source.subdistrict_id, committee=source, closed_on__isnull=True
    )
    if all(id in singly or beat in going for id, beat in standing.values_list("id", "beat_id")):
        raise Refused(NOTHING_LEFT)
    known = Committee.objects.filter(subdistrict=source.subdistrict_id, code=plan.code).first()
    if known and not known.never_was:
        raise Refused(PLACE_EXISTS, field="code")


def _targets(source: Committee, plan: Moving) -> list[UUID]:
    beats, buildings = chosen(source.subdistrict_id, plan)
    found = []
    if beats:
        if plan.to_committee is None:
            raise Refused(REQUIRED, field="to_committee")
        found.append(_other(source, plan.to_committee, plan.effective_on, "to_committee").id)
    if buildings:
        found.append(_beat_to(source, plan, buildings).committee_id)
    return found


def _beat_to(source: Committee, plan: Moving, buildings: list[Building]) -> Beat:
    if plan.to_beat is None:
        raise Refused(REQUIRED, field="to_beat")
    here = {"subdistrict": source.subdistrict_id}
    found = Beat.objects.filter(**here, pk=plan.to_beat).first()
    if found is None or found.id in plan.beats:
        raise Refused(NOT_YOUR_PLACE, field="to_beat")
    already = next((one for one in buildings if one.beat_id == found.id), None)
    if already:
        raise Refused(THERE_ALREADY, field="to_beat", what=already.address)
    _committee_then(source.subdistrict_id, found.committee_id, plan.effective_on, "to_beat")
    groups = BuildingGroup.objects.filter(**here, beat=found)
    if plan.to_group and not groups.filter(pk=plan.to_group).exists():
        raise Refused(NOT_YOUR_PLACE, field="to_group")
    return found


def _refuse_collision(subdistrict: str, own: Sides) -> None:
    for other in under_way(subdistrict):
        theirs = sides_of(other)
        if not own.collide(theirs):
            continue
        shared = own.committees & theirs.committees
        where = Committee.objects.filter(subdistrict=subdistrict, pk__in=shared).order_by("code")
        what = where.values_list("name", flat=True).first()
        raise Refused(CHANGE_UNDER_WAY, what=what, day=other.effective_on.isoformat())
