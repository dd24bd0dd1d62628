"""What the tokens of an address say, one after the other."""

import re
from collections.abc import Callable, Iterable, Sequence
from string import ascii_uppercase

from sanshi.territory.address.names import (
    NOISE,
    NOTHING,
    Names,
    is_beside,
    is_committee,
    is_estate,
    is_hint,
    is_name,
    is_road,
    names,
    without_hint,
)
from sanshi.territory.address.numerals import digits, is_numeral
from sanshi.territory.address.parts import Note
from sanshi.territory.address.regions import regions
from sanshi.territory.address.rooms import ROOM_DIGITS, figures_and_joints, is_room, joined, room_list
from sanshi.territory.address.tokens import Token, tokens
from sanshi.territory.address.words import FIGURES, UNITS, WORDS, written

_LONG_FIGURE = re.compile(r"[\d-]{7,}")
_LATER_NAME = 3
# 12号号: a word typed twice.
_STRAY_UNITS = {word for kind, words in UNITS.items() if kind != "not_before" for word in words}
_JOINTS, _FLOORS = WORDS["joints"], WORDS["floors"]
_THROUGH = re.compile("|".join(_JOINTS["through"]))


class Reading:
    """The parts found so far. Nothing once found is lost: what stands twice goes to `part`."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.notes: set[str] = set()
        self.rooms: list[str] = []
        self.bare_number = False

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
        self._set("sublane", self._figure(token.first("figure", "behind", "short")))

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
        """2甲号, 2号甲 and 甲2号 are 2甲; 15号-1 and 15-1号 are 15-1; 301、303号 stays a list."""
        figure = self._figure(token.part("figure"))
        stems = token.first("letter", "stem", "after")
        more = [token.part(name) for name in ("sub", "last", "tail") if token.part(name)]
        return "-".join([figure + stems, *map(self._stemmed, more)]) + token.part("more")

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
        if len(figure) >= ROOM_DIGITS:
            return self._add_rooms([figure])
        return self._set("block", figure)

    def _bare_was_lane(self) -> None:
        self.bare_number = False
        if not self._has("lane"):
            self.parts["lane"] = self.parts.pop("number")

    def _block(self, token: Token) -> None:
        figure = token.first("figure", "wing")
        self._set("block", self._stemmed(figure))

    def _named_block(self, token: Token) -> None:
        self._set("block", token.text)

    def _entrance(self, token: Token) -> None:
        self._set("entrance", self._stemmed(token.first("figure", "side")))

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
        self._set("floor", "-" + self._figure(token.first("figure", "basement")))

    def _named_floor(self, token: Token) -> None:
        self._set("floor", "1" if token.text in _FLOORS["ground"] else _FLOORS["named"][token.text])

    # Rooms, and figures without a unit word

    def _room(self, token: Token) -> None:
        figure = token.part("figure")
        self._add_rooms([figure if figure in FIGURES["compass"] else self._converted(figure)])

    def _converted(self, numeral: str) -> str:
        self.notes.add(Note.CHINESE_FIGURES)
        return digits(numeral)

    def _add_rooms(self, rooms: Iterable[str]) -> None:
        """302室303室 is one dwelling of two rooms."""
        self.rooms += [room for room in rooms if room not in self.rooms]
        self.parts["room"] = joined(self.rooms)

    def _figures(self, token: Token) -> None:
        items, joints = figures_and_joints(token.part("list"))
        unit = token.part("unit")
        if self._is_let_room(token.part("list"), unit):
            return self._add_part(token.text)
        while items and not self._has("number") and self._before_room(items, joints, unit):
            pass
        if items:
            self._note_bare(items, unit)
            rooms = room_list(items, joints)
            self._add_rooms([*rooms[:-1], rooms[-1] + self._suffix(token)])
        return None

    def _suffix(self, token: Token) -> str:
        """601室-1 is room 601-1, 601室A room 601A."""
        return ("-" if token.part("dash") else "") + token.part("suffix")

    def _is_let_room(self, figure: str, unit: str) -> bool:
        """601室A房: a room within the dwelling."""
        return self._has("room") and bool(unit) and figure.isalpha()

    def _before_room(self, items: list[str], joints: list[str], unit: str) -> bool:
        """Takes lane or number from the front of 471-8-302, if it is there."""
        if items[0][0] in ascii_uppercase or (unit and len(items) == 1):
            return False
        wanted = len(items) + (0 if unit or is_room(items[-1]) else 1)
        kind = "number" if self._has("lane") or wanted < ROOM_DIGITS else "lane"
        if len(items) == 1 or wanted > ROOM_DIGITS or not is_room(items[-1]):
            self.notes.add(Note.NO_UNIT)
        self.bare_number = kind == "number" and len(items) == 1
        self._set(kind, self._stemmed(items.pop(0)))
        del joints[:1]
        return True

    def _note_bare(self, items: Sequence[str], unit: str) -> None:
        if not unit and not any(map(is_room, items)) and not self._has("floor", "block", "entrance"):
            self.notes.add(Note.NO_UNIT)
        if len(items) > 1 and not is_room(items[0]):
            self.notes.add(Note.NO_UNIT)

    # Words

    def _words(self, token: Token) -> None:
        text = token.text
        if not self._has("road", "estate") or regions(text).end == len(text):
            text = self._without_regions(text)
        if text in NOTHING:
            self._unread(text)
        elif text and text not in NOISE and text not in _STRAY_UNITS:
            self._sort(text)

    def _without_regions(self, text: str) -> str:
        before = regions(text)
        for kind, name in before.found.items():
            self._set(kind, name)
        self.notes |= {Note.REPEATED_REGION} if before.repeated else set()
        self.notes |= {Note.REPEATED} if before.contradict else set()
        return text[before.end :]

    def _unread(self, text: str) -> None:
        """A telephone number is no part of a place."""
        self.notes.add(Note.UNREAD)
        self._add_part(_LONG_FIGURE.sub("", text))

    def _sort(self, text: str) -> None:
        if is_committee(text):
            self._set("committee", text)
        elif is_hint(text):
            self._hint(text)
        elif not self._has("road", "estate") and self._may_be_the_place(text):
            self._names(names(text))
        elif is_beside(text):
            self._beside(text)
        else:
            self._later_name(text)

    def _hint(self, text: str) -> None:
        """An address that begins with 近 says where something is near."""
        if self.parts.keys() - {"district", "street", "committee"}:
            return self._add_part(text)
        self.notes.add(Note.NEAR)
        return self._names(names(without_hint(text)))

    def _may_be_the_place(self, text: str) -> bool:
        """Behind the number only what names itself a road or an estate."""
        return is_road(text) or is_estate(text) or (is_name(text) and not self._has("number"))

    def _later_name(self, text: str) -> None:
        if text in (self.parts.get("road"), self.parts.get("estate")):
            return
        if is_road(text) and not self._has("road"):
            self.parts["road"] = text
        elif is_road(text):
            self._other_road(text)
        elif self._is_estate_here(text):
            self._add_estate(text)
        else:
            self._unread(text)

    def _is_estate_here(self, text: str) -> bool:
        """Between lane and number any name; behind the number one that says so itself."""
        if not self._has("number"):
            return is_estate(text) or self._has("lane")
        return is_estate(text) and len(text) >= _LATER_NAME

    def _other_road(self, text: str) -> None:
        self.notes.add(Note.REPEATED)
        self._add_part(text)

    def _names(self, read: Names) -> None:
        self.parts |= {kind: name for kind, name in (("road", read.road), ("estate", read.estate)) if name}
        if read.unsure:
            self.notes.add(Note.UNKNOWN_NAME)
        if read.other_road not in ("", read.road):
            self._other_road(read.other_road)
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
