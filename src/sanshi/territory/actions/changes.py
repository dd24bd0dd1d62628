"""Merging and splitting committees, moving beats and buildings: decided for a day, applied on that day."""

import logging
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshi import clock, verbs
from sanshi.journal.recording import action, names_of, touch
from sanshi.problems import NOT_THERE_THEN, OPENED_IN_USE, STALE, Refused
from sanshi.shell.words import full_moment, listed
from sanshi.territory import access
from sanshi.territory.access.plans import check_plan, chosen
from sanshi.territory.actions.borders import join_borders
from sanshi.territory.actions.making import make
from sanshi.territory.actions.placing import give_beats, give_buildings
from sanshi.territory.announcements import committee_closed
from sanshi.territory.models import (
    Beat,
    Building,
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
_MOST_NAMED = 3


@action(verbs.MAKE_PLACES)
def decide_change(actor: Actor, client_id: UUID, plan: Plan) -> UUID:
    """For today it is applied at once; until its day it can be withdrawn."""
    _take_turns(actor.subdistrict)
    check_plan(actor.subdistrict, plan)
    change = TerritoryChange(
        subdistrict_id=actor.subdistrict,
        kind=plan.kind,
        effective_on=plan.effective_on,
        remark=plan.remark.strip(),
        decided_at=clock.now(),
        decided_by=actor.account,
        closes_id=plan.committee if isinstance(plan, Merger) else None,
        opens=_opened(actor, plan) if isinstance(plan, Splitting) else None,
    )
    change.save(force_insert=True)
    Reassignment.objects.bulk_create(_lines(change, plan))
    touch(change, fields=("kind", "effective_on"))
    if plan.effective_on == clock.today():
        _apply(actor, access.change(actor.subdistrict, change.id))
    return change.id


@action(verbs.MAKE_PLACES)
def withdraw_change(actor: Actor, client_id: UUID, change: UUID) -> UUID:
    """Raises Refused(OPENED_IN_USE): what was made in a committee that is to open would stand nowhere."""
    row = _under_way(actor.subdistrict, change)
    if row.opens:
        _refuse_in_use(row.opens)
    row.withdrawn_at, row.withdrawn_by = clock.now(), actor.account
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    if row.opens:
        # It opened on no day. Its row stays, for the change and perhaps a post name it.
        row.opens.closed_on = row.opens.opened_on
        row.opens.save(update_fields=["closed_on"])
        touch(row.opens, fields=("closed_on",))
    touch(row, fields=("withdrawn_at",))
    return row.id


def _refuse_in_use(opens: Committee) -> None:
    here = Building.objects.filter(
        subdistrict=opens.subdistrict_id, committee=opens, closed_on__isnull=True
    ).order_by("sort_key", "id")
    named = list(here.values_list("address", flat=True)[:_MOST_NAMED])
    if named:
        raise Refused(OPENED_IN_USE, committee=opens.name, what=listed(named))


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


def _lines(change: TerritoryChange, plan: Plan) -> list[Reassignment]:
    """A merger has one line, whatever beats the committee has on the day."""
    if isinstance(plan, Merger):
        return [_line(change, to_committee_id=plan.into)]
    beats, buildings = chosen(change.subdistrict_id, plan)
    if isinstance(plan, Splitting):
        opens = change.opens
        singly = {"to_beat": _beat_for_singles(opens, plan.beat_name.strip())} if buildings and opens else {}
        whole = {"to_committee": opens}
        return [
            *(_line(change, beat=beat, **whole) for beat in beats),
            *(_line(change, building=building, **whole, **singly) for building in buildings),
        ]
    return [
        *(_line(change, beat=beat, to_committee_id=plan.to_committee) for beat in beats),
        *_singly(change, plan, buildings),
    ]


def _line(change: TerritoryChange, **what: Any) -> Reassignment:
    return Reassignment(subdistrict_id=change.subdistrict_id, change=change, **what)


def _singly(change: TerritoryChange, plan: Moving, buildings: list[Building]) -> list[Reassignment]:
    if not buildings or plan.to_beat is None:
        return []
    beat = Beat.objects.get(subdistrict=change.subdistrict_id, pk=plan.to_beat)
    where = {"to_committee_id": beat.committee_id, "to_beat": beat, "to_group_id": plan.to_group}
    return [_line(change, building=building, **where) for building in buildings]


def _opened(actor: Actor, plan: Splitting) -> Committee:
    """With the station of the old one. A code that was to be another's, which never opened, is free again."""
    rows = Committee.objects.filter(subdistrict=actor.subdistrict, code=plan.code)
    opens = rows.first() or Committee(subdistrict_id=actor.subdistrict, code=plan.code)
    opens.name, opens.full_name = plan.name, plan.full_name
    opens.opened_on, opens.closed_on = plan.effective_on, None
    opens.save()
    touch(opens, fields=("code", "name", "full_name", "opened_on"))
    areas = StationArea.objects.filter(subdistrict=actor.subdistrict)
    area = areas.filter(committee=plan.committee).first()
    if area and not areas.filter(committee=opens).exists():
        make(StationArea(subdistrict_id=actor.subdistrict, station_id=area.station_id, committee=opens))
    return opens


def _beat_for_singles(committee: Committee, name: str) -> Beat:
    """Of a committee that was withdrawn once the beat may be there."""
    rows = Beat.objects.filter(subdistrict=committee.subdistrict_id, committee=committee, name=name)
    found = rows.first()
    if found is None:
        found = Beat(subdistrict_id=committee.subdistrict_id, committee=committee, name=name)
        make(found)
    return found


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
    join_borders(actor, uuid5(change.id, "borders"), closes.id, into.id, on)
    closes.closed_on, into.inherits = on, True
    closes.save(update_fields=["closed_on"])
    into.save(update_fields=["inherits"])
    touch(closes, fields=("closed_on",))
    touch(into, fields=("inherits",))
    committee_closed.send(Committee, actor=actor, committee=closes.id, into=into.id, on=on)
