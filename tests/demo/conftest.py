"""The demo street, built from its seed by `sanshi demo --load-only`.

On PostgreSQL it is held to a second build of the same seed, on SQLite: the one that the run on SQLite left,
else one made at the same time. A build is most of what these tests cost, so all of them stand in one file,
which one worker gets.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from sanshi.project.demo.street import CODE
from tests.conftest import ENGINE

BUILD = "from sanshi.project.cli import run; raise SystemExit(run(['demo', '--load-only']))"
DUMP = "import django; django.setup(); from sanshi.project.demo.dump import dump; print('\\n'.join(dump()))"
DATABASE = "sanshi_demo"
# A folder that tools/check.py gives to both of its runs.
KEPT = os.environ.get("SANSHI_TEST_KEPT")


@dataclass(frozen=True)
class Demo:
    home: Path
    url: str

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        own = {"SANSHI_HOME": str(self.home), "SANSHI_MODE": "demo", "DATABASE_URL": self.url}
        return kept | own | {"DJANGO_SETTINGS_MODULE": "sanshi.project.settings"}

    def start(self, code: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", code],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def dump(self) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", DUMP], env=self.environment(), capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()

    @contextmanager
    def connection(self) -> Iterator[Any]:
        with closing(_connect(self.url)) as connection:
            yield connection

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.connection() as connection:
            return list(connection.execute(sql).fetchall())

    def value(self, sql: str) -> Any:
        return self.rows(sql)[0][0]

    def accounts(self) -> list[dict[str, str]]:
        return list(json.loads((self.home / "accounts.json").read_text()))


def _connect(url: str) -> Any:
    import sqlite3

    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"))
    return psycopg.connect(url)


def _new_database() -> str:
    """Beside the tests' own, on the same server."""
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"drop database if exists {DATABASE}")
        connection.execute(f"create database {DATABASE}")
    return urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))


def _sqlite(home: Path) -> str:
    return f"sqlite:///{home / 'sanshi.sqlite3'}"


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> list[Demo]:
    """The one to be looked at, and on PostgreSQL its twin."""
    home = tmp_path_factory.mktemp("demo")
    on_files = Demo(home, _sqlite(home))
    if ENGINE == "sqlite":
        _build(on_files)
        _keep(home)
        return [on_files]
    made = Demo(tmp_path_factory.mktemp("demo"), _new_database())
    _build(made, *(() if _brought(home) else (on_files,)))
    return [made, on_files]


def _build(*demos: Demo) -> None:
    for process in [one.start(BUILD) for one in demos]:
        output, _ = process.communicate(timeout=900)
        assert process.returncode == 0, output


def _keep(home: Path) -> None:
    """As it was built, before any test touches it."""
    if KEPT:
        shutil.copytree(home, Path(KEPT) / "demo")


def _brought(home: Path) -> bool:
    """Whether a build was left, and is here now."""
    left = Path(KEPT or home) / "demo"
    if not left.is_dir():
        return False
    shutil.copytree(left, home, dirs_exist_ok=True)
    return True


@pytest.fixture(scope="session")
def demo(demos: list[Demo]) -> Demo:
    assert demos[0].value(f"select count(*) from streets_subdistrict where code = '{CODE}'") == 1
    return demos[0]
