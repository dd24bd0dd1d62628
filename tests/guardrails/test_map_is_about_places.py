"""The map shows places. No layer tells of persons, of one person, or of kinds of persons (plan 2.5.3)."""

import re
from pathlib import Path
from typing import Any

import pytest

import sanshi
from sanshi.accounts.models import Role
from sanshi.register.models import Category
from tests.routes.asking import address
from tests.routes.table import ROWS, TO_READ
from tests.routes.world import OWN, Browser, World, browser, world

__all__ = ["browser", "world"]

SOURCE = Path(sanshi.__file__).parent
# Everything that can be switched on. A further layer is argued here first.
LAYERS = {
    "borders",
    "faults",
    "stairways",
    "beats",
    "groups",
    "compounds",
    "roads",
    "no-steward",
    "no-person",
    "stale",
}
# What a shape or a row may say, and nothing else.
SAID = {
    "map-layers": {
        *("id", "label", "url", "kind", "area", "address", "places", "outside", "stairways", "name", "code"),
    },
    "coverage-posts": {"id", "label", "name"},
    "coverage-freshness": {"id", "label", "dwellings", "stale"},
}
MAP_FILES = [
    *(SOURCE / "territory").glob("static/territory/map*.js"),
    SOURCE / "territory/templates/territory/map.html",
    SOURCE / "territory/layers.py",
    SOURCE / "territory/access/map.py",
    SOURCE / "territory/views/map.py",
    SOURCE / "register/coverage.py",
]


def test_the_page_offers_these_layers_and_no_other(world: World, browser: Browser) -> None:
    where = address(world, "map", ROWS["map"], OWN)
    html = browser.ask(world.who(Role.POPULATION_OFFICE), TO_READ, where).content.decode()
    assert set(re.findall(r'data-layer="([\w-]+)"', html)) == LAYERS
    sources = {part.rpartition("/")[2] for part in re.findall(r'data-source="([^"]+)"', html)}
    assert sources == {"layers.json", "posts.json", "freshness.json"}


@pytest.mark.parametrize("route", SAID)
def test_a_layer_says_these_things_and_no_name_of_a_resident(
    route: str, world: World, browser: Browser
) -> None:
    answer = browser.ask(world.who(Role.POPULATION_OFFICE), TO_READ, address(world, route, ROWS[route], OWN))
    assert set(_said(answer.json())) <= SAID[route]  # type: ignore[attr-defined]
    assert [text for text in world.of_residents if text in answer.content.decode()] == []


def _said(found: Any) -> list[str]:
    """The keys of all rows: of the properties, where there are shapes."""
    if isinstance(found, list):
        return [key for row in found for key in (_said(row) if "geometry" in row else row)]
    if "properties" in found:
        return list(found["properties"])
    return [key for inner in found.values() if isinstance(inner, dict | list) for key in _rows(inner)]


def _rows(inner: Any) -> list[str]:
    return _said(inner["features"]) if isinstance(inner, dict) else _said(inner)


def test_dwellings_are_told_by_stairway(world: World, browser: Browser) -> None:
    """Not by door: of one dwelling it would tell of who lives there."""
    where = address(world, "coverage-freshness", ROWS["coverage-freshness"], OWN)
    rows = browser.ask(world.who(Role.POPULATION_OFFICE), TO_READ, where).json()["stairways"]  # type: ignore[attr-defined]
    doors = {str(door.pk) for place in world.places.values() for door in place.doors}
    assert rows and {row["id"] for row in rows} & doors == set()


KINDS_OF_PERSONS = {
    *Category.values,
    "resident",
    "person_id",
    "residency",
    "nationality",
    "document_number",
    "tenant",
}


@pytest.mark.parametrize("file", MAP_FILES, ids=lambda file: file.name)
def test_what_draws_the_map_knows_no_kind_of_person(file: Path) -> None:
    text = file.read_text(encoding="utf-8").lower()
    assert [word for word in KINDS_OF_PERSONS if word in text] == []
    assert not re.search(r"import .*\b(person|residency|personversion)\b", text)
