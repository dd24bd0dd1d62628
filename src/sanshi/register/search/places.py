"""Stairways and doors by an address or a part of it: 471弄8号, 8号302室, a road, an estate."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from sanshi import clock
from sanshi.register.housing import standing
from sanshi.register.search.tokens import Within
from sanshi.territory.address import Address, Note, parse
from sanshi.territory.models import Building, Compound, Door, Road

_IN_ORDER = ("sort_key", "id")
# Of a lane or road; whoever means more of them names one.
MOST_STAIRWAYS = 300


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A door, or a stairway as a whole."""

    id: UUID
    address: str
    committee: str
    is_stairway: bool


def find(within: Within, text: str, after: UUID | None, size: int) -> list[PlaceRow]:
    """Doors where a room is named or one stairway is meant; else stairways, in the order of their roads."""
    said = parse(text)
    stairways = _stairways(within, said)
    if said.room:
        return _doors(within, _page(stairways, None, MOST_STAIRWAYS), said.room, after, size)
    if after and within.rows(Door.objects.filter(pk=after)).exists():
        return _doors(within, _page(stairways, None, 1), "", after, size)
    rows = _page(stairways, after, size)
    if len(rows) == 1 and not after:
        return [_stairway(rows[0]), *_doors(within, rows, "", None, size - 1)]
    return [_stairway(row) for row in rows]


def buildings(within: Within, text: str) -> list[UUID]:
    """Of a building or lane named in a filter."""
    questions = _stairways(within, parse(text))
    found = [one for rows in questions for one in rows.values_list("sort_key", "pk")[:MOST_STAIRWAYS]]
    return [pk for _, pk in sorted(found)[:MOST_STAIRWAYS]]


def _stairways(within: Within, said: Address) -> list[QuerySet[Building]]:
    """Questions that one index answers each: of a figure alone people mean either, lane or number."""
    named = _named(within.subdistrict, said)
    if named is None:
        return []
    standing_there = Building.objects.filter(named, standing(clock.today())).select_related("committee")
    rows = within.rows(standing_there).order_by(*_IN_ORDER)
    if said.number and not said.lane and Note.NO_UNIT in said.notes:
        # Few have it: found by the figure and sorted then, not in the order of all that a reader reaches.
        few = within.few(standing_there).order_by(Coalesce("sort_key", Value("")), "id")
        return [few.filter(lane=said.number), few.filter(number=said.number).exclude(lane=said.number)]
    exact = {"lane": said.lane, "sublane": said.sublane, "number": said.number, "block": said.block}
    numbered = {name: value for name, value in exact.items() if value}
    return [rows.filter(**numbered)] if named or numbered else []


def _named(subdistrict: str, said: Address) -> Q | None:
    """Empty where no name is said, None where no road or estate of the street is called so."""
    word = said.road or said.estate
    if not word:
        return Q()
    here = {"subdistrict": subdistrict, "name__contains": word}
    roads = {*Road.objects.filter(**here).values_list("name", flat=True)}
    estates = {*Compound.objects.filter(**here).values_list("name", flat=True)}
    if said.road:
        roads.add(said.road)
    elif Note.UNKNOWN_NAME not in said.notes:
        estates.add(said.estate)
    if roads and estates:
        return Q(road__in=roads) | Q(estate__in=estates)
    if roads:
        return Q(road__in=roads)
    return Q(estate__in=estates) if estates else None


def _page(questions: Sequence[QuerySet[Building]], after: UUID | None, size: int) -> list[Building]:
    beyond = _beyond(questions, after)
    found = [row for rows in questions for row in rows.filter(beyond)[:size]]
    return sorted(found, key=lambda row: (row.sort_key, row.pk))[:size]


def _beyond(questions: Sequence[QuerySet[Building]], after: UUID | None) -> Q:
    if after is None:
        return Q()
    for rows in questions:
        if (last := rows.filter(pk=after).values_list("sort_key", flat=True).first()) is not None:
            return Q(sort_key__gt=last) | Q(sort_key=last, pk__gt=after)
    return Q()


def _doors(
    within: Within, stairways: Sequence[Building], room: str, after: UUID | None, size: int
) -> list[PlaceRow]:
    there = Q(standing(clock.today()), building__in=[row.pk for row in stairways])
    rows = within.rows(Door.objects.filter(there)).select_related("committee", "building")
    if room:
        rows = rows.filter(room=room)
    last = rows.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(
            Q(building__sort_key__gt=last.building.sort_key)
            | Q(building=last.building_id, sort_key__gt=last.sort_key)
        )
    order = ("building__sort_key", "building_id", "sort_key", "id")
    return [PlaceRow(row.pk, row.address, row.committee.name, False) for row in rows.order_by(*order)[:size]]


def _stairway(row: Building) -> PlaceRow:
    return PlaceRow(row.pk, row.address, row.committee.name, True)
