"""What a quarter's statement counts, on rows made by the product's own actions (plan 4.2.1, 4.2.2)."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from sanshi.accounts.actions import Appointment, appoint, end_post
from sanshi.accounts.models import Post, Role
from sanshi.collection.actions import Finding, hand_over
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction
from sanshi.entry.actions import take_stock
from sanshi.entry.models import Entry
from sanshi.entry.stock import Counted, StockLot
from sanshi.register.facts import Alteration, AlterationKind
from sanshi.register.models import Dwelling
from sanshi.rulebook.actions import load_policy
from sanshi.settlement import drafting
from sanshi.settlement.actions import Figures
from sanshi.settlement.models import CountedPiece, LineKind
from sanshi.visits.models import FoundCategory, Matter
from tests import make, persons
from tests.persons import Person
from tests.rulebook.policies import document
from tests.settlement.independent import PLAN, recompute, stated
from tests.settlement.independent import Figures as PlanFigures
from tests.settlement.rows import STREET, Street, agrees, local, on, overseas

CODE = f"{STREET}001"


def _ends(street: Street, person: Person, day: str, role: Role) -> None:
    with on(day, 8):
        post = Post.objects.get(subdistrict=STREET, account=person.account, role=role, valid_to=None)
        end_post(make.house(), uuid4(), post.pk, date.fromisoformat(day))


def _appointed(
    street: Street, person: Person, role: Role, first: str, last: str = "", **more: object
) -> None:
    with on(first, 8):
        until = date.fromisoformat(last) if last else None
        given = {"valid_from": date.fromisoformat(first), "valid_to": until, **more}
        persons.appoint(person.account, street.here, role, **given)


def _fen(street: Street, part: str) -> dict[str, int]:
    """By account of the committee's people, as the statement says."""
    found: dict[str, int] = stated(connection, STREET, "2026Q3")[CODE][part]
    return found


def _key(person: Person) -> str:
    return str(person.account.pk)


# 4.2.1 a


def test_the_first_notice_of_a_change_earns_when_it_is_found_valid(street: Street) -> None:
    other = persons.somebody(street.here, Role.PROPERTY_STAFF)
    first = street.notice("2026-07-06")
    assert street.notice("2026-07-07", giver=other).duplicate_of_id == first.pk
    street.confirmed("2026-07-08", first)
    # The visit has its outcome: the next notice is of a change of its own.
    again = street.notice("2026-07-09", giver=other)
    street.confirmed("2026-07-10", again)
    street.confirmed("2026-07-10", street.notice("2026-07-10", matter=Matter.LET))
    street.closed("2026-07-13", street.notice("2026-07-13", 1), "unfounded")
    street.closed("2026-07-13", street.notice("2026-07-13", 2), "not-verifiable")
    street.notice("2026-07-13", 3)
    street.calculate("2026-10-02", "2026Q3")
    agrees("2026Q3")
    assert _fen(street, "notice_rewards") == {_key(street.steward): 400, _key(other): 200}
    assert street.line("2026Q3", "notice-reward", street.steward).count == 2


def test_a_notice_counts_on_the_day_of_its_outcome(street: Street) -> None:
    before, after = street.notice("2026-06-29"), street.notice("2026-09-29", 1)
    street.confirmed("2026-07-01", before)
    street.confirmed("2026-10-01", after)
    street.calculate("2026-10-02", "2026Q3")
    agrees("2026Q3")
    assert _fen(street, "notice_rewards") == {_key(street.steward): 200}


# 4.2.1 b


def test_cadres_and_coordinators_earn_and_others_do_not(street: Street) -> None:
    officer = persons.somebody(street.here, Role.OFFICER)
    guard = persons.somebody(street.here, Role.SECURITY_TEAM)
    director = persons.somebody(street.here, Role.SECURITY_DIRECTOR)
    street.arrival("2026-07-06")
    street.entered("2026-07-07", street.cadre, Finding(FoundCategory.LOCAL), local)
    street.entered("2026-07-08", officer, Finding(FoundCategory.OVERSEAS), overseas)
    street.entered("2026-07-09", guard, make.UNIT, make.a_shop, street.here.shop)
    street.entered("2026-07-10", director, make.UNIT, lambda: make.a_shop("便民超市"), street.here.shop)
    street.calculate("2026-10-02", "2026Q3")
    agrees("2026Q3")
    earners = {street.coordinator, street.cadre, director}
    assert _fen(street, "collection_rewards") == {_key(person): 100 for person in earners}
    assert street.line("2026Q3", "allowance", street.clerk).count == 5


