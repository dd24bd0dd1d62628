"""Sheets written: the template, what came of a dry run, an export. No text becomes a formula."""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any, BinaryIO, Protocol

from xlsxwriter import Workbook

from sanshi.entry.importing.columns import Layout

# Of a machine's memory where there is such a folder: a sheet on its way is never plain on a disk.
_SCRATCH = "/dev/shm"  # noqa: S108
_BOM = "\ufeff"
_WIDTH = 12
_WIDE = {"address": 32, "compound": 18, "committee": 16, "longitude": 14, "latitude": 14}


class Writer(Protocol):
    def row(self, cells: Sequence[Any], marked: Iterable[int] = ()) -> None: ...


class _Xlsx:
    def __init__(self, book: Workbook, sheet: Any) -> None:
        self._sheet, self._next = sheet, 0
        self._head = book.add_format({"bold": True, "bg_color": "#E6EEF8", "border": 1})
        self._text = book.add_format({"num_format": "@"})
        self._marked = book.add_format({"num_format": "@", "bg_color": "#FBE3E4"})

    def head(self, headers: Sequence[str], widths: Sequence[int]) -> None:
        for position, width in enumerate(widths):
            # Cells typed later are texts too, so that 1-2 does not become a date.
            self._sheet.set_column(position, position, width, self._text)
        self._sheet.freeze_panes(1, 0)
        for position, header in enumerate(headers):
            self._sheet.write_string(0, position, header, self._head)
        self._next = 1

    def row(self, cells: Sequence[Any], marked: Iterable[int] = ()) -> None:
        wrong = set(marked)
        for position, cell in enumerate(cells):
            form = self._marked if position in wrong else self._text
            if cell not in (None, "") or position in wrong:
                self._sheet.write_string(self._next, position, "" if cell is None else str(cell), form)
        self._next += 1


class _Csv:
    def __init__(self, file: TextIOWrapper) -> None:
        self._writer = csv.writer(file)

    def row(self, cells: Sequence[Any], marked: Iterable[int] = ()) -> None:
        self._writer.writerow(["" if cell is None else str(cell) for cell in cells])


@contextmanager
def table(
    target: BinaryIO, form: str, name: str, headers: Sequence[str], widths: Sequence[int]
) -> Iterator[Writer]:
    """A sheet of `form` (xlsx or csv), row after row in little memory."""
    if form == "csv":
        wrapped = TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
        # Excel takes a file without the mark for one in the machine's old encoding.
        wrapped.write(_BOM)
        rows = _Csv(wrapped)
        rows.row(headers)
        yield rows
        wrapped.detach()
        return
    with Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "tmpdir": _scratch()}
    ) as book:
        sheet = _Xlsx(book, book.add_worksheet(name))
        sheet.head(headers, widths)
        yield sheet


def _scratch() -> str:
    return _SCRATCH if os.access(_SCRATCH, os.W_OK) else tempfile.gettempdir()


def widths(keys: Iterable[str]) -> list[int]:
    return [_WIDE.get(key, _WIDTH) for key in keys]


def template(layout: Layout, form: str) -> bytes:
    """With one example, and in .xlsx a sheet that explains the columns."""
    texts, columns = layout.texts, layout.columns
    headers = [column.header for column in columns]
    example = [texts["example"].get(column.key, "") for column in columns]
    if form == "csv":
        held = StringIO(newline="")
        csv.writer(held).writerows([headers, example])
        return (_BOM + held.getvalue()).encode()
    target = BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = _Xlsx(book, book.add_worksheet(texts["sheet"]))
        sheet.head(headers, widths(column.key for column in columns))
        sheet.row(example)
        _help(book, layout)
    return target.getvalue()


def _help(book: Workbook, layout: Layout) -> None:
    texts: Mapping[str, Any] = layout.texts
    words = texts["words"]
    sheet = _Xlsx(book, book.add_worksheet(texts["help_sheet"]))
    sheet.head([words["column"], words["explanation"]], [16, 100])
    for line in texts["intro"] if "intro" in texts else words["intro"]:
        sheet.row(["", line])
    for column in layout.columns:
        said = " / ".join(each[0] for each in column.words.values())
        sheet.row([column.header, column.help + (words["choices"] % said if said else "")])


def sheet_of(layout: Layout, rows: Iterable[Mapping[str, str]], form: str = "xlsx") -> bytes:
    """A sheet with these columns, each row by their keys."""
    target, keys = BytesIO(), [column.key for column in layout.columns]
    headers = [column.header for column in layout.columns]
    with table(target, form, layout.texts["sheet"], headers, widths(keys)) as writer:
        for row in rows:
            writer.row([row.get(key, "") for key in keys])
    return target.getvalue()
