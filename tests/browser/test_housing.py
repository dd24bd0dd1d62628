"""The tree of places and the stairway grid in a real browser: keys, address, marks, one sheet of paper."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.journal import anchor
from sanshi.register.housing import lane_of
from sanshi.territory import actions as places
from tests import make, persons
from tests.browser.conftest import OpenPage
from tests.make import NOW, STREET, Place
from tests.persons import PASSWORD, Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
    with clock.frozen(NOW):
        make.street()
        yield make.committee(1)


@pytest.fixture
def coordinator(here: Place) -> Person:
    return persons.somebody(here, Role.COORDINATOR)


def a_stairway(here: Place, number: str, floors: int, rooms: int) -> UUID:
    made = places.Stairway(here.beats[0], "金口路", number, lane="1", floors=floors, rooms=rooms)
    return places.make_stairway(make.house(), uuid4(), made)


def signed_in(open_page: OpenPage, person: Person) -> Page:
    page = open_page(person.account.username, PASSWORD, language="en")
    page.goto(f"/{STREET}/dwellings")
    page.locator("input[name=purpose]").first.check()
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/dwellings")
    return page


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent")).strip()


# The tree


def test_arrow_keys_open_the_tree_down_to_the_doors(
    desktop: OpenPage, here: Place, coordinator: Person
) -> None:
    page = signed_in(desktop, coordinator)
    tree = page.get_by_role("tree")
    tree.get_by_role("treeitem", name="第1居委").focus()
    page.keyboard.press("ArrowRight")
    assert "金口路1弄" in focused(page)
    page.keyboard.press("ArrowRight")
    expect(tree.get_by_role("treeitem", name="2号")).to_be_visible()
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("1号")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("2号")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(tree.get_by_role("treeitem", name="101")).to_be_visible()
    page.keyboard.press("ArrowRight")
    assert focused(page) == "101"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("金口路1弄1号101室")


OPENED_AT_ONCE = """() => document.addEventListener("htmx:afterSwap", () => {
  const items = [...document.querySelectorAll("[role=treeitem]")];
  items.find((item) => item.innerText.trim().startsWith("1号")).querySelector("[data-twist]").click();
}, { once: true })"""


def test_a_branch_is_opened_in_the_instant_it_comes(
    desktop: OpenPage, here: Place, coordinator: Person
) -> None:
    page = signed_in(desktop, coordinator)
    page.evaluate(OPENED_AT_ONCE)
    page.get_by_role("treeitem", name="金口路1弄").locator("[data-twist]").click()
    expect(page.get_by_role("treeitem", name="101")).to_be_visible()
    expect(page.get_by_role("treeitem", name="2号")).to_be_visible()


def test_the_address_brings_back_what_was_open(desktop: OpenPage, here: Place, coordinator: Person) -> None:
    page = signed_in(desktop, coordinator)
    lane = page.get_by_role("treeitem", name="金口路1弄")
    lane.locator("[data-twist]").click()
    expect(page.get_by_role("treeitem", name="2号")).to_be_visible()
    expect(page).to_have_url(re.compile("open=l"))
    page.reload()
    expect(page.get_by_role("treeitem", name="2号")).to_be_visible()
    # It goes along to the stairway's page, too.
    page.get_by_role("treeitem", name="1号").first.locator(".branch-name").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("金口路1弄1号")
    expect(page.get_by_role("treeitem", name="2号")).to_be_visible()
    page.get_by_role("treeitem", name="金口路1弄").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("treeitem", name="2号")).to_be_hidden()


def test_a_phone_goes_down_by_lists(phone: OpenPage, here: Place, coordinator: Person) -> None:
    page = signed_in(phone, coordinator)
    expect(page.get_by_role("tree")).to_be_hidden()
    page.get_by_role("link", name="金口路1弄").click()
    page.get_by_role("link", name="1号", exact=True).click()
    page.locator("a.cell", has_text="302").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("金口路1弄1号302室")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


# The grid


def test_arrow_keys_walk_from_door_to_door(desktop: OpenPage, here: Place, coordinator: Person) -> None:
    page = signed_in(desktop, coordinator)
    page.goto(f"/{STREET}/stairways/{here.buildings[0]}")
    page.locator("a.cell", has_text="301").focus()
    for key, room in (
        ("ArrowRight", "302"),
        ("ArrowDown", "202"),
        ("ArrowLeft", "201"),
        ("ArrowLeft", "201"),
        ("End", "102"),
        ("ArrowUp", "202"),
        ("Home", "301"),
    ):
        page.keyboard.press(key)
        assert focused(page).startswith(room), key
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("301室")


def test_open_visits_mark_their_doors(desktop: OpenPage, here: Place, coordinator: Person) -> None:
    steward = persons.somebody(here, Role.STEWARD)
    make.notice(steward.actor, here.doors[0])
    page = signed_in(desktop, coordinator)
    for place in (f"stairways/{here.buildings[0]}", f"lanes/{here.committee}/{the_lane(here)}"):
        page.goto(f"/{STREET}/{place}")
        expect(page.locator("a.cell .mark-due")).to_have_count(1)
        marked = page.locator("a.cell:has(.mark-due)")
        expect(marked).to_have_attribute("data-door", str(here.doors[0].pk))
        expect(marked).to_have_attribute("title", re.compile("1 visit open"))


def the_lane(here: Place) -> str:
    return lane_of(here.doors[0].building)


# Paper


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def printed(page: Page, address: str) -> bytes:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page.pdf(prefer_css_page_size=True, print_background=True)


@pytest.mark.parametrize(("floors", "rooms"), [(6, 4), (33, 8), (1, 1), (3, 24)])
def test_a_stairway_is_printed_on_one_sheet(
    desktop: OpenPage, here: Place, coordinator: Person, floors: int, rooms: int
) -> None:
    stairway = a_stairway(here, "9", floors, rooms)
    page = signed_in(desktop, coordinator)
    sheet = printed(page, f"/{STREET}/stairways/{stairway}/print")
    assert pages_of(sheet) == 1
    assert _is_a4_landscape(sheet)
    page.emulate_media(media="print")
    assert_within(page, "a.cell", ".sheet-grid", floors * rooms)


@pytest.mark.parametrize("stairways", [20, 60])
def test_a_lane_is_printed_on_one_sheet(
    desktop: OpenPage, here: Place, coordinator: Person, stairways: int
) -> None:
    for number in range(11, 11 + stairways):
        a_stairway(here, str(number), 6, 4)
    page = signed_in(desktop, coordinator)
    sheet = printed(page, f"/{STREET}/lanes/{here.committee}/{the_lane(here)}/print")
    assert pages_of(sheet) == 1 and _is_a4_landscape(sheet)
    page.emulate_media(media="print")
    assert_within(page, "a.cell", ".sheet-grid", stairways * 24 + 12)


def _is_a4_landscape(pdf: bytes) -> bool:
    box = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    assert box is not None
    return (round(float(box.group(1))), round(float(box.group(2)))) == (842, 595)


def assert_within(page: Page, cells: str, frame: str, number: int) -> None:
    """No door is cut off, and each can be seen."""
    found = page.evaluate(
        """([cells, frame]) => {
            const edge = document.querySelector(frame).getBoundingClientRect();
            return [...document.querySelectorAll(cells)].map((cell) => {
                const box = cell.getBoundingClientRect();
                const inside = box.top >= edge.top - 1 && box.bottom <= edge.bottom + 1
                    && box.left >= edge.left - 1 && box.right <= edge.right + 1;
                return inside && box.width > 3 && box.height > 3;
            });
        }""",
        [cells, frame],
    )
    assert len(found) == number and all(found)
