"""A missing or wrong key file is told at the start, and nothing is served."""

import json
import shutil
from pathlib import Path
from secrets import token_hex

import pytest

from sanshi.vault.keys import key_file
from tests.durability.processes import sanshi

pytestmark = pytest.mark.django_db(transaction=True)
COMMANDS = ("serve", "migrate")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Of the same database, with a copy of its key file."""
    shutil.copy(key_file(), tmp_path / "keys.json")
    return tmp_path


def refused(command: str, home: Path) -> str:
    done = sanshi(command, SANSHI_HOME=str(home))
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""
    return done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_file_is_told_and_no_new_one_is_made(home: Path, command: str) -> None:
    file = home / "keys.json"
    key = json.loads(file.read_text())["sealing"]
    file.unlink()
    told = refused(command, home)
    assert key in told and str(file) in told
    assert not file.exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_key_is_told_and_not_overwritten(home: Path, command: str) -> None:
    file = home / "keys.json"
    held = json.loads(file.read_text())
    held["keys"] = {name: token_hex(32) for name in held["keys"]}
    file.write_text(json.dumps(held))
    told = refused(command, home)
    assert held["sealing"] in told and str(file) in told
    assert not any(secret in told for secret in held["keys"].values())
    assert json.loads(file.read_text()) == held


def test_a_damaged_file_is_told_without_its_content(home: Path) -> None:
    file = home / "keys.json"
    secret = token_hex(32)
    file.write_text(f'{{"version": 1, "keys": "{secret}')
    told = refused("serve", home)
    assert str(file) in told and secret not in told


def test_the_right_file_passes(home: Path) -> None:
    done = sanshi("migrate", SANSHI_HOME=str(home))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_house_that_was_never_made_is_told(tmp_path: Path) -> None:
    done = sanshi("serve", SANSHI_HOME=str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path}/sanshi.sqlite3")
    assert done.returncode == 2 and "sanshi migrate" in done.stderr and "Traceback" not in done.stderr
