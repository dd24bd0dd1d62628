"""What the jobs about residents, dwellings and units do: try a sheet, carry it out."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID, uuid5

from sanshi.collection.models import Form
from sanshi.entry.importing import access as imports
from sanshi.entry.importing import names, works
from sanshi.entry.importing.columns import Layout, layout
from sanshi.entry.importing.records import access, actions, entering
from sanshi.entry.importing.records.facts import EMPLOYMENTS, POPULATION, Reader, masked
from sanshi.entry.importing.records.looking import Asked, looking
from sanshi.entry.importing.records.plan import ROWS_A_LOT, CountedLot, lots
from sanshi.entry.importing.records.remarks import Remarks
from sanshi.entry.importing.records.trying import Trial, Tried
from sanshi.entry.importing.records.workers import StaffTrial
from sanshi.entry.importing.sheets import Sheet, cell_of, read
from sanshi.entry.models import Import, ImportState
from sanshi.jobs import files
from sanshi.jobs.aside import done_aside, done_in_turns
from sanshi.jobs.running import Running
from sanshi.problems import JOB_FILE_GONE, Refused
from sanshi.register.finding.persons import size_of
from sanshi.streets.survey import survey_grown
from sanshi.vault.keys import mac
from sanshi.verbs import TAKE_STOCK, Actor, reach

T = TypeVar("T")
# Rows read and matched together; doubts kept together; rows shown of each outcome.
_TOGETHER, _DOUBTS_A_LOT = 500, 1000
_EXAMPLES = 3


def try_sheet(running: Running) -> None:
    row = imports.sheet(running.actor, TAKE_STOCK, works.about(running))
    if row.state != ImportState.TRYING:
        # What an earlier run noted before it was killed.
        return
    its_layout = layout(row.layout)
    sheet = its_layout.headed(read(works.sent(row)))
    running.expect(len(sheet))
    _note_headers(row, its_layout, sheet)
    columns = dict(row.columns) or access.mapping(
        row.subdistrict_id, row.layout, headers_digest(sheet.headers)
    )
    asked = _asked(running, row, sheet, columns)
    trial = (StaffTrial if row.layout == EMPLOYMENTS else Trial)(row.subdistrict_id, asked.reader())
    parts = list(_parts(iter(sheet), _TOGETHER))
    with ExitStack() as stack:
        outcome = _Outcome(stack, row, sheet, trial.reader)
        look = stack.enter_context(done_aside(looking, [asked], len(parts)))
        done = 0
        for part, looked in zip(parts, look(parts), strict=True):
            for tried, (_number, cells) in zip(trial.take(part, looked), part, strict=True):
                outcome.note(tried, cells)
            done += len(part)
            running.step(done)
    _keep_doubts(running, row, outcome.doubts)
    actions.note_trial(running.actor, _once(running, row, "tried"), row.pk, trial.tally.plain(), columns)


def headers_digest(headers: list[str]) -> str:
    return mac("columns", json.dumps(headers, ensure_ascii=False).encode()).hex()


def _note_headers(row: Import, its_layout: Layout, sheet: Sheet) -> None:
    """For the page where its columns are named."""
    examples = [[cell_of(cell).text for cell in cells] for _number, cells in sheet.rows[:_EXAMPLES]]
    with files.writer(names.headers(row.pk)) as file:
        for place, header in enumerate(sheet.headers):
            below = [masked(texts[place]) for texts in examples if place < len(texts) and texts[place]]
            file.write(json.dumps({"header": header, "examples": below}, ensure_ascii=False).encode() + b"\n")


def _asked(running: Running, row: Import, sheet: Sheet, columns: Mapping[str, str]) -> Asked:
    street, mine = row.subdistrict_id, reach(running.actor, TAKE_STOCK)
    reached = mine.committees if row.committee_id is None else frozenset({row.committee_id})
    return Asked(
        street,
        row.layout,
        layout(row.layout).places(sheet.headers, columns),
        imports.committees(street),
        access.counted_on(row),
        None if mine.street and row.committee_id is None else reached,
        size_of(street) if row.layout == POPULATION else None,
    )


def _once(running: Running, row: Import, step: str) -> UUID:
    """A step of a job has one effect; a sheet tried anew with other columns is another step."""
    return uuid5(row.pk, f"{step} {row.version}")


def _parts(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    while part := list(islice(rows, size)):
        yield part


class _Outcome:
    """Sealed files: the plan, the problems, the first rows of each outcome, the rows with remarks."""

    def __init__(self, stack: ExitStack, row: Import, sheet: Sheet, reader: Reader) -> None:
        named = (names.plan, names.problems, names.rows)
        self._plan, self._problems, self._rows = (
            stack.enter_context(files.writer(name(row.pk))) for name in named
        )
        self._remarks = stack.enter_context(Remarks(row, sheet, reader))
        self._shown: dict[str, int] = {}
        # Of employees: a unit's stand together, so that they come on one form.
        self._staff: list[tuple[str, str]] = []
        stack.callback(self._write_staff)
        self.doubts: list[actions.Doubt] = []

    def note(self, tried: Tried, cells: Any) -> None:
        for problem in tried.read.problems:
            self._problems.write(problem.line().encode() + b"\n")
        outcome = tried.outcome
        self._remarks.note(tried, cells)
        if tried.counted is None or tried.found is None:
            return
        line = tried.counted.line()
        if outcome == "look":
            self.doubts.append(actions.Doubt(tried.counted.row, line, tuple(tried.found.candidates)))
        elif outcome != "known" and tried.counted.unit is not None:
            self._staff.append((tried.counted.unit.hex, line))
        elif outcome != "known":
            self._plan.write(line.encode() + b"\n")
        shown = self._shown.setdefault(outcome, 0)
        if shown < access.MOST_ROWS:
            self._shown[outcome] = shown + 1
            self._rows.write(json.dumps({"outcome": outcome, "line": line}).encode() + b"\n")

    def _write_staff(self) -> None:
        for _unit, line in sorted(self._staff, key=itemgetter(0)):
            self._plan.write(line.encode() + b"\n")


def _keep_doubts(running: Running, row: Import, doubts: list[actions.Doubt]) -> None:
    for first in range(0, max(len(doubts), 1), _DOUBTS_A_LOT):
        part = tuple(doubts[first : first + _DOUBTS_A_LOT])
        step = _once(running, row, f"doubts {running.job.run} {first}")
        actions.keep_doubts(running.actor, step, row.pk, part, first == 0)


# Carrying out


def carrying(actor: Actor) -> tuple[Callable[[CountedLot], CountedLot], Callable[[CountedLot], int]]:
    """What works a lot out, as the register seems to be, and what enters it then, up to which row."""

    def foresee(lot: CountedLot) -> CountedLot:
        lot.foresee(entering.seeming_new(actor.subdistrict, lot.counted_on, lot.rows))
        return lot

    def enter(lot: CountedLot) -> int:
        actions.carry_lot(actor, uuid5(lot.sheet, f"lot {lot.first}"), lot)
        return lot.end

    return foresee, enter


def carry_out(running: Running) -> None:
    row = imports.sheet(running.actor, TAKE_STOCK, works.about(running))
    day, done = access.counted_on(row), row.rows
    waiting = [access.row_of(doubt).line() for doubt in access.answered(row)]
    running.expect(row.rows + len(waiting))
    if files.exists(names.plan(row.pk)):
        todo = lots(row.pk, day, access.lines(row), ROWS_A_LOT, row.rows_done)
        pieces = (row.rows - row.rows_done) // ROWS_A_LOT
        with done_in_turns(carrying, [running.actor], pieces) as carried:
            for end in carried(todo):
                running.step(end, breathe=True)
    elif row.rows_done < row.rows:
        raise Refused(JOB_FILE_GONE)
    for part in _parts(iter(waiting), _TOGETHER):
        lot = CountedLot(row.pk, 0, day, tuple(part))
        step = f"answers {row.version} {lot.rows[0].row}"
        actions.carry_answers(running.actor, uuid5(row.pk, step), lot)
        done += len(part)
        running.step(done, breathe=True)
    actions.note_done(running.actor, uuid5(row.pk, f"done {row.version}"), row.pk)
    survey_grown(Form, done)
