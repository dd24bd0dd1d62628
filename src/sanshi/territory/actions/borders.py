"""What is drawn on the map: borders in time, lines and outlines of the background, points of stairways."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

import shapely
from django.db import IntegrityError, transaction
from django.http import Http404

from sanshi import clock, verbs
from sanshi.journal.recording import action, touch
from sanshi.problems import SHAPE_CHANGED, Refused
from sanshi.streets.models import LocalModel
from sanshi.territory.models import Border, Building, Committee, Compound, Road
from sanshi.territory.outlines import Line, Outline, shape_of, stored
from sanshi.verbs import Actor

Row = TypeVar("Row", bound=LocalModel)


@dataclass(frozen=True, slots=True)
class BorderDrawn:
    """`outline` as `outlines.read_outline` gives it."""

    committee: UUID
    outline: Outline


@dataclass(frozen=True, slots=True)
class RoadDrawn:
    name: str
    line: Line


@dataclass(frozen=True, slots=True)
class CompoundDrawn:
    name: str
    committee: UUID
    outline: Outline


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a stairway stands: WGS 84, degrees."""

    building: UUID
    longitude: float
    latitude: float


@action(verbs.MAKE_PLACES)
def draw_border(actor: Actor, client_id: UUID, drawn: BorderDrawn, instead_of: UUID | None) -> UUID:
    """`instead_of`: the border that the drawing began from. Raises SHAPE_CHANGED if another stands now.

    No stairway moves to another committee by it: that is decided by itself, for a day.
    """
    committee = _committee(actor, drawn.committee)
    now = _standing(actor, drawn.committee)
    if (now.id if now else None) != instead_of:
        raise Refused(SHAPE_CHANGED, what=committee.name)
    return _drawn(actor, drawn, now, committee.name).id


@action(verbs.MAKE_PLACES)
def import_borders(actor: Actor, client_id: UUID, drawn: tuple[BorderDrawn, ...]) -> UUID:
    """A whole street or a part of it; what is drawn as it stands stays. The last border's id."""
    made = None
    for one in drawn:
        committee = _committee(actor, one.committee)
        made = _drawn(actor, one, _standing(actor, one.committee), committee.name)
    return made.id if made else client_id


@action(verbs.MAKE_PLACES)
def join_borders(actor: Actor, client_id: UUID, closing: UUID, remaining: UUID, on: date) -> UUID:
    """Of a merger: the closing committee's ground goes to the other, if both are drawn."""
    gone, kept = _standing(actor, closing), _standing(actor, remaining)
    if gone is None:
        return client_id
    _close(gone, str(closing), on)
    if kept is None:
        return gone.id
    outline = stored(shapely.union_all([shape_of(gone.outline), shape_of(kept.outline)]))
    return _drawn(actor, BorderDrawn(remaining, outline), kept, str(remaining), on).id


def _committee(actor: Actor, committee: UUID) -> Committee:
    rows = Committee.objects.filter(subdistrict=actor.subdistrict, pk=committee, closed_on__isnull=True)
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _standing(actor: Actor, committee: UUID) -> Border | None:
    rows = Border.objects.filter(subdistrict=actor.subdistrict, committee=committee, valid_to__isnull=True)
    return rows.first()


def _drawn(actor: Actor, drawn: BorderDrawn, now: Border | None, name: str, on: date | None = None) -> Border:
    """From today, or from `on`."""
    if now and now.outline == drawn.outline:
        return now
    since = on or clock.today()
    if now:
        since = _close(now, name, since)
    border = Border(
        subdistrict_id=actor.subdistrict,
        committee_id=drawn.committee,
        outline=drawn.outline,
        valid_from=since,
    )
    try:
        with transaction.atomic():
            border.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(SHAPE_CHANGED, what=name) from error
    touch(border)
    return border


def _close(border: Border, name: str, on: date) -> date:
    """The first day without it. Of several drawn on a day the earlier were never in force."""
    border.valid_to = max(on, border.valid_from)
    rows = Border.objects.filter(subdistrict=border.subdistrict_id, pk=border.pk, valid_to__isnull=True)
    if not rows.update(valid_to=border.valid_to):
        raise Refused(SHAPE_CHANGED, what=name)
    touch(border, fields=["valid_to"])
    return border.valid_to


@action(verbs.MAKE_PLACES)
def import_roads(actor: Actor, client_id: UUID, drawn: tuple[RoadDrawn, ...]) -> UUID:
    known = {road.name: road for road in Road.objects.filter(subdistrict=actor.subdistrict)}
    for one in drawn:
        road = known.get(one.name) or Road(subdistrict_id=actor.subdistrict, name=one.name)
        road.line = one.line
        _kept(road, one.name in known, ["line"])
    return client_id


@action(verbs.MAKE_PLACES)
def import_compounds(actor: Actor, client_id: UUID, drawn: tuple[CompoundDrawn, ...]) -> UUID:
    """A known one keeps its committee: who has it is no matter of drawing."""
    known = {one.name: one for one in Compound.objects.filter(subdistrict=actor.subdistrict)}
    for one in drawn:
        compound = known.get(one.name) or Compound(
            subdistrict_id=actor.subdistrict, name=one.name, committee_id=one.committee
        )
        compound.outline = one.outline
        _kept(compound, one.name in known, ["outline"])
    return client_id


def _kept(row: LocalModel, was_there: bool, fields: list[str]) -> None:
    if was_there:
        row.save(update_fields=fields)
    else:
        row.save(force_insert=True)
    touch(row, fields=fields)


@action(verbs.MAKE_PLACES)
def pin_building(actor: Actor, client_id: UUID, pin: Pin, was: tuple[float, float] | None) -> UUID:
    """`was`: the point that the page showed. Raises SHAPE_CHANGED if another is stored now."""
    longitude, latitude = was or (None, None)
    rows = Building.objects.filter(subdistrict=actor.subdistrict, pk=pin.building)
    building = rows.first()
    if building is None:
        raise Http404
    if (building.longitude, building.latitude) != (longitude, latitude):
        raise Refused(SHAPE_CHANGED, what=building.address)
    _pin(building, pin)
    return building.id


@action(verbs.MAKE_PLACES)
def import_points(actor: Actor, client_id: UUID, pins: tuple[Pin, ...]) -> UUID:
    wanted = [pin.building for pin in pins]
    rows = _by_id(Building.objects.filter(subdistrict=actor.subdistrict, pk__in=wanted))
    for pin in pins:
        _pin(rows[pin.building], pin)
    return client_id


def _by_id(rows: Iterable[Row]) -> dict[UUID, Row]:
    return {row.id: row for row in rows}


def _pin(building: Building, pin: Pin) -> None:
    building.longitude, building.latitude = pin.longitude, pin.latitude
    building.save(update_fields=["longitude", "latitude"])
    touch(building, fields=["longitude", "latitude"])
