"""`sanshi import LAYOUT FILE`: a sheet of records from the command line, by who runs the house.

The same dry run, lots and journal as on the pages; an operator's act, so nobody is asked to approve it.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from sanshi.entry.importing import names
from sanshi.entry.importing.actions import Sent
from sanshi.entry.importing.problems import Problem
from sanshi.entry.importing.records import actions
from sanshi.entry.importing.records.facts import DWELLINGS, EMPLOYMENTS, POPULATION, UNITS
from sanshi.entry.models import Answered, Import, ImportDoubt, ImportState
from sanshi.jobs import files
from sanshi.jobs.running import run as run_job
from sanshi.jobs.uploads import keep
from sanshi.problems import kind_numbered
from sanshi.streets.models import HOUSE, Subdistrict
from sanshi.verbs import Actor

BAD_ROWS, WRONG_INPUT = 1, 2
_MOST_PRINTED = 200
_OUTCOMES = ("rows", "new", "changed", "moved", "known", "look", "bad")


def run(arguments: Sequence[str]) -> int:
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as end:
        return WRONG_INPUT if end.code else 0
    streets = list(Subdistrict.objects.exclude(code=HOUSE).order_by("code").values_list("code", flat=True))
    street = options.street or (streets[0] if len(streets) == 1 else "")
    if street not in streets:
        return _wrong(f"which street? --street {'|'.join(streets)}" if streets else "there is no street yet")
    try:
        content = options.file.read_bytes()
    except OSError as error:
        return _wrong(f"{options.file}: {error.strerror}")
    return _import(Actor(None, "house", street, is_house=True), content, options)


def _import(house: Actor, content: bytes, options: argparse.Namespace) -> int:
    client_id, name = uuid4(), options.file.name
    upload = keep(SimpleUploadedFile(name, content), client_id)
    pk = actions.send(house, client_id, Sent(options.layout, name, upload))
    row = _worked_on(house.subdistrict, pk)
    if row.state != ImportState.TRIED:
        return _wrong(_why(row))
    _print_tally(row)
    _print_problems(row)
    bad = int(row.tally["bad"]) > 0
    if options.dry_run or (bad and not options.leave_out_bad) or not row.rows:
        actions.withdraw(house, uuid4(), pk, row.version)
        return BAD_ROWS if bad and not options.leave_out_bad else 0
    actions.carry_out(house, uuid4(), pk, row.version)
    row = _worked_on(house.subdistrict, pk)
    if row.state != ImportState.DONE:
        return _wrong(_why(row))
    print(f"entered: {row.forms_entered} forms, of which {row.records_changed} changed a record")
    waiting = ImportDoubt.objects.filter(subdistrict=house.subdistrict, sheet=pk, answer=Answered.WAITS)
    if count := waiting.count():
        print(f"{count} rows wait for a person's decision, on the page of the sheet")
    return 0


def _worked_on(street: str, pk: UUID) -> Import:
    held = Import.objects.filter(subdistrict=street, pk=pk).select_related("job")
    job = held.get().job
    assert job is not None
    run_job(street, job.pk)
    return held.get()


def _why(row: Import) -> str:
    kind = kind_numbered(row.job.problem) if row.job and row.job.problem else None
    if kind is None or row.job is None:
        return "the job did not come to its end"
    params: dict[str, object] = row.job.result.get("params", {})
    return str(kind.text) % params


def _print_tally(row: Import) -> None:
    print(", ".join(f"{name} {row.tally[name]}" for name in _OUTCOMES))


def _print_problems(row: Import) -> None:
    name = names.problems(row.pk)
    for count, line in enumerate(files.lines(name) if files.exists(name) else ()):
        if count == _MOST_PRINTED:
            print(f"the first {_MOST_PRINTED} are printed", file=sys.stderr)
            return
        one = Problem.from_line(line)
        where = f"{one.letter} {one.header}".strip() or "-"
        print(f"row {one.row}, {where}: {one.found or '-'} [{one.level}] {one.text}", file=sys.stderr)


def _wrong(text: str) -> int:
    print(f"sanshi import: {text}", file=sys.stderr)
    return WRONG_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sanshi import", description=__doc__)
    parser.add_argument("layout", choices=(POPULATION, DWELLINGS, UNITS, EMPLOYMENTS))
    parser.add_argument("file", type=Path, help=".xlsx, or .csv in UTF-8 or GB18030")
    parser.add_argument("--street", default="", help="nine digits; needed where there are several")
    parser.add_argument("--dry-run", action="store_true", help="say what it would do, and change nothing")
    parser.add_argument(
        "--leave-out-bad", action="store_true", help="enter the good rows although others are bad"
    )
    return parser
