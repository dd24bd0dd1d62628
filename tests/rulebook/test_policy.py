import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.rulebook.policy import Unit, read_policy, read_toml, shipped
from sanshi.rulebook.reading import Unreadable
from sanshi.rulebook.timeline import NoPolicy, PolicyTimeline
from sanshi.rulebook.words import Capacity, Duty, Matter, Role, Subject
from tests.rulebook.policies import changed, document, reference


def test_the_shipped_policy_holds_the_figures_of_the_plan() -> None:
    plan = reference().plan
    assert plan.deadlines.collection_working_days == 3
    assert plan.deadlines.hand_over_working_days == 0
    assert plan.deadlines.entry_working_days == 2
    assert (plan.rewards.notice_fen, plan.rewards.form_fen) == (200, 100)
    assert plan.rewards.committee_month_fen == 10000
    assert (plan.clerk_allowance.base_fen, plan.clerk_allowance.most_fen) == (5000, 10000)
    assert (plan.deduction.traced_back_percent, plan.deduction.unregistered_percent) == (10, 2)


@pytest.mark.parametrize(
    ("rate", "percent"),
    [
        ("0", None),
        ("4.999", None),
        ("5", 10),
        ("10", 10),
        ("10.5", 10),
        ("10.999", 10),
        ("11", 30),
        ("20", 30),
        ("20.0001", 50),
        ("20.5", 50),
        ("30.999", 50),
        ("31", 80),
        ("40", 80),
        ("40.0001", 100),
        ("100", 100),
    ],
)
def test_gaps_between_bands_go_to_the_person_paid(rate: str, percent: int | None) -> None:
    band = reference().plan.deduction.band_of(Fraction(rate))
    assert (band.percent if band else None) == percent
    assert (band is not None and band.criticism) == (percent == 100)


def test_each_figure_of_the_plan_has_a_clause_and_none_of_the_house() -> None:
    figures = list(reference().figures())
    assert all(figure.clause for figure in figures if figure.section == "plan")
    assert not any(figure.clause for figure in figures if figure.section == "house")
    shown = [(figure.key, figure.value, figure.unit, figure.clause) for figure in figures]
    assert ("rewards.form_fen", 100, Unit.FEN, "4.2.1 b") in shown
    assert len({(figure.section, figure.key) for figure in figures}) == len(figures)


def test_it_survives_being_stored_as_json() -> None:
    assert read_policy(json.loads(json.dumps(reference().plain()))) == reference()


@pytest.mark.parametrize(
    ("matter", "duty"),
    [
        (Matter.MOVED_IN, Duty.COORDINATOR),
        (Matter.MOVED_OUT, Duty.COORDINATOR),
        (Matter.LET, Duty.COORDINATOR),
        (Matter.SUBLET, Duty.COORDINATOR),
        (Matter.OVER_OCCUPIED, Duty.COORDINATOR),
        (Matter.UNIT_OPENED, Duty.UNITS_TEAM),
        (Matter.UNIT_CLOSED, Duty.UNITS_TEAM),
        (Matter.OTHER, Duty.CADRE),
    ],
)
def test_the_first_visit_follows_the_matter(matter: Matter, duty: Duty) -> None:
    assert reference().first_visit(matter.value) is duty


@pytest.mark.parametrize(
    ("subject", "duty", "roles"),
    [
        (Subject.LOCAL, Duty.CADRE, {Role.CADRE, Role.SECRETARY, Role.SECURITY_DIRECTOR}),
        (Subject.SEPARATED, Duty.CADRE, {Role.CADRE, Role.SECRETARY, Role.SECURITY_DIRECTOR}),
        (Subject.FROM_ELSEWHERE, Duty.COORDINATOR, {Role.COORDINATOR}),
        (Subject.OVERSEAS, Duty.OFFICER, {Role.OFFICER}),
        (Subject.DWELLING, Duty.COORDINATOR, {Role.COORDINATOR}),
        (Subject.UNIT, Duty.UNITS_TEAM, {Role.SECURITY_DIRECTOR, Role.COORDINATOR, Role.SECURITY_TEAM}),
    ],
)
def test_the_category_decides_who_collects(subject: Subject, duty: Duty, roles: set[Role]) -> None:
    policy = reference()
    assert policy.collecting_duty(subject.value) is duty
    assert {role for role in Role if policy.may_collect([role.value], subject.value)} == roles


def test_the_coordinator_deregisters_every_category_but_overseas() -> None:
    policy = reference()
    assert policy.may_deregister(["coordinator"], Subject.SEPARATED)
    assert policy.may_deregister(["coordinator"], Subject.LOCAL)
    assert not policy.may_deregister(["coordinator"], Subject.OVERSEAS)
    assert policy.may_deregister(["officer"], Subject.OVERSEAS)


def test_whose_pieces_are_rewarded_and_who_needs_a_certificate() -> None:
    policy = reference()
    rewarded = {capacity for capacity in Capacity if policy.rewards_notice_of(capacity.value)}
    assert rewarded == set(Capacity) - {Capacity.RESIDENT}
    paid = {role for role in Role if policy.rewards_form_of(role.value)}
    assert paid == {Role.SECRETARY, Role.CADRE, Role.SECURITY_DIRECTOR, Role.COORDINATOR}
    assert not policy.needs_certificate("officer")
    assert policy.needs_certificate("security-team")


def _without(plain: dict[str, Any], *path: str) -> None:
    for key in path[:-1]:
        plain = plain[key]
    del plain[path[-1]]


