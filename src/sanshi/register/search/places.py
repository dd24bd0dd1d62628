"""Stairways and doors by an address or a part of it: 471弄8号, 8号302室, a road, an estate."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from sanshi import clock
from sanshi.register.housing import standing
from sanshi.register.search.tokens import Within
from sanshi.territory.address import Address, Note, parse
from sanshi.territory.models import Building, Compound, Door, Road

_IN_ORDER = ("sort_key", "id")


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
    if stairways is None:
        return []
    if said.room:
        return _doors(within, stairways, Q(room=said.room), after, size)
    if after and within.rows(Door.objects.filter(pk=after)).exists():
        return _doors(within, stairways, Q(), after, size)
    rows = _page(stairways.select_related("committee"), after, size)
    if len(rows) == 1 and not after:
        return [_stairway(rows[0]), *_doors(within, stairways, Q(), None, size - 1)]
    return [_stairway(row) for row in rows]


def buildings(within: Within, text: str) -> QuerySet[Building] | None:
    """Of a building or lane named in a filter; None where it names none."""
    return _stairways(within, parse(text))


def _stairways(within: Within, said: Address) -> QuerySet[Building] | None:
    named = _named(within.subdistrict, said)
    if named is None:
        return None
    numbered = Q()
    if said.lane or not said.number or Note.NO_UNIT not in said.notes:
        exact = {"lane": said.lane, "sublane": said.sublane, "number": said.number, "block": said.block}
        numbered = Q(**{name: value for name, value in exact.items() if value})
    elif said.number:
        # A figure alone: people say either.
        numbered = Q(lane=said.number) | Q(number=said.number)
    if not named and not numbered:
        return None
    return within.rows(Building.objects.filter(named, numbered, standing(clock.today())))


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


def _page(rows: QuerySet[Building], after: UUID | None, size: int) -> list[Building]:
    if after and (last := rows.filter(pk=after).values_list("sort_key", flat=True).first()) is not None:
        rows = rows.filter(Q(sort_key__gt=last) | Q(sort_key=last, pk__gt=after))
    return list(rows.order_by(*_IN_ORDER)[:size])


def _doors(
    within: Within, stairways: QuerySet[Building], room: Q, after: UUID | None, size: int
) -> list[PlaceRow]:
    there = Q(room, standing(clock.today()), building__in=stairways.values("pk"))
    rows = within.rows(Door.objects.filter(there)).select_related("committee", "building")
    order = ("building__sort_key", "building_id", "sort_key", "id")
    last = rows.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(
            Q(building__sort_key__gt=last.building.sort_key)
            | Q(building=last.building_id, sort_key__gt=last.sort_key)
        )
    return [PlaceRow(row.pk, row.address, row.committee.name, False) for row in rows.order_by(*order)[:size]]


def _stairway(row: Building) -> PlaceRow:
    return PlaceRow(row.pk, row.address, row.committee.name, True)
