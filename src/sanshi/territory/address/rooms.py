"""Figures without a unit word between them: a list of rooms, or 471-8-302."""

import re
from collections.abc import Sequence

from sanshi.territory.address.words import WORDS

_JOINTS = WORDS["joints"]
_AND: str = _JOINTS["joined"][0]
_SAYS_AND = {*_JOINTS["joined"], " ", "/"}
_JOINT = re.compile("|".join(["[- /~]", *map(re.escape, [*_JOINTS["joined"], *_JOINTS["through"]])]))
# A room has its floor's number before its own two digits.
ROOM_DIGITS = 3


def figures_and_joints(text: str) -> tuple[list[str], list[str]]:
    return _JOINT.split(text), _JOINT.findall(text)


def is_room(figure: str) -> bool:
    return sum(char.isdigit() for char in figure) >= ROOM_DIGITS


def room_list(figures: Sequence[str], joints: Sequence[str]) -> list[str]:
    """301-1、301-2 are two rooms; 301-302 is left as it is written."""
    rooms = [figures[0]]
    for joint, figure in zip(joints, figures[1:], strict=True):
        if joint in _SAYS_AND:
            rooms.append(figure)
        else:
            rooms[-1] += f"-{figure}"
    return rooms


def joined(rooms: Sequence[str]) -> str:
    """301、302 is 301-302, as people write it more often; 301、303 stays a list."""
    if len(rooms) == 2 and all(map(str.isdigit, rooms)) and int(rooms[1]) == int(rooms[0]) + 1:
        return "-".join(rooms)
    return _AND.join(rooms)
