"""Sheets as an office makes them, sent and worked on."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from sanshi.entry.importing import actions, names
from sanshi.entry.importing.problems import Problem
from sanshi.entry.models import Import
from sanshi.jobs import files
from sanshi.jobs.models import Job, State
from sanshi.jobs.running import run
from sanshi.jobs.uploads import keep
from sanshi.territory.models import Door
from sanshi.verbs import Actor
from tests.make import STREET

HOME = {"居委会": "第1居委", "责任片": "1片", "路名": "金口路", "弄": "8", "号": "1", "室": "301"}


def homes(count: int, *, rooms: int = 24, **changes: str) -> list[dict[str, str]]:
    """Doors of as many stairways as it takes, in the first committee."""
    return [
        {
            **HOME,
            "号": str(place // rooms + 1),
            "室": f"{place % rooms // 4 + 1}0{place % 4 + 1}",
            **changes,
        }
        for place in range(count)
    ]


def headers_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def as_csv(rows: Sequence[Mapping[str, Any]], encoding: str = "utf-8") -> bytes:
    held = StringIO(newline="")
    headers = headers_of(rows)
    csv.writer(held).writerows([headers, *([row.get(name, "") for name in headers] for row in rows)])
    return held.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Mapping[str, Any]]) -> bytes:
    target, headers = BytesIO(), headers_of(rows)
    with Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headers)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row.get(name, "") for name in headers])
    return target.getvalue()


def sent(by: Actor, content: bytes, client_id: UUID | None = None, name: str = "places.csv") -> Import:
    """In the queue."""
    client = client_id or uuid4()
    upload = keep(SimpleUploadedFile(name, content), client)
    made = actions.send(by, client, actions.Sent("places", name, upload))
    return stored(made, by.subdistrict)


def tried(by: Actor, content: bytes | Sequence[Mapping[str, Any]]) -> Import:
    """After the dry run."""
    row = sent(by, content if isinstance(content, bytes) else as_csv(content))
    work(row)
    return stored(row.pk, by.subdistrict)


def carried_out(by: Actor, content: bytes | Sequence[Mapping[str, Any]]) -> Import:
    row = tried(by, content)
    actions.carry_out(by, uuid4(), row.pk, row.version)
    work(row)
    return stored(row.pk, by.subdistrict)


def work(row: Import) -> Job:
    """Run its job here, as the worker would."""
    job = stored(row.pk, row.subdistrict_id).job
    assert job is not None
    run(row.subdistrict_id, job.pk)
    return Job.objects.get(subdistrict=row.subdistrict_id, pk=job.pk)


def stored(pk: UUID, street: str = STREET) -> Import:
    return Import.objects.select_related("job").get(subdistrict=street, pk=pk)


def problems(row: Import) -> list[Problem]:
    return [Problem.from_line(line) for line in files.lines(names.problems(row.pk))]


def codes(row: Import) -> list[tuple[int, str, str]]:
    """Row, column and what is wrong."""
    return [(problem.row, problem.header, problem.code.value) for problem in problems(row)]


def doors(street: str = STREET) -> Iterator[str]:
    return iter(Door.objects.filter(subdistrict=street).order_by("id").values_list("address", flat=True))


def is_done(job: Job) -> bool:
    return job.state == State.DONE
