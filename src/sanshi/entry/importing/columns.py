"""Which column of a sheet is which, and which words its cells hold; the words stand in a TOML file each."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from sanshi.entry.importing.sheets import Sheet, cell_of
from sanshi.problems import FILE_COLUMN_TWICE, FILE_COLUMNS, Refused

MOST_SHOWN = 12
# Rows of titles and grouping headers that are looked through.
MOST_ABOVE = 6
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    key: str
    headers: tuple[str, ...]
    help: str
    is_fact: bool = False
    # Code → what is written for it, then what is read as it.
    words: dict[str, list[str]] = field(default_factory=dict)
    # How its cells are read: text, word, day, moment, count, number (of a document), phone, region.
    kind: str = "text"

    @property
    def header(self) -> str:
        return self.headers[0]

    def code(self, text: str) -> str | None:
        """Of a word; None for one that nobody knows."""
        return _codes(self).get(plain(text))

    def word(self, code: str) -> str:
        return self.words[code][0] if code in self.words else ""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A kind of sheet."""

    name: str
    columns: tuple[Column, ...]
    texts: dict[str, Any]

    def column(self, key: str) -> Column:
        return _by_key(self)[key]

    @property
    def wanted(self) -> list[list[str]]:
        """Sets of columns of which at least one must be there whole."""
        wanted: list[list[str]] = self.texts["wanted"]
        return wanted

    def known(self, headers: Sequence[str], told: Mapping[str, str]) -> dict[int, str]:
        """Position → key of the headers that are known. `told`: what the sender said, by position."""
        by_name = _headers(self)
        found = {place: by_name.get(plain(header), "") for place, header in enumerate(headers) if header}
        found |= {int(place): key for place, key in told.items() if int(place) < len(headers)}
        return {place: key for place, key in found.items() if key}

    def lacking(self, keys: Iterable[str]) -> list[str]:
        """Headers of mandatory columns that are not there; of the set that is nearest to being whole."""
        there = set(keys)
        missing = min((set(wanted) - there for wanted in self.wanted), key=len)
        return [column.header for column in self.columns if column.key in missing]

    def places(self, headers: Sequence[str], told: Mapping[str, str] = _NOTHING) -> dict[str, int]:
        """Key → position. Columns that nobody knows are passed over.

        Raises Refused: FILE_COLUMNS, FILE_COLUMN_TWICE.
        """
        found: dict[str, int] = {}
        for position, key in self.known(headers, told).items():
            if key in found:
                raise Refused(FILE_COLUMN_TWICE, column=headers[position])
            found[key] = position
        if missing := self.lacking(found):
            there = [header for header in headers if header][:MOST_SHOWN]
            raise Refused(FILE_COLUMNS, missing=_listed(missing), found=_listed(there) or "—")
        return found

    def headed(self, sheet: Sheet) -> Sheet:
        """With the headers' own row as such: a title or a second row of headers may stand above it."""
        above = [
            (-1, sheet.headers),
            *((n, _texts(row)) for n, (_, row) in enumerate(sheet.rows[:MOST_ABOVE])),
        ]
        place, headers = max(above, key=lambda one: len(self.known(one[1], {})))
        if place < 0:
            return sheet
        return replace(sheet, headers=headers, rows=sheet.rows[place + 1 :])


def _texts(row: Sequence[Any]) -> list[str]:
    return [cell_of(value).text for value in row]


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """As headers and words are compared: width, case, spaces and marks of being required aside."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).strip("*:")


def _listed(words: Sequence[str]) -> str:
    return " / ".join(words)


@cache
def layout(name: str) -> Layout:
    held = tomllib.loads(files(__package__).joinpath("layouts", f"{name}.toml").read_text(encoding="utf-8"))
    columns = tuple(
        Column(
            one["key"],
            tuple(one["headers"]),
            one["help"],
            one.get("is_fact", False),
            one.get("words", {}),
            one.get("kind", "text"),
        )
        for one in held.pop("columns")
    )
    return Layout(name, columns, held)


@cache
def _by_key(layout: Layout) -> dict[str, Column]:
    return {column.key: column for column in layout.columns}


@cache
def _headers(layout: Layout) -> dict[str, str]:
    return {plain(header): column.key for column in layout.columns for header in column.headers}


_known_codes: dict[int, dict[str, str]] = {}


def _codes(column: Column) -> dict[str, str]:
    key = id(column)
    if key not in _known_codes:
        _known_codes[key] = {
            plain(word): code for code, words in column.words.items() for word in (code, *words)
        }
    return _known_codes[key]


def letter(position: int) -> str:
    """A for 0, AA for 26: as the sheet names its columns."""
    name = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
