"""Roads, lanes and numbers renamed: doors' addresses follow, the earlier ones stay with their days."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from sanshi import clock, verbs
from sanshi.journal.recording import action, in_committee, touch
from sanshi.problems import PLACES_STAND, SAME_ADDRESS, STALE, Refused
from sanshi.shell.words import listed
from sanshi.territory import access
from sanshi.territory.announcements import places_renamed
from sanshi.territory.models import Building, Door, EarlierAddress, EarlierStairway, Road
from sanshi.territory.naming import LaneName, StairwayName, address_of_room, name_of
from sanshi.verbs import Actor

_COLUMNS = ("road", "lane", "sublane", "number", "block", "entrance", "estate", "address", "sort_key")
_ROWS_A_STATEMENT = 500


@action(verbs.MAKE_PLACES)
def rename_stairway(actor: Actor, client_id: UUID, building: UUID, was: str, name: StairwayName) -> UUID:
    """`was`: the address that the page showed."""
    row = access.building_to_change(actor, building)
    _refuse_stale(row.address, was)
    _rename(actor, [row], lambda _old: name)
    return row.id


@action(verbs.MAKE_PLACES)
def rename_lane(actor: Actor, client_id: UUID, building: UUID, was: str, lane: LaneName) -> UUID:
    """All stairways of the lane in which this one stands."""
    old = name_of(access.building_to_change(actor, building)).lane
    _refuse_stale(old.address, was)
    rows = list(access.in_lane(actor.subdistrict, old).select_for_update())
    _rename(actor, rows, lambda name: name.in_lane(lane))
    return building


@action(verbs.MAKE_PLACES)
def rename_road(actor: Actor, client_id: UUID, building: UUID, was: str, road: str) -> UUID:
    """All stairways of the road on which this one stands, in its lanes and at the street."""
    old = access.building_to_change(actor, building).road
    _refuse_stale(old, was)
    rows = list(access.on_road(actor.subdistrict, old).select_for_update())
    _rename(actor, rows, lambda name: name.in_lane(replace(name.lane, road=road)))
    _rename_row(actor, old, road)
    return building


# Parts of these


def _refuse_stale(now: str, was: str) -> None:
    if not now or now != was:
        raise Refused(STALE, what=now, who="", when="")


def _rename_row(actor: Actor, old: str, road: str) -> None:
    """Of the road itself, unless the new name has a row already."""
    rows = Road.objects.filter(subdistrict=actor.subdistrict)
    row = rows.filter(name=old).first()
    if row is None or rows.filter(name=road).exists():
        return
    row.name = road
    row.save(update_fields=["name"])
    touch(row, fields=("name",))


def _rename(
    actor: Actor, buildings: Sequence[Building], renamed: Callable[[StairwayName], StairwayName]
) -> None:
    names = [renamed(name_of(building)) for building in buildings]
    if all(name == name_of(building) for name, building in zip(names, buildings, strict=True)):
        raise Refused(SAME_ADDRESS, field="road")
    own = {building.id for building in buildings}
    taken = [one.address for one in access.standing(actor.subdistrict, names) if one.id not in own]
    if taken:
        raise Refused(PLACES_STAND, field="road", places=listed(taken))
    doors = list(Door.objects.filter(subdistrict=actor.subdistrict, building__in=buildings).order_by("id"))
    _keep_earlier(buildings, doors)
    for building, name in zip(buildings, names, strict=True):
        _write(building, name)
    Building.objects.bulk_update(buildings, _COLUMNS, batch_size=_ROWS_A_STATEMENT)
    _write_doors(doors, buildings)
    places_renamed.send(Building, subdistrict=actor.subdistrict, buildings=frozenset(own))


def _keep_earlier(buildings: Sequence[Building], doors: Sequence[Door]) -> None:
    """An address of some hours of today is not kept: the one before it held until today."""
    today = clock.today()
    EarlierStairway.objects.bulk_create(
        [
            EarlierStairway(subdistrict_id=row.subdistrict_id, building=row, address=row.address, until=today)
            for row in buildings
        ],
        batch_size=_ROWS_A_STATEMENT,
        ignore_conflicts=True,
    )
    EarlierAddress.objects.bulk_create(
        [
            EarlierAddress(subdistrict_id=row.subdistrict_id, door=row, address=row.address, until=today)
            for row in doors
        ],
        batch_size=_ROWS_A_STATEMENT,
        ignore_conflicts=True,
    )


def _write(building: Building, name: StairwayName) -> None:
    for column, value in name.columns.items():
        setattr(building, column, value)
    building.estate = name.lane.estate
    building.address = name.address
    building.sort_key = building.order_key()
    touch(building, fields=("address",))
    in_committee(building.committee_id)


def _write_doors(doors: Sequence[Door], buildings: Sequence[Building]) -> None:
    """Closed doors too: who is still recorded there is found by the name of today."""
    address = {building.id: building.address for building in buildings}
    for door in doors:
        door.address = address_of_room(address[door.building_id], door.room)
    Door.objects.bulk_update(doors, ["address"], batch_size=_ROWS_A_STATEMENT)
