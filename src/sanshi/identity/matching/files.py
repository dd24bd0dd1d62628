"""Files to match: CSV in UTF-8 or GB18030, read row by row.

What is wrong is told with row, column, masked value and what would be right.
"""

import codecs
import csv
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from sanshi.identity.dates import read_date
from sanshi.identity.matching.profile import Record
from sanshi.shell.decoding import ENCODINGS

COLUMNS = ("record_id", "name", "sex", "birth_date", "id_type", "id_number", "phone", "address")
_WORDS = tomllib.loads(
    files("sanshi.identity").joinpath("data", "file_words.toml").read_text(encoding="utf-8")
)
_LONGEST_CELL = 500
_PIECE = 1 << 20
_MOST_TOLD = 20
_HEADER_ROWS = 1


@dataclass(frozen=True, slots=True)
class Complaint:
    """`row` as a spreadsheet counts, the header being 1; `value` is masked; `right` says what would be."""

    row: int
    column: str
    value: str
    right: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.value or '(empty)'}: {self.right}"


class WrongFile(ValueError):
    """The file cannot be matched; `complaints` are the first that were found."""

    def __init__(self, complaints: Sequence[Complaint | str]) -> None:
        super().__init__("\n".join(map(str, complaints)))


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    record_id: str
    cells: tuple[str, ...]


def read(path: Path) -> Iterator[Row]:
    """Every row of the file; WrongFile for a table that is none, or whose rows cannot be told apart."""
    with _opened(path) as file:
        reader = csv.reader(file, strict=True)
        try:
            yield from _rows(reader)
        except csv.Error as error:
            raise WrongFile([f"line {reader.line_num}: this is no CSV ({error})"]) from error


def record(row: Row) -> Record:
    """Words of sex and kind of document become codes; what is not known becomes empty."""
    name, sex, birth, kind, number, phone, address = row.cells
    return Record(name, _coded("sex", sex), birth, _coded("document_type", kind), number, phone, address)


def doubts(row: Row) -> Iterator[Complaint]:
    """Cells that cannot be read; the row is matched without them."""
    _, sex, birth, kind, *_ = row.cells
    for column, name, text in (("sex", "sex", sex), ("id_type", "document_type", kind)):
        if text.strip() and not _coded(name, text):
            yield Complaint(row.number, column, masked(text), "one of " + ", ".join(_WORDS[name]))
    if birth.strip() and not read_date(birth).dates:
        yield Complaint(row.number, "birth_date", masked(birth), "a date such as 1990-03-05")


def masked(text: str) -> str:
    """The first sign and how many follow: enough to find the cell, not to know what is in it."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in text.strip())
    return f"{plain[:1]}{'*' * min(len(plain) - 1, 10)}" if plain else ""


def _rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    header = next(reader, [])
    places = _places(header)
    seen: dict[str, int] = {}
    wrong: list[Complaint] = []
    for number, cells in enumerate(reader, _HEADER_ROWS + 1):
        if not any(cells):
            continue
        if complaint := _wrong(number, cells, len(header), places, seen):
            wrong.append(complaint)
        if len(wrong) >= _MOST_TOLD:
            break
        if not wrong:
            record_id, *others = (cells[place] for place in places)
            yield Row(number, record_id.strip(), tuple(others))
    if wrong:
        raise WrongFile(wrong)


def _places(header: list[str]) -> list[int]:
    names = [unicodedata.normalize("NFKC", name).strip().lower() for name in header]
    if missing := [column for column in COLUMNS if column not in names]:
        raise WrongFile(
            [Complaint(1, column, "", f"the header names {', '.join(COLUMNS)}") for column in missing]
        )
    if twice := [column for column in COLUMNS if names.count(column) > 1]:
        raise WrongFile([Complaint(1, column, column, "each column once") for column in twice])
    return [names.index(column) for column in COLUMNS]


def _wrong(
    number: int, cells: list[str], width: int, places: list[int], seen: dict[str, int]
) -> Complaint | None:
    if len(cells) != width:
        return Complaint(number, "-", f"{len(cells)} cells", f"{width} cells as in the header")
    for place, column in zip(places, COLUMNS, strict=True):
        if len(cells[place]) > _LONGEST_CELL or "\0" in cells[place]:
            return Complaint(number, column, masked(cells[place]), f"up to {_LONGEST_CELL} signs of text")
    record_id = cells[places[0]].strip()
    if not record_id:
        return Complaint(number, "record_id", "", "an identifier that no other row has")
    if (first := seen.setdefault(record_id, number)) != number:
        return Complaint(number, "record_id", masked(record_id), f"another than that of row {first}")
    return None


def _coded(name: str, text: str) -> str:
    code: str = _WORDS[name].get(unicodedata.normalize("NFKC", text).strip().upper(), "")
    return code


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    with path.open("rb") as raw:
        encoding = next((one for one in ENCODINGS if _decodes(raw, one)), None)
        if encoding is None:
            raise WrongFile(["this is no text in UTF-8 or GB18030. Save it as CSV in UTF-8."])
        raw.seek(0)
        yield TextIOWrapper(raw, encoding=encoding, newline="")


def _decodes(raw: IO[bytes], encoding: str) -> bool:
    raw.seek(0)
    try:
        for _ in codecs.iterdecode(iter(lambda: raw.read(_PIECE), b""), encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True
