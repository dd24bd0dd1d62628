"""A door by its address as somebody types it."""

from sanshi.territory.access.stairways import open_doors, standing
from sanshi.territory.address import parse
from sanshi.territory.models import Door
from sanshi.territory.naming import LaneName, StairwayName

LONGEST_ADDRESS = 120


def door_typed(subdistrict: str, text: str) -> Door | None:
    """The one open door of the street that the text names; None where it names none, or leaves it open."""
    said = parse(text[:LONGEST_ADDRESS])
    if not said.number:
        return None
    lane = LaneName(said.road, said.lane, said.sublane, said.estate)
    buildings = standing(subdistrict, [StairwayName(lane, said.number, said.block, said.entrance)])
    if len(buildings) != 1:
        return None
    here = list(open_doors(subdistrict).filter(building=buildings[0]).select_related("committee")[:1000])
    plain = "".join(text.split())
    named = [door for door in here if door.address == plain]
    if not named:
        room = said.room or said.part
        named = [door for door in here if door.room == room] if room else here
    return named[0] if len(named) == 1 else None
