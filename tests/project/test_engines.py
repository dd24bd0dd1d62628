"""The servers and browsers that tests bring along: what a bare machine falls back on, and what remains."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest

from tools import chromium, postgres

ROOT = Path(__file__).resolve().parents[2]
HOLD_A_SERVER = """
import sys
from tools.postgres import server
with server() as address:
    print(address, flush=True)
    sys.stdin.read()
"""


def folder_of(address: str) -> Path:
    return Path(unquote(address.split("@")[1].rsplit("/", 1)[0]))


def test_the_server_of_the_package_runs_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "binaries", lambda: postgres._wheel()[0] / "bin")
    with postgres.server() as address:
        with psycopg.connect(address) as connection:
            row = connection.execute("SHOW server_encoding").fetchone()
        assert row == ("UTF8",)
        assert folder_of(address).is_dir()
    assert not folder_of(address).exists()


def test_a_machine_without_any_server_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "NEEDED", ("no-such-program",))
    with pytest.raises(postgres.NoServer, match="apt-get install postgresql"):
        postgres.binaries()


def test_a_server_dies_with_the_tests_that_started_it() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_A_SERVER],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    folder = folder_of(holder.stdout.readline().strip())
    server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    holder.kill()
    holder.communicate()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{server}/cmdline").is_file() and time.monotonic() < deadline:
        time.sleep(0.05)
    alive = Path(f"/proc/{server}/cmdline").is_file()
    if alive:
        os.kill(server, signal.SIGQUIT)
    subprocess.run(["rm", "-rf", folder], check=True)
    assert not alive


@pytest.mark.browser
def test_the_browser_of_the_package_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "ON_MACHINES", ())
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert chromium.find().executable.is_relative_to(chromium.UNPACKED)


@pytest.mark.browser
def test_a_machine_without_any_browser_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(chromium, "ON_MACHINES", ())
    monkeypatch.setattr(chromium, "PACKAGE", tmp_path)
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(chromium.NoBrowser, match="make test"):
        chromium.find()


@pytest.mark.browser
def test_a_named_browser_that_does_not_run_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(chromium.NoBrowser, match="/no/such/browser"):
        chromium.find()
