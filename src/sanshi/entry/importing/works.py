"""What the jobs of this package do: try a sheet, carry it out, write one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID, uuid5

from sanshi import clock
from sanshi.entry.importing import access, actions, names, sheets
from sanshi.entry.importing.columns import Layout, layout
from sanshi.entry.importing.lots import FACTS_A_LOT, PLACES_A_LOT, PlanRow, lots
from sanshi.entry.importing.problems import Problem
from sanshi.entry.importing.rows import Read, Reader
from sanshi.entry.importing.trying import Trial
from sanshi.entry.importing.writing import Writer, table, widths
from sanshi.entry.models import Import
from sanshi.jobs import files
from sanshi.jobs.access import file_name
from sanshi.jobs.running import Running
from sanshi.problems import JOB_FILE_GONE, Refused
from sanshi.streets.survey import survey_grown
from sanshi.territory.access.addresses import gazetteer
from sanshi.territory.loading import standing
from sanshi.territory.models import Door
from sanshi.vault.files import SealedWriter
from sanshi.vault.sealing import NotOpened
from sanshi.verbs import EXPORT_PLACES, IMPORT_PLACES, reach

PLACES = "places"
# Rows between two signs of life.
_STEP = 1000


def try_sheet(running: Running) -> None:
    row = access.sheet(running.actor, IMPORT_PLACES, about(running))
    sheet = layout(PLACES).headed(sheets.read(sent(row)))
    running.expect(len(sheet))
    trial = _trial(row.subdistrict_id, sheet)
    with ExitStack() as stack:
        outcome = _Outcome(stack, row, sheet, trial)
        for count, (number, cells) in enumerate(sheet, 1):
            read = trial.reader.read(number, cells)
            trial.take(read)
            outcome.note(read, cells)
            if count % _STEP == 0:
                running.step(count)
    running.step(len(sheet))
    tally = trial.tally
    found = tally.plain()
    actions.note_trial(running.actor, _once(running, "tried"), row.pk, found, bool(tally.facts))


def about(running: Running) -> UUID:
    assert running.job.about is not None
    return running.job.about


def _once(running: Running, step: str) -> UUID:
    """A step of a job has one effect, however often the job begins anew."""
    return uuid5(about(running), step)


def sent(row: Import) -> bytes:
    try:
        return files.content(row.upload)
    except (FileNotFoundError, NotOpened) as gone:
        raise Refused(JOB_FILE_GONE) from gone


def _trial(subdistrict: str, sheet: sheets.Sheet) -> Trial:
    its_layout = layout(PLACES)
    places = its_layout.places(sheet.headers)
    known = standing(subdistrict)
    reader = Reader(its_layout, places, access.committees(subdistrict), gazetteer(subdistrict))
    return Trial(reader, known, access.registered_doors(subdistrict))


class _Outcome:
    """Three sealed files: the plan of what is carried out, the problems, the sheet with remarks."""

    def __init__(self, stack: ExitStack, row: Import, sheet: sheets.Sheet, trial: Trial) -> None:
        self._plan, self._problems = (
            stack.enter_context(files.writer(name(row.pk))) for name in (names.plan, names.problems)
        )
        its_layout, self._width = trial.reader.layout, len(sheet.headers)
        self._places = trial.reader.places
        self._fine = str(its_layout.texts["words"]["yes"])
        target = stack.enter_context(Held(names.remarks(row.pk)))
        headers = [*sheet.headers, its_layout.texts["remarks"]]
        writer = table(target, "xlsx", its_layout.texts["sheet"], headers, [*[12] * self._width, 60])
        self._remarks = stack.enter_context(writer)

    def note(self, read: Read, cells: Any) -> None:
        if read.is_good and read.place is not None:
            self._plan.write(PlanRow(read.place, read.facts).line().encode() + b"\n")
        for problem in read.problems:
            self._problems.write(problem.line().encode() + b"\n")
        texts = [sheets.cell_of(cell).text for cell in cells]
        padded = [*texts, *[""] * (self._width - len(texts))][: self._width]
        marked = [self._places[one.column] for one in read.problems if one.column in self._places]
        self._remarks.row([*padded, self._said(read)], marked)

    def _said(self, read: Read) -> str:
        said = [f"{_where(problem)}{problem.text}" for problem in read.problems]
        return "\n".join([*([self._fine] if read.is_good else []), *said])


def _where(problem: Problem) -> str:
    return f"[{problem.letter} {problem.header}] " if problem.column else ""


class Held(BytesIO):
    """Held in memory while it is written, sealed when it is closed: a workbook is written by going back."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __exit__(self, kind: Any, *rest: Any) -> None:
        if kind is None:
            with files.writer(self._name) as file:
                _copy(self, file)
        super().__exit__(kind, *rest)


def _copy(held: BytesIO, file: SealedWriter) -> None:
    file.write(held.getvalue())


# Carrying out


def carry_out(running: Running) -> None:
    row = access.sheet(running.actor, IMPORT_PLACES, about(running))
    size = FACTS_A_LOT if row.has_facts else PLACES_A_LOT
    running.expect(row.rows)
    for lot in lots(row.pk, _counted_on(row), size, _plan(row)):
        actions.carry_lot(running.actor, _once(running, f"lot {lot.first}"), lot)
        running.step(lot.first + len(lot.rows), breathe=True)
    actions.note_done(running.actor, _once(running, "done"), row.pk)
    survey_grown(Door, row.rows)


def _counted_on(row: Import) -> date:
    return clock.shanghai_day(row.sent_at)


def _plan(row: Import) -> Iterator[str]:
    name = names.plan(row.pk)
    if not files.exists(name):
        raise Refused(JOB_FILE_GONE)
    return files.lines(name)


# Export


def export(running: Running) -> None:
    """The sheet of the places in reach; sent back as it is, it changes nothing."""
    job, its_layout = running.job, layout(PLACES)
    form, committee = str(job.given["form"]), job.given.get("committee")
    places = access.places(reach(running.actor, EXPORT_PLACES), UUID(committee) if committee else None)
    running.expect(places.count())
    keys = [column.key for column in its_layout.columns if not column.is_fact and column.key != "system"]
    headers = [its_layout.column(key).header for key in keys]
    with ExitStack() as stack:
        target = stack.enter_context(Held(file_name(job.pk)))
        writer = stack.enter_context(table(target, form, its_layout.texts["sheet"], headers, widths(keys)))
        _write_places(running, writer, its_layout, places.iterator(chunk_size=2000))
    running.result = {"file": True, "format": form, "name": f"places-{clock.today():%Y-%m-%d}"}


def _write_places(running: Running, writer: Writer, its_layout: Layout, places: Iterator[Any]) -> None:
    use: Callable[[str], str] = its_layout.column("use").word
    count = 0
    for count, place in enumerate(places, 1):
        *before, code, longitude, latitude = place
        writer.row([*before, use(code), _degrees(longitude), _degrees(latitude)])
        if count % _STEP == 0:
            running.step(count)
    running.step(count)


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.7f}"
