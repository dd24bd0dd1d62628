"""The order in which people walk past doors: 2 before 10, a road's lanes before its street-front numbers.

Stored, so that a list is paged by it; of digits and small letters only, which every database sorts alike.
"""

import re
from hashlib import blake2s
from typing import Any

from django.db import models
from pypinyin import lazy_pinyin

# A cursor of a list may hold no longer text (`shell.paging`).
MOST_SIGNS = 40
_FIGURES = 4
_ROAD_SIGNS = 8
_LOWEST_FLOOR = -100
# Sorts before any letter and, after figures of one width, before any further sign.
_END = "0"
_PART = re.compile(r"\d+|\D")


class OrderKey(models.CharField):  # type: ignore[type-arg]
    """Written with every row that is saved or created; `QuerySet.update` of an address names it, too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": MOST_SIGNS, "default": "", "editable": False, **kwargs})

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key: str = model_instance.order_key()
        setattr(model_instance, self.attname, key)
        return key


def lane_key(road: str, lane: str, estate: str = "", sublane: str = "") -> str:
    """Of a lane, or of a road's street front: the beginning of the keys of its stairways.

    Roads go by their name in pinyin; an estate without a road stands under its own name.
    """
    street_front = "0" if lane else "1"
    return (_named(road or estate) + street_front + natural(lane) + natural(sublane))[:MOST_SIGNS]


def building_key(
    road: str,
    lane: str,
    number: str,
    estate: str = "",
    sublane: str = "",
    block: str = "",
    entrance: str = "",
) -> str:
    parts = "".join(natural(part) for part in (number, block, entrance) if part)
    return (lane_key(road, lane, estate, sublane) + parts)[:MOST_SIGNS]


def door_key(floor: int, room: str, is_premises: bool) -> str:
    """From the ground up, premises after the rooms."""
    return (f"{int(is_premises)}{floor - _LOWEST_FLOOR:03d}" + natural(room))[:MOST_SIGNS]


def _named(name: str) -> str:
    """Two names of one sound stay apart by their digest."""
    sound = re.sub(r"[^a-z]", "", "".join(lazy_pinyin(name)).lower())[:_ROAD_SIGNS]
    return f"{sound}{_END}{blake2s(name.encode(), digest_size=3).hexdigest()}"


def natural(text: str) -> str:
    """A key by which 2 comes before 10, and 12 before 12A."""
    return "".join(_sign(part) for part in _PART.findall(text.lower())) + _END


def _sign(part: str) -> str:
    if part.isdecimal():
        return f"{int(part):0{_FIGURES}d}"
    return part if part.isascii() and part.isalpha() else f"x{ord(part):04x}"
