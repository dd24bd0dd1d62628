"""Two records made one, and two again (plan 3.3.3)."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from sanshi import clock
from sanshi.identity.fictive import fictive_phone
from sanshi.journal.recording import action
from sanshi.problems import BUILT_UPON, GONE_RECORD, ONE_RECORD, Refused
from sanshi.register import actions, changes
from sanshi.register.access.merging import merged_into
from sanshi.register.changes.merging import merge as merge_records
from sanshi.register.changes.merging import undo_merge
from sanshi.register.facts import Alteration, AlterationKind, EndFacts, LeaseFacts
from sanshi.register.finding.store import follow as keys_follow
from sanshi.register.history import current, facts_of, known_at
from sanshi.register.models import (
    DocumentHolder,
    DwellingVersion,
    Employment,
    EmploymentVersion,
    EndReason,
    Kind,
    LeaseVersion,
    MatchKey,
    PersonVersion,
    Residency,
    ResidencyVersion,
    SearchToken,
    UnitVersion,
)
from sanshi.verbs import VOID_ENTRY, Actor
from tests.register.town import NUMBERS, STREET, Town, a_dwelling, at, house, living_here, person_facts

VERSIONS = (PersonVersion, ResidencyVersion, DwellingVersion, LeaseVersion, UnitVersion, EmploymentVersion)


@action(VOID_ENTRY)
def merge(
    actor: Actor,
    client_id: UUID,
    kept: UUID,
    other: UUID,
    taken: tuple[str, ...] = (),
    kind: Kind = Kind.PERSON,
) -> UUID:
    merge_records(changes.writing(actor, client_id), kind, kept, other, taken)
    return kept


@action(VOID_ENTRY)
def split(actor: Actor, client_id: UUID, decision: UUID) -> UUID:
    undo_merge(changes.writing(actor, decision))
    return decision


def register(town: Town, door: int = 0, number: str = NUMBERS[0], since: int = 1, **other: object) -> UUID:
    facts = person_facts(number, **other)
    stay = living_here(date(2026, 8, since))
    person = actions.register_person(
        house(), uuid4(), uuid4(), facts, stay, town.doors[door].pk, date(2026, 8, since)
    )
    keys_follow(STREET, [person])
    return person


@pytest.fixture
def pair(town: Town) -> tuple[UUID, UUID]:
    """One of them without a number, at another door and later."""
    first = register(town, phone="")
    return first, register(town, door=1, number="", since=2, name="张伟敏", phone=fictive_phone(5))


def now_said(person: UUID) -> dict[str, Any]:
    return facts_of(PersonVersion.objects.filter(current(), person=person).latest("valid_from"))


def stays_of(person: UUID) -> list[tuple[str, date, date | None, str]]:
    rows = ResidencyVersion.objects.filter(current(), person=person).order_by("valid_from")
    return [(row.door.room, row.valid_from, row.valid_to, row.end_reason) for row in rows]


def content() -> list[Any]:
    """Everything that stands now, without the moments of writing it and the keys of the rows."""
    found: list[Any] = sorted(map(str, DocumentHolder.objects.values_list("index", "person")))
    found += sorted(map(str, MatchKey.objects.values_list("hash", "record")))
    found += sorted(map(str, SearchToken.objects.values_list("kind", "record", "committee", "text")))
    found += sorted(map(str, Residency.objects.values_list("id", "person", "door")))
    found += sorted(map(str, Employment.objects.values_list("id", "unit")))
    for model in VERSIONS:
        for row in model.objects.filter(current()):
            keys = [getattr(row, one.attname) for one in model._meta.concrete_fields if one.is_relation]
            found.append(
                str(
                    (
                        model.__name__,
                        keys,
                        row.valid_from,
                        row.valid_to,
                        row.form,
                        sorted(facts_of(row).items(), key=str),
                    )
                )
            )
    return sorted(map(str, found))


@contextmanager
def refused(kind: object) -> Any:
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.kind == kind


def test_merged_record_says_what_was_chosen_and_what_the_other_alone_knew(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    merge(house(), uuid4(), kept, other, ("name",))
    said = now_said(kept)
    assert (said["name"], said["document_number"], said["phone"]) == ("张伟敏", NUMBERS[0], fictive_phone(5))
    assert not PersonVersion.objects.filter(current(), person=other).exists()
    assert merged_into(STREET, other) == kept
    assert merged_into(STREET, kept) is None


def test_the_other_way_round_the_number_moves_to_the_kept_record(pair: tuple[UUID, UUID]) -> None:
    kept, other = reversed(pair)
    merge(house(), uuid4(), kept, other)
    assert now_said(kept)["document_number"] == NUMBERS[0]
    assert now_said(kept)["name"] == "张伟敏"
    assert DocumentHolder.objects.get().person == kept
    assert set(MatchKey.objects.values_list("record", flat=True)) == {kept}


def test_a_value_not_stated_erases_nothing(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    merge(house(), uuid4(), kept, other, ("document",))
    assert now_said(kept)["document_number"] == NUMBERS[0]


def test_of_two_numbers_the_one_not_chosen_is_free(town: Town) -> None:
    kept, other = register(town), register(town, door=1, number=NUMBERS[1], since=2)
    merge(house(), uuid4(), kept, other, ("document",))
    assert [(row.person) for row in DocumentHolder.objects.all()] == [kept]
    assert now_said(kept)["document_number"] == NUMBERS[1]
    # Whoever has the old number is somebody else now.
    assert register(town, door=2, number=NUMBERS[0], since=3)


def test_earlier_home_ends_where_the_later_one_begins(pair: tuple[UUID, UUID], town: Town) -> None:
    kept, other = pair
    merge(house(), uuid4(), kept, other)
    assert stays_of(kept) == [
        ("101", date(2026, 8, 1), date(2026, 8, 2), EndReason.MOVED),
        ("201", date(2026, 8, 2), None, ""),
    ]
    assert stays_of(other) == []


def test_two_stays_at_one_door_are_one_from_the_first_day(town: Town) -> None:
    kept, other = register(town, since=2), register(town, number="", since=1)
    merge(house(), uuid4(), kept, other)
    assert stays_of(kept) == [("101", date(2026, 8, 1), None, "")]
    assert set(Residency.objects.filter(versions__superseded_at=None).values_list("person", flat=True)) == {
        kept
    }


def test_who_died_lives_nowhere_since(town: Town) -> None:
    kept, other = register(town), register(town, door=1, number="", since=2)
    stay = Residency.objects.get(person=other)
    actions.end_residency(house(), uuid4(), uuid4(), stay.pk, EndFacts(date(2026, 8, 3), EndReason.DIED))
    merge(house(), uuid4(), kept, other)
    assert [(row[2], row[3]) for row in stays_of(kept)] == [(date(2026, 8, 3), EndReason.DIED)] * 2


def _let_to(town: Town, tenant: UUID) -> None:
    lease = LeaseFacts(
        started_on=date(2026, 8, 1), lessor_kind="person", tenants=(str(tenant),), filed="unknown"
    )
    actions.register_dwelling(
        house(), uuid4(), uuid4(), a_dwelling(), town.doors[0].pk, date(2026, 8, 3), (lease,)
    )


def test_leases_and_children_name_the_kept_record(pair: tuple[UUID, UUID], town: Town) -> None:
    kept, other = pair
    _let_to(town, other)
    child = register(town, door=1, number="", since=2, name="张小宝", guardian=other)
    merge(house(), uuid4(), kept, other)
    assert LeaseVersion.objects.get(current()).tenants == [str(kept)]
    assert now_said(child)["guardian"] == kept


def test_nobody_becomes_the_own_guardian(town: Town) -> None:
    first = register(town)
    second = register(town, number="", since=2, guardian=first)
    merge(house(), uuid4(), second, first)
    assert now_said(second)["guardian"] is None


def test_undone_it_is_as_if_it_had_never_been(pair: tuple[UUID, UUID], town: Town) -> None:
    _kept, other = pair
    _let_to(town, other)
    register(town, door=1, number="", since=2, name="张小宝", guardian=other)
    register(town, door=2, number="", since=2, name="李敏")
    before = content()
    decision = uuid4()
    for one, two in (pair, reversed(pair)):
        decision = uuid4()
        merge(house(), decision, one, two, ("name", "phone"))
        assert content() != before
        split(house(), uuid4(), decision)
        assert content() == before
    assert merged_into(STREET, other) is None


def test_what_was_known_before_stays_known(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    with clock.frozen(at(4)):
        merge(house(), uuid4(), kept, other)
    then = PersonVersion.objects.filter(known_at(at(3, 20)), person=other)
    assert then.get().name == "张伟敏"
    homes = ResidencyVersion.objects.filter(known_at(at(3, 20)), person=other)
    assert homes.get().valid_to is None


def test_undoing_is_refused_once_a_form_builds_on_it(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    decision = uuid4()
    merge(house(), decision, kept, other)
    stay = ResidencyVersion.objects.get(current(), person=kept, valid_to=None)
    later = replace(person_facts(), phone=fictive_phone(9))
    change = Alteration(AlterationKind.CHANGE, date(2026, 8, 3))
    actions.alter_person(house(), uuid4(), uuid4(), stay.residency_id, later, None, change, date(2026, 8, 3))
    assert now_said(kept)["phone"] == fictive_phone(9)
    with refused(BUILT_UPON):
        split(house(), uuid4(), decision)


def test_merged_twice_the_first_points_to_the_last(town: Town) -> None:
    a, b, c = (register(town, door=n, number=number) for n, number in enumerate(("", "", NUMBERS[0])))
    merge(house(), uuid4(), b, a)
    merge(house(), uuid4(), c, b)
    assert merged_into(STREET, a) == c
    assert [row[0] for row in stays_of(c) if row[2] is None] == ["301"]


def test_one_record_and_a_record_that_is_gone_are_refused(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    with refused(ONE_RECORD):
        merge(house(), uuid4(), kept, kept)
    with refused(GONE_RECORD):
        merge(house(), uuid4(), kept, uuid4())
    with refused(GONE_RECORD):
        merge(house("000000102"), uuid4(), kept, other)
    merge(house(), uuid4(), kept, other)
    for one, two in ((kept, other), (other, kept)):
        with refused(GONE_RECORD):
            merge(house(), uuid4(), one, two)


def test_rows_are_consistent_for_the_database(pair: tuple[UUID, UUID]) -> None:
    merge(house(), uuid4(), *pair)
    connection.check_constraints()
