"""What an address consists of, by the field names of plan/fields."""

from dataclasses import dataclass

# In the order in which they are written.
FIELDS = (
    "district",
    "street",
    "committee",
    "road",
    "estate",
    "lane",
    "sublane",
    "number",
    "block",
    "entrance",
    "floor",
    "room",
    "part",
)
# Outside of the code these two have the plan's names.
OUTSIDE = {"block": "building", "entrance": "unit"}


class Note:
    """What was done to read an address, and what is not clear about it."""

    CHINESE_FIGURES = "cn_num"
    REPEATED_REGION = "dup_region"
    TYPO = "typo"
    TOWER = "haolou"
    NO_ROAD = "no_road"
    INCOMPLETE = "incomplete"
    NO_LANE = "check_missing_lane"
    NO_UNIT = "no_unit"
    REPEATED = "repeated"
    UNREAD = "unread"
    UNKNOWN_NAME = "unknown_name"
    FLOOR_OF_ROOM = "floor_room"
    NEAR = "near"
    ELSEWHERE = "elsewhere"
    NOT_IN_LANE = "not_in_lane"


@dataclass(frozen=True, slots=True)
class Address:
    """`raw` is the text as it was given; what is empty was not said."""

    raw: str = ""
    district: str = ""
    street: str = ""
    committee: str = ""
    road: str = ""
    estate: str = ""
    lane: str = ""
    sublane: str = ""
    number: str = ""
    block: str = ""
    entrance: str = ""
    floor: str = ""
    room: str = ""
    part: str = ""
    notes: tuple[str, ...] = ()

    def plain(self) -> dict[str, object]:
        """The parts that are there under the plan's names, and the notes."""
        parts = {OUTSIDE.get(name, name): getattr(self, name) for name in FIELDS if getattr(self, name)}
        return {**parts, "notes": list(self.notes)}
