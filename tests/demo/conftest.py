"""The demo street, built from its seed by `sanshi demo --load-only`.

On PostgreSQL it is built a second time, on SQLite: two builds of one seed, and the engines, are held to each
other. One build is most of what these tests cost, so all of them stand in one file, which one worker gets.
"""

import json
import os
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
    made = [Demo(home, _sqlite(home))]
    if ENGINE == "postgresql":
        made.insert(0, Demo(tmp_path_factory.mktemp("demo"), _new_database()))
    for process in [one.start(BUILD) for one in made]:
        output, _ = process.communicate(timeout=900)
        assert process.returncode == 0, output
    return made


@pytest.fixture(scope="session")
def demo(demos: list[Demo]) -> Demo:
    assert demos[0].value(f"select count(*) from streets_subdistrict where code = '{CODE}'") == 1
    return demos[0]
