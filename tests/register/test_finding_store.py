"""Keys and tokens say what the current versions say, whatever changed them."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshi.register import actions, finding, following, stock
from sanshi.register.changes import merging
from sanshi.register.facts import Alteration, AlterationKind, EndFacts, PersonFacts
from sanshi.register.finding import store
from sanshi.register.history import Writing
from sanshi.register.models import (
    EndReason,
    Kind,
    MatchKey,
    Person,
    SearchToken,
    Sought,
    Unit,
)
from sanshi.register.stock import StockPerson, StockUnit
from sanshi.territory.actions import names
from sanshi.territory.models import Door
from tests.register.town import (
    NUMBERS,
    OTHER_STREET,
    STREET,
    Town,
    a_unit,
    at,
    found,
    house,
    living_here,
    person_facts,
)

ON = date(2026, 8, 3)
CHANGE = Alteration(AlterationKind.CHANGE, date(2026, 8, 2))
CORRECTION = Alteration(AlterationKind.CORRECTION)


def stored() -> tuple[set[tuple[UUID, int]], set[tuple[UUID, UUID, str]]]:
    keys = MatchKey.objects.filter(subdistrict=STREET).values_list("record", "hash")
    tokens = SearchToken.objects.filter(subdistrict=STREET).values_list("record", "committee_id", "text")
    assert len(set(keys)) == len(keys)
    assert len(set(tokens)) == len(tokens)
    return set(keys), set(tokens)


def made_anew() -> tuple[set[tuple[UUID, int]], set[tuple[UUID, UUID, str]]]:
    persons = store.wanted_of(STREET, list(Person.objects.values_list("pk", flat=True)))
    units = store.wanted_of_units(STREET, list(Unit.objects.values_list("pk", flat=True)))
    return persons[0] | units[0], persons[1] | units[1]


def register(town: Town, door: int = 0, form: UUID | None = None, **facts: object) -> UUID:
    person = person_facts(**{"number": NUMBERS[0], **facts})  # type: ignore[arg-type]
    place = town.doors[door].pk
    return actions.register_person(house(), uuid4(), form or uuid4(), person, living_here(), place, ON)


def residency_of(person: UUID) -> UUID:
    return Person.objects.get(subdistrict=STREET, pk=person).residencies.get().pk


def undo(form: UUID) -> None:
    actions.undo(house(), uuid4(), form)


def test_a_new_person_has_some_ten_keys_and_tokens_of_the_committee(town: Town) -> None:
    person = register(town)
    keys, tokens = stored()
    assert (keys, tokens) == made_anew()
    assert len(keys) == 9
    assert {committee for _, committee, _ in tokens} == {town.committee.pk}
    assert {record for record, _ in keys} == {record for record, _, _ in tokens} == {person}
    assert all(0 <= key < 2**63 for _, key in keys)
    assert set(SearchToken.objects.values_list("kind", flat=True)) == {Sought.PERSON}


def test_a_change_keeps_the_former_number_and_a_correction_does_not(town: Town) -> None:
    person = register(town)
    before, _ = stored()
    stay = residency_of(person)
    other = person_facts(NUMBERS[1], name="张伟名")
    actions.alter_person(house(), uuid4(), uuid4(), stay, other, None, CHANGE, ON)
    keys, tokens = stored()
    assert keys > before
    assert (keys, tokens) == made_anew()
    changed_to = keys
    actions.alter_person(house(), uuid4(), uuid4(), stay, person_facts(NUMBERS[2]), None, CORRECTION, ON)
    keys, tokens = stored()
    assert keys >= before
    assert keys != changed_to
    assert (keys, tokens) == made_anew()


def test_undone_it_is_as_it_was(town: Town) -> None:
    person = register(town)
    before = stored()
    form = uuid4()
    other = person_facts(NUMBERS[1], name="张伟名")
    actions.alter_person(house(), uuid4(), form, residency_of(person), other, None, CHANGE, ON)
    undo(form)
    assert stored() == before == made_anew()


def test_a_person_undone_leaves_nothing(town: Town) -> None:
    form = uuid4()
    register(town, form=form)
    undo(form)
    assert stored() == (set(), set())


def test_who_moved_is_found_at_the_new_door_and_by_name_in_both_committees(town: Town) -> None:
    person = register(town)
    before, _ = stored()
    form = uuid4()
    there = living_here(date(2026, 8, 2))
    door = town.other_doors[1].pk
    actions.register_person(house(), uuid4(), form, person_facts(), there, door, ON, person)
    keys, tokens = stored()
    assert (keys, tokens) == made_anew()
    assert len(keys) == len(before)
    assert len(keys & before) == 6
    assert {committee for _, committee, _ in tokens} == {town.committee.pk, town.other_committee.pk}
    undo(form)
    assert stored() == made_anew()
    assert stored()[0] == before


def test_who_left_keeps_name_and_number(town: Town) -> None:
    person = register(town)
    end = EndFacts(ON, EndReason.MOVED)
    form = uuid4()
    actions.end_residency(house(), uuid4(), form, residency_of(person), end)
    keys, tokens = stored()
    assert (keys, tokens) == made_anew()
    assert (len(keys), bool(tokens)) == (6, True)
    undo(form)
    assert stored() == made_anew()


def test_two_made_one_have_the_keys_of_one(town: Town) -> None:
    kept, gone = register(town), register(town, 1, number=NUMBERS[1])
    before = stored()
    writing = Writing(STREET, uuid4(), at(4))
    with_journal(lambda: merging.merge(writing, Kind.PERSON, kept, gone))
    assert stored() == made_anew()
    assert {record for record, _ in stored()[0]} == {kept}
    with_journal(lambda: merging.undo_merge(replace(writing, at=at(5))))
    assert stored() == before == made_anew()


def test_a_unit_has_keys_and_tokens_which_follow(town: Town) -> None:
    form = uuid4()
    unit = actions.register_unit(house(), uuid4(), uuid4(), a_unit(), town.doors[0].pk, ON)
    before = stored()
    assert before == made_anew()
    assert set(SearchToken.objects.values_list("kind", flat=True)) == {Sought.UNIT}
    actions.alter_unit(house(), uuid4(), form, unit, a_unit(name="别的面馆"), CHANGE, ON)
    assert stored() == made_anew() != before
    undo(form)
    assert stored() == before


def test_a_stock_writes_what_single_forms_would(town: Town) -> None:
    rows = [
        StockPerson(uuid4(), town.doors[n].pk, ON, person_facts(number), living_here())
        for n, number in enumerate(NUMBERS[:3])
    ]
    stock.take(STREET, at(3), [*rows, StockUnit(uuid4(), town.doors[0].pk, ON, a_unit())])
    assert stored() == made_anew()
    assert len(stored()[0]) > 24


def test_many_rows_go_by_lots(town: Town) -> None:
    """By the statement for few rows and by that for many, with the same result."""
    person = register(town)
    rows = [(person, key) for key in range(100)]
    store._keys.insert(STREET, rows[:2])
    store._keys.insert(STREET, rows[2:])
    kept = MatchKey.objects.filter(subdistrict=STREET, record=person, hash__lt=100)
    assert sorted(kept.values_list("record", "hash")) == rows
    store.follow(STREET, [person])
    assert stored() == made_anew()


def test_following_touches_no_other_street(town: Town) -> None:
    other = found(OTHER_STREET)
    person = register(town)
    there = actions.register_person(
        house(OTHER_STREET), uuid4(), uuid4(), person_facts(NUMBERS[1]), living_here(), other.doors[0].pk, ON
    )
    store.follow(STREET, [person, there])
    theirs = MatchKey.objects.filter(subdistrict=OTHER_STREET)
    assert set(theirs.values_list("record", flat=True)) == {there}
    assert {record for record, _ in stored()[0]} == {person}


def test_following_reads_once_whatever_it_follows(town: Town) -> None:
    persons = [register(town, n % 3, number=number) for n, number in enumerate(NUMBERS)]
    with CaptureQueriesContext(connection) as one:
        store.follow(STREET, persons[:1])
    with CaptureQueriesContext(connection) as all_:
        store.follow(STREET, persons)
    assert len(one) == len(all_) == 5


def with_journal(done: object) -> None:
    from sanshi import verbs
    from sanshi.journal.recording import action

    @action(verbs.ENTER_FORM)
    def act(actor: object, client_id: UUID) -> UUID:
        done()  # type: ignore[operator]
        return client_id

    act(house(), uuid4())


def test_a_renamed_road_is_found_by_its_new_name(town: Town) -> None:
    person, door = register(town), town.doors[1].pk
    unit = actions.register_unit(house(), uuid4(), uuid4(), a_unit(), door, ON)
    before, _ = stored()
    building = town.doors[0].building
    names.rename_road(house(), uuid4(), building.pk, building.road, "新名路")
    keys, tokens = stored()
    assert (keys, tokens) == made_anew()
    assert {record for record, _ in keys - before} == {person, unit}
    address = Door.objects.get(pk=town.doors[0].pk).address
    verdict = finding.match_person(STREET, PersonFacts("张某", phone=person_facts().phone), address=address)
    assert verdict.candidates[0].why[-1] == "dwelling_same"


def test_tokens_go_to_the_committee_that_has_the_place_now(town: Town) -> None:
    """Also of somebody who lived in both."""
    person, moved = register(town), register(town, 1, number=NUMBERS[1])
    other = living_here(date(2026, 8, 2))
    door = town.other_doors[1].pk
    actions.register_person(house(), uuid4(), uuid4(), person_facts(NUMBERS[1]), other, door, ON, moved)
    actions.register_unit(house(), uuid4(), uuid4(), a_unit(), town.doors[0].pk, ON)
    _, before = stored()
    building = town.doors[0].building
    Door.objects.filter(subdistrict=STREET, building=building).update(committee=town.other_committee)
    following.follow_buildings(
        None, subdistrict=STREET, buildings=frozenset([building.pk]), committee=town.other_committee.pk
    )
    _, tokens = stored()
    assert {committee for _, committee, _ in tokens} == {town.other_committee.pk}
    assert tokens == made_anew()[1]
    assert len({row for row in before if row[0] == person}) == len(
        {row for row in tokens if row[0] == person}
    )
