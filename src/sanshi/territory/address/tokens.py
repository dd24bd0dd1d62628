"""A text cut into what has a unit word, figures without one, remarks in brackets, and plain words between."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase, digits

from sanshi.territory.address.numerals import CHARACTERS, NUMERAL
from sanshi.territory.address.words import FIGURES, WORDS, initials, one_of, unit, written

_JOINTS, _FLOORS, _PARTS = WORDS["joints"], WORDS["floors"], WORDS["parts"]
_STEM, _COMPASS = f"[{FIGURES['stems']}]", f"[{FIGURES['compass']}]"
_FIGURE, _TH = rf"(?:\d+|{NUMERAL})", f"{FIGURES['ordinal']}?"
_SUB = f"[-{FIGURES['sub']}]"
_THROUGH = f"(?:-|{one_of(_JOINTS['through'])})"
_ROOM, _NUMBER = unit("room"), unit("tower", "number")
# 3/F, 3F; but 302F室 is a room.
_STOREY = f"(?:{unit('floor')}|/?F(?![A-Z]|{_ROOM}))"
_OTHER_UNIT = f"(?:{unit('sublane', 'lane', 'tower', 'number', 'block', 'entrance')}|{_STOREY})"
# A figure that another unit, or the rest of a name, takes for itself is no item of a list.
_FREE = rf"(?!\d|[A-Z]?{_OTHER_UNIT}|{one_of(FIGURES['in_names'])})"
_ITEM = (
    rf"(?:(?:{_STEM}|[A-Z]{{0,2}})\d{{1,6}}{_FREE}(?:[A-Z](?![A-Z])|{_STEM}(?!{unit('block')})|{_COMPASS}(?={_ROOM}))?"
    rf"|[A-Z](?![A-Z\d]){_FREE}|{_STEM}(?={_ROOM}))"
)
_JOINT = f"(?:[- /]|{one_of([*_JOINTS['joined'], *_JOINTS['through']])})"
_NO_SUFFIX = f"{_ROOM}|[{_PARTS['let_ends']}]"
_SUFFIX = (
    rf"(?:(?P<dash>{_SUB}?)(?P<suffix>[A-Z]|{_STEM}|(?<={_SUB})\d{{1,2}})"
    rf"(?![A-Z\d]|{_OTHER_UNIT}|{_NO_SUFFIX}))"
)
_AFTER_NUMBER = rf"[-(]?(?P<after>{_STEM})(?!{unit('block', 'wing', 'entrance', 'room')})\)?"
_TAIL = rf"{_SUB}(?P<tail>\d{{1,2}}|{NUMERAL})(?![\dA-Z~{CHARACTERS}]|{_ROOM}|{_OTHER_UNIT})"

# Tried in this order at every place.
_PATTERNS = {
    "former": rf"\({_PARTS['former']}[^()]*\)|{_PARTS['former']}{_FIGURE}{_NUMBER}",
    "bracket": r"\((?P<inside>[^()]*)\)?",
    "shop": _PARTS["shop"],
    "annex": _PARTS["annex"],
    "let": _PARTS["let"],
    "premises": one_of(_PARTS["premises"]),
    "door": one_of(_PARTS["doors"]),
    "named_floor": one_of([*_FLOORS["named"], *_FLOORS["ground"]]),
    "below": (
        rf"{one_of(_FLOORS['below'])}(?P<figure>{_FIGURE}){_STOREY}?"
        rf"|[-B](?P<basement>[1-3]|{NUMERAL}){_STOREY}"
    ),
    "named_block": one_of(WORDS["blocks"]["named"]),
    "sublane": (
        rf"{_TH}(?P<figure>{_FIGURE}){unit('sublane')}"
        rf"|{_JOINTS['sublane_before']}(?P<behind>{_FIGURE}){unit('lane')}"
        rf"|(?P<short>{_FIGURE}){_JOINTS['sublane_before']}(?={_STEM}?{_FIGURE}{_NUMBER})"
    ),
    "lane": rf"{_TH}(?P<figure>\d+(?:-\d+)?{_STEM}?|{NUMERAL}){unit('lane')}",
    "number": (
        rf"{_TH}(?P<stem>{_STEM}?)(?P<figure>{_FIGURE})\(?(?P<letter>[A-Z]?{_STEM}?)\)?(?:(?:{_SUB}|{_THROUGH})(?P<sub>{_FIGURE}|[A-Z]|{_STEM}))?"
        rf"(?P<more>(?:{_JOINTS['joined'][0]}\d+)*)"
        rf"(?P<unit>{_NUMBER})(?:{_AFTER_NUMBER})?(?:-(?P<last>\d+){_NUMBER}|{_TAIL})?"
    ),
    "block": (
        rf"{_TH}(?P<figure>\d+[A-Z]?|{NUMERAL}|[A-Z]\d*|{_STEM}){unit('block')}"
        rf"|(?P<wing>[A-Z]|{_STEM}){unit('wing')}"
    ),
    "entrance": (
        rf"{_TH}(?P<figure>{_FIGURE}|[A-Z]|{_STEM}){unit('entrance')}"
        rf"|(?P<side>{_COMPASS}){written('entrance')}"
    ),
    "floor": rf"{_TH}(?P<figure>\d+(?:{_THROUGH}\d+)?|{NUMERAL}){_STOREY}",
    "room": rf"(?P<figure>{NUMERAL}|{_COMPASS}){_ROOM}",
    "numeral": rf"(?P<figure>{NUMERAL})(?=[()]|$)",
    "figures": rf"{_TH}(?P<list>{_ITEM}(?:{_JOINT}{_ITEM})*)(?:(?P<unit>{_ROOM}){_SUFFIX}?)?",
    "gap": f"[-/ )~{_JOINTS['joined'][0]}]+",
}
PATTERNS = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
_COUNTED = f"{digits}{CHARACTERS}{FIGURES['ordinal']}"
# With which characters each can begin: most characters of a name begin none.
_STARTS = {
    "former": f"({_PARTS['starts']['former']}",
    "bracket": "(",
    "shop": f"{digits}{ascii_uppercase}-{_PARTS['starts']['shop']}",
    "annex": _PARTS["starts"]["annex"],
    "let": f"{digits}{ascii_uppercase}{FIGURES['compass']}{_PARTS['starts']['let']}",
    "premises": initials(_PARTS["premises"]),
    "door": initials(_PARTS["doors"]),
    "named_floor": initials([*_FLOORS["named"], *_FLOORS["ground"]]),
    "below": f"-B{initials(_FLOORS['below'])}",
    "named_block": initials(WORDS["blocks"]["named"]),
    "sublane": f"{_COUNTED}{_JOINTS['sublane_before']}",
    "lane": _COUNTED,
    "number": f"{_COUNTED}{FIGURES['stems']}",
    "block": f"{_COUNTED}{ascii_uppercase}{FIGURES['stems']}",
    "entrance": f"{_COUNTED}{ascii_uppercase}{FIGURES['stems']}{FIGURES['compass']}",
    "floor": _COUNTED,
    "room": f"{CHARACTERS}{FIGURES['compass']}",
    "numeral": CHARACTERS,
    "figures": f"{_COUNTED}{ascii_uppercase}{FIGURES['stems']}",
    "gap": f"-/ )~{_JOINTS['joined'][0]}",
}
BY_START = {
    char: [(kind, pattern) for kind, pattern in PATTERNS.items() if char in _STARTS[kind]]
    for char in "".join(_STARTS.values())
}
# Some stand in names of roads and estates as well: they are read only behind a number, or behind anything.
BEHIND_A_NUMBER = {"shop", "annex", "let", "numeral"}
# 张三 behind a room is somebody, no figure.
RIGHT_BEHIND = {"numeral"}
BEHIND_ANYTHING = {"former", "premises", "door", "named_block"}


@dataclass(frozen=True, slots=True)
class Token:
    """`part(name)` is what the pattern's group of that name found, or nothing."""

    kind: str
    text: str
    found: re.Match[str] | None = None

    def part(self, name: str) -> str:
        known = self.found is not None and name in self.found.re.groupindex
        return (known and self.found and self.found[name]) or ""

    def first(self, *names: str) -> str:
        return next(filter(None, map(self.part, names)), "")


