"""What the tokens of an address say, one after the other."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from string import ascii_uppercase

from sanshi.territory.address.names import (
    NOISE,
    Names,
    is_beside,
    is_committee,
    is_estate,
    is_hint,
    is_name,
    is_road,
    names,
)
from sanshi.territory.address.numerals import digits, is_numeral
from sanshi.territory.address.parts import Note
from sanshi.territory.address.regions import regions
from sanshi.territory.address.tokens import Token, tokens
from sanshi.territory.address.words import FIGURES, UNITS, WORDS, written

_JOINTS, _FLOORS = WORDS["joints"], WORDS["floors"]
_JOINT = re.compile("|".join(["[- /~]", *map(re.escape, [*_JOINTS["joined"], *_JOINTS["through"]])]))
_LIST, _THROUGH = _JOINTS["joined"][0], re.compile("|".join(_JOINTS["through"]))
# A room has its floor's number before its own two digits.
_ROOM_DIGITS = 3
# Units that say of themselves which figures of 471-8-302 are meant, from the last one back.
_BARE = ("number", "lane")


class Reading:
    """The parts found so far. Nothing once found is lost: what stands twice goes to `part`."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.notes: set[str] = set()
        self.near = self.bare_number = False

    def read(self, text: str) -> None:
        for token in tokens(text):
            self._take(token)

    def _take(self, token: Token) -> None:
        _TAKERS.get(token.kind, Reading._part)(self, token)

    def _has(self, *kinds: str) -> bool:
        return any(self.parts.get(kind) for kind in kinds)

    def _set(self, kind: str, value: str) -> None:
        """The first stays; another one beside it is asked about."""
        before = self.parts.setdefault(kind, value)
        if before != value:
            self.notes.add(Note.REPEATED)
            self._add_part(value + written(kind) if kind in UNITS else value)

    def _add_part(self, text: str) -> None:
        self.parts["part"] = self.parts.get("part", "") + text

    def _figure(self, text: str) -> str:
        if not text.isascii() and (number := digits(text)) != text:
            self.notes.add(Note.CHINESE_FIGURES)
            return number
        return text.lstrip("0") or "0"

    # With a unit word

    def _lane(self, token: Token) -> None:
        figure = self._stemmed(token.part("figure"))
        if self._has("lane") and not self._has("sublane", "number") and self.parts["lane"] != figure:
            self.notes.add(Note.REPEATED)
            self.parts["sublane"] = figure
            return
        self._set("lane", figure)

    def _sublane(self, token: Token) -> None:
        self._set("sublane", self._figure(token.part("figure") or token.part("behind")))

    def _number(self, token: Token) -> None:
        unit = token.part("unit")
        figure = self._number_of(token)
        if self.bare_number:
            self._bare_was_lane()
        if not self._has("number"):
            self.parts["number"] = figure
            self._note_tower(unit)
        elif figure != self.parts["number"]:
            self._second_number(unit, figure)

    def _number_of(self, token: Token) -> str:
        """2甲号, 2号甲 and 甲2号 are 2甲; 15号-1 and 15-1号 are 15-1."""
        figure = self._figure(token.part("figure"))
        stems = token.part("letter") or token.part("stem") or token.part("after")
        more = [token.part(name) for name in ("sub", "last", "tail") if token.part(name)]
        return "-".join([figure + stems, *map(self._figure, more)])

    def _note_tower(self, unit: str) -> None:
        if unit in UNITS["tower"] and not self._has("block"):
            self.notes.add(Note.TOWER)

    def _second_number(self, unit: str, figure: str) -> None:
        """88号3号楼: a block of the compound 88; 12号3号门: an entrance; 12号302号: a room, most likely."""
        if unit in UNITS["tower"]:
            return self._set("block", figure)
        if unit in UNITS["number"] and any(unit.endswith(word) for word in UNITS["entrance"]):
            return self._set("entrance", figure)
        self.notes.add(Note.REPEATED)
        kind = "room" if len(figure) >= _ROOM_DIGITS else "block"
        return self._set(kind, figure)

    def _bare_was_lane(self) -> None:
        self.bare_number = False
        if not self._has("lane"):
            self.parts["lane"] = self.parts.pop("number")

    def _block(self, token: Token) -> None:
        figure = token.part("figure") or token.part("wing")
        self._set("block", self._stemmed(figure))

    def _named_block(self, token: Token) -> None:
        self._set("block", token.text)

    def _entrance(self, token: Token) -> None:
        self._set("entrance", self._stemmed(token.part("figure") or token.part("side")))

    def _stemmed(self, figure: str) -> str:
        """甲, A1 and 12-1 are no figures to convert; 甲2 is 2甲."""
        if figure[0] in FIGURES["stems"]:
            return figure[1:] + figure[0]
        return self._figure(figure) if figure.isdigit() or is_numeral(figure) else figure

    def _floor(self, token: Token) -> None:
        figure = token.part("figure")
        if "-" in figure and self._has("lane") and not self._has("number"):
            number, figure = figure.split("-")
            self._set("number", self._figure(number))
        if _THROUGH.search(figure):
            return self._set("floor", _THROUGH.sub("-", figure))
        return self._set("floor", figure if "-" in figure else self._figure(figure))

    def _below(self, token: Token) -> None:
        self._set("floor", "-" + self._figure(token.part("figure") or token.part("basement")))

    def _named_floor(self, token: Token) -> None:
        self._set("floor", "1" if token.text in _FLOORS["ground"] else _FLOORS["named"][token.text])

    # Rooms, and figures without a unit word

    def _room(self, token: Token) -> None:
        figure = token.part("figure")
        self._add_room(figure if figure in FIGURES["compass"] else self._converted(figure))

    def _converted(self, numeral: str) -> str:
        self.notes.add(Note.CHINESE_FIGURES)
        return digits(numeral)

    def _add_room(self, room: str) -> None:
        """302室303室 is one dwelling of two rooms."""
        before = self.parts.get("room")
        self.parts["room"] = room if before in (None, room) else _joined([str(before), room], _LIST)

    def _figures(self, token: Token) -> None:
        items, joints = _JOINT.split(token.part("list")), _JOINT.findall(token.part("list"))
        unit = token.part("unit")
        if self._is_let_room(token.part("list"), unit):
            return self._add_part(token.text)
        while items and not self._has("number") and self._before_room(items, joints, unit):
            pass
        if items:
            self._rooms(items, joints, unit, token.part("suffix"), "-" in token.text[-2:])
        return None

    def _is_let_room(self, figure: str, unit: str) -> bool:
        """601室A房: a room within the dwelling."""
        return self._has("room") and bool(unit) and figure.isalpha()

    def _before_room(self, items: list[str], joints: list[str], unit: str) -> bool:
        """Takes lane or number from the front of 471-8-302, if it is there."""
        if items[0][0] in ascii_uppercase or (unit and len(items) == 1):
            return False
        wanted = len(items) + (0 if unit or _is_room(items[-1]) else 1)
        kind = "number" if self._has("lane") or wanted < _ROOM_DIGITS else "lane"
        if len(items) == 1 or wanted > _ROOM_DIGITS or not _is_room(items[-1]):
            self.notes.add(Note.NO_UNIT)
        self.bare_number = kind == "number" and len(items) == 1
        self._set(kind, self._stemmed(items.pop(0)))
        del joints[:1]
        return True

    def _rooms(self, items: list[str], joints: list[str], unit: str, suffix: str, dashed: bool) -> None:
        suffix = f"-{suffix}" if dashed and suffix else suffix
        if not unit and not any(map(_is_room, items)) and not self._has("floor", "block", "entrance"):
            self.notes.add(Note.NO_UNIT)
        if len(items) > 1 and not _is_room(items[0]):
            self.notes.add(Note.NO_UNIT)
        self._add_room(_joined(items, joints[0] if joints else "") + suffix)

    # Words

    def _words(self, token: Token) -> None:
        text = token.text if self._has("road", "estate") else self._without_regions(token.text)
        if text and text not in NOISE:
            self._sort(text)

    def _without_regions(self, text: str) -> str:
        before = regions(text)
        for kind, name in before.found.items():
            self._set(kind, name)
        self.notes |= {Note.REPEATED_REGION} if before.repeated else set()
        self.notes |= {Note.REPEATED} if before.contradict else set()
        return text[before.end :]

    def _unread(self, text: str) -> None:
        self.notes.add(Note.UNREAD)
        self._add_part(text)

    def _sort(self, text: str) -> None:
        if is_committee(text):
            self._set("committee", text)
        elif is_hint(text):
            self._add_part(text)
        elif not self._has("road", "estate") and self._may_be_the_place(text):
            self._names(names(text))
        elif is_beside(text):
            self._beside(text)
        else:
            self._later_name(text)

    def _may_be_the_place(self, text: str) -> bool:
        """Behind the number only what names itself a road or an estate."""
        return is_road(text) or is_estate(text) or (is_name(text) and not self._has("number"))

    def _later_name(self, text: str) -> None:
        if is_road(text) and not self._has("road"):
            self.parts["road"] = text
        elif is_estate(text) or (self._has("lane") and not self._has("number")):
            self._add_estate(text)
        else:
            self._unread(text)

    def _names(self, read: Names) -> None:
        self.parts |= {kind: name for kind, name in (("road", read.road), ("estate", read.estate)) if name}
        if read.unsure:
            self.notes.add(Note.UNKNOWN_NAME)
        if read.other_road:
            self.notes.add(Note.REPEATED)
            self._add_part(read.other_road)
        if read.near:
            self._near(read.near)

    def _near(self, text: str) -> None:
        if is_hint(text):
            self._add_part(text)
        else:
            self._beside(text)

    def _beside(self, text: str) -> None:
        self.notes.add(Note.NEAR)
        self._add_part(text)

    def _bracket(self, token: Token) -> None:
        """What reads as a piece of the address is one; anything else is a remark, and stays whole."""
        inside = token.part("inside")
        read = list(tokens(inside, number_read=True))
        if any(one.kind in ("figures", "numeral") and not one.part("unit") for one in read):
            return self._add_part(inside)
        if any(one.kind == "words" for one in read):
            return self._remark(inside)
        for one in read:
            self._take(one)
        return None

    def _remark(self, text: str) -> None:
        if is_committee(text):
            self._set("committee", text)
        elif is_hint(text) or (self._has("number") and not self._has("road")):
            self._add_part(text)
        elif is_road(text) and not self._has("road"):
            self.parts["road"] = text
        elif is_estate(text):
            self._add_estate(text)
        else:
            self._add_part(text)

    def _add_estate(self, text: str) -> None:
        """金杨新村(六街坊) is one name; the same name twice is one, too."""
        before = self.parts.get("estate", "")
        self.parts["estate"] = before if before.endswith(text) else before + text

    def _part(self, token: Token) -> None:
        self._add_part(token.text.strip("()"))


def _is_room(figure: str) -> bool:
    return sum(char.isdigit() for char in figure) >= _ROOM_DIGITS


def _joined(rooms: Sequence[str], joint: str) -> str:
    """301、302 is 301-302, as 301-302 is; 301、303 stays a list."""
    if len(rooms) == 1:
        return rooms[0]
    is_list = joint in _JOINTS["joined"] or joint in (" ", "/")
    follow = all(
        one.isdigit() and other.isdigit() and int(other) == int(one) + 1 for one, other in pairwise(rooms)
    )
    return (_LIST if is_list and not (follow and len(rooms) == 2) else "-").join(rooms)


_TAKERS: dict[str, Callable[[Reading, Token], None]] = {
    "words": Reading._words,
    "bracket": Reading._bracket,
    "named_floor": Reading._named_floor,
    "below": Reading._below,
    "named_block": Reading._named_block,
    "sublane": Reading._sublane,
    "lane": Reading._lane,
    "number": Reading._number,
    "block": Reading._block,
    "entrance": Reading._entrance,
    "floor": Reading._floor,
    "room": Reading._room,
    "numeral": Reading._room,
    "figures": Reading._figures,
}