def test_the_post_of_the_day_of_collection_decides(street: Street) -> None:
    """Collected as coordinator, handed over as security-team member; and the other way round."""
    into, out_of = (
        persons.somebody(street.here, Role.SECURITY_TEAM),
        persons.somebody(street.here, Role.COORDINATOR),
    )
    with on("2026-08-10"):
        drafts = {
            person: make.filled(
                person.actor, make.change(person.actor, street.here.shop, make.UNIT), make.a_shop(name)
            )
            for person, name in ((into, "甲店"), (out_of, "乙店"))
        }
    _ends(street, into, "2026-08-10", Role.SECURITY_TEAM)
    _ends(street, out_of, "2026-08-10", Role.COORDINATOR)
    _appointed(street, into, Role.COORDINATOR, "2026-08-11")
    _appointed(street, out_of, Role.SECURITY_TEAM, "2026-08-11")
    with on("2026-08-11"):
        for person, form in drafts.items():
            hand_over(person.actor, uuid4(), form.pk, form.version)
            make.entered(street.clerk.actor, make.stored(person.actor, form.pk))
    street.calculate("2026-10-02", "2026Q3")
    agrees("2026Q3")
    assert _fen(street, "collection_rewards") == {_key(out_of): 100}


def test_what_changed_nothing_was_undone_or_only_counted_earns_nothing(street: Street) -> None:
    street.entered("2026-07-06", street.coordinator, make.DWELLING, make.a_home)
    dwelling = Dwelling.objects.get(subdistrict=STREET)
    same = Finding(FoundCategory.DWELLING, FormAction.ALTER, dwelling=dwelling.pk)
    unchanged = FormContent(dwelling=make.a_home().dwelling, alteration=Alteration(AlterationKind.CORRECTION))
    street.entered("2026-07-07", street.coordinator, same, lambda: unchanged)
    assert not Entry.objects.get(subdistrict=STREET, entered_on=date(2026, 7, 7)).changed
    street.void("2026-07-09", street.arrival("2026-07-08"))
    with on("2026-07-10"):
        content = make.arrival()
        lot = StockLot(date(2026, 7, 10), (Counted(street.here.doors[2].pk, content),))
        take_stock(make.house(), uuid4(), lot)
        returned = street.collected(street.coordinator, street.here.doors[0])
        returned = make.returned(street.clerk.actor, returned, {"tenure": "租赁合同？"})
        returned = make.handed_over(street.coordinator.actor, returned, make.arrival())
        make.entered(street.clerk.actor, returned)
    street.calculate("2026-10-02", "2026Q3")
    agrees("2026Q3")
    # The dwelling's first form and the one that came back; the clerk also has the one that changed nothing.
    assert _fen(street, "collection_rewards") == {_key(street.coordinator): 200}
    assert street.line("2026Q3", "allowance", street.clerk).count == 3


def test_a_form_counts_on_the_day_of_entry(street: Street) -> None:
    with on("2026-06-30"):
        form = street.collected(street.coordinator, street.here.doors[0])
    with on("2026-07-01"):
        make.entered(street.clerk.actor, form)
    street.calculate("2026-10-02", "2026Q3")
    assert agrees("2026Q3")[CODE]["collection_rewards"] == {_key(street.coordinator): 100}


# 4.2.1 c


def test_a_committee_without_any_work_has_its_subsidy(street: Street) -> None:
    street.calculate("2026-10-02", "2026Q3")
    other = agrees("2026Q3")[f"{STREET}002"]
    assert (other["subsidy"], other["payable"]) == (30000, 30000)


# 4.2.1 d


def test_the_days_of_appointment_share_the_month(street: Street) -> None:
    """A change in mid-month, a stand-in whose days are his alone, and a month without a clerk."""
    stand_in, later = persons.somebody(street.here, Role.CADRE), persons.somebody(street.here, Role.CADRE)
    _appointed(street, stand_in, Role.CLERK, "2026-08-03", "2026-08-05", stand_in=True)
    street.arrival("2026-07-06")
    street.arrival("2026-08-04", clerk=stand_in)
    # The clerk is there on the stand-in's day: the entry is the committee's, the day stays the stand-in's.
    street.arrival("2026-08-04")
    _ends(street, street.clerk, "2026-08-16", Role.CLERK)
    _appointed(street, later, Role.CLERK, "2026-08-17", "2026-08-31")
    street.arrival("2026-08-20", clerk=later)
    street.calculate("2026-10-02", "2026Q3")
    agrees("2026Q3")
    # July is the clerk's. August: 13, 3 and 15 days of 5,000 fen. September: nobody in office, nothing.
    assert _fen(street, "clerk_allowances") == {
        _key(street.clerk): 5000 + 2097,
        _key(stand_in): 484,
        _key(later): 2419,
    }
    assert [street.line("2026Q3", "allowance", who).count for who in (street.clerk, stand_in, later)] == [
        2,
        1,
        1,
    ]


