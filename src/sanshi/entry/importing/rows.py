"""A row of a sheet of places, read into typed values, or what is wrong with its cells. No database."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sanshi.entry.importing.columns import Layout, letter, plain
from sanshi.entry.importing.problems import Level, Problem, Wrong, shown
from sanshi.entry.importing.sheets import Cell, cell_of
from sanshi.identity.remarks import looks_like_personal_number
from sanshi.problems import Refused
from sanshi.register.facts import DwellingFacts
from sanshi.territory.address import Address, Gazetteer, Note, parse, questions
from sanshi.territory.address.words import UNITS
from sanshi.territory.coordinates import System, located
from sanshi.territory.loading import PlaceRow

LEAST_FLOOR, MOST_FLOOR = -9, 200
MOST_ROOMS = 99
MOST_AREA = Decimal("99999.9")
_PARTS = ("road", "estate", "lane", "sublane", "number", "block", "entrance")
_MOST = {"road": 40, "estate": 40, "beat": 40, "group": 40, "compound": 40}
_MOST_OTHERWISE = 10
_UNIT_OF = {"lane": "lane", "sublane": "sublane", "number": "number", "entrance": "entrance", "room": "room"}
# Read another way than it was written; taken, and told.
_TAKEN = {Note.TYPO}
# Of a new stairway or a lane that is new here there is nothing to ask.
_OF_NEW_PLACES = {Note.NOT_IN_LANE}
_FLOOR_OF_ROOM = re.compile(r"(?:[A-Z])?(\d{1,2})\d{2}[A-Z]?")


@dataclass(frozen=True, slots=True)
class Committees:
    """By name, full name and code, as `columns.plain` writes them; those that are closed apart."""

    open: dict[str, UUID]
    closed: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class Read:
    """What came of a row. Without an error `place` is there."""

    number: int
    problems: list[Problem] = field(default_factory=list)
    place: PlaceRow | None = None
    facts: DwellingFacts | None = None
    # What stands in the sheet, by column.
    texts: dict[str, str] = field(default_factory=dict)

    def text(self, key: str) -> str:
        return shown(self.texts.get(key, ""))

    @property
    def is_good(self) -> bool:
        return self.place is not None and not any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Reader:
    layout: Layout
    places: dict[str, int]
    committees: Committees
    gazetteer: Gazetteer

    def read(self, number: int, cells: Sequence[Any]) -> Read:
        return _Row(self, number, cells).read()

    def letter(self, key: str) -> str:
        return letter(self.places[key]) if key in self.places else ""

    def header(self, key: str) -> str:
        return self.layout.column(key).header if key else ""


class _Row:
    def __init__(self, reader: Reader, number: int, cells: Sequence[Any]) -> None:
        self.reader = reader
        self.found = Read(number)
        self.cells = {
            key: cell_of(cells[position]) for key, position in reader.places.items() if position < len(cells)
        }

    def read(self) -> Read:
        self.found.texts = {key: cell.text for key, cell in self.cells.items()}
        self._refuse_spoilt()
        committee = self._committee()
        parts, room, said_floor = self._address()
        longitude, latitude = self._point()
        facts = self._facts()
        use = self._code("use")
        floor = self._floor(room, said_floor)
        texts = {key: self._short(key) for key in ("beat", "group", "compound")}
        if committee and parts.get("number") and self._is_without_error():
            self.found.place = PlaceRow(
                committee, room=room, floor=floor, use=use, longitude=longitude, latitude=latitude,
                **texts, **parts,
            )  # fmt: skip
            self.found.facts = facts
        return self.found

    def _is_without_error(self) -> bool:
        return not any(problem.is_error for problem in self.found.problems)

    def _wrong(self, code: Wrong, key: str = "", level: Level = Level.ERROR, **params: Any) -> None:
        reader, found = self.reader, shown(self._text(key))
        where = (key, reader.letter(key), reader.header(key))
        self.found.problems.append(Problem(self.found.number, code, *where, found, level, params))

    def _text(self, key: str) -> str:
        return self.cells.get(key, _NOTHING).text

    def _refuse_spoilt(self) -> None:
        for key, cell in self.cells.items():
            if cell.spoilt:
                self._wrong(Wrong.SPOILT, key)
            elif len(cell.text) > 10 and key not in _DECIMALS and looks_like_personal_number(cell.text):
                self._wrong(Wrong.PERSONAL, key)

    def _short(self, key: str) -> str:
        text, most = self._text(key), _MOST.get(key, _MOST_OTHERWISE)
        if len(text) > most:
            self._wrong(Wrong.TOO_LONG, key, most=most)
        return text

    def _code(self, key: str) -> str:
        text = self._text(key)
        if not text:
            return ""
        column = self.reader.layout.column(key)
        code = column.code(text)
        if code is None:
            self._wrong(Wrong.WORD, key, words=" / ".join(words[0] for words in column.words.values()))
        return code or ""

    # Where it is

    def _committee(self) -> UUID | None:
        text, known = self._text("committee"), self.reader.committees
        if not text:
            self._wrong(Wrong.REQUIRED, "committee")
            return None
        found = known.open.get(plain(text))
        if found is None:
            is_closed = plain(text) in known.closed
            wrong = Wrong.CLOSED_COMMITTEE if is_closed else Wrong.UNKNOWN_COMMITTEE
            self._wrong(wrong, "committee", near=_nearest(text, known.names))
        return found

    def _address(self) -> tuple[dict[str, str], str, str]:
        """The stairway's parts, the room, the floor as the address says it."""
        if self._text("number") and (self._text("road") or self._text("estate")):
            parts = {key: self._figure(key) for key in _PARTS}
            return parts, self._figure("room"), ""
        if not self._text("address"):
            self._wrong(Wrong.NO_ADDRESS, "address" if "address" in self.cells else "")
            return {}, "", ""
        return self._parsed(parse(self._text("address"), self.reader.gazetteer))

    def _figure(self, key: str) -> str:
        """Without the word behind it: 12号 is 12."""
        text = unicodedata.normalize("NFKC", self._short(key)).replace(" ", "")
        unit = _UNIT_OF.get(key)
        for word in UNITS[unit] if unit else ():
            if text.endswith(word) and text != word:
                return text.removesuffix(word)
        return text

    def _parsed(self, address: Address) -> tuple[dict[str, str], str, str]:
        for question in questions(address):
            if question.note in _OF_NEW_PLACES:
                continue
            asked = {name: getattr(address, name) for name in _ASKED if getattr(address, name)}
            taken = question.note in _TAKEN
            self._wrong(
                Wrong.ADDRESS_NOTE if taken else Wrong.ADDRESS,
                "address",
                Level.NOTE if taken else Level.ERROR,
                notes=[question.note],
                **asked,
            )
        parts = {key: getattr(address, key) for key in _PARTS}
        room = self._figure("room") or address.room
        for key, text in (*parts.items(), ("room", room)):
            if len(text) > _MOST.get(key, _MOST_OTHERWISE):
                self._wrong(Wrong.TOO_LONG, "address", most=_MOST.get(key, _MOST_OTHERWISE))
        return parts, room, address.floor

    def _floor(self, room: str, of_address: str) -> int | None:
        text = self._text("floor") or of_address
        if text:
            number = _whole(self._figure("floor") if self._text("floor") else of_address)
            if number is None or not LEAST_FLOOR <= number <= MOST_FLOOR:
                self._wrong(Wrong.FLOOR, "floor", least=LEAST_FLOOR, most=MOST_FLOOR)
            return number
        if not room:
            return None
        told = _FLOOR_OF_ROOM.fullmatch(room)
        if told is None:
            self._wrong(Wrong.NO_FLOOR, "floor" if "floor" in self.cells else "room")
            return None
        return int(told.group(1))

    def _point(self) -> tuple[Decimal | None, Decimal | None]:
        given = {key: self._text(key) for key in ("longitude", "latitude")}
        if not any(given.values()):
            return None, None
        if not all(given.values()):
            self._wrong(Wrong.HALF_COORDINATE, next(key for key, text in given.items() if not text))
            return None, None
        numbers = {key: _decimal(text) for key, text in given.items()}
        for key, number in numbers.items():
            if number is None:
                self._wrong(Wrong.COORDINATE, key, like=_LIKE[key])
        if None in numbers.values():
            return None, None
        system = self._code("system") or System.WGS84
        try:
            here = located(system, float(numbers["longitude"] or 0), float(numbers["latitude"] or 0))
        except Refused:
            self._wrong(Wrong.OUTSIDE, "longitude")
            return None, None
        return Decimal(f"{here[0]:.7f}"), Decimal(f"{here[1]:.7f}")

    # What is said about the dwelling

    def _facts(self) -> DwellingFacts | None:
        given = {key: self._text(key) for key in ("dwelling_use", "occupancy", "designed_rooms", "area")}
        if not any(given.values()):
            return None
        use, occupancy = self._code("dwelling_use"), self._code("occupancy")
        for key in ("dwelling_use", "occupancy"):
            if not given[key]:
                self._wrong(Wrong.FACT_MISSING, key if key in self.cells else "")
        rooms = self._rooms(given["designed_rooms"])
        area = self._area(given["area"])
        return DwellingFacts(use, occupancy, designed_rooms=rooms, usable_area_m2=area)

    def _rooms(self, text: str) -> int | None:
        number = _whole(text)
        if text and (number is None or not 1 <= number <= MOST_ROOMS):
            self._wrong(Wrong.NUMBER, "designed_rooms", most=MOST_ROOMS)
        return number

    def _area(self, text: str) -> Decimal | None:
        number = _decimal(text) if text else None
        if text and (number is None or not 0 < number <= MOST_AREA or number != round(number, 1)):
            self._wrong(Wrong.AREA, "area", most=str(MOST_AREA))
            return None
        return number


_NOTHING = Cell("")
_DECIMALS = {"longitude", "latitude", "area"}
_LIKE = {"longitude": "121.576543", "latitude": "31.253210"}
# Parts that a question names.
_ASKED = ("road", "estate", "lane", "number", "floor", "room", "part")


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else None


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(unicodedata.normalize("NFKC", text))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _nearest(text: str, names: Sequence[str]) -> str:
    """The known name that shares most characters with it."""
    signs = set(text)
    return max(names, key=lambda name: len(signs & set(name)) / (len(signs | set(name)) or 1), default="—")
