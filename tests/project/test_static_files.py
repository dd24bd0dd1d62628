"""What of node_modules reaches a browser, and under which name."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from sanshi.shell.finders import SERVED, NpmFinder
from sanshi.shell.storage import HashedStorage


def test_every_listed_file_is_found() -> None:
    for name in SERVED:
        found = finders.find(name)
        assert found and Path(found).is_file(), name


@pytest.mark.parametrize(
    "name",
    [
        "htmx.org/package.json",
        "vendor/package.json",
        "vendor/../package.json",
        "vendor/htmx.js",
        "@tabler/core/dist/css/tabler.min.css",
    ],
)
def test_what_is_not_listed_is_not_found(name: str) -> None:
    assert NpmFinder().find(name) == []


def test_a_missing_npm_package_is_told_at_the_start(tmp_path: Path) -> None:
    with override_settings(NODE_MODULES=tmp_path):
        problems = NpmFinder().check()
    assert [problem.id for problem in problems] == ["shell.E001"]
    assert "npm ci" in (problems[0].hint or "")


def test_collected_files_carry_a_digest_and_need_no_source_map(tmp_path: Path) -> None:
    hashed = {"staticfiles": {"BACKEND": "sanshi.shell.storage.HashedStorage"}}
    with override_settings(STORAGES=hashed, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
        storage = HashedStorage()
        for name in SERVED:
            assert (tmp_path / storage.stored_name(name)).is_file()
            assert storage.stored_name(name) != name
        editor = (tmp_path / storage.stored_name("vendor/leaflet-geoman.css")).read_text()
    assert "url(%23polygon-b)" in editor  # part of a drawing within the stylesheet
    collected = {file.name for file in tmp_path.rglob("*") if file.is_file()}
    assert not [name for name in collected if name.endswith(".map")]
