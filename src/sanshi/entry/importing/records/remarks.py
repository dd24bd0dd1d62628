"""The rows that need somebody, as they were sent, with a column of remarks and the bad cells marked.

Of a sheet of persons no more than these: what is in order need not lie about once more.
"""

from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from sanshi.entry.importing import names
from sanshi.entry.importing.problems import Problem
from sanshi.entry.importing.records.facts import Reader
from sanshi.entry.importing.records.trying import Tried
from sanshi.entry.importing.sheets import Sheet, cell_of
from sanshi.entry.importing.works import Held
from sanshi.entry.importing.writing import table
from sanshi.entry.models import Import

_WIDTH, _WIDE = 14, 60


class Remarks:
    def __init__(self, row: Import, sheet: Sheet, reader: Reader) -> None:
        self._row, self._sheet, self._reader = row, sheet, reader
        self._words: dict[str, str] = reader.layout.texts["words"]
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        target = self._stack.enter_context(Held(names.remarks(self._row.pk)))
        texts, width = self._reader.layout.texts, len(self._sheet.headers)
        headers = [self._words["row"], *self._sheet.headers, texts["remarks"]]
        widths = [6, *[_WIDTH] * width, _WIDE]
        self._table = self._stack.enter_context(table(target, "xlsx", texts["sheet"], headers, widths))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        return self._stack.__exit__(kind, raised, trace)

    def note(self, tried: Tried, cells: Any) -> None:
        if not tried.read.problems and tried.outcome != "look":
            return
        width = len(self._sheet.headers)
        texts = [cell_of(cell).text for cell in cells]
        padded = [*texts, *[""] * (width - len(texts))][:width]
        places = self._reader.places
        marked = [places[one.column] + 1 for one in tried.read.problems if one.column in places]
        self._table.row([tried.read.number, *padded, self._said(tried)], marked)

    def _said(self, tried: Tried) -> str:
        said = [f"{_where(problem)}{problem.text}" for problem in tried.read.problems]
        return "\n".join([*self._outcome(tried.outcome), *said])

    def _outcome(self, outcome: str) -> list[str]:
        word = {"look": "look", "new": "new", "known": "known"}.get(outcome, "changed")
        return [] if outcome == "bad" else [self._words[word]]


def _where(problem: Problem) -> str:
    return f"[{problem.letter} {problem.header}] " if problem.column else ""
