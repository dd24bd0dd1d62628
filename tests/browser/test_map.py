"""The map in a browser, without any server of tiles: a border's corner is moved, and the overlap told."""

import json
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from sanshi.accounts.models import Role
from sanshi.territory.actions.borders import (
    BorderDrawn,
    Pin,
    RoadDrawn,
    draw_border,
    import_points,
    import_roads,
)
from sanshi.territory.models import Border
from tests import make
from tests.browser.conftest import OpenPage, Pages
from tests.make import STREET, Place, house
from tests.persons import PASSWORD, somebody
from tests.standing import now, own_anchor
from tests.territory.ground import at, outline

__all__ = ["now", "own_anchor"]


@pytest.fixture
def neighbours(transactional_db: None, now: None) -> tuple[Place, Place]:
    """Two committees side by side, two hundred metres each; two stairways of the first have a point."""
    make.street()
    here, elsewhere = make.committee(1), make.committee(2)
    for place, x in ((here, 0), (elsewhere, 200)):
        draw_border(house(), uuid4(), BorderDrawn(place.committee, outline(x, 0, 200)), None)
    pins = tuple(Pin(building, *at(40 + 50 * n, 60)) for n, building in enumerate(here.buildings[:2]))
    import_points(house(), uuid4(), pins)
    import_roads(house(), uuid4(), (RoadDrawn("金口路", [[at(0, -5), at(400, -5)]]),))
    return here, elsewhere


@pytest.fixture
def asked(pages: Pages) -> Iterator[list[str]]:
    """Every address that a page asked for; none lies elsewhere."""
    found: list[str] = []
    yield found
    assert [address for address in found if not address.startswith((pages.base_url, "data:", "blob:"))] == []


def opened(page: Page, path: str, asked: list[str]) -> Page:
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path)
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
    return page


def dragged(page: Page, corner: int, x: int, y: int) -> None:
    """A corner of the border, by so many pixels."""
    handle = page.locator(".marker-icon:not(.marker-icon-middle)").nth(corner)
    box = handle.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + x / 2, middle[1] + y / 2, steps=5)
    page.mouse.move(middle[0] + x, middle[1] + y, steps=5)
    page.mouse.up()


def corners(place: Place) -> set[tuple[float, ...]]:
    border = Border.objects.get(subdistrict=STREET, committee=place.committee, valid_to__isnull=True)
    return {tuple(spot) for spot in border.outline[0][0]}


def test_a_corner_is_moved_and_the_overlap_told(
    neighbours: tuple[Place, Place], desktop: OpenPage, asked: list[str]
) -> None:
    here, _elsewhere = neighbours
    office = somebody(here, Role.POPULATION_OFFICE)
    page = opened(desktop(office.account.username, PASSWORD), f"/{STREET}/map", asked)
    expect(page.get_by_text("没有超过 1 平方米的缺口或重叠")).to_be_visible()
    page.get_by_label("画第1居委的边界").click()
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
    expect(page.locator(".marker-icon:not(.marker-icon-middle)")).to_have_count(4)
    before = corners(here)
    east = max(range(4), key=lambda corner: _left(page, corner))
    dragged(page, east, 120, 0)
    page.get_by_role("button", name="保存边界").click()
    expect(page.get_by_text("边界已保存")).to_be_visible()
    assert len(corners(here) - before) == 1
    told = page.locator("[data-zoom=fault-0]")
    expect(told).to_have_text(re.compile(r"重叠（第1居委、第2居委）：[\d,]+ 平方米"))
    told.click()
    expect(page.locator("#map path[stroke='#4b2a7b']").first).to_be_visible()


def _left(page: Page, corner: int) -> float:
    box = page.locator(".marker-icon:not(.marker-icon-middle)").nth(corner).bounding_box()
    assert box is not None
    return box["x"] + box["y"] / 1000


