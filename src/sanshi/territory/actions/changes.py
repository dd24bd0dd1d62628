"""Merging and splitting committees, moving beats and buildings: decided for a day, applied on that day."""

import logging
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshi import clock, verbs
from sanshi.journal.recording import action, names_of, touch
from sanshi.problems import (
    CHANGE_UNDER_WAY,
    DAY_IS_PAST,
    NOT_THERE_THEN,
    NOT_YOUR_PLACE,
    NOTHING_CHOSEN,
    NOTHING_LEFT,
    PLACE_EXISTS,
    REQUIRED,
    STALE,
    THERE_ALREADY,
    Refused,
)
from sanshi.shell.words import full_moment
from sanshi.territory import access
from sanshi.territory.actions.making import make
from sanshi.territory.actions.placing import give_beats, give_buildings
from sanshi.territory.announcements import committee_closed
from sanshi.territory.models import (
    Beat,
    Border,
    Building,
    BuildingGroup,
    ChangeKind,
    Committee,
    Compound,
    Reassignment,
    StationArea,
    TerritoryChange,
)
from sanshi.territory.plans import Merger, Moving, Plan, Splitting
from sanshi.verbs import Actor

logger = logging.getLogger(__name__)


@action(verbs.MAKE_PLACES)
def decide_change(actor: Actor, client_id: UUID, plan: Plan) -> UUID:
    """For today it is applied at once; until its day it can be withdrawn."""
    if plan.effective_on < clock.today():
        raise Refused(DAY_IS_PAST, field="effective_on")
    _take_turns(actor.subdistrict)
    change = TerritoryChange(
        subdistrict_id=actor.subdistrict,
        kind=plan.kind,
        effective_on=plan.effective_on,
        remark=plan.remark.strip(),
        decided_at=clock.now(),
        decided_by=actor.account,
    )
    lines = _lines(actor, change, plan)
    change.save(force_insert=True)
    Reassignment.objects.bulk_create(lines)
    touch(change, fields=("kind", "effective_on"))
    _refuse_collision(access.change(actor.subdistrict, change.id))
    if plan.effective_on == clock.today():
        _apply(actor, access.change(actor.subdistrict, change.id))
    return change.id


@action(verbs.MAKE_PLACES)
def withdraw_change(actor: Actor, client_id: UUID, change: UUID) -> UUID:
    row = _under_way(actor.subdistrict, change)
    row.withdrawn_at, row.withdrawn_by = clock.now(), actor.account
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    if row.opens:
        # It opened on no day. Its row stays, for the change and perhaps a post name it.
        row.opens.closed_on = row.opens.opened_on
        row.opens.save(update_fields=["closed_on"])
        touch(row.opens, fields=("closed_on",))
    touch(row, fields=("withdrawn_at",))
    return row.id


@action(verbs.MAKE_PLACES)
def apply_change(actor: Actor, client_id: UUID, change: UUID) -> UUID:
    """On its day or later, once."""
    row = _under_way(actor.subdistrict, change)
    if row.effective_on > clock.today():
        raise Refused(NOT_THERE_THEN, what=row.get_kind_display(), day=clock.today().isoformat())
    _apply(actor, row)
    return row.id


def apply_due_changes(subdistrict: str) -> int:
    """A step of the nightly work: how many took effect. One that cannot is logged and keeps none back."""
    daily, done = Actor(None, "daily", subdistrict, is_house=True), 0
    for change in access.due(subdistrict, clock.today()):
        try:
            apply_change(daily, uuid5(change, "apply"), change)
        except Refused as refused:
            logger.warning("change %s does not take effect: %s", change, refused.kind.number)
        else:
            done += 1
    return done


# What is decided


def _take_turns(subdistrict: str) -> None:
    """Two decisions at once see each other."""
    rows = Committee.objects.select_for_update().filter(subdistrict=subdistrict)
    list(rows.order_by("pk").values_list("pk"))


def _lines(actor: Actor, change: TerritoryChange, plan: Plan) -> list[Reassignment]:
    source = _committee(actor, plan.committee, plan, "committee")
    match plan:
        case Merger():
            change.closes = source
            return [_line(change, _other(actor, plan, source, plan.into, "into"))]
        case Splitting():
            return _split(actor, change, plan, source)
        case Moving():
            return _move(actor, change, plan, source)


def _line(change: TerritoryChange, committee: Committee, **what: Any) -> Reassignment:
    return Reassignment(subdistrict_id=change.subdistrict_id, change=change, to_committee=committee, **what)


