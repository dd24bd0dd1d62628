"""`tools/check_machine` speaks before anything is downloaded. Each test is a machine that lacks something."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALWAYS = ("sh", "dirname", "sed", "cat", "env")


class Machine:
    """A PATH with nothing on it but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ALWAYS:
            place = shutil.which(name)
            assert place
            (folder / name).symlink_to(place)

    def has(self, name: str, script: str) -> None:
        file = self.folder / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def checked(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROOT / "tools" / "check_machine"],
            env={"PATH": str(self.folder)},
            capture_output=True,
            text=True,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Has all that is needed."""
    made = Machine(tmp_path)
    made.has("python3", "exit 0")
    made.has("node", "exit 0")
    made.has("npm", "exit 0")
    return made


def test_a_machine_with_everything_passes_in_silence(machine: Machine) -> None:
    done = machine.checked()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("lacking", "named", "command"),
    [
        ("python3", "Python 3.11", "apt-get install python3 python3-venv"),
        ("node", "Node.js 20", "apt-get install nodejs npm"),
        ("npm", "npm", "apt-get install npm"),
    ],
)
def test_a_missing_program_is_named_with_its_command(
    machine: Machine, lacking: str, named: str, command: str
) -> None:
    (machine.folder / lacking).unlink()
    done = machine.checked()
    assert done.returncode == 2
    assert named in done.stderr and command in done.stderr
    assert "Nothing has been downloaded" in done.stderr


def test_an_old_python_is_named_with_its_version(machine: Machine) -> None:
    machine.has("python3", 'case "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac')
    done = machine.checked()
    assert done.returncode == 2
    assert "found: Python 3.9.2" in done.stderr
    assert "python3.11 python3.11-venv" in done.stderr


def test_a_newer_python_under_its_own_name_is_taken(machine: Machine) -> None:
    machine.has("python3", "exit 1")
    machine.has("python3.12", "exit 0")
    assert machine.checked().returncode == 0


def test_a_missing_venv_module_is_named(machine: Machine) -> None:
    machine.has("python3", 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')
    done = machine.checked()
    assert done.returncode == 2
    assert "apt-get install python3-venv" in done.stderr


def test_an_old_node_where_apt_has_no_newer_one_comes_from_npm(machine: Machine) -> None:
    machine.has("node", 'case "$1" in --version) echo v18.19.0;; *) exit 1;; esac')
    machine.has("apt-cache", 'echo "nodejs:"; echo "  Candidate: 18.19.0+dfsg-6~deb12u2"')
    done = machine.checked()
    assert done.returncode == 2
    assert "found: v18.19.0" in done.stderr
    assert "npm install --global node@22" in done.stderr


def test_two_missing_things_are_told_at_once(machine: Machine) -> None:
    (machine.folder / "node").unlink()
    (machine.folder / "python3").unlink()
    assert machine.checked().stderr.count("Missing:") == 2
