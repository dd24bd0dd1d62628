"""A policy names codes of apps below the rulebook: they must be the same there."""

from sanshi.accounts.models import Role as PostRole
from sanshi.discovery.models import Capacity as NoticeCapacity
from sanshi.rulebook.words import Capacity, Duty, Matter, Role, Subject
from sanshi.visits.models import NOTICED, FoundCategory, Team


def test_roles_duties_matters_and_categories_are_those_of_the_tables() -> None:
    assert set(Role.values) == set(PostRole.values)
    assert set(Duty.values) == set(Team.values)
    assert set(Matter.values) == set(dict(NOTICED))
    assert set(Subject.values) == set(FoundCategory.values)


def test_a_policy_can_name_each_capacity_of_a_notice() -> None:
    assert set(NoticeCapacity.values) <= set(Capacity.values)
