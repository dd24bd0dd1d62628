"""The figures of the plan stand in the policy, none in a rule."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

RULES = (
    "sanshi.rulebook.money",
    "sanshi.rulebook.timeline",
    "sanshi.rulebook.workdays",
    "sanshi.settlement.access",
    "sanshi.settlement.correction",
    "sanshi.settlement.counting",
    "sanshi.settlement.drafting",
    "sanshi.settlement.earlier",
    "sanshi.settlement.explanation",
    "sanshi.settlement.lines",
    "sanshi.settlement.rules",
)
FIGURES = {2, 3, 5, 10, 11, 20, 30, 31, 40, 50, 80, 100, 200, 1000, 5000, 10000}
# Saturday and Sunday, and the month of the next notice: the calendar's, not the plan's.
CALENDAR = {"sanshi.rulebook.workdays": {5, 11}}


@pytest.mark.parametrize("name", RULES)
def test_no_figure_of_the_plan_stands_in_a_rule(name: str) -> None:
    tree = ast.parse(Path(str(import_module(name).__file__)).read_text(encoding="utf-8"))
    numbers = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is int
    }
    assert not numbers & FIGURES - CALENDAR.get(name, set())
