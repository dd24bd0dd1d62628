from dataclasses import replace
from uuid import uuid4

import pytest

from sanshi.problems import NOT_A_CHOICE, PERSONAL_NUMBER_IN_TEXT, REQUIRED, Kind, Refused
from sanshi.rulebook.policy import read_policy, shipped
from sanshi.visits.models import FoundCategory, Matter, Outcome, Team
from sanshi.visits.rules import (
    Closing,
    check_closing,
    may_collect,
    team_for_category,
    team_for_matter,
    teams_of,
)

PLAN = shipped("jinyang-2012")

TEAMS = {
    "coordinator": {Team.COORDINATOR, Team.UNITS_TEAM},
    "cadre": {Team.CADRE},
    "secretary": {Team.CADRE},
    "security-director": {Team.CADRE, Team.UNITS_TEAM},
    "security-team": {Team.UNITS_TEAM},
    "officer": {Team.OFFICER},
    "clerk": set(),
    "steward": set(),
    "property-staff": set(),
    "population-office": set(),
}


@pytest.mark.parametrize("role", TEAMS)
def test_each_role_records_the_visits_of_its_teams(role: str) -> None:
    assert teams_of([role], PLAN) == TEAMS[role]


def test_two_posts_record_what_either_does() -> None:
    assert teams_of(["cadre", "security-team"], PLAN) == {Team.CADRE, Team.UNITS_TEAM}


@pytest.mark.parametrize(
    ("matter", "team"),
    [
        (Matter.MOVED_IN, Team.COORDINATOR),
        (Matter.MOVED_OUT, Team.COORDINATOR),
        (Matter.LET, Team.COORDINATOR),
        (Matter.SUBLET, Team.COORDINATOR),
        (Matter.OVER_OCCUPIED, Team.COORDINATOR),
        (Matter.UNIT_OPENED, Team.UNITS_TEAM),
        (Matter.UNIT_CLOSED, Team.UNITS_TEAM),
        (Matter.OTHER, Team.CADRE),
    ],
)
def test_the_first_visit_follows_the_matter(matter: Matter, team: Team) -> None:
    assert team_for_matter(matter, PLAN) is team


@pytest.mark.parametrize(
    ("category", "team"),
    [
        (FoundCategory.LOCAL, Team.CADRE),
        (FoundCategory.SEPARATED, Team.CADRE),
        (FoundCategory.FROM_ELSEWHERE, Team.COORDINATOR),
        (FoundCategory.OVERSEAS, Team.OFFICER),
        (FoundCategory.DWELLING, Team.COORDINATOR),
        (FoundCategory.UNIT, Team.UNITS_TEAM),
    ],
)
def test_a_follow_up_goes_to_who_collects_the_category(category: FoundCategory, team: Team) -> None:
    assert team_for_category(category, PLAN) is team


def test_a_policy_routes_otherwise() -> None:
    plain = PLAN.plain()
    plain["plan"]["routing"]["visited_by"]["value"]["other"] = "officer"
    assert team_for_matter(Matter.OTHER, read_policy(plain)) is Team.OFFICER


def test_a_coordinator_deregisters_locals_whom_he_does_not_collect() -> None:
    assert not may_collect(["coordinator"], FoundCategory.LOCAL, PLAN)
    assert may_collect(["coordinator"], FoundCategory.LOCAL, PLAN, deregister=True)
    assert not may_collect(["coordinator"], FoundCategory.OVERSEAS, PLAN, deregister=True)


NO_CHANGE = Closing(Outcome.UNFOUNDED)


@pytest.mark.parametrize(
    ("closing", "kind", "field"),
    [
        (Closing(Outcome.CONFIRMED), NOT_A_CHOICE, "outcome"),
        (Closing("gone"), NOT_A_CHOICE, "outcome"),
        (Closing(Outcome.DUPLICATE), REQUIRED, "same_as_form"),
        (replace(NO_CHANGE, same_as_form=uuid4()), NOT_A_CHOICE, "same_as_form"),
        (replace(NO_CHANGE, remark="证件010105199003074510"), PERSONAL_NUMBER_IN_TEXT, "remark"),
    ],
)
def test_a_closing_that_does_not_hold_together_names_its_field(
    closing: Closing, kind: Kind, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        check_closing(closing)
    assert (refused.value.kind, refused.value.field) == (kind, field)


def test_a_closing_with_a_remark_about_the_place_is_taken() -> None:
    check_closing(replace(NO_CHANGE, remark="302室门开着，住的还是原来的人家"))
    check_closing(Closing(Outcome.DUPLICATE, same_as_form=uuid4()))
