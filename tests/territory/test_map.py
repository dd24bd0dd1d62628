"""The map: what it shows within a reach, what stands at a point, and that its statements are few."""

import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.territory.access.map import committee_at, committees_at
from sanshi.territory.actions.borders import (
    BorderDrawn,
    CompoundDrawn,
    Pin,
    RoadDrawn,
    draw_border,
    import_compounds,
    import_points,
    import_roads,
)
from sanshi.territory.outlines import Outline
from tests.accounts.test_pages import address, browser, text
from tests.make import NOW, STREET, Place, house
from tests.persons import somebody
from tests.territory.ground import at, outline

TODAY = NOW.date()
# Square metres; corners are stored to the centimetre.
IN_BOTH = pytest.approx(2000, abs=4)


def drawn(place: Place, found: Outline) -> UUID:
    return draw_border(house(), uuid4(), BorderDrawn(place.committee, found), None)


@pytest.fixture
def neighbours(here: Place, elsewhere: Place) -> tuple[Place, Place]:
    """Ten metres of both, along two hundred; two stairways, one of them beyond its border."""
    drawn(here, outline(0, 0, 200))
    drawn(elsewhere, outline(190, 0, 200))
    spots = {here.buildings[0]: at(50, 50), here.buildings[1]: at(300, 50)}
    pins = tuple(Pin(building, *spot) for building, spot in spots.items())
    import_points(house(), uuid4(), pins)
    return here, elsewhere


