"""Committees that merge, split or move in the middle of a quarter: each is settled for what counted to it."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from sanshi.accounts.actions import Appointment, appoint
from sanshi.accounts.models import Role
from sanshi.rulebook.quarter import Quarter
from sanshi.settlement import drafting
from sanshi.settlement.access import inspection_rows
from sanshi.settlement.models import Statement
from sanshi.territory import actions
from sanshi.territory.models import Committee
from sanshi.territory.plans import Merger, Moving, Plan, Splitting
from tests import persons
from tests.make import house
from tests.persons import Person
from tests.settlement.independent import recompute, stated
from tests.settlement.rows import STREET, Street, agrees, on

HERE, THERE, NEW = (f"{STREET}{number:03}" for number in (1, 2, 77))


def decided(day: str, plan: Plan) -> None:
    with on(day, 7):
        actions.decide_change(house(), uuid4(), plan)


def appointed(who: Person, role: Role, day: str, committee: UUID) -> None:
    with on(day, 8):
        given = Appointment(who.account.pk, role, date.fromisoformat(day), committee=committee)
        appoint(house(), uuid4(), given)


def merged(street: Street, day: str) -> None:
    """The first committee into the second; its coordinator and its clerk go on there."""
    plan = Merger(street.here.committee, street.there.committee, date.fromisoformat(day))
    decided(day, plan)
    for who, role in ((street.coordinator, Role.COORDINATOR), (street.clerk, Role.CLERK)):
        appointed(who, role, day, street.there.committee)


def test_a_merger_in_mid_quarter_settles_both_for_their_own(street: Street) -> None:
    noticed = street.notice("2026-08-14")
    for day in ("2026-07-06", "2026-07-07", "2026-08-10"):
        street.arrival(day)
    merged(street, "2026-08-17")
    street.confirmed("2026-08-18", noticed)
    street.arrival("2026-09-07")
    street.calculate("2026-10-02", "2026Q3")
    fen = agrees("2026Q3")
    coordinator, clerk, steward = (
        str(one.account.pk) for one in (street.coordinator, street.clerk, street.steward)
    )
    # July and August began with it; September did not.
    assert (fen[HERE]["subsidy"], fen[THERE]["subsidy"]) == (20000, 30000)
    assert fen[HERE]["clerk_allowances"] == {clerk: 10000}
    assert fen[THERE]["clerk_allowances"] == {clerk: 10000}
    assert fen[HERE]["collection_rewards"] == {coordinator: 300}
    assert fen[THERE]["collection_rewards"] == {coordinator: 100}
    # Given at the one, found valid on a day of the other.
    assert (fen[HERE]["notice_rewards"], fen[THERE]["notice_rewards"]) == ({}, {steward: 200})


def test_quarters_before_stay_to_the_fen(street: Street) -> None:
    for day in ("2026-04-13", "2026-05-11"):
        street.arrival(day)
    street.approved("2026-07-02", "2026Q2")
    frozen = street.figures("2026Q2")
    street.arrival("2026-07-06")
    draft_before = _drafted(street, "2026-08-16")
    merged(street, "2026-08-17")
    assert street.figures("2026Q2") == frozen
    assert drafting.changes(street.settlement("2026Q2")) == []
    assert recompute(connection, STREET, "2026Q2") == stated(connection, STREET, "2026Q2")
    street.calculate("2026-10-02", "2026Q3")
    agrees("2026Q3")
    lines = [line for line in street.lines("2026Q3") if line.of_quarter]
    assert lines == [] and draft_before == {HERE, THERE}


def _drafted(street: Street, day: str) -> set[str]:
    with on(day):
        return {one.committee.code for one in drafting.draft(STREET, Quarter(2026, 3))}


def test_a_committee_closed_before_the_quarter_has_no_statement(street: Street) -> None:
    street.arrival("2026-07-06")
    merged(street, "2026-10-01")
    street.approved("2026-10-09", "2026Q3")
    street.calculate("2027-01-04", "2026Q4")
    agrees("2026Q4")
    assert _stated("2026Q3") == {HERE, THERE} and _stated("2026Q4") == {THERE}
    with on("2027-01-04"):
        inspected = [row.code for row, _ in inspection_rows(street.drafter.actor, Quarter(2026, 4))]
    assert inspected == [THERE]


def _stated(quarter: str) -> set[str]:
    rows = Statement.objects.filter(subdistrict=STREET, settlement__quarter=quarter)
    return set(rows.values_list("committee__code", flat=True))


def test_what_is_undone_after_it_closed_is_its_own_correction_and_its_heirs_debt(street: Street) -> None:
    undone = street.arrival("2026-03-09")
    merged(street, "2026-04-01")
    street.approved("2026-04-09", "2026Q1")
    street.void("2026-04-13", undone)
    street.approved("2026-07-02", "2026Q2")
    assert [(line.kind, line.of_quarter, line.amount) for line in street.lines("2026Q2") if line.amount] == [
        ("correction", "2026Q1", -100),
        ("carried", "2026Q2", 100),
    ]
    street.arrival("2026-07-06")
    street.calculate("2026-10-02", "2026Q3")
    assert _stated("2026Q3") == {THERE}
    owed = street.lines("2026Q3", street.there)
    assert [(line.kind, line.amount) for line in owed if line.payee_id == street.coordinator.account.pk] == [
        ("collection-reward", 100),
        ("carried", -100),
    ]


@pytest.mark.parametrize(
    ("day", "subsidy", "allowance"), [("2026-08-01", 20000, 10000), ("2026-08-02", 10000, 5000)]
)
def test_a_new_committee_is_paid_from_the_first_month_that_begins_with_it(
    street: Street, day: str, subsidy: int, allowance: int
) -> None:
    decided(
        "2026-07-20",
        Splitting(
            street.here.committee,
            NEW,
            "新居委",
            "新居民委员会",
            date.fromisoformat(day),
            beats=frozenset({street.here.beats[0]}),
        ),
    )
    opened = Committee.objects.get(subdistrict=STREET, code=NEW).id
    clerk = a_clerk(day, opened)
    with on(day, 1):
        assert actions.apply_due_changes(STREET) == 1
    appointed(street.coordinator, Role.COORDINATOR, day, opened)
    street.arrival("2026-08-10", clerk=clerk)
    street.calculate("2026-10-02", "2026Q3")
    fen = agrees("2026Q3")
    assert fen[NEW]["subsidy"] == subsidy and fen[HERE]["subsidy"] == 30000
    assert fen[NEW]["clerk_allowances"] == {str(clerk.account.pk): allowance}
    assert fen[NEW]["collection_rewards"] == {str(street.coordinator.account.pk): 100}


def a_clerk(day: str, committee: UUID) -> Person:
    """Appointed before the committee opens."""
    with on("2026-07-21"):
        made = Person(persons.account("new-clerk", "新录入"), Role.CLERK, STREET)
        given = Appointment(made.account.pk, Role.CLERK, date.fromisoformat(day), committee=committee)
        appoint(house(), uuid4(), given)
    return made


def test_a_border_moved_in_mid_quarter_takes_the_later_work_along(street: Street) -> None:
    street.arrival("2026-07-06")
    moved = frozenset({street.here.buildings[0]})
    decided(
        "2026-08-17",
        Moving(street.here.committee, date(2026, 8, 17), buildings=moved, to_beat=street.there.beats[0]),
    )
    for who, role in ((street.coordinator, Role.COORDINATOR), (street.clerk, Role.CLERK)):
        appointed(who, role, "2026-08-17", street.there.committee)
    street.arrival("2026-08-18")
    street.calculate("2026-10-02", "2026Q3")
    fen = agrees("2026Q3")
    coordinator = str(street.coordinator.account.pk)
    assert [fen[code]["collection_rewards"] for code in (HERE, THERE)] == [{coordinator: 100}] * 2
    assert [fen[code]["subsidy"] for code in (HERE, THERE)] == [30000] * 2