def test_a_corner_catches_on_the_neighbours_line(
    neighbours: tuple[Place, Place], desktop: OpenPage, asked: list[str]
) -> None:
    """Dragged to some pixels beside the neighbour's corner it lies on it: no gap and no overlap."""
    here, elsewhere = neighbours
    now = Border.objects.get(subdistrict=STREET, committee=here.committee)
    draw_border(house(), uuid4(), BorderDrawn(here.committee, outline(0, 0, 195, 200)), now.id)
    office = somebody(here, Role.POPULATION_OFFICE)
    path = f"/{STREET}/map/borders/{here.committee}"
    page = opened(desktop(office.account.username, PASSWORD), path, asked)
    east = sorted(range(4), key=lambda corner: _left(page, corner))[-2:]
    for corner in east:
        dragged(page, corner, 8, 2)
    page.get_by_role("button", name="保存边界").click()
    expect(page.get_by_text("没有超过 1 平方米的缺口或重叠")).to_be_visible()
    assert corners(here) & corners(elsewhere) >= {tuple(at(200, 0)), tuple(at(200, 200))}


def test_a_new_border_is_drawn_point_by_point(
    neighbours: tuple[Place, Place], desktop: OpenPage, asked: list[str]
) -> None:
    here, _elsewhere = neighbours
    third = make.committee(3)
    office = somebody(here, Role.POPULATION_OFFICE)
    path = f"/{STREET}/map/borders/{third.committee}"
    page = opened(desktop(office.account.username, PASSWORD), path, asked)
    page.locator(".leaflet-pm-icon-polygon").click()
    frame = page.locator("#map").bounding_box()
    assert frame is not None
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + 60
    for across, down in ((0, 0), (120, 0), (120, 60), (0, 60), (0, 0)):
        page.mouse.click(x + across, y + down)
        page.wait_for_timeout(120)
    expect(page.locator("textarea[name=outline]")).to_have_value(re.compile("MultiPolygon"))
    page.get_by_role("button", name="保存边界").click()
    expect(page.get_by_text("边界已保存")).to_be_visible()
    assert len(corners(third)) == 4


def test_layers_clicks_and_the_list_work_on_the_phone(
    neighbours: tuple[Place, Place], phone: OpenPage, asked: list[str]
) -> None:
    here, _elsewhere = neighbours
    office = somebody(here, Role.POPULATION_OFFICE)
    page = opened(phone(office.account.username, PASSWORD), f"/{STREET}/map", asked)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name=re.compile("第1居委.*公顷")).click()
    page.locator("#map").tap(position={"x": 195, "y": 200})
    expect(page.locator("#map-at")).to_contain_text("第1居委")
    page.locator("[data-layer=no-steward]").check()
    expect(page.locator("#covered")).to_contain_text("第1居委 · 1片 · 1组")
    stairways = page.locator("#map path[fill='#26394d']")
    expect(stairways).to_have_count(2)
    page.locator("[data-layer=stairways]").uncheck()
    expect(stairways).to_have_count(0)


def test_a_point_is_chosen_by_a_click(
    neighbours: tuple[Place, Place], desktop: OpenPage, asked: list[str]
) -> None:
    here, _elsewhere = neighbours
    office = somebody(here, Role.POPULATION_OFFICE)
    path = f"/{STREET}/buildings/{here.buildings[1]}/point"
    page = opened(desktop(office.account.username, PASSWORD), path, asked)
    page.locator("#map").click(position={"x": 300, "y": 200})
    expect(page.locator("input[name=longitude]")).to_have_value(re.compile(r"^121\.57\d{5}$"))
    page.get_by_role("button", name="保存位置").click()
    expect(page.get_by_text("门牌号位置已保存")).to_be_visible()


def test_a_text_that_is_typed_shows_and_what_is_wrong_is_told(
    neighbours: tuple[Place, Place], desktop: OpenPage, asked: list[str]
) -> None:
    """By keyboard alone; a crossing line is refused by the server and stays to be mended."""
    here, _elsewhere = neighbours
    office = somebody(here, Role.POPULATION_OFFICE)
    path = f"/{STREET}/map/borders/{here.committee}"
    page = opened(desktop(office.account.username, PASSWORD), path, asked)
    page.locator(".map-text summary").press("Enter")
    ring = [at(0, 0), at(100, 100), at(100, 0), at(0, 100), at(0, 0)]
    text = json.dumps({"type": "Polygon", "coordinates": [ring]})
    page.locator("textarea[name=outline]").fill(text)
    page.locator("textarea[name=outline]").press("Tab")
    page.get_by_role("button", name="保存边界").press("Enter")
    expect(page.locator(".field-error")).to_contain_text("自相交")
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
