"""Sheets of residents: a clerk's, entered; the office's with slips and a doubt, tried and waiting."""

from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from sanshi import clock
from sanshi.accounts.access import actor_for
from sanshi.accounts.models import Post, Role
from sanshi.entry.importing.actions import Sent
from sanshi.entry.importing.columns import layout
from sanshi.entry.importing.records import actions
from sanshi.entry.importing.records.facts import POPULATION
from sanshi.entry.importing.writing import sheet_of
from sanshi.entry.models import Import
from sanshi.identity.documents import DocumentType
from sanshi.jobs.running import run
from sanshi.jobs.uploads import keep
from sanshi.project.demo.diary import Diary
from sanshi.project.demo.street import CODE, Filled, Street
from sanshi.project.generate.people import City, Person
from sanshi.register.history import current
from sanshi.register.models import PersonVersion
from sanshi.verbs import TAKE_STOCK, Actor

HOUSEHOLDS, NEW, TRIED = 60, 8, 5
_ADULT_BEFORE = 2005


def plan_counts(
    diary: Diary, ids: Iterator[UUID], street: Street, office: Callable[[], Actor], seed: int
) -> None:
    def at(hour: int, act: Callable[[], object]) -> None:
        diary.plan(datetime(2026, 10, 9, hour, 25, tzinfo=clock.SHANGHAI), act)

    filled, city = street.filled[0], City(Random(seed), 2000)  # noqa: S311 - the same persons each time
    people = [
        person for household, _n in zip(city.households(), range(60), strict=False) for person in household
    ]
    adults = [one for one in people if _is_adult(one)]
    at(9, lambda: _carried_out(_clerk(filled), ids, filled, adults[:NEW]))
    at(16, lambda: _tried(office(), ids, filled, adults[NEW : NEW + TRIED]))


def _is_adult(person: Person) -> bool:
    return person.document_type == DocumentType.RESIDENT_CARD and person.birth.year < _ADULT_BEFORE


def _clerk(filled: Filled) -> Actor:
    """Who is in office that day: a clerk who left has posts too."""
    posts = Post.objects.filter(subdistrict=CODE, role=Role.CLERK, committee=filled.id).order_by("-id")
    actors = (actor_for(post.account, CODE) for post in posts.select_related("account"))
    return next(one for one in actors if one is not None and one.may(TAKE_STOCK))


def _carried_out(by: Actor, ids: Iterator[UUID], filled: Filled, people: list[Person]) -> None:
    row = _sent(by, ids, _rows(filled, people), filled.id)
    actions.carry_out(by, next(ids), row.pk, row.version)
    _worked_on(row.pk)


def _tried(by: Actor, ids: Iterator[UUID], filled: Filled, people: list[Person]) -> None:
    """A wrong digit, a room that is not there, and the number of somebody of another name."""
    rows = _rows(filled, people)
    number = rows[0]["document_number"]
    rows[0]["document_number"] = f"{number[:-1]}{'1' if number[-1] != '1' else '2'}"
    rows[1]["room"] = "9999"
    numbered = PersonVersion.objects.filter(current(), subdistrict=CODE, document_number__isnull=False)
    held = numbered.filter(document_type=DocumentType.RESIDENT_CARD).order_by("id")[0].document_number
    assert held is not None
    rows[2]["document_number"] = held.open()
    _sent(by, ids, rows, None)


def _rows(filled: Filled, people: list[Person]) -> list[dict[str, str]]:
    """At the last doors of the committee, two a door."""
    doors = filled.dwellings[-len(people) :]
    rows = []
    for place, person in enumerate(people):
        door = doors[place // 2]
        building = door.building
        rows.append(
            {
                "name": person.name,
                "document_number": person.number,
                "phone": person.phone,
                "category": "from-elsewhere",
                "tenure": "tenant",
                "household": str(place % 2 + 2),
                "road": building.road,
                "estate": building.estate,
                "lane": building.lane,
                "number": building.number,
                "room": door.room,
                "started_on": "2026-09-20",
                "registered_region": "012345",
                "stay_reason": "work",
                "permit_status": "none",
                "notified_on": "2026-10-08",
            }
        )
    return rows


def _sent(by: Actor, ids: Iterator[UUID], rows: list[dict[str, str]], committee: UUID | None) -> Import:
    name, client_id = "residents.xlsx", next(ids)
    upload = keep(SimpleUploadedFile(name, sheet_of(layout(POPULATION), rows)), client_id)
    return _worked_on(actions.send(by, client_id, Sent(POPULATION, name, upload, committee)))


def _worked_on(pk: UUID) -> Import:
    """What the worker would do: the job runs here, at the diary's moment."""
    held = Import.objects.filter(subdistrict=CODE, pk=pk)
    for job in held.values_list("job", flat=True):
        assert job is not None
        run(CODE, job)
    return held.get()
