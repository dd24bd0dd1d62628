"""The cells of one row by the layout's columns, and what is wrong with them. No database."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sanshi.entry.importing.columns import Layout, letter, plain
from sanshi.entry.importing.problems import Level, Problem, Wrong, shown
from sanshi.entry.importing.sheets import NOTHING, cell_of
from sanshi.territory.address.words import UNITS

MOST_SIGNS = {"road": 40, "estate": 40, "beat": 40, "group": 40, "compound": 40}
MOST_OTHERWISE = 10
_UNIT_OF = {"lane": "lane", "sublane": "sublane", "number": "number", "entrance": "entrance", "room": "room"}


@dataclass(frozen=True, slots=True)
class Committees:
    """By name, full name and code, as `columns.plain` writes them; those that are closed apart."""

    open: dict[str, UUID]
    closed: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()


class RowCells:
    """What the readers of all layouts share."""

    def __init__(self, layout: Layout, places: dict[str, int], number: int, cells: Sequence[Any]) -> None:
        self.layout, self.places, self.number = layout, places, number
        self.problems: list[Problem] = []
        width = len(cells)
        self.cells = {key: cell_of(cells[position]) for key, position in places.items() if position < width}

    @property
    def is_without_error(self) -> bool:
        return not any(problem.is_error for problem in self.problems)

    def text(self, key: str) -> str:
        return self.cells.get(key, NOTHING).text

    def wrong(self, code: Wrong, key: str = "", level: Level = Level.ERROR, **params: Any) -> None:
        where = (key, self.letter(key), self.header(key))
        self.problems.append(Problem(self.number, code, *where, self.seen(key), level, params))

    def letter(self, key: str) -> str:
        return letter(self.places[key]) if key in self.places else ""

    def header(self, key: str) -> str:
        return self.layout.column(key).header if key else ""

    def seen(self, key: str) -> str:
        """As far as it may stand on a page."""
        return shown(self.text(key))

    def column_of(self, key: str) -> str:
        """Empty where the sheet has no such column: then the row as a whole is meant."""
        return key if key in self.cells else ""

    def short(self, key: str) -> str:
        text, most = self.text(key), MOST_SIGNS.get(key, MOST_OTHERWISE)
        if len(text) > most:
            self.wrong(Wrong.TOO_LONG, key, most=most)
        return text

    def code(self, key: str) -> str:
        text = self.text(key)
        if not text:
            return ""
        column = self.layout.column(key)
        code = column.code(text)
        if code is None:
            self.wrong(Wrong.WORD, key, words=" / ".join(words[0] for words in column.words.values()))
        return code or ""

    def committee(self, known: Committees) -> UUID | None:
        text = self.text("committee")
        found = known.open.get(plain(text))
        if found is None:
            is_closed = plain(text) in known.closed
            wrong = Wrong.CLOSED_COMMITTEE if is_closed else Wrong.UNKNOWN_COMMITTEE
            self.wrong(wrong, "committee", near=_nearest(text, known.names))
        return found

    def figure(self, key: str) -> str:
        """Without the word behind it: 12号 is 12."""
        text = unicodedata.normalize("NFKC", self.short(key)).replace(" ", "")
        unit = _UNIT_OF.get(key)
        for word in UNITS[unit] if unit else ():
            if text.endswith(word) and text != word:
                return text.removesuffix(word)
        return text


def whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else None


def decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(unicodedata.normalize("NFKC", text))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _nearest(text: str, names: Sequence[str]) -> str:
    """The known name that shares most characters with it."""
    signs = set(text)
    return max(names, key=lambda name: len(signs & set(name)) / (len(signs | set(name)) or 1), default="—")
