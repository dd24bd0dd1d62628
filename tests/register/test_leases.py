"""Leases: begun, changed and ended by the forms of their dwelling, and by nothing else."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from sanshi import clock
from sanshi.identity.fictive import fictive_phone
from sanshi.journal.models import Subject
from sanshi.problems import BUILT_UPON, ENDS_BEFORE_START, LEASE_OVER, UNKNOWN_PERSON, Refused
from sanshi.register import actions, stock
from sanshi.register.changes import Effect
from sanshi.register.facts import Alteration, AlterationKind, DwellingFacts, LeaseFacts
from sanshi.register.history import current, facts_of, known_at, valid_on
from sanshi.register.models import Act, Filed, LeaseVersion, LessorKind, Occupancy, Work
from sanshi.register.stock import StockDwelling
from tests.register.town import STREET, Town, a_dwelling, at, house, living_here, person_facts

ON = date(2026, 8, 3)
LEASE = LeaseFacts(
    lessor_kind=LessorKind.PERSON,
    lessor_name="李房东",
    lessor_phone=fictive_phone(9),
    started_on=date(2026, 1, 1),
    ends_on=date(2026, 12, 31),
    let_rooms=2,
    filed=Filed.YES,
    filing_number="2026-17",
    filed_on=date(2026, 1, 12),
)
UNLET = DwellingFacts(use="home", occupancy=Occupancy.OWNER)
CHANGE = Alteration(AlterationKind.CHANGE, ON)
CORRECTION = Alteration(AlterationKind.CORRECTION)


def let(town: Town, *leases: LeaseFacts, door: int = 0, form: UUID | None = None) -> Effect:
    return said(town, a_dwelling(), *leases, door=door, form=form)


def said(
    town: Town, facts: DwellingFacts, *leases: LeaseFacts, door: int = 0, form: UUID | None = None
) -> Effect:
    """By a form that registers the dwelling, through the action that writes its journal line."""
    form = form or uuid4()
    dwelling = actions.register_dwelling(house(), uuid4(), form, facts, town.doors[door].pk, ON, leases)
    begun = LeaseVersion.objects.filter(subdistrict=STREET, form=form).order_by("lease_id")
    return Effect(True, dwelling=dwelling, leases=tuple(begun.values_list("lease_id", flat=True)))


def altered(
    dwelling: UUID | None,
    *leases: LeaseFacts,
    facts: DwellingFacts | None = None,
    alteration: Alteration = CHANGE,
    form: UUID | None = None,
) -> None:
    assert dwelling is not None
    actions.alter_dwelling(
        house(), uuid4(), form or uuid4(), dwelling, facts or a_dwelling(), alteration, ON, leases
    )


def lease_of(effect: Effect) -> LeaseFacts:
    return replace(LEASE, record=str(effect.leases[0]))


def now() -> list[LeaseVersion]:
    return list(LeaseVersion.objects.filter(current(), subdistrict=STREET).order_by("valid_from"))


def refused(kind: object) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, match=str(kind.number))  # type: ignore[attr-defined]


def test_a_form_begins_a_lease_with_its_dwelling(town: Town) -> None:
    form = uuid4()
    effect = let(town, LEASE, form=form)
    (lease,) = now()
    assert effect.leases == (lease.lease_id,)
    assert (lease.valid_from, lease.valid_to, lease.form) == (date(2026, 1, 1), None, form)
    assert (lease.dwelling_id, lease.door_id) == (effect.dwelling, town.doors[0].pk)
    facts = facts_of(lease)
    assert (facts["lessor_name"], facts["lessor_phone"]) == (LEASE.lessor_name, LEASE.lessor_phone)
    touched = set(Subject.objects.filter(subdistrict=STREET).values_list("subject", flat=True))
    assert {lease.lease_id, effect.dwelling} <= touched


def test_lessors_name_and_phone_are_sealed_in_the_table(town: Town) -> None:
    let(town, LEASE)
    with connection.cursor() as cursor:
        cursor.execute("select lessor_name, lessor_phone from register_leaseversion")
        (row,) = cursor.fetchall()
    stored = b"".join(bytes(value) for value in row)
    assert "李房东".encode() not in stored and LEASE.lessor_phone.encode() not in stored


def test_a_dwelling_let_by_rooms_has_several(town: Town) -> None:
    effect = let(town, replace(LEASE, let_rooms=1), replace(LEASE, let_rooms=1, lessor_name="王房东"))
    assert len(set(effect.leases)) == len(now()) == 2


def test_what_changes_is_otherwise_since_the_day_and_was_so_before(town: Town) -> None:
    effect = let(town, LEASE)
    altered(effect.dwelling, replace(lease_of(effect), ends_on=date(2027, 12, 31)))
    before, after = now()
    assert (before.ends_on, before.valid_to) == (date(2026, 12, 31), ON)
    assert (after.ends_on, after.valid_from) == (date(2027, 12, 31), ON)


def test_a_correction_was_always_so(town: Town) -> None:
    effect = let(town, LEASE)
    corrected = replace(lease_of(effect), let_rooms=1, started_on=date(2025, 12, 1))
    altered(effect.dwelling, corrected, alteration=CORRECTION)
    (lease,) = now()
    assert (lease.let_rooms, lease.valid_from) == (1, date(2025, 12, 1))


def test_not_stated_does_not_erase_but_tenants_are_named_as_a_whole(town: Town) -> None:
    person = someone(town)
    effect = let(town, replace(LEASE, tenants=(str(person),)))
    altered(effect.dwelling, LeaseFacts(record=str(effect.leases[0])))
    latest = now()[-1]
    assert (latest.filing_number, latest.tenants) == ("2026-17", [])


def test_a_lease_that_is_not_filed_keeps_no_number(town: Town) -> None:
    effect = let(town, LEASE)
    altered(effect.dwelling, replace(lease_of(effect), filed=Filed.NO), alteration=CORRECTION)
    (lease,) = now()
    assert (lease.filed, lease.filing_number, lease.filed_on) == (Filed.NO, "", None)


def test_looking_at_it_again_changes_nothing(town: Town) -> None:
    effect = let(town, LEASE)
    form = uuid4()
    altered(effect.dwelling, replace(lease_of(effect), checked_on=ON), form=form)
    assert len(now()) == 1
    assert not Act.objects.filter(form=form).exists()


def test_a_form_about_another_lease_leaves_this_one(town: Town) -> None:
    effect = let(town, replace(LEASE, let_rooms=1))
    altered(effect.dwelling, replace(LEASE, let_rooms=1, started_on=ON))
    assert sorted(lease.valid_from for lease in now()) == [date(2026, 1, 1), ON]


def test_a_form_ends_a_lease(town: Town) -> None:
    effect = let(town, LEASE)
    altered(effect.dwelling, replace(lease_of(effect), ended_on=date(2026, 7, 31)))
    (lease,) = now()
    assert (lease.valid_to, lease.ends_on) == (date(2026, 7, 31), date(2026, 12, 31))
    with refused(LEASE_OVER):
        altered(effect.dwelling, replace(lease_of(effect), ends_on=date(2028, 1, 1)))


def test_a_lease_does_not_end_before_it_began(town: Town) -> None:
    effect = let(town, LEASE)
    with refused(ENDS_BEFORE_START) as error:
        altered(effect.dwelling, replace(lease_of(effect), ended_on=date(2025, 7, 31)))
    assert error.value.field == "lease1_ended_on"


def test_a_lease_of_another_dwelling_is_refused(town: Town) -> None:
    here, there = let(town, LEASE), let(town, LEASE, door=1)
    with refused(LEASE_OVER):
        altered(here.dwelling, lease_of(there))


def test_what_is_no_longer_let_has_no_lease_any_more(town: Town) -> None:
    effect = let(town, LEASE)
    altered(effect.dwelling, facts=UNLET)
    (lease,) = now()
    assert lease.valid_to == ON


def test_what_was_never_let_never_had_a_lease(town: Town) -> None:
    effect = let(town, LEASE)
    altered(effect.dwelling, facts=UNLET, alteration=CORRECTION)
    assert now() == []


def test_leases_of_an_unlet_dwelling_are_not_stored(town: Town) -> None:
    said(town, UNLET, LEASE)
    assert now() == []


# Undoing


def test_undoing_puts_the_lease_back_as_it_was_known(town: Town) -> None:
    effect, form = let(town, LEASE), uuid4()
    with clock.frozen(at(4)):
        altered(effect.dwelling, replace(lease_of(effect), ended_on=ON), form=form)
    with clock.frozen(at(5)):
        actions.undo(house(), uuid4(), form)
    (lease,) = now()
    assert lease.valid_to is None
    known = LeaseVersion.objects.filter(known_at(at(4, 12)), valid_on(date(2026, 8, 6)))
    assert not known.exists()


def test_a_dwelling_is_not_undone_beneath_a_later_lease(town: Town) -> None:
    first, later = uuid4(), uuid4()
    effect = let(town, form=first)
    altered(effect.dwelling, LEASE, form=later)
    assert Act.objects.get(form=later, kind="dwelling").work == Work.REFERRED
    with refused(BUILT_UPON):
        actions.undo(house(), uuid4(), first)
    actions.undo(house(), uuid4(), later)
    actions.undo(house(), uuid4(), first)
    assert now() == []


def someone(town: Town, form: UUID | None = None) -> UUID:
    return actions.register_person(
        house(), uuid4(), form or uuid4(), person_facts(), living_here(), town.doors[0].pk, ON
    )


def test_a_tenant_is_a_person_of_the_register(town: Town) -> None:
    with refused(UNKNOWN_PERSON) as error:
        let(town, LEASE, replace(LEASE, tenants=(str(uuid4()),)))
    assert error.value.field == "lease2_tenants"
    assert now() == []


def test_a_tenant_is_not_undone_beneath_the_lease(town: Town) -> None:
    form = uuid4()
    person = someone(town, form)
    let(town, replace(LEASE, tenants=(str(person),)), replace(LEASE, tenants=(str(person),)))
    assert now()[0].tenants == [str(person)]
    with refused(BUILT_UPON):
        actions.undo(house(), uuid4(), form)


# Stock taking


def test_a_first_count_brings_leases_without_tenants(town: Town) -> None:
    named = replace(LEASE, tenants=(str(uuid4()),))
    row = StockDwelling(uuid4(), town.doors[0].pk, ON, a_dwelling(), (LEASE, named))
    unlet = StockDwelling(uuid4(), town.doors[1].pk, ON, UNLET, (LEASE,))
    counted, other = stock.take(STREET, at(3), [row, unlet])
    assert {lease.lease_id for lease in now()} == set(counted.leases)
    assert [lease.tenants for lease in now()] == [[], []]
    assert other.leases == ()
    assert {act.form for act in Act.objects.filter(kind="lease")} == {row.form}
