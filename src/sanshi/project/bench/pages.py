"""How long a page takes through the whole stack: session, gate, queries, template, journal line."""

from collections.abc import Iterator
from itertools import cycle, islice
from time import perf_counter
from uuid import UUID

from django.test import Client
from django.urls import reverse

from sanshi.accounts.models import Account
from sanshi.collection.models import Form, State
from sanshi.project.demo.street import CODE
from sanshi.register.models import Person
from sanshi.verbs import Purpose

ASKED = 200
WARM_UP = 10
Timed = tuple[str, list[float]]


def pages() -> Iterator[Timed]:
    """A name, and the seconds of each request."""
    clerk, collector = _browser("clerk1"), _browser("coordinator1")
    yield "home of an entry clerk", _timed(clerk, [_at("home")])
    yield "home of a coordinator", _timed(collector, [_at("home")])
    yield "queue of the desk", _timed(clerk, [_at("entry-queue")])
    yield "visits of a coordinator", _timed(collector, [_at("visit-list")])
    yield "record of a person", _timed(_browser("office"), _each("person-page", _persons()))
    yield "form at the desk", _timed(clerk, _each("entry-desk", _forms("clerk1", State.HANDED_OVER)))
    yield "form to fill in", _timed(collector, _each("form-fill", _forms("coordinator1", State.DRAFT)))


def _browser(username: str) -> Client:
    client = Client()
    client.force_login(
        Account.objects.get(username=username), backend="sanshi.accounts.backend.AccountBackend"
    )
    client.post(_at("purpose"), {"purpose": Purpose.POPULATION_SERVICE.value})
    return client


def _at(route: str, *args: object) -> str:
    return reverse(route, args=(CODE, *args))


def _each(route: str, keys: list[UUID]) -> list[str]:
    return [_at(route, key) for key in keys]


def _persons() -> list[UUID]:
    return list(Person.objects.filter(subdistrict=CODE).order_by("-id").values_list("id", flat=True)[:ASKED])


def _forms(username: str, state: State) -> list[UUID]:
    account = Account.objects.get(username=username)
    found = Form.objects.filter(subdistrict=CODE, state=state)
    if state == State.DRAFT:
        found = found.filter(collector=account)
    else:
        found = found.filter(committee__posts__account=account)
    return list(found.order_by("id").values_list("id", flat=True))


def _timed(client: Client, addresses: list[str]) -> list[float]:
    asked = islice(cycle(addresses), WARM_UP + ASKED)
    return [_seconds(client, address) for address in asked][WARM_UP:]


def _seconds(client: Client, address: str) -> float:
    started = perf_counter()
    status = client.get(address).status_code
    passed = perf_counter() - started
    if status != 200:
        raise SystemExit(f"{address} answered {status}")
    return passed
