"""What the tables say about one address: who is let in, where it leads, what is sent."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.urls import reverse

from sanshi.accounts.checks import all_patterns
from sanshi.accounts.models import Role
from tests.routes.grants import EVERYBODY, PUBLIC, scope_of
from tests.routes.table import TO_READ, TO_SEND, Row
from tests.routes.world import ABROAD, OTHER, OWN, World

NAMES_OF_ROUTES = sorted(pattern.name or route for route, pattern in all_patterns())
OF_A_STREET = {pattern.name for route, pattern in all_patterns() if "subdistrict" in route}


def address(world: World, route: str, row: Row, place: str, street: str = OWN) -> str:
    values = {name: world.things[place][kind] for name, kind in row.of.items()}
    if route in OF_A_STREET:
        values["subdistrict"] = world.places[street].street
    return reverse(route, kwargs=values)


def sent(world: World, row: Row, place: str) -> dict[str, Any]:
    named = {
        name: world.things[place][value[1:]] if value.startswith("=") else value
        for name, value in row.send.items()
    }
    return {"client_id": uuid4(), **named}


# Whose a thing is: the steward gave the notice, the coordinator collected, was certified and earned.
OWNERS = {
    "job": "population-office",
    "notice": "steward",
    "draft": "coordinator",
    "visit": "coordinator",
    "line": "coordinator",
}


def holds(row: Row, role: Role) -> bool:
    return row.verb in PUBLIC | EVERYBODY or bool(scope_of(row.verb, role))


def let_in(row: Row, role: Role, place: str) -> bool:
    """Whether the table lets this role of the own committee have the thing at this place."""
    if row.verb in PUBLIC | EVERYBODY:
        return place == OWN
    if not holds(row, role) or place == ABROAD or (row.only and role not in row.only.split()):
        return False
    scope = scope_of(row.verb, role)
    if place == OTHER:
        return scope == "street" or row.of_the_street
    kind = next(iter(row.of.values()), "")
    return scope != "own" or not kind or role == OWNERS.get(kind)


def cases(world: World, row: Row, route: str) -> Iterator[tuple[str, str]]:
    """(where the thing lies, whose street the address names)."""
    yield OWN, OWN
    in_body = any(value.startswith("=") for value in row.send.values())
    if row.of or in_body:
        yield OTHER, OWN
        yield ABROAD, OWN
    if route in OF_A_STREET:
        yield ABROAD, ABROAD


def methods(row: Row, place: str) -> list[str]:
    """Both of the own thing; of others' those that the page takes."""
    taken = {TO_READ: row.get != 405, TO_SEND: row.post != 405}
    return [method for method, is_taken in taken.items() if is_taken or place == OWN]