def layers(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(address("map-layers")).json()
    return {name: [row["properties"] for row in layer["features"]] for name, layer in found.items()}


def test_a_point_has_the_committee_whose_border_holds_it(neighbours: tuple[Place, Place]) -> None:
    here, elsewhere = neighbours
    found = committee_at(STREET, *at(50, 50), TODAY)
    assert found is not None and found.id == here.committee
    assert committee_at(STREET, *at(50, -50), TODAY) is None
    assert committee_at(STREET, *at(195, 50), TODAY) is None
    both = committees_at(STREET, *at(195, 50), TODAY)
    assert [one.id for one in both] == [here.committee, elsewhere.committee]


def test_a_point_had_the_committee_of_its_day(here: Place, elsewhere: Place) -> None:
    first = drawn(here, outline(0, 0))
    clock_later = NOW.replace(day=20)
    with clock.frozen(clock_later):
        draw_border(house(), uuid4(), BorderDrawn(here.committee, outline(500, 0)), first)
        drawn(elsewhere, outline(0, 0))
    spot = at(50, 50)
    before, after = committee_at(STREET, *spot, TODAY), committee_at(STREET, *spot, clock_later.date())
    assert before is not None and before.id == here.committee
    assert after is not None and after.id == elsewhere.committee
    assert committee_at(STREET, *spot, TODAY.replace(day=11)) is None


def test_the_office_sees_the_street_with_gaps_overlaps_and_who_stands_beyond(
    neighbours: tuple[Place, Place],
) -> None:
    client = browser(somebody(neighbours[0], Role.POPULATION_OFFICE))
    page = text(client.get(address("map")))
    assert re.search(r"Overlap of 第1居委, 第2居委: (1,99|2,00)\d m²", page)
    assert "Beyond their committee's border 1 金口路1弄2号" in page
    assert "Stairways without a point 4" in page
    assert "第1居委 4.0 ha" in page and "第2居委 4.0 ha" in page
    found = layers(client)
    assert [row["label"] for row in found["borders"]] == ["第1居委", "第2居委"]
    assert [(row["kind"], row["area"]) for row in found["faults"]] == [("overlap", IN_BOTH)]
    assert [(row["label"], row["outside"]) for row in found["stairways"]] == [
        ("金口路1弄1号", False),
        ("金口路1弄2号", True),
    ]
    # The second beat's one stairway stands beyond the border.
    assert [row["label"] for row in found["beats"]] == ["1片"]


def test_a_committee_sees_its_own_ground_only(neighbours: tuple[Place, Place]) -> None:
    here, elsewhere = neighbours
    import_roads(house(), uuid4(), (RoadDrawn("金口路", [[at(0, 0), at(0, 99)]]),))
    estates = (
        CompoundDrawn("南苑", here.committee, outline(0, 0)),
        CompoundDrawn("北苑", elsewhere.committee, outline(300, 0)),
    )
    import_compounds(house(), uuid4(), estates)
    client = browser(somebody(elsewhere, Role.COORDINATOR))
    found = layers(client)
    assert [row["label"] for row in found["borders"]] == ["第2居委"]
    assert [row["label"] for row in found["compounds"]] == ["北苑"]
    assert [row["label"] for row in found["roads"]] == ["金口路"]
    assert found["stairways"] == found["beats"] == []
    # The overlap is its own matter, too, and names the neighbour.
    assert [row["area"] for row in found["faults"]] == [IN_BOTH]
    page = client.get(address("map"))
    assert "第2居委 4.0 ha" in text(page) and "第1居委 4.0 ha" not in text(page)
    assert address("border-edit", elsewhere.committee) not in page.content.decode()


def test_a_click_tells_committee_and_beat(neighbours: tuple[Place, Place]) -> None:
    here, elsewhere = neighbours
    office, coordinator = (
        browser(somebody(here, Role.POPULATION_OFFICE)),
        browser(somebody(elsewhere, Role.COORDINATOR)),
    )

    def clicked(client: Client, x: float, y: float) -> list[str]:
        longitude, latitude = at(x, y)
        asked = {"longitude": longitude, "latitude": latitude}
        found: list[str] = client.get(address("map-at"), asked).json()["words"]
        return found

    assert clicked(office, 50, 90) == ["第1居委", "Nearest stairway: 金口路1弄1号, 40 m", "1片 · 1组"]
    assert clicked(office, 199, 90)[:2] == ["Several borders hold this point:", "第1居委"]
    assert clicked(office, 50, -90) == ["No committee's border holds this point."]
    assert clicked(coordinator, 50, 90) == ["Not within your reach."]
    assert office.get(address("map-at"), {"longitude": 1, "latitude": 1}).json()["words"] == [
        "Outside of Shanghai"
    ]
    assert office.get(address("map-at"), {"longitude": "x"}).status_code == 400


def test_where_nobody_is_and_how_fresh_dwellings_are(here: Place, elsewhere: Place) -> None:
    somebody(here, Role.STEWARD)
    somebody(here, Role.CADRE)
    office, cadre = browser(somebody(here, Role.POPULATION_OFFICE)), browser(somebody(elsewhere, Role.CADRE))
    posts = office.get(address("coverage-posts")).json()
    assert [row["label"] for row in posts["groups"]] == [
        "第1居委 · 2片 · 2组",
        "第2居委 · 1片 · 1组",
        "第2居委 · 2片 · 2组",
    ]
    assert [row["label"] for row in posts["beats"]] == ["第1居委 · 2片", "第2居委 · 2片"]
    own = cadre.get(address("coverage-posts")).json()
    assert [row["label"] for row in own["beats"]] == ["第2居委 · 2片"]
    assert office.get(address("coverage-freshness")).json() == {"stairways": []}


def test_statements_do_not_grow_with_the_street(neighbours: tuple[Place, Place]) -> None:
    here, elsewhere = neighbours
    client = browser(somebody(here, Role.POPULATION_OFFICE))
    pins = [Pin(building, *at(220 + 9 * number, 40)) for number, building in enumerate(elsewhere.buildings)]

    def statements(route: str) -> int:
        client.get(address(route))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address(route)).status_code == 200
        return len(asked)

    before = {route: statements(route) for route in ("map", "map-layers")}
    import_points(house(), uuid4(), tuple(pins))
    import_roads(house(), uuid4(), tuple(RoadDrawn(f"{n}路", [[at(0, n), at(99, n)]]) for n in range(9)))
    assert {route: statements(route) for route in before} == before
    assert before["map-layers"] <= before["map"] <= 30


def test_what_is_exported_reads_as_it_is_stored(neighbours: tuple[Place, Place]) -> None:
    answer = browser(somebody(neighbours[0], Role.SECTION)).get(address("map-export", "borders"))
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert (
        answer.headers["Content-Disposition"] == 'attachment; filename="310115012-borders-20261012.geojson"'
    )
    rows = json.loads(answer.content)["features"]
    assert [row["properties"] for row in rows] == [
        {"code": f"{STREET}001", "name": "第1居委", "valid_from": "2026-10-12"},
        {"code": f"{STREET}002", "name": "第2居委", "valid_from": "2026-10-12"},
    ]
    assert rows[0]["geometry"] == {"type": "MultiPolygon", "coordinates": outline(0, 0, 200)}