def _committee(actor: Actor, pk: UUID, plan: Plan, field: str) -> Committee:
    """One that is there on the day."""
    found = Committee.objects.filter(subdistrict=actor.subdistrict, pk=pk).first()
    if found is None:
        raise Refused(NOT_YOUR_PLACE, field=field)
    is_yet_to_open = found.opened_on and found.opened_on > plan.effective_on
    if is_yet_to_open or (found.closed_on and found.closed_on <= plan.effective_on):
        raise Refused(NOT_THERE_THEN, field=field, what=found.name, day=plan.effective_on.isoformat())
    return found


def _other(actor: Actor, plan: Plan, source: Committee, pk: UUID, field: str) -> Committee:
    if pk == source.id:
        raise Refused(THERE_ALREADY, field=field, what=source.name)
    return _committee(actor, pk, plan, field)


def _chosen(source: Committee, plan: Splitting | Moving) -> tuple[list[Beat], list[Building]]:
    """Of the giving committee; a building whose beat goes whole is not named again."""
    if not plan.beats and not plan.buildings:
        raise Refused(NOTHING_CHOSEN)
    here = {"subdistrict": source.subdistrict_id, "committee": source}
    beats = list(Beat.objects.filter(**here, pk__in=plan.beats).order_by("name", "id"))
    buildings = list(Building.objects.filter(**here, pk__in=plan.buildings).order_by("sort_key", "id"))
    if len(beats) < len(plan.beats) or len(buildings) < len(plan.buildings):
        raise Refused(NOT_YOUR_PLACE)
    return beats, [one for one in buildings if one.beat_id not in plan.beats]


def _split(actor: Actor, change: TerritoryChange, plan: Splitting, source: Committee) -> list[Reassignment]:
    beats, buildings = _chosen(source, plan)
    _refuse_nothing_left(source, beats, buildings)
    if buildings and not plan.beat_name.strip():
        raise Refused(REQUIRED, field="beat_name")
    opens = change.opens = _new_committee(actor, plan)
    areas = StationArea.objects.filter(subdistrict=actor.subdistrict)
    area = areas.filter(committee=source).first()
    if area and not areas.filter(committee=opens).exists():
        make(StationArea(subdistrict_id=actor.subdistrict, station_id=area.station_id, committee=opens))
    lines = [_line(change, opens, beat=beat) for beat in beats]
    if buildings:
        beat = _beat_for_singles(opens, plan.beat_name.strip())
        lines += [_line(change, opens, building=building, to_beat=beat) for building in buildings]
    return lines


def _refuse_nothing_left(source: Committee, beats: list[Beat], buildings: list[Building]) -> None:
    standing = Building.objects.filter(
        subdistrict=source.subdistrict_id, committee=source, closed_on__isnull=True
    )
    going = {beat.id for beat in beats}
    singly = {building.id for building in buildings}
    left = standing.values_list("id", "beat_id")
    if all(id in singly or beat in going for id, beat in left):
        raise Refused(NOTHING_LEFT)


def _new_committee(actor: Actor, plan: Splitting) -> Committee:
    """A code that was to be another's, which never opened, is free again."""
    known = Committee.objects.filter(subdistrict=actor.subdistrict, code=plan.code).first()
    if known is None:
        made = Committee(
            subdistrict_id=actor.subdistrict,
            code=plan.code,
            name=plan.name,
            full_name=plan.full_name,
            opened_on=plan.effective_on,
        )
        make(made)
        return made
    if known.opened_on is None or known.closed_on != known.opened_on:
        raise Refused(PLACE_EXISTS, field="code")
    known.name, known.full_name = plan.name, plan.full_name
    known.opened_on, known.closed_on = plan.effective_on, None
    known.save(update_fields=["name", "full_name", "opened_on", "closed_on"])
    touch(known, fields=("name", "full_name", "opened_on"))
    return known


def _beat_for_singles(committee: Committee, name: str) -> Beat:
    """Of a committee that was withdrawn once the beat may be there."""
    rows = Beat.objects.filter(subdistrict=committee.subdistrict_id, committee=committee, name=name)
    found = rows.first()
    if found is None:
        found = Beat(subdistrict_id=committee.subdistrict_id, committee=committee, name=name)
        make(found)
    return found


def _move(actor: Actor, change: TerritoryChange, plan: Moving, source: Committee) -> list[Reassignment]:
    beats, buildings = _chosen(source, plan)
    lines = []
    if beats:
        if plan.to_committee is None:
            raise Refused(REQUIRED, field="to_committee")
        target = _other(actor, plan, source, plan.to_committee, "to_committee")
        lines += [_line(change, target, beat=beat) for beat in beats]
    if buildings:
        beat = _beat_to(actor, plan, buildings)
        where = {"to_beat": beat, "to_group_id": _group_to(beat, plan.to_group)}
        lines += [_line(change, beat.committee, building=building, **where) for building in buildings]
    return lines


