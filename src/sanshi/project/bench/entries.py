"""How many forms a second the desk enters: the whole action, committed and journalled."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, cycle, islice
from threading import Barrier
from time import perf_counter
from uuid import UUID, uuid4

from django.db import connection

from sanshi import clock
from sanshi.accounts.access import actor_for
from sanshi.accounts.models import Account
from sanshi.collection.actions import Change, Filled, Finding, fill_form, hand_over, open_change
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form
from sanshi.entry.actions import enter
from sanshi.entry.choice import Decision
from sanshi.identity.fictive import fictive_resident_number
from sanshi.journal.recording import batch
from sanshi.project.demo.people import People
from sanshi.project.demo.street import CODE
from sanshi.register.models import Person
from sanshi.territory.models import Door, DoorUse
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory

COMMITTEES = 3
# Of a region the demo has nobody from: new persons, each of them.
REGION, FIRST_BIRTH, A_DAY = "099999", date(1950, 1, 1), 900
A_BATCH = 50
# Somebody in the stairway may look like them.
WHY_NEW = "Made up a moment ago; nobody has registered them."


@dataclass(frozen=True, slots=True)
class Ready:
    """A form on the desk, and its clerk."""

    form: UUID
    version: int
    clerk: Actor


@dataclass(frozen=True, slots=True)
class Rush:
    """Some clients entering side by side; `waits`: the seconds of each entry."""

    clients: int
    seconds: float
    waits: list[float]

    @property
    def a_second(self) -> float:
        return len(self.waits) / self.seconds


def ready(number: int) -> list[Ready]:
    """Forms of new persons, handed over by the coordinators of the committees in turn."""
    people, free = People(number), count(Person.objects.filter(subdistrict=CODE).count())
    desks = [_Desk(place) for place in range(1, COMMITTEES + 1)]
    turns = list(islice(cycle(desks), number))
    made = []
    for start in range(0, number, A_BATCH):
        with batch():
            made += [desk.hand_over(_somebody(people, next(free))) for desk in turns[start : start + A_BATCH]]
    return made


class _Desk:
    def __init__(self, place: int) -> None:
        self.clerk, self.collector = _actor(f"clerk{place}"), _actor(f"coordinator{place}")
        committee = self.clerk.posts[0].committees
        homes = Door.objects.filter(subdistrict=CODE, committee__in=committee, use=DoorUse.DWELLING)
        self.doors = cycle(list(homes.order_by("id").values_list("id", flat=True)))

    def hand_over(self, content: FormContent) -> Ready:
        by, today = self.collector, clock.today()
        finding = Finding(FoundCategory.FROM_ELSEWHERE)
        form = open_change(by, uuid4(), Change(next(self.doors), finding, today))
        fill_form(by, uuid4(), form, 0, Filled(content, clock.now()))
        hand_over(by, uuid4(), form, 1)
        version = Form.objects.values_list("version", flat=True).get(subdistrict=CODE, pk=form)
        return Ready(form, version, self.clerk)


def _actor(username: str) -> Actor:
    found = actor_for(Account.objects.get(username=username), CODE)
    assert found is not None, f"{username} holds no post"
    return found


def _somebody(people: People, number: int) -> FormContent:
    today = clock.today()
    person, lives = people.from_elsewhere(today - timedelta(days=3), today)
    born = FIRST_BIRTH + timedelta(days=number // A_DAY)
    own = fictive_resident_number(REGION, born, number % A_DAY + 1)
    return FormContent(replace(person, document_number=own, birth_date=born, sex=""), lives)


def rush(forms: Sequence[Ready], clients: int) -> Rush:
    """Each client its own forms, in a thread with its own connection, as `sanshi serve` runs them."""
    together = Barrier(clients + 1)

    def client(own: Sequence[Ready]) -> list[float]:
        try:
            connection.ensure_connection()
            together.wait()
            return [_entered(one) for one in own]
        finally:
            connection.close()

    with ThreadPoolExecutor(clients) as pool:
        waits = [pool.submit(client, forms[first::clients]) for first in range(clients)]
        together.wait()
        started = perf_counter()
        each = [wait for one in waits for wait in one.result()]
        return Rush(clients, perf_counter() - started, each)


def _entered(one: Ready) -> float:
    started = perf_counter()
    enter(one.clerk, uuid4(), one.form, one.version, Decision(reason=WHY_NEW))
    return perf_counter() - started
