"""Tests are left out on the second engine only when they cannot reach it."""

from importlib import import_module

import pytest

from tests.engineless import has_means, is_engineless


@pytest.mark.parametrize(
    "name",
    [
        "tests.demo.conftest",  # starts processes
        "tests.durability.test_killed",  # by a module of the tests
        "tests.journal.test_turns",  # what it calls asks which engine it is
        "tests.project.test_engines",
        "tests.settlement.test_console",
    ],
)
def test_means_are_seen(name: str) -> None:
    import_module(name)
    assert has_means(name)


def test_a_pure_rule_has_none() -> None:
    import_module("tests.rulebook.test_money")
    assert not has_means("tests.rulebook.test_money")


def test_what_has_none_is_marked_before_tests_are_chosen(request: pytest.FixtureRequest) -> None:
    assert is_engineless(request.node)
    assert request.node.get_closest_marker("engineless")


def test_who_asks_for_the_database_reaches_it(request: pytest.FixtureRequest, db: None) -> None:
    assert not is_engineless(request.node)