def test_entries_of_somebody_without_a_day_count_for_those_in_office(street: Street) -> None:
    """The clerk enters on the one day that the stand-in holds, all month."""
    stand_in = persons.somebody(street.here, Role.CADRE)
    _appointed(street, stand_in, Role.CLERK, "2026-08-01", "2026-08-31", stand_in=True)
    street.arrival("2026-08-04")
    street.calculate("2026-10-02", "2026Q3")
    agrees("2026Q3")
    assert _fen(street, "clerk_allowances") == {_key(street.clerk): 10000, _key(stand_in): 5000}


def test_one_clerk_for_part_of_a_month_has_it_whole(street: Street) -> None:
    _ends(street, street.clerk, "2026-08-07", Role.CLERK)
    street.calculate("2026-10-02", "2026Q3")
    agrees("2026Q3")
    assert _fen(street, "clerk_allowances") == {_key(street.clerk): 10000}


# A policy that starts within the quarter

CUT = date(2026, 8, 15)
DEARER = {
    "code": "jinyang-trial",
    "valid_from": "2026-08-15",
    "deadlines__collection_working_days": 4,
    "rewards__notice_fen": 300,
    "rewards__form_fen": 150,
    "rewards__committee_month_fen": 20000,
    "clerk_allowance__base_fen": 7000,
    "clerk_allowance__steps_above_entries": 2,
    "clerk_allowance__step_entries": 1,
    "clerk_allowance__step_fen": 1234,
    "clerk_allowance__most_fen": 12000,
    "deduction__bands": [{"at_least": 3, "percent": 7}, {"above": 6, "percent": 33}],
    "deduction__traced_back_percent": 9,
    "deduction__unregistered_percent": 1,
}
DATED = (
    (date.min, PLAN),
    (
        CUT,
        PlanFigures(300, 150, 20000, 7000, 2, 1, 1234, 12000, ((6, False, 33), (3, True, 7)), 9, 1),
    ),
)


def test_a_quarter_cut_by_a_second_policy(street: Street) -> None:
    with on("2026-07-31"):
        load_policy(make.house(), uuid4(), document(**DEARER))
    for day in ("2026-08-12", "2026-08-17", "2026-09-07", "2026-09-08", "2026-09-09", "2026-09-10"):
        street.arrival(day)
    street.confirmed("2026-08-14", street.notice("2026-08-13"))
    street.confirmed("2026-08-17", street.notice("2026-08-14", 1))
    street.inspect("2026-09-29", "2026Q3", Figures(100, 6, 1, 2))
    street.calculate("2026-10-02", "2026Q3")
    stored = agrees("2026Q3", DATED)[CODE]
    assert stored["notice_rewards"] == {_key(street.steward): 200 + 300}
    assert stored["collection_rewards"] == {_key(street.coordinator): 100 + 5 * 150}
    # c and d by the month's first day: September alone is the new policy's; 4 entries are 2 steps above 2.
    assert stored["subsidy"] == 10000 + 10000 + 20000
    assert stored["clerk_allowances"] == {_key(street.clerk): 5000 + 5000 + 7000 + 2 * 1234}
    # 4.2.2 by the last day of the quarter: 6 % is in the new first band, which ends at 6.
    assert stored["deduction_percent"] == 7 + 9 + 2
    assert stored["deduction"] == 7353
    assert recompute(connection, STREET, "2026Q3")[CODE] != stored
    # What became known before the cut has three working days, what became known after it four.
    forms = Form.objects.filter(subdistrict=STREET).select_related("policy").order_by("learned_on")
    days = {form.learned_on: form.policy.policy.plan.deadlines.collection_working_days for form in forms}
    assert {learned_on >= CUT: number for learned_on, number in days.items()} == {False: 3, True: 4}


# Before approval


