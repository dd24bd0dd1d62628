"""What the tests of this folder ask of captured SQL."""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

_ROWS = re.compile(r"^(SELECT|UPDATE|DELETE|INSERT)\b")


def sql_of(path: Callable[[], Any]) -> list[str]:
    """The statements that read or write rows, in order."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        path()
    # One text that was run for each row of a lot stands there once, with how often before it.
    texts = [re.sub(r"^\d+ times: ", "", query["sql"]) for query in captured]
    return [text for text in texts if _ROWS.match(text)]


def conditions(statement: str) -> str:
    """Everything that narrows: from the first ON or WHERE to the end."""
    found = re.search(r"\b(ON|WHERE)\b.*", statement, re.DOTALL)
    return found[0] if found else ""


def assert_names_street(statements: list[str], *, at_least: int = 1) -> None:
    """Each statement narrows by the street, and each join equates the streets of its two tables."""
    assert len(statements) >= at_least, statements
    for statement in statements:
        if statement.startswith("INSERT"):
            assert '"subdistrict_id"' in statement
            continue
        assert re.search(r'"subdistrict_id" (=|IN)', conditions(statement)), statement
        for join in re.findall(r"JOIN .*? ON (\(.*?\)\))", statement, re.DOTALL):
            assert join.count('"subdistrict_id"') == 2, statement