def _beat_to(actor: Actor, plan: Moving, buildings: list[Building]) -> Beat:
    if plan.to_beat is None:
        raise Refused(REQUIRED, field="to_beat")
    rows = Beat.objects.filter(subdistrict=actor.subdistrict, pk=plan.to_beat)
    found = rows.select_related("committee").first()
    if found is None or found.id in plan.beats:
        raise Refused(NOT_YOUR_PLACE, field="to_beat")
    already = next((one for one in buildings if one.beat_id == found.id), None)
    if already:
        raise Refused(THERE_ALREADY, field="to_beat", what=already.address)
    _committee(actor, found.committee_id, plan, "to_beat")
    return found


def _group_to(beat: Beat, group: UUID | None) -> UUID | None:
    if group is None:
        return None
    if not BuildingGroup.objects.filter(subdistrict=beat.subdistrict_id, beat=beat, pk=group).exists():
        raise Refused(NOT_YOUR_PLACE, field="to_group")
    return group


def _refuse_collision(change: TerritoryChange) -> None:
    own = access.sides_of(change)
    for other in access.under_way(change.subdistrict_id):
        theirs = access.sides_of(other)
        if other.id != change.id and own.collide(theirs):
            shared = (own.giving | own.taking) & (theirs.giving | theirs.taking)
            where = Committee.objects.filter(subdistrict=change.subdistrict_id, pk__in=shared)
            what = where.order_by("code").values_list("name", flat=True).first()
            raise Refused(CHANGE_UNDER_WAY, what=what, day=other.effective_on.isoformat())


# Its day


def _under_way(subdistrict: str, pk: UUID) -> TerritoryChange:
    """Locked: two who apply or withdraw at once take turns."""
    rows = TerritoryChange.objects.select_for_update().filter(subdistrict=subdistrict, pk=pk)
    list(rows.values_list("pk"))
    found = access.change(subdistrict, pk)
    if found.applied_at:
        raise _done(found, _("in force"), found.decided_by, found.applied_at)
    if found.withdrawn_at:
        raise _done(found, _("withdrawn"), found.withdrawn_by, found.withdrawn_at)
    return found


def _done(change: TerritoryChange, what: Promise | str, who: UUID | None, at: datetime) -> Refused:
    name = names_of([who]).get(who, "") if who else ""
    return Refused(STALE, what=f"{change.get_kind_display()}: {what}", who=name, when=full_moment(at))


def _apply(actor: Actor, change: TerritoryChange) -> None:
    on, lines = change.effective_on, access.lines_of(change)
    if change.kind == ChangeKind.MERGE:
        _merge(actor, change, lines[0].to_committee, on)
    else:
        _reassign(actor, lines, on)
    change.applied_at = clock.now()
    change.save(update_fields=["applied_at"])
    touch(change, fields=("applied_at",))


def _reassign(actor: Actor, lines: list[Reassignment], on: date) -> None:
    beats: dict[UUID, list[Reassignment]] = {}
    buildings: dict[tuple[UUID | None, UUID | None], list[Reassignment]] = {}
    for line in lines:
        if line.beat_id:
            beats.setdefault(line.to_committee_id, []).append(line)
        else:
            buildings.setdefault((line.to_beat_id, line.to_group_id), []).append(line)
    for same in beats.values():
        give_beats(actor, [line.beat_id for line in same if line.beat_id], same[0].to_committee, on)
    for (_beat, group), same in buildings.items():
        target = same[0].to_beat
        assert target is not None
        give_buildings(actor, [line.building_id for line in same if line.building_id], target, group, on)


def _merge(actor: Actor, change: TerritoryChange, into: Committee, on: date) -> None:
    """All beats that it has by now, whatever it had when this was decided."""
    closes = change.closes
    assert closes is not None
    here = {"subdistrict": actor.subdistrict, "committee": closes}
    give_beats(actor, list(Beat.objects.filter(**here).values_list("id", flat=True)), into, on)
    Compound.objects.filter(**here).update(committee=into)
    Border.objects.filter(**here, valid_to__isnull=True, valid_from__lt=on).update(valid_to=on)
    closes.closed_on, into.inherits = on, True
    closes.save(update_fields=["closed_on"])
    into.save(update_fields=["inherits"])
    touch(closes, fields=("closed_on",))
    touch(into, fields=("inherits",))
    committee_closed.send(Committee, actor=actor, committee=closes.id, into=into.id, on=on)
