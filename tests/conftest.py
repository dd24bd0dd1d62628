"""A house of its own for each run: mode test, a temporary home, the engine of SANSHI_TEST_ENGINE."""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import django
import pytest
from django.conf import settings

from tests.engineless import is_engineless

ENGINES = ("sqlite", "postgresql")
ENGINE = os.environ.get("SANSHI_TEST_ENGINE", "sqlite")
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
TESTS = Path(__file__).resolve().parent
HOME = Path(tempfile.mkdtemp(prefix="sanshi-test-"))

_kept = ExitStack()
atexit.register(_kept.close)  # for a run that ends before it was configured
_kept.callback(shutil.rmtree, HOME, ignore_errors=True)


def _prepare() -> None:
    """Before Django reads its settings, and that is at once: conftest files below import models.

    It is why pyproject.toml names no settings module: pytest-django would load it before this file.
    """
    if settings.configured:
        raise SystemExit("Unset DJANGO_SETTINGS_MODULE: the tests set it, after they chose their home.")
    if ENGINE not in ENGINES:
        raise SystemExit(f"SANSHI_TEST_ENGINE is {ENGINE!r}; it must be one of {', '.join(ENGINES)}")
    (HOME / "static").mkdir()  # WhiteNoise warns of a missing one
    os.environ["SANSHI_HOME"] = str(HOME)
    os.environ["SANSHI_MODE"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "sanshi.project.settings"
    # Playwright keeps an event loop in the tests' thread; Django would take our code there for asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    if not IS_WORKER:
        _choose_database()
    from sanshi.project.messages import compile_messages

    compile_messages()
    django.setup()


def _choose_database() -> None:
    """One PostgreSQL server for all workers, who find its address in the environment."""
    os.environ.pop("DATABASE_URL", None)  # never somebody's real database
    if ENGINE == "sqlite":
        return
    from tools.postgres import NoServer, server

    try:
        os.environ["DATABASE_URL"] = _kept.enter_context(server())
    except NoServer as problem:
        raise SystemExit(str(problem)) from None


_prepare()


def pytest_configure(config: pytest.Config) -> None:
    """Workers inherit this environment; with a settings module in it they would share our home."""
    if config.getoption("numprocesses", None):
        del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    _kept.close()


# The longest in wall time, so that two workers end together: each of these holds one for many seconds.
LONGEST = (
    "demo/test_street.py",
    "browser/test_walk.py",
    "routes/test_permissions.py",
    "test_pages.py",
    "durability/",
    "importing/test_like_the_desk.py",
    "browser/",
    "journal/test_threads.py",
    "identity/test_matching_report.py",
)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Before `-m` chooses."""
    if is_engineless(item):
        item.add_marker("engineless")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After pytest-django put them in its order, which holds within each file."""
    items.sort(key=_when)


def _when(item: pytest.Item) -> int:
    path = item.path.relative_to(TESTS).as_posix()
    return next((rank for rank, name in enumerate(LONGEST) if path.startswith(name)), len(LONGEST))


def pytest_report_header() -> str:
    return f"engine: {ENGINE}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite as in a house: a file, not memory, so that threads each have their own connection."""
    if ENGINE == "sqlite":
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(HOME / "test.sqlite3")
