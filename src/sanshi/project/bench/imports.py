"""A sheet of places from its sending to its end, by a worker of its own, while others write."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from random import Random
from time import perf_counter, sleep
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from sanshi import verbs
from sanshi.accounts.access import actor_for
from sanshi.accounts.models import Post, Role
from sanshi.entry.importing import actions
from sanshi.entry.importing.columns import layout
from sanshi.entry.importing.records import actions as records
from sanshi.entry.importing.records.facts import POPULATION
from sanshi.entry.importing.works import PLACES
from sanshi.entry.importing.writing import sheet_of
from sanshi.entry.models import Import, ImportState
from sanshi.identity.documents import DocumentType
from sanshi.jobs.uploads import keep
from sanshi.journal.recording import record
from sanshi.project.demo.street import CODE
from sanshi.project.generate.people import City
from sanshi.register.models import Person
from sanshi.territory.models import Building
from sanshi.verbs import Actor

FLOORS, ROOMS, STAIRWAYS_A_LANE, FIRST_LANE = 6, 4, 40, 5000
RESIDENTS_A_DOOR, ADULT_BEFORE = 3, date(2010, 1, 1)
# Seconds between two writes of others, and until the bench gives up.
BETWEEN, GIVE_UP = 0.05, 3600.0


@dataclass(slots=True)
class Took:
    """Seconds from sending to tried and to done; what others waited for their own writes meanwhile."""

    rows: int
    kilobytes: int
    tried: float = 0.0
    done: float = 0.0
    waits: list[float] = field(default_factory=list)


def import_places(rows: int) -> Took:
    """`rows` new doors of one committee."""
    by, content = _office(), sheet_of(layout(PLACES), _doors(rows))
    took = Took(rows, len(content) // 1024)
    with _worker():
        started, client_id = perf_counter(), uuid4()
        upload = keep(SimpleUploadedFile("places.xlsx", content), client_id)
        pk = actions.send(by, client_id, actions.Sent(PLACES, "places.xlsx", upload))
        row = _until(ImportState.TRIED, pk, took)
        took.tried = perf_counter() - started
        actions.carry_out(by, uuid4(), pk, row.version)
        row = _until(ImportState.DONE, pk, took)
        took.done = perf_counter() - started
    assert row.doors_made == rows, f"{row.doors_made} of {rows} doors"
    return took


def import_residents(rows: int) -> Took:
    """`rows` new residents at new doors of one committee, by its clerk."""
    doors = list(_doors(rows // RESIDENTS_A_DOOR + 1))
    import_places(len(doors))
    by, content = _clerk(), sheet_of(layout(POPULATION), _residents(rows, doors), "csv")
    took = Took(rows, len(content) // 1024)
    with _worker():
        started, client_id = perf_counter(), uuid4()
        upload = keep(SimpleUploadedFile("residents.csv", content), client_id)
        sent = actions.Sent(POPULATION, "residents.csv", upload, _beside().committee_id)
        pk = records.send(by, client_id, sent)
        row = _until(ImportState.TRIED, pk, took)
        took.tried = perf_counter() - started
        records.carry_out(by, uuid4(), pk, row.version)
        row = _until(ImportState.DONE, pk, took)
        took.done = perf_counter() - started
    took.rows = row.rows
    assert row.forms_entered == row.rows, f"{row.forms_entered} of {row.rows} residents"
    return took


def _residents(rows: int, doors: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    # The same persons in every run, but for those whom an earlier bench in a kept home has registered.
    known = Person.objects.filter(subdistrict=CODE).count()
    city = City(Random(known), rows)  # noqa: S311
    adults = (
        person
        for household in city.households()
        for person in household
        if person.document_type == DocumentType.RESIDENT_CARD and person.birth < ADULT_BEFORE
    )
    for place, person in enumerate(islice(adults, rows)):
        where = {key: value for key, value in doors[place // RESIDENTS_A_DOOR].items() if key != "beat"}
        yield where | {
            "name": person.name,
            "document_number": person.number,
            "phone": person.phone,
            "category": "local",
            "tenure": "owner",
            "notified_on": "2026-01-05",
        }


def _clerk() -> Actor:
    """The last of those who came after each other, and none that stands in for some days."""
    posts = Post.objects.filter(subdistrict=CODE, role=Role.CLERK, committee=_beside().committee_id)
    found = actor_for(posts.filter(stand_in=False).order_by("-valid_from", "id")[0].account, CODE)
    assert found is not None
    return found


def _beside() -> Building:
    rows = Building.objects.filter(subdistrict=CODE).select_related("committee", "beat")
    return rows.order_by("id")[0]


def _office() -> Actor:
    post = Post.objects.filter(subdistrict=CODE, role=Role.POPULATION_OFFICE).order_by("id")[0]
    found = actor_for(post.account, CODE)
    assert found is not None
    return found


def _doors(rows: int) -> Iterator[dict[str, str]]:
    beside = _beside()
    # Of lanes that no earlier bench in a kept home has made.
    free = FIRST_LANE + Building.objects.filter(subdistrict=CODE).count()
    for place in range(rows):
        stairway, door = divmod(place, FLOORS * ROOMS)
        lane, number = divmod(stairway, STAIRWAYS_A_LANE)
        yield {
            "committee": beside.committee.name,
            "beat": beside.beat.name,
            "road": beside.road,
            "lane": str(free + lane),
            "number": str(number + 1),
            "room": f"{door // ROOMS + 1}{door % ROOMS + 1:02}",
        }


@contextmanager
def _worker() -> Iterator[None]:
    run = "import sys; from sanshi.project.cli import run; raise SystemExit(run(sys.argv[1:]))"
    process = subprocess.Popen([sys.executable, "-c", run, "worker", "--no-daily"])  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _until(state: str, pk: UUID, took: Took) -> Import:
    """Others write a line every now and then until the job is so far."""
    house, begun = Actor(None, "bench", CODE, is_house=True), perf_counter()
    while perf_counter() - begun < GIVE_UP:
        started = perf_counter()
        record(house, verbs.READ_PLACES)
        took.waits.append(perf_counter() - started)
        row = Import.objects.select_related("job").get(subdistrict=CODE, pk=pk)
        if row.state == state:
            return row
        assert row.job is None or row.job.problem is None, f"the job ended with {row.job.problem}"
        sleep(BETWEEN)
    raise TimeoutError(f"not {state} in {GIVE_UP} seconds")
