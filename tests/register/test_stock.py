"""The first load of a street, by sets."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshi.identity.fictive import fictive_resident_number
from sanshi.problems import ALREADY_REGISTERED, Refused
from sanshi.register import actions, history, stock
from sanshi.register.models import Category, DocumentHolder, Person, Residency, Separation
from sanshi.register.residents import residents
from sanshi.register.stock import StockDwelling, StockPerson, StockUnit
from tests.register.town import (
    STREET,
    Town,
    a_dwelling,
    a_unit,
    at,
    house,
    living_here,
    person_facts,
)

ON = date(2026, 8, 3)


def a_person(town: Town, n: int, door: int = 0) -> StockPerson:
    number = fictive_resident_number("011234", date(1950 + n // 900, 1, 1), n % 900)
    return StockPerson(uuid4(), town.doors[door].pk, ON, person_facts(number), living_here())


def test_what_is_loaded_is_what_single_forms_would_have_written(town: Town) -> None:
    rows = [
        a_person(town, 1),
        StockDwelling(uuid4(), town.doors[0].pk, ON, a_dwelling()),
        StockUnit(uuid4(), town.doors[2].pk, ON, a_unit(key_trade=True)),
    ]
    loaded = stock.take(STREET, at(3), rows)
    (here,) = residents(STREET, town.doors[0].pk, ON, at(3))
    assert (here.person.person_id, here.residency.residency_id) == (loaded[0].person, loaded[0].residency)
    assert here.person.document_number.open() == rows[0].person.document_number
    assert (loaded[1].dwelling is None, loaded[2].unit is None) == (False, False)
    history.undo(history.Writing(STREET, rows[0].form, at(4)))
    assert residents(STREET, town.doors[0].pk, ON, at(4)) == []


def test_the_same_number_twice_is_one_person_with_two_residencies(town: Town) -> None:
    home, registered = a_person(town, 1), a_person(town, 1, door=1)
    elsewhere = living_here(category=Category.SEPARATED, separation=Separation.REGISTERED_HERE)
    first, second = stock.take(STREET, at(3), [home, replace(registered, residency=elsewhere)])
    assert first.person == second.person
    assert (Person.objects.count(), Residency.objects.count(), DocumentHolder.objects.count()) == (1, 2, 1)


def test_a_number_in_the_register_is_refused_and_nothing_is_loaded(town: Town) -> None:
    known = a_person(town, 1)
    actions.register_person(
        house(), uuid4(), uuid4(), known.person, known.residency, town.doors[1].pk, ON, None
    )
    with pytest.raises(Refused, match=str(ALREADY_REGISTERED.number)):
        stock.take(STREET, at(3), [a_person(town, 2), known])


def test_the_number_of_statements_does_not_grow_with_each_row(town: Town) -> None:
    with CaptureQueriesContext(connection) as few:
        stock.take(STREET, at(3), [a_person(town, n) for n in range(10)])
    with CaptureQueriesContext(connection) as many:
        stock.take(STREET, at(3), [a_person(town, n) for n in range(100, 300)])
    assert len(many) < len(few) + 40
