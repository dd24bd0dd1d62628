"""Small actions and actors for these tests. The rows they write are number series: any local row would do."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

from django.db import connection

from sanshi.journal.models import Line
from sanshi.journal.recording import action, touch
from sanshi.streets.models import Serial
from sanshi.verbs import (
    MAKE_ACCOUNT,
    MAKE_PLACES,
    READ_PERSONS,
    READ_PLACES,
    Actor,
    PostFacts,
    Purpose,
    Scope,
)

STREET = "310115012"
OTHER_STREET = "310115013"


def an_actor(street: str = STREET, *verbs: str) -> Actor:
    names = verbs or (MAKE_PLACES.name, READ_PLACES.name, READ_PERSONS.name)
    post = PostFacts(uuid4(), "tester", dict.fromkeys(names, Scope.STREET))
    return Actor(uuid4(), "tester", street, (post,), Purpose.COMPLAINT)


def the_house(street: str = STREET) -> Actor:
    return Actor(None, "house", street, is_house=True)


@action(MAKE_PLACES)
def make_series(actor: Actor, client_id: UUID, name: str, *, last: int = 0) -> UUID:
    row = Serial(subdistrict_id=actor.subdistrict, name=name, last=last)
    row.save(force_insert=True)
    touch(row, fields=("name", "last"))
    return row.pk


@action(READ_PLACES)
def make_two(actor: Actor, client_id: UUID, name: str) -> UUID:
    """An action made of two others; the actor needs this one's verb only."""
    first = make_series(actor, client_id, f"{name} 1")
    make_series(actor, client_id, f"{name} 2")
    return first


@action(MAKE_ACCOUNT, house=True)
def make_global(actor: Actor, client_id: UUID) -> UUID:
    touch("accounts.account", client_id, fields=("username",))
    return client_id


@action(READ_PLACES)
def make_here_and_in_the_house(actor: Actor, client_id: UUID, name: str) -> UUID:
    make_global(actor, client_id)
    return make_series(actor, client_id, name)


def lines(street: str = STREET) -> list[Line]:
    return list(Line.objects.filter(subdistrict=street).order_by("number"))


def in_threads(jobs: Sequence[Callable[[], object]]) -> list[object]:
    """Run the jobs at once, each in a thread with its own connection; an exception is an answer too."""
    together = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        together.wait()
        try:
            return job()
        except Exception as failure:
            return failure
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))
