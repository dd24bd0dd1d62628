"""Locks fix every package by content and leave open where it comes from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("bootstrap", "runtime", "development")


def pinned(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_python_lock_has_a_hash_for_each_package_and_names_no_host(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    assert "://" not in text and "index" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    # A package may have another version for another Python.
    once = {block.splitlines()[0] for block in blocks}
    assert len(blocks) == len(once)
    assert {re.split(r"\[|==", name)[0] for name in once} == set(pinned(lock))


def test_development_has_the_very_versions_of_runtime() -> None:
    assert pinned("runtime").items() <= pinned("development").items()


def test_npm_packages_are_exact_and_their_lock_names_no_host() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    assert [version for version in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in lock.items() if "resolved" in entry] == []
    assert [name for name, entry in lock.items() if name and "integrity" not in entry] == []
    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted
