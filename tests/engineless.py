"""Which tests reach no database: `tools/check.py` runs those on one engine, the other could not differ.

Told by what a test asks for, not by a list: pytest-django refuses the database to tests without its fixtures.
Such a test can reach one only by a process or a connection of its own. One whose module, or whose fixtures'
modules, have the means for that counts as reaching it, and so does one that imports such a module: of the
tests, or, one step deep, of Sanshi.
"""

import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import pytest

FIXTURES = {"db", "transactional_db", "live_server"}
# Other processes, connections, and what says which engine it is.
MEANS = ("subprocess", "multiprocessing", "psycopg", "sqlite3", "django.utils.connection", "tests.conftest")


def is_engineless(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    if asked & FIXTURES or item.get_closest_marker("django_db"):
        return False
    return not any(has_means(name) for name in _modules_of(item))


def _modules_of(item: pytest.Item) -> Iterator[str]:
    """The names of the test's own module and of those that its fixtures stand in."""
    yield item.module.__name__  # type: ignore[attr-defined]
    for fixtures in item._fixtureinfo.name2fixturedefs.values():  # type: ignore[attr-defined]
        yield from (fixture.func.__module__ for fixture in fixtures if _is_ours(fixture.func.__module__))


def _is_ours(module: str) -> bool:
    return module == "tests" or module.startswith("tests.")


@cache
def has_means(module: str) -> bool:
    return any(name.startswith(MEANS) for name in _reached_from(module))


def _reached_from(module: str) -> set[str]:
    """Itself, what it imports, and on through modules of the tests, into those of Sanshi and no further."""
    seen: set[str] = set()
    todo = {module}
    while todo:
        name = todo.pop()
        seen.add(name)
        if name.startswith("sanshi."):
            seen |= _imported_by(name)
        if _is_ours(name):
            todo |= _imported_by(name) - seen
    return seen


def _imported_by(name: str) -> set[str]:
    things = vars(sys.modules[name]).values() if name in sys.modules else ()
    modules = {thing.__name__ for thing in things if isinstance(thing, ModuleType)}
    return modules | {home for thing in things if isinstance(home := getattr(thing, "__module__", None), str)}