def tokens(text: str, number_read: bool = False) -> Iterator[Token]:
    """In their order; plain words between two others are one token, of the kind "words"."""
    seen = {"number"} if number_read else set()
    place = words = 0
    while place < len(text):
        token = _at(text, place, words, seen)
        if token is None:
            place += 1
            continue
        if words < place:
            yield Token("words", text[words:place])
        place = words = place + len(token.text)
        seen.add(token.kind)
        if token.kind != "gap":
            yield token
    if words < len(text):
        yield Token("words", text[words:])


def _at(text: str, place: int, words: int, seen: set[str]) -> Token | None:
    if place > words and _within_a_latin_word(text, place):
        return None
    for kind, pattern in BY_START.get(text[place], ()):
        found = None if kind in RIGHT_BEHIND and words < place else pattern.match(text, place)
        if found and found.end() > place and _may_stand(kind, found, seen):
            return Token(kind, found[0], found)
    return None


def _within_a_latin_word(text: str, place: int) -> bool:
    before, here = text[place - 1], text[place]
    return before.isascii() and before.isalnum() and here.isascii() and here.isalnum()


def _may_stand(kind: str, found: re.Match[str], seen: set[str]) -> bool:
    if kind in BEHIND_A_NUMBER:
        return bool(seen & {"number", "figures"})
    if kind in BEHIND_ANYTHING:
        return bool(seen)
    if kind == "figures" and found.start() == 0 and not found["unit"]:
        # 1933老场坊 is a name; 471-8-302 are three figures.
        return found.end() == len(found.string)
    return True