def test_an_entry_undone_changes_its_collectors_clerks_and_committees_lines_only(street: Street) -> None:
    second = persons.somebody(street.here, Role.COORDINATOR)
    stand_in = persons.somebody(street.here, Role.CADRE)
    _appointed(street, stand_in, Role.CLERK, "2026-08-03", "2026-08-05", stand_in=True)
    with on("2026-06-30"):
        changes = {key: value for key, value in DEARER.items() if key.startswith("clerk_allowance")}
        load_policy(make.house(), uuid4(), document(code="steps", valid_from="2026-07-01", **changes))
    for day in ("2026-07-06", "2026-07-07", "2026-07-08"):
        street.arrival(day, second)
    street.arrival("2026-08-04", clerk=stand_in)
    undone = street.arrival("2026-07-09")
    street.arrival("2026-07-10")
    street.inspect("2026-09-29", "2026Q3", Figures(200, 13, 1, 2))
    street.calculate("2026-10-02", "2026Q3")
    before, lines_before = stated(connection, STREET, "2026Q3"), _by_payee(street)
    street.void("2026-10-05", undone)
    assert _changes(street) == {
        ("collection-reward", 300, 200, 3, 2),
        ("deduction", -72, -48, 0, 0),
        ("allowance", 24025, 22791, 5, 4),
    }
    street.calculate("2026-10-05", "2026Q3")
    after, lines_after = stated(connection, STREET, "2026Q3"), _by_payee(street)
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {CODE}
    lines = {key for key in lines_before | lines_after if lines_before.get(key) != lines_after.get(key)}
    # His reward and his share of the deduction, and the clerk's allowance of July; no other line.
    assert lines == {
        ("collection-reward", _key(street.coordinator)),
        ("deduction", _key(street.coordinator)),
        ("allowance", _key(street.clerk)),
    }
    collector = _key(street.coordinator)
    assert before[CODE]["collection_rewards"][collector] - after[CODE]["collection_rewards"][collector] == 100
    assert (
        before[CODE]["clerk_allowances"][_key(street.clerk)]
        - after[CODE]["clerk_allowances"][_key(street.clerk)]
        == 1234
    )
    assert before[CODE]["payable"] - after[CODE]["payable"] == 100 - 24 + 1234


def _changes(street: Street) -> set[tuple[str, int, int, int, int]]:
    """Kind, amount before and after, pieces before and after."""
    with on("2026-10-05"):
        found = drafting.changes(street.settlement("2026Q3"))
    return {(one.kind, one.before, one.after, one.pieces_before, one.pieces_after) for one in found}


def _by_payee(street: Street) -> dict[tuple[str, str], tuple[int, int]]:
    return {(line.kind, str(line.payee_id)): (line.amount, line.count) for line in street.lines("2026Q3")}


# What is behind an amount


def test_each_amount_opens_to_as_many_pieces_as_it_counts(street: Street) -> None:
    for day in ("2026-07-06", "2026-07-07"):
        street.arrival(day)
    street.confirmed("2026-07-09", street.notice("2026-07-08", 1))
    street.calculate("2026-10-02", "2026Q3")
    lines = street.lines("2026Q3")
    assert {line.kind: line.count for line in lines} == {
        LineKind.NOTICE_REWARD: 1,
        LineKind.COLLECTION_REWARD: 2,
        LineKind.ALLOWANCE: 2,
        LineKind.SUBSIDY: 0,
    }
    for line in lines:
        pieces = CountedPiece.objects.filter(subdistrict=STREET, line=line)
        assert pieces.count() == line.count
        assert all(date(2026, 7, 1) <= piece.counted_on <= date(2026, 9, 30) for piece in pieces)


# Queries


@pytest.mark.parametrize("more", [False, True])
def test_working_out_asks_as_many_questions_whatever_the_work(
    street: Street, more: bool, django_assert_num_queries: object
) -> None:
    days = ("2026-07-06", "2026-07-07", "2026-07-08", "2026-07-09") if more else ("2026-07-06",)
    for day in days:
        street.arrival(day)
    if more:
        with on("2026-07-10"):
            appoint(
                make.house(),
                uuid4(),
                Appointment(
                    street.cadre.account.pk, Role.CLERK, date(2026, 7, 10), committee=street.there.committee
                ),
            )
    settlement = street.calculate("2026-10-02", "2026Q3")
    with on("2026-10-02"), django_assert_num_queries(11):  # type: ignore[operator]
        assert drafting.changes(settlement) == []
