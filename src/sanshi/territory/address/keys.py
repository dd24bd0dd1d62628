"""One key for one door, however its address was spelt."""

import re
import unicodedata

from sanshi.territory.address.numerals import in_digits
from sanshi.territory.address.parts import Address
from sanshi.territory.address.words import WORDS, one_of, written

_BETWEEN = "|"
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_SPACES = re.compile(rf"[\s{re.escape(_BETWEEN)}]+")
_DOORS = re.compile(f"{one_of(WORDS['parts']['doors'])}|{WORDS['parts']['annex']}")


def door_key(address: Address) -> str:
    """Of the door, within its street; empty when the address names none.

    A room counts without its floor and without what lies inside it. Without a room the floor counts, and a
    back door; shops are the number itself.
    """
    return door_key_of(
        address.road,
        address.lane,
        address.number,
        address.room,
        estate=address.estate,
        sublane=address.sublane,
        block=address.block,
        entrance=address.entrance,
        floor=address.floor,
        part=address.part,
    )


def door_key_of(
    road: str,
    lane: str,
    number: str,
    room: str = "",
    *,
    estate: str = "",
    sublane: str = "",
    block: str = "",
    entrance: str = "",
    floor: str = "",
    part: str = "",
) -> str:
    """The same of columns, as Building and Door have them. The estate counts where there is no road."""
    place = road or in_digits(estate)
    if not (place and number):
        return ""
    door = ("", "", room) if room else (floor, _own_door(part), "")
    return _BETWEEN.join(map(_plain, (place, lane, sublane, number, block, entrance, *door)))


def _own_door(part: str) -> str:
    return "".join(word.removesuffix(written("number")) for word in _DOORS.findall(part))


def _plain(text: str) -> str:
    return _LEADING_ZEROS.sub("", _SPACES.sub("", unicodedata.normalize("NFKC", text).upper()))
