"""What a stairway is called, and by what two of them are the same."""

from dataclasses import dataclass, replace

from sanshi.territory.address import Address, door_address, format_address
from sanshi.territory.models import Building
from sanshi.territory.numbering import has_figure


@dataclass(frozen=True, slots=True)
class LaneName:
    """A lane of a road or of an estate without one; without a lane the street front of the road."""

    road: str = ""
    lane: str = ""
    sublane: str = ""
    estate: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """By which rows of Building are its own. The estate counts where there is no road."""
        place = {"road": self.road} if self.road else {"road": "", "estate": self.estate}
        return {**place, "lane": self.lane, "sublane": self.sublane}

    @property
    def address(self) -> str:
        estate = "" if self.road else self.estate
        return format_address(Address(road=self.road, estate=estate, lane=self.lane, sublane=self.sublane))


@dataclass(frozen=True, slots=True)
class StairwayName:
    lane: LaneName
    number: str
    block: str = ""
    entrance: str = ""

    @property
    def address(self) -> str:
        parts = Address(number=self.number, block=self.block, entrance=self.entrance)
        return self.lane.address + format_address(parts)

    @property
    def columns(self) -> dict[str, str]:
        return {
            **self.lane.columns,
            "number": self.number,
            "block": self.block,
            "entrance": self.entrance,
        }

    def in_lane(self, lane: LaneName) -> "StairwayName":
        return replace(self, lane=lane)


def name_of(building: Building) -> StairwayName:
    lane = LaneName(building.road, building.lane, building.sublane, building.estate)
    return StairwayName(lane, building.number, building.block, building.entrance)


def address_of_room(building: str, room: str) -> str:
    """A room with a name of its own (an attic, a back door) needs no word behind it."""
    return door_address(building, room) if not room or has_figure(room) else building + room
