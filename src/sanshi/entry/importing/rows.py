"""A row of a sheet of places, read into typed values, or what is wrong with its cells. No database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanshi.entry.importing.cells import (
    MOST_OTHERWISE,
    MOST_SIGNS,
    Committees,
    RowCells,
    decimal,
    whole,
)
from sanshi.entry.importing.columns import Layout, letter
from sanshi.entry.importing.problems import Level, Problem, Wrong, shown
from sanshi.identity.remarks import looks_like_personal_number
from sanshi.problems import Refused
from sanshi.register.facts import DwellingFacts
from sanshi.territory.address import Address, Gazetteer, Note, parse, questions
from sanshi.territory.coordinates import System, located
from sanshi.territory.loading import PlaceRow

LEAST_FLOOR, MOST_FLOOR = -9, 200
MOST_ROOMS = 99
MOST_AREA = Decimal("99999.9")
_PARTS = ("road", "estate", "lane", "sublane", "number", "block", "entrance")
# Read another way than it was written; taken, and told.
_TAKEN = {Note.TYPO}
# Of a new stairway or a lane that is new here there is nothing to ask.
_OF_NEW_PLACES = {Note.NOT_IN_LANE}
_FLOOR_OF_ROOM = re.compile(r"(?:[A-Z])?(\d{1,2})\d{2}[A-Z]?")


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


class _Row(RowCells):
    def __init__(self, reader: Reader, number: int, cells: Sequence[Any]) -> None:
        super().__init__(reader.layout, reader.places, number, cells)
        self.reader = reader
        self.found = Read(number, self.problems)

    def read(self) -> Read:
        self.found.texts = {key: cell.text for key, cell in self.cells.items()}
        self._refuse_spoilt()
        committee = self._committee()
        parts, room, said_floor = self._address()
        longitude, latitude = self._point()
        facts = self._facts()
        use = self.code("use")
        floor = self._floor(room, said_floor)
        texts = {key: self.short(key) for key in ("beat", "group", "compound")}
        if committee and parts.get("number") and self.is_without_error:
            self.found.place = PlaceRow(
                committee, room=room, floor=floor, use=use, longitude=longitude, latitude=latitude,
                **texts, **parts,
            )  # fmt: skip
            self.found.facts = facts
        return self.found

    def _refuse_spoilt(self) -> None:
        for key, cell in self.cells.items():
            if cell.spoilt:
                self.wrong(Wrong.SPOILT, key)
            elif len(cell.text) > 10 and key not in _DECIMALS and looks_like_personal_number(cell.text):
                self.wrong(Wrong.PERSONAL, key)

    # Where it is

    def _committee(self) -> UUID | None:
        if not self.text("committee"):
            self.wrong(Wrong.REQUIRED, "committee")
            return None
        return self.committee(self.reader.committees)

    def _address(self) -> tuple[dict[str, str], str, str]:
        """The stairway's parts, the room, the floor as the address says it."""
        if self.text("number") and (self.text("road") or self.text("estate")):
            parts = {key: self.figure(key) for key in _PARTS}
            return parts, self.figure("room"), ""
        if not self.text("address"):
            self.wrong(Wrong.NO_ADDRESS, "address" if "address" in self.cells else "")
            return {}, "", ""
        return self._parsed(parse(self.text("address"), self.reader.gazetteer))

    def _parsed(self, address: Address) -> tuple[dict[str, str], str, str]:
        for question in questions(address):
            if question.note in _OF_NEW_PLACES:
                continue
            asked = {name: getattr(address, name) for name in _ASKED if getattr(address, name)}
            taken = question.note in _TAKEN
            self.wrong(
                Wrong.ADDRESS_NOTE if taken else Wrong.ADDRESS,
                "address",
                Level.NOTE if taken else Level.ERROR,
                notes=[question.note],
                **asked,
            )
        parts = {key: getattr(address, key) for key in _PARTS}
        room = self.figure("room") or address.room
        for key, text in (*parts.items(), ("room", room)):
            if len(text) > MOST_SIGNS.get(key, MOST_OTHERWISE):
                self.wrong(Wrong.TOO_LONG, "address", most=MOST_SIGNS.get(key, MOST_OTHERWISE))
        return parts, room, address.floor

    def _floor(self, room: str, of_address: str) -> int | None:
        text = self.text("floor") or of_address
        if text:
            number = whole(self.figure("floor") if self.text("floor") else of_address)
            if number is None or not LEAST_FLOOR <= number <= MOST_FLOOR:
                self.wrong(Wrong.FLOOR, "floor", least=LEAST_FLOOR, most=MOST_FLOOR)
            return number
        if not room:
            return None
        told = _FLOOR_OF_ROOM.fullmatch(room)
        if told is None:
            self.wrong(Wrong.NO_FLOOR, "floor" if "floor" in self.cells else "room")
            return None
        return int(told.group(1))

    def _point(self) -> tuple[Decimal | None, Decimal | None]:
        given = {key: self.text(key) for key in ("longitude", "latitude")}
        if not any(given.values()):
            return None, None
        if not all(given.values()):
            self.wrong(Wrong.HALF_COORDINATE, next(key for key, text in given.items() if not text))
            return None, None
        numbers = {key: decimal(text) for key, text in given.items()}
        for key, number in numbers.items():
            if number is None:
                self.wrong(Wrong.COORDINATE, key, like=_LIKE[key])
        if None in numbers.values():
            return None, None
        system = self.code("system") or System.WGS84
        try:
            here = located(system, float(numbers["longitude"] or 0), float(numbers["latitude"] or 0))
        except Refused:
            self.wrong(Wrong.OUTSIDE, "longitude")
            return None, None
        return Decimal(f"{here[0]:.7f}"), Decimal(f"{here[1]:.7f}")

    # What is said about the dwelling

    def _facts(self) -> DwellingFacts | None:
        given = {key: self.text(key) for key in ("dwelling_use", "occupancy", "designed_rooms", "area")}
        if not any(given.values()):
            return None
        use, occupancy = self.code("dwelling_use"), self.code("occupancy")
        for key in ("dwelling_use", "occupancy"):
            if not given[key]:
                self.wrong(Wrong.FACT_MISSING, key if key in self.cells else "")
        rooms = self._rooms(given["designed_rooms"])
        area = self._area(given["area"])
        return DwellingFacts(use, occupancy, designed_rooms=rooms, usable_area_m2=area)

    def _rooms(self, text: str) -> int | None:
        number = whole(text)
        if text and (number is None or not 1 <= number <= MOST_ROOMS):
            self.wrong(Wrong.NUMBER, "designed_rooms", most=MOST_ROOMS)
        return number

    def _area(self, text: str) -> Decimal | None:
        number = decimal(text) if text else None
        if text and (number is None or not 0 < number <= MOST_AREA or number != round(number, 1)):
            self.wrong(Wrong.AREA, "area", most=str(MOST_AREA))
            return None
        return number


_DECIMALS = {"longitude", "latitude", "area"}
_LIKE = {"longitude": "121.576543", "latitude": "31.253210"}
# Parts that a question names.
_ASKED = ("road", "estate", "lane", "number", "floor", "room", "part")