def _with(plain: dict[str, Any], value: object, *path: str) -> None:
    for key in path[:-1]:
        plain = plain[key]
    plain[path[-1]] = value


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda p: _without(p, "code"), "code"),
        (lambda p: _with(p, " ", "code"), "code"),
        (lambda p: _with(p, 1, "colour"), "colour"),
        (lambda p: _with(p, "2012-05-32", "valid_from"), "valid_from"),
        (lambda p: _with(p, "2012-05-29", "valid_to"), "valid_to"),
        (lambda p: _with(p, [], "plan"), "plan"),
        (lambda p: _without(p, "plan", "rewards"), "plan.rewards"),
        (lambda p: _with(p, {}, "plan", "bonus"), "plan.bonus"),
        (lambda p: _without(p, "plan", "rewards", "form_fen"), "plan.rewards.form_fen"),
        (lambda p: _with(p, 100, "plan", "rewards", "form_fen"), "plan.rewards.form_fen"),
        (lambda p: _without(p, "plan", "rewards", "form_fen", "clause"), "plan.rewards.form_fen.clause"),
        (lambda p: _with(p, "", "plan", "rewards", "form_fen", "clause"), "plan.rewards.form_fen.clause"),
        (lambda p: _without(p, "house", "rows_a_page"), "house.rows_a_page"),
        (lambda p: _with(p, 0, "house", "rows_a_page"), "house.rows_a_page"),
        (
            lambda p: _with(p, 1, "house", "clerk_may_not_enter_own_forms"),
            "house.clerk_may_not_enter_own_forms",
        ),
    ],
)
def test_a_wrong_shape_is_named_by_its_path(spoil: Callable[[dict[str, Any]], None], path: str) -> None:
    plain = document()
    spoil(plain)
    with pytest.raises(Unreadable) as refused:
        read_policy(plain)
    assert refused.value.path == path


def _bands(*bands: dict[str, Any]) -> dict[str, Any]:
    return {"deduction__bands": list(bands)}


@pytest.mark.parametrize(
    ("figures", "path"),
    [
        ({"rewards__form_fen": -1}, "plan.rewards.form_fen"),
        ({"rewards__form_fen": 1.5}, "plan.rewards.form_fen"),
        ({"rewards__form_fen": True}, "plan.rewards.form_fen"),
        ({"rewards__form_fen": "1"}, "plan.rewards.form_fen"),
        ({"rewards__form_fen": 10**30}, "plan.rewards.form_fen"),
        ({"rewards__form_roles": []}, "plan.rewards.form_roles"),
        ({"rewards__form_roles": ["king"]}, "plan.rewards.form_roles[0]"),
        ({"rewards__form_roles": ["cadre", "cadre"]}, "plan.rewards.form_roles[1]"),
        ({"clerk_allowance__step_entries": 0}, "plan.clerk_allowance.step_entries"),
        ({"clerk_allowance__most_fen": 4999}, "plan.clerk_allowance.most_fen"),
        ({"deduction__traced_back_percent": 101}, "plan.deduction.traced_back_percent"),
        ({"routing__visited_by": {"moved-in": "cadre"}}, "plan.routing.visited_by.let"),
        (_bands(), "plan.deduction.bands"),
        (_bands({"percent": 5}), "plan.deduction.bands[0]"),
        (_bands({"at_least": 5, "above": 5, "percent": 5}), "plan.deduction.bands[0]"),
        (_bands({"at_least": 101, "percent": 5}), "plan.deduction.bands[0].at_least"),
        (_bands({"at_least": 5, "percent": 5, "upto": 9}), "plan.deduction.bands[0].upto"),
        (_bands({"at_least": 5, "percent": 5, "criticism": 1}), "plan.deduction.bands[0].criticism"),
        (_bands({"at_least": 9, "percent": 5}, {"at_least": 5, "percent": 9}), "plan.deduction.bands[1]"),
        (_bands({"above": 9, "percent": 5}, {"at_least": 9, "percent": 9}), "plan.deduction.bands[1]"),
        (
            _bands({"at_least": 5, "percent": 9}, {"above": 5, "percent": 5}),
            "plan.deduction.bands[1].percent",
        ),
    ],
)
def test_a_wrong_figure_is_named_by_its_path(figures: dict[str, Any], path: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_policy(document(**figures))
    assert refused.value.path == path
    assert path in str(refused.value)


def test_a_file_that_is_no_toml_is_refused() -> None:
    with pytest.raises(Unreadable, match="TOML"):
        read_toml("code = ")


def test_an_unknown_code_is_not_shipped() -> None:
    with pytest.raises(KeyError):
        shipped("../jinyang-2012")


def test_a_later_first_day_takes_over() -> None:
    later = changed(code="later", valid_from="2026-08-15")
    timeline = PolicyTimeline.of([later, reference()])
    assert timeline.on(date(2026, 8, 14)) == reference()
    assert timeline.on(date(2026, 8, 15)) == later
    with pytest.raises(NoPolicy):
        timeline.on(date(2012, 5, 29))


def test_a_trial_falls_back_to_what_held_before() -> None:
    trial = changed(code="trial", valid_from="2026-08-01", valid_to="2026-08-31")
    timeline = PolicyTimeline.of([reference(), trial])
    assert timeline.on(date(2026, 8, 31)) == trial
    assert timeline.on(date(2026, 9, 1)) == reference()


@given(st.fractions(0, 100), st.fractions(0, 100))
def test_a_higher_rate_never_deducts_less(one: Fraction, other: Fraction) -> None:
    def percent(rate: Fraction) -> int:
        band = reference().plan.deduction.band_of(rate)
        return band.percent if band else 0

    low, high = sorted((one, other))
    assert percent(low) <= percent(high)
