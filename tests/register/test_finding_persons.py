"""Who a record may be about: the tables answer as a register in memory, one by one and by sets."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshi import clock
from sanshi.identity.dates import read_date
from sanshi.identity.documents import DocumentType
from sanshi.identity.fictive import fictive_phone
from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.keys import LIMIT, match_keys
from sanshi.identity.matching.profile import Record, place, profile
from sanshi.identity.matching.repair import fits
from sanshi.identity.matching.search import match
from sanshi.project.bench.city import Resident, facts_of, load
from sanshi.project.generate.noise import Typist
from sanshi.project.generate.noise_words import PROFILES
from sanshi.project.generate.people import City
from sanshi.register import actions, finding, stock
from sanshi.register.facts import PersonFacts
from sanshi.register.finding.keys import place_at
from sanshi.register.finding.said import place_of_door
from sanshi.register.models import Category, DocumentHolder, Person, Separation
from sanshi.register.stock import StockPerson
from sanshi.territory.models import Building, Door
from sanshi.territory.naming import LaneName, StairwayName, address_of_room
from tests.register.town import (
    NUMBERS,
    OTHER_STREET,
    STREET,
    Town,
    at,
    found,
    house,
    living_here,
    person_facts,
)

ON = date(2026, 8, 3)


class InMemory:
    """The same persons from the same texts, in the order of their ids."""

    def __init__(self, residents: Iterable[Resident]) -> None:
        self._profiles = {
            one.person: profile(record_of(facts_of(one.made), one.address), latest=clock.today())
            for one in sorted(residents, key=lambda one: one.person)
        }
        self._rows = defaultdict(list)
        for person, one in self._profiles.items():
            for key in match_keys(one):
                self._rows[key].append(person)

    @property
    def size(self):
        return len(self._profiles)

    def having(self, keys):
        return {person for key in keys for person in self._rows.get(key, ())[:LIMIT]}

    def profiles(self, persons):
        return [(person, self._profiles[person]) for person in persons]


def record_of(facts: PersonFacts, address: str) -> Record:
    birth = facts.birth_date.isoformat() if facts.birth_date else ""
    number, phone = facts.document_number, facts.phone
    return Record(facts.name, facts.sex, birth, facts.document_type, number, phone, address)


def noisy(residents: list[Resident], number: int) -> list[finding.Asked]:
    """As a clerk in a hurry types them; a fifth of them nobody has ever registered."""
    random = Random(5)
    city = City(random, len(residents))
    typist, strangers = Typist(random, city, PROFILES["nasty"]), city.households()
    asked = []
    for one in residents[:number]:
        made = random.choice(next(strangers)) if random.random() < 0.2 else one.made
        typed, _ = typist.write(made)
        births = read_date(typed.birth_date, latest=clock.today()).dates
        facts = replace(
            facts_of(made),
            name=typed.name,
            document_type=made.document_type.value if typed.id_number else "",
            document_number=typed.id_number,
            birth_date=births[0] if len(births) == 1 else None,
            phone=typed.phone,
        )
        asked.append(finding.Asked(facts, typed.address))
    return asked


def register(town: Town, number: str = NUMBERS[0], door: int = 0, **facts: object) -> UUID:
    person, stay = person_facts(number, **facts), living_here()
    return actions.register_person(house(), uuid4(), uuid4(), person, stay, town.doors[door].pk, ON)


def test_tables_and_memory_give_one_answer(town: Town) -> None:
    residents = load(400, STREET, keep=400)
    memory, asked = InMemory(residents), noisy(residents, 300)
    together = finding.match_many(STREET, asked)
    assert len(memory._profiles) == 400
    for one, verdict in zip(asked, together, strict=True):
        expected = match(
            profile(record_of(one.facts, one.address), latest=clock.today()), memory, latest=clock.today()
        )
        assert finding.match_person(STREET, one.facts, address=one.address) == verdict == expected
    bands = [verdict.band for verdict in together]
    assert bands.count(Band.SAME) > 200
    assert bands.count(Band.NEW) > 30


def test_each_wrong_digit_and_each_swap_is_found_with_one_hash_for_a_number(town: Town) -> None:
    first_17 = "01123419981230456"
    number = next(one for one in (first_17 + sign for sign in "0123456789X") if fits(one))
    person = register(town, number, birth_date=date(1998, 12, 30))
    for typed in (*_wrong_digits(number), *_swaps(number)):
        assert found_by_number(typed) == {person}, typed


def _wrong_digits(number: str) -> Iterable[str]:
    for place_, sign in enumerate(number):
        yield number[:place_] + ("7" if sign != "7" else "8") + number[place_ + 1 :]


def _swaps(number: str) -> Iterable[str]:
    for place_ in range(17):
        yield number[:place_] + number[place_ + 1] + number[place_] + number[place_ + 2 :]


def found_by_number(number: str) -> set[object]:
    """Nothing else is the same."""
    facts = PersonFacts(name="欧阳燕", document_type=DocumentType.RESIDENT_CARD, document_number=number)
    return {one.key for one in finding.match_person(STREET, facts, address="").candidates}


def test_a_crowd_behind_one_key_is_cut_off(town: Town) -> None:
    crowd = [
        StockPerson(
            uuid4(), town.doors[0].pk, ON, person_facts("", name=f"王{chr(0x5000 + n)}"), living_here()
        )
        for n in range(LIMIT + 20)
    ]
    people = [effect.person for effect in stock.take(STREET, at(3), crowd)]
    facts = PersonFacts(name="李某某", phone=fictive_phone(1))
    verdict = finding.match_person(STREET, facts, address="")
    assert {one.key for one in verdict.candidates} == set(sorted(people)[:LIMIT])


def test_persons_of_another_street_are_never_candidates(town: Town) -> None:
    there = found(OTHER_STREET)
    facts = person_facts()
    person = actions.register_person(
        house(OTHER_STREET), uuid4(), uuid4(), facts, living_here(), there.doors[0].pk, ON
    )
    address = town.doors[0].address
    assert finding.match_person(STREET, facts, address=address).candidates == ()
    assert finding.match_many(STREET, [finding.Asked(facts, address)])[0].candidates == ()
    best = finding.match_person(OTHER_STREET, facts, address=address).best
    assert best is not None
    assert best.key == person


def test_whoever_was_decided_to_be_another_is_left_out(town: Town) -> None:
    person, other = register(town), register(town, NUMBERS[1], 1)
    facts = person_facts()
    one_by_one = finding.match_person(STREET, facts, address="", apart={person})
    asked = [finding.Asked(facts), finding.Asked(facts, "", frozenset({person}))]
    whole, without = finding.match_many(STREET, asked)
    assert person not in {one.key for one in one_by_one.candidates}
    assert (whole.best is not None, without) == (True, one_by_one)
    assert {one.key for one in without.candidates} == {other}


def test_two_homes_and_a_former_number_do_not_compete(town: Town) -> None:
    """The best of what is said of a person counts, once."""
    person = register(town)
    once = finding.match_person(STREET, person_facts(), address=town.doors[0].address, size=1)
    registered = living_here(category=Category.SEPARATED, separation=Separation.REGISTERED_HERE)
    door = town.other_doors[0].pk
    actions.register_person(house(), uuid4(), uuid4(), person_facts(NUMBERS[1]), registered, door, ON, person)
    for number in NUMBERS[:2]:
        for place_ in (town.doors[0], town.other_doors[0]):
            verdict = finding.match_person(STREET, person_facts(number), address=place_.address, size=1)
            assert [one.key for one in verdict.candidates] == [person]
            assert verdict.probability == pytest.approx(once.probability)
            assert verdict.band == Band.SAME


def test_few_statements_for_one_and_for_many(town: Town) -> None:
    residents = load(40, STREET, keep=40)
    asked = [finding.Asked(replace(facts_of(one.made), document_number=""), one.address) for one in residents]
    with CaptureQueriesContext(connection) as by_number:
        finding.match_person(STREET, facts_of(residents[0].made), address="")
    with CaptureQueriesContext(connection) as by_all:
        finding.match_person(STREET, asked[0].facts, address=asked[0].address)
    with CaptureQueriesContext(connection) as many:
        finding.match_many(STREET, asked)
    # The size; who has a number and what is known of them; the same for all other keys.
    assert (len(by_number), len(by_all), len(many)) == (4, 4, 4)


def test_the_size_is_not_counted_each_time_in_a_large_street(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sanshi.register.finding import persons

    monkeypatch.setattr(persons, "_FEW", 10)
    monkeypatch.setattr(persons, "_sizes", {})
    load(12, STREET)
    assert persons.size_of(STREET) == 12
    load(3, STREET, seed=8)
    with CaptureQueriesContext(connection) as asked:
        assert persons.size_of(STREET) == 12
    assert len(asked) == 0


# Places


HOMES = [
    (StairwayName(LaneName("试验路", "471"), "8"), "302"),
    (StairwayName(LaneName("试验路", "471", "12"), "8"), "1203"),
    (StairwayName(LaneName("试验路", "471"), "8", "3"), "302"),
    (StairwayName(LaneName("试验路", "471"), "8", "", "2"), "101"),
    (StairwayName(LaneName(estate="试验新村"), "33"), "502"),
    (StairwayName(LaneName(estate="金杨十村"), "7"), "601"),
    (StairwayName(LaneName("试验路"), "120"), "2B"),
    (StairwayName(LaneName("试验路"), "121"), ""),
    (StairwayName(LaneName("试验路"), "121甲"), ""),
]


@pytest.mark.parametrize(("stairway", "room"), HOMES, ids=[f"{a.address}{b}" for a, b in HOMES])
def test_a_stored_door_and_its_typed_address_meet(stairway: StairwayName, room: str) -> None:
    columns = {"estate": "", **stairway.columns}
    door = Door(building=Building(**columns), room=room)
    address = address_of_room(stairway.address, room)
    assert place_of_door(door) == place(address)
    assert place_of_door(door) == place(f"上海市浦东新区{address}")
    assert place(address)[1]


def test_a_block_is_typed_as_a_number_too() -> None:
    assert place_at("", "试验新村", "", "", "33", "", "", "502") == place("试验新村33幢502室")


# Across streets


@pytest.fixture
def registered_there(town: Town) -> None:
    there = found(OTHER_STREET)
    actions.register_person(
        house(OTHER_STREET), uuid4(), uuid4(), person_facts(), living_here(), there.doors[0].pk, ON
    )


@pytest.mark.usefixtures("registered_there")
def test_another_street_is_told_by_the_number_alone() -> None:
    """Exact, repaired, on whatever paper; nothing that is known of the person says it without the number."""
    assert finding.elsewhere(STREET, person_facts())
    assert not finding.elsewhere(OTHER_STREET, person_facts())
    only_number = PersonFacts(
        name="欧阳燕", document_type=DocumentType.HOUSEHOLD_BOOK, document_number=NUMBERS[0]
    )
    swapped = NUMBERS[0][:16] + NUMBERS[0][17] + NUMBERS[0][16]
    assert finding.elsewhere(STREET, only_number)
    assert finding.elsewhere(STREET, replace(only_number, document_number=swapped))
    assert finding.elsewhere(STREET, replace(only_number, document_number="9" + NUMBERS[0][1:]))
    assert not finding.elsewhere(STREET, person_facts(""))
    assert not finding.elsewhere(STREET, person_facts(NUMBERS[1]))
    assert finding.elsewhere(STREET, person_facts(NUMBERS[0], document_type=DocumentType.PASSPORT))
    assert not finding.elsewhere(STREET, person_facts("E12345678", document_type=DocumentType.PASSPORT))


@pytest.mark.usefixtures("registered_there")
def test_across_streets_only_the_directory_is_asked() -> None:
    with CaptureQueriesContext(connection) as asked:
        finding.elsewhere(STREET, person_facts())
    (statement,) = asked
    assert f'"{DocumentHolder._meta.db_table}"' in statement["sql"]
    assert "JOIN" not in statement["sql"]
    assert f'"{Person._meta.db_table}"' not in statement["sql"]
    with CaptureQueriesContext(connection) as asked:
        assert finding.match_person(STREET, person_facts(), address="").candidates == ()
    assert all(STREET in one["sql"] and OTHER_STREET not in one["sql"] for one in asked)
