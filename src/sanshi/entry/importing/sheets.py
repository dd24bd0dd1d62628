"""A sent file as rows of texts: .xlsx by calamine, .csv in UTF-8, UTF-16 or GB18030."""

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from io import BytesIO, StringIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from sanshi.problems import (
    FILE_BROKEN,
    FILE_EMPTY,
    FILE_ENCODING,
    FILE_LOCKED,
    FILE_NOT_A_SHEET,
    FILE_OLD_EXCEL,
    FILE_TOO_LONG,
    Kind,
    Refused,
)
from sanshi.shell.decoding import decoded

_ZIP, _COMPOUND_FILE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A protected .xlsx is wrapped in a file of the old kind, with a part of this name.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MOST_ROWS = 200_000
# Unpacked; a sheet of MOST_ROWS × 20 cells has some 200 MB.
MOST_UNPACKED = 1024**3
_NUL = b"\0"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell. `spoilt`: Excel made something else of what was typed (a date, an error).

    `moment`: a date that is one. `cut`: a number so long that Excel kept fifteen digits of it.
    """

    text: str
    spoilt: bool = False
    moment: date | None = None
    cut: bool = False


NOTHING = Cell("")


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows`: number in the sheet and its cells, empty rows left out; the first is that of the headers."""

    headers: list[str]
    rows: Sequence[tuple[int, Sequence[Any]]]

    def __iter__(self) -> Iterator[tuple[int, Sequence[Any]]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def glance(first: bytes, size: int) -> Kind | None:
    """What is wrong with a file, by its first bytes: told where it is sent, before a job looks at it."""
    if not size:
        return FILE_EMPTY
    if first.startswith(_COMPOUND_FILE):
        return FILE_LOCKED if _ENCRYPTED in first else FILE_OLD_EXCEL
    if first.startswith(_ZIP) or _is_text(first):
        return None
    return FILE_NOT_A_SHEET


def _is_text(first: bytes) -> bool:
    return first.startswith((b"\xff\xfe", b"\xfe\xff")) or _NUL not in first[:4096]


def read(content: bytes) -> Sheet:
    """Raises Refused: FILE_EMPTY, FILE_LOCKED, FILE_OLD_EXCEL, FILE_NOT_A_SHEET, FILE_BROKEN, FILE_ENCODING,
    FILE_TOO_LONG."""
    problem = glance(content, len(content))
    if problem is not None:
        raise Refused(problem)
    table = _workbook(content) if content.startswith(_ZIP) else _text(content)
    rows = [
        (number, row) for number, row in enumerate(table, 1) if any(cell not in ("", None) for cell in row)
    ]
    if len(rows) < 2:
        raise Refused(FILE_EMPTY)
    if len(rows) > MOST_ROWS + 1:
        raise Refused(FILE_TOO_LONG, most=MOST_ROWS)
    _first, headers = rows[0]
    return Sheet([cell_of(value).text for value in headers], rows[1:])


def _workbook(content: bytes) -> list[list[Any]]:
    """The first sheet that is not hidden."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise Refused(FILE_NOT_A_SHEET)
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Refused(FILE_TOO_LONG, most=MOST_ROWS)
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        table = _unmerged(book.get_sheet_by_index(_first_seen(book)))
    except (zipfile.BadZipFile, CalamineError, IndexError, ValueError, OSError) as broken:
        raise Refused(FILE_BROKEN) from broken
    return table


def _first_seen(book: CalamineWorkbook) -> int:
    seen = (
        place for place, one in enumerate(book.sheets_metadata) if one.visible == SheetVisibleEnum.Visible
    )
    return next(seen, 0)


def _unmerged(sheet: CalamineSheet) -> list[list[Any]]:
    """What was merged downwards stands in each of its rows: it was said of all of them."""
    table: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for (top, column), (bottom, _last) in sheet.merged_cell_ranges or ():
        for row in table[top + 1 : bottom + 1]:
            row[column] = table[top][column]
    return table


def _text(content: bytes) -> list[list[str]]:
    text = decoded(content)
    if text is None:
        raise Refused(FILE_ENCODING)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as broken:
        raise Refused(FILE_BROKEN) from broken


def cell_of(value: Any) -> Cell:
    """201.0 is what Excel makes of 201."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        text = value if value.isalnum() else " ".join(value.split())
        return Cell(text, spoilt=_is_error(text) or text.startswith(("=", "@")), cut=_is_cut(text))
    if isinstance(value, bool):
        return Cell(str(value).upper())
    if isinstance(value, float):
        whole = value.is_integer()
        return Cell(str(int(value)) if whole else repr(value), cut=whole and abs(value) >= _MOST_EXACT)
    if isinstance(value, date):
        return Cell(str(value), spoilt=True, moment=value)
    if isinstance(value, time | timedelta):
        return Cell(str(value), spoilt=True)
    return Cell(str(value))


# Excel keeps fifteen digits of a number; the rest become zeros.
_MOST_EXACT = 10.0**15
_CUT = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2}|\d{15}000")


def _is_cut(text: str) -> bool:
    """As a .csv holds what Excel showed: 3.10115E+17, or eighteen digits that end in three zeros."""
    return bool(text) and text[0].isdigit() and _CUT.fullmatch(text) is not None


def _is_error(text: str) -> bool:
    """#REF!, #N/A, #NAME?"""
    return text.startswith("#") and text.isupper() and text.endswith(("!", "?", "/A", "/0!"))
