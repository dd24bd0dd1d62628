"""The one way in which an address is written."""

import re

from sanshi.territory.address.parts import Address
from sanshi.territory.address.tokens import Token, tokens
from sanshi.territory.address.words import FIGURES, UNITS, WORDS, written

_BELOW: str = WORDS["floors"]["below"][0]
_OF_ITSELF = {"shop", "annex", "let", "premises", "door"}
_FIGURED = re.compile(rf"\d.*|[A-Z]\d*|[{FIGURES['stems']}]")


def building_address(
    road: str,
    lane: str,
    number: str,
    *,
    estate: str = "",
    sublane: str = "",
    block: str = "",
    entrance: str = "",
) -> str:
    """Of a stairway's columns. The estate is written where there is no road."""
    house = Address(lane=lane, sublane=sublane, number=number, block=block, entrance=entrance)
    return (road or estate) + format_address(house)


def door_address(building: str, room: str) -> str:
    """Street-front premises are the number itself: no room word follows."""
    return building + _with_unit("room", room)


def format_address(address: Address) -> str:
    """Parsed again it has the same key, and every part once."""
    before = address.district + address.street + address.committee
    lane = _with_unit("lane", address.lane) + _with_unit("sublane", address.sublane)
    house = _with_unit("number", address.number) + _block(address.block)
    entrance = _with_unit("entrance", address.entrance)
    inside = _floor(address.floor) + _with_unit("room", address.room) + _part(address.part)
    return "".join((before, address.road, lane, address.estate, house, entrance, inside))


def _with_unit(kind: str, figure: str) -> str:
    return figure + written(kind) if figure else ""


def _block(block: str) -> str:
    """3幢, B座; 东楼 has its word already."""
    if not _FIGURED.fullmatch(block):
        return block
    first, second, *_ = UNITS["block"]
    return block + (first if block[0].isdigit() else second)


def _floor(floor: str) -> str:
    if floor.startswith("-"):
        return _BELOW + _with_unit("floor", floor[1:])
    return _with_unit("floor", floor) if floor[:1].isdigit() else floor


def _part(part: str) -> str:
    """What no rule knows stands in brackets, as a remark."""
    if not part:
        return ""
    read = list(tokens(part, number_read=True))
    return part if all(map(_is_part, read)) else f"({part})"


def _is_part(token: Token) -> bool:
    return token.kind in _OF_ITSELF
