"""Which column of a sheet is which, and which words its cells hold; the words stand in a TOML file each."""

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from sanshi.problems import FILE_COLUMN_TWICE, FILE_COLUMNS, Refused

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    headers: tuple[str, ...]
    help: str
    is_fact: bool = False
    # Code → what is written for it, then what is read as it.
    words: dict[str, list[str]] = field(default_factory=dict)

    @property
    def header(self) -> str:
        return self.headers[0]

    def code(self, text: str) -> str | None:
        """Of a word; None for one that nobody knows."""
        return _codes(self).get(plain(text))

    def word(self, code: str) -> str:
        return self.words[code][0] if code in self.words else ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of sheet."""

    name: str
    columns: tuple[Column, ...]
    texts: dict[str, Any]

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def places(self, headers: Sequence[str], wanted: Sequence[Sequence[str]]) -> dict[str, int]:
        """Key → position. `wanted`: sets of columns of which at least one must be there whole.

        Columns that nobody knows are passed over. Raises Refused: FILE_COLUMNS, FILE_COLUMN_TWICE.
        """
        found: dict[str, int] = {}
        known = {plain(header): column for column in self.columns for header in column.headers}
        for position, header in enumerate(headers):
            column = known.get(plain(header))
            if column is None:
                continue
            if column.key in found:
                raise Refused(FILE_COLUMN_TWICE, column=header)
            found[column.key] = position
        if not any(set(keys) <= set(found) for keys in wanted):
            missing = [self.column(key).header for key in wanted[0] if key not in found]
            there = [header for header in headers if header][:MOST_SHOWN]
            raise Refused(FILE_COLUMNS, missing=_listed(missing), found=_listed(there) or "—")
        return found


def plain(text: str) -> str:
    """As headers and words are compared: width, case, spaces and marks of being required aside."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).strip("*:")


def _listed(words: Sequence[str]) -> str:
    return " / ".join(words)


@cache
def layout(name: str) -> Layout:
    held = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    columns = tuple(
        Column(
            one["key"], tuple(one["headers"]), one["help"], one.get("is_fact", False), one.get("words", {})
        )
        for one in held.pop("columns")
    )
    return Layout(name, columns, held)


_known_codes: dict[str, dict[str, str]] = {}


def _codes(column: Column) -> dict[str, str]:
    key = f"{column.key} {column.headers}"
    if key not in _known_codes:
        _known_codes[key] = {plain(word): code for code, words in column.words.items() for word in words}
    return _known_codes[key]


def letter(position: int) -> str:
    """A for 0, AA for 26: as the sheet names its columns."""
    name = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
