"""The editor of stairways in a real browser: the preview follows the typing, rooms turn by click and key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.journal import anchor
from sanshi.territory.models import Building, Door, Making
from tests import make
from tests.browser.conftest import OpenPage, Pages
from tests.make import NOW, STREET, Place
from tests.persons import PASSWORD, Person, somebody


@pytest.fixture
def here(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
    with clock.frozen(NOW):
        make.street()
        yield make.committee(1)


@pytest.fixture
def office(here: Place) -> Person:
    return somebody(here, Role.POPULATION_OFFICE)


def editor(open_page: OpenPage, office: Person, here: Place) -> Page:
    page = open_page(office.account.username, PASSWORD)
    page.goto(f"/{STREET}/places/{here.committee}/new")
    return page


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        control = page.locator(f"[name={name}]")
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


def tower(page: Page, here: Place, **fields: str) -> None:
    known = {"road": "金口路", "lane": "477", "numbers": "1-2", "beat": str(here.beats[0])}
    layout = {"floors": "1-6", "rooms": "01-04", "skipped_floors": "4", "shops": "1"}
    fill(page, **{**known, **layout, **fields})


def cell(page: Page, number: str, room: str) -> Locator:
    return page.locator(f"input[name=turned][value^='{number}|'][value$='|{room}']")


def total(page: Page) -> Locator:
    return page.locator("[data-total]")


def rooms(number: str) -> set[str]:
    doors = Door.objects.filter(subdistrict=STREET, building__lane="477", building__number=number)
    return set(doors.values_list("room", flat=True))


def test_two_towers_are_made_as_they_were_shown_and_undone(
    desktop: OpenPage, office: Person, here: Place
) -> None:
    page = editor(desktop, office, here)
    tower(page, here)
    expect(total(page)).to_have_text("40")
    cell(page, "1", "302").check(force=True)
    expect(total(page)).to_have_text("39")
    # By keys: up from 302 to the left-out 402, which is turned on; left from there 401, too.
    cell(page, "1", "302").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(total(page)).to_have_text("41")
    # The spare room of the top floor in the second tower.
    cell(page, "2", "605").check(force=True)
    page.locator("button[name=make]").click()
    expect(page.locator("h1")).to_contain_text("金口路477弄1号")
    assert rooms("1") >= {"401", "402", "101"} and not rooms("1") & {"302", "403"}
    assert "605" in rooms("2") and len(rooms("2")) == 21
    page.locator("form .btn-danger").click()
    expect(page).to_have_url(f"{page.url.split(STREET)[0]}{STREET}/places/{here.committee}")
    assert not Building.objects.filter(subdistrict=STREET, lane="477").exists()


def test_single_rooms_stay_turned_while_the_pattern_changes(
    desktop: OpenPage, office: Person, here: Place
) -> None:
    page = editor(desktop, office, here)
    tower(page, here, numbers="1")
    expect(total(page)).to_have_text("20")
    cell(page, "1", "302").check(force=True)
    fill(page, floors="1-7")
    expect(total(page)).to_have_text("23")
    expect(cell(page, "1", "302")).to_be_checked()


def test_a_whole_floor_is_turned_by_its_head(desktop: OpenPage, office: Person, here: Place) -> None:
    page = editor(desktop, office, here)
    tower(page, here, numbers="1")
    expect(total(page)).to_have_text("20")
    fourth = page.locator("tr.skipped .grid-head")
    fourth.click()
    expect(total(page)).to_have_text("25")
    fourth.click()
    expect(total(page)).to_have_text("20")


def test_what_stands_is_named_and_left_out_by_a_click(desktop: OpenPage, office: Person, here: Place) -> None:
    page = editor(desktop, office, here)
    tower(page, here, lane="1", numbers="1-4")
    expect(page.locator("#preview .alert-danger")).to_contain_text("金口路1弄1号")
    expect(page.locator("button[name=make]")).to_be_disabled()
    page.locator("button[name=right_numbers]").click()
    expect(page.locator("[name=numbers]")).to_have_value("3-4")
    expect(page.locator("button[name=make]")).to_be_enabled()


def test_without_scripts_the_server_shows_the_preview(pages: Pages, office: Person, here: Place) -> None:
    open_page = pages.opener({"viewport": {"width": 1440, "height": 900}, "java_script_enabled": False})
    page = editor(open_page, office, here)
    tower(page, here, numbers="1")
    expect(page.locator("#preview table")).to_have_count(0)
    page.locator("button[name=preview]").click()
    expect(total(page)).to_have_text("20")
    cell(page, "1", "302").check(force=True)
    page.locator("button[name=make]").click()
    expect(page.locator("h1")).to_contain_text("金口路477弄1号")
    assert len(rooms("1")) == 19 and "302" not in rooms("1")


def test_on_a_phone_the_grid_scrolls_in_its_card(phone: OpenPage, office: Person, here: Place) -> None:
    page = editor(phone, office, here)
    tower(page, here, numbers="1", rooms="01-12")
    expect(total(page)).to_have_text("60")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not Making.objects.filter(subdistrict=STREET, doors=60).exists()
