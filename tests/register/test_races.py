"""Several hands at once: one person a number, one timeline a record."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from sanshi.identity.fictive import fictive_phone
from sanshi.problems import ALREADY_REGISTERED, Refused
from sanshi.register import actions
from sanshi.register.facts import Alteration, AlterationKind
from sanshi.register.history import current, facts_of
from sanshi.register.models import Act, DocumentHolder, PersonVersion, Residency
from tests.register import town as towns
from tests.register.town import STREET, Town, house, living_here, person_facts

HANDS = 8


@pytest.fixture
def street(transactional_db: None) -> Iterator[Town]:
    yield towns.found()


def at_once(do: Callable[[int], object]) -> list[object]:
    """What each hand got: its result, or the refusal's number."""
    start = Barrier(HANDS)

    def hand(n: int) -> object:
        try:
            start.wait()
            return do(n)
        except Refused as refused:
            return refused.kind.number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(hand, range(HANDS)))


def register(town: Town, form: UUID) -> UUID:
    door, day = town.doors[0].pk, towns.at(3).date()
    return actions.register_person(house(), uuid4(), form, person_facts(), living_here(), door, day)


def test_one_number_entered_by_eight_hands_is_one_person(street: Town) -> None:
    answers = at_once(lambda n: register(street, uuid4()))
    assert answers.count(ALREADY_REGISTERED.number) == HANDS - 1
    assert PersonVersion.objects.count() == DocumentHolder.objects.count() == 1
    connection.check_constraints()


def test_eight_corrections_of_one_person_come_one_after_the_other(street: Town) -> None:
    person = register(street, uuid4())
    stay = Residency.objects.get(subdistrict=STREET, person=person).pk

    def correct(n: int) -> UUID:
        facts = person_facts(phone=fictive_phone(100 + n))
        alteration = Alteration(AlterationKind.CORRECTION)
        day = towns.at(3).date()
        return actions.alter_person(house(), uuid4(), uuid4(), stay, facts, None, alteration, day)

    assert at_once(correct) == [person] * HANDS
    (now,) = PersonVersion.objects.filter(current(), subdistrict=STREET, person=person)
    assert facts_of(now)["phone"] in {fictive_phone(100 + n) for n in range(HANDS)}
    sequences = Act.objects.filter(subdistrict=STREET, kind="person", record=person).values_list(
        "sequence", flat=True
    )
    assert sorted(sequences) == list(range(1, HANDS + 2))
