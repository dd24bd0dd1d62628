"""Addresses as they are written on a door. Parsing what people type is not here yet."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _words() -> dict[str, str]:
    return tomllib.loads(files(__package__).joinpath("address_words.toml").read_text(encoding="utf-8"))


def building_address(road: str, lane: str, number: str) -> str:
    words = _words()
    return road + (f"{lane}{words['lane']}" if lane else "") + f"{number}{words['number']}"


def door_address(building: str, room: str) -> str:
    """Street-front premises are the number itself: no room word follows."""
    return f"{building}{room}{_words()['room']}" if room else building


def room_numbers(floors: int, rooms: int) -> list[tuple[int, str]]:
    """Floors and rooms of a stairway: (1, "101"), (1, "102"), …"""
    return [(floor, f"{floor}{room:02d}") for floor in range(1, floors + 1) for room in range(1, rooms + 1)]
