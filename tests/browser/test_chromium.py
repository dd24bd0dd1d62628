"""What every browser test leans on: a browser that runs, shows Chinese, and says when a page is broken."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import OpenPage, Pages

WIDTH = """text => {
    const canvas = document.createElement('canvas').getContext('2d');
    canvas.font = '40px sans-serif';
    return canvas.measureText(text).width;
}"""


def test_chinese_characters_are_drawn_by_the_font_of_the_package(browser: Browser) -> None:
    page = browser.new_page()
    picture = "x => { document.body.innerHTML = `<p style='font-size:60px'>${x}</p>` }"
    shots = []
    for character in "实户":
        page.evaluate(picture, character)
        shots.append(page.screenshot())
    # Without a font both would be the same empty box.
    assert shots[0] != shots[1]
    assert page.evaluate(WIDTH, "三实") == 80
    page.close()


def test_a_phone_is_narrow_and_has_touch(phone: OpenPage) -> None:
    page = phone()
    page.goto("/sign-in")  # an empty page has no viewport of its own
    assert page.evaluate("[innerWidth, innerHeight, navigator.maxTouchPoints > 0]") == [390, 844, True]


def test_a_desktop_is_wide(desktop: OpenPage) -> None:
    assert desktop().evaluate("[innerWidth, innerHeight]") == [1440, 900]


def test_a_script_that_fails_is_noticed(pages: Pages, desktop: OpenPage) -> None:
    page = desktop()
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('broken') })")
    assert ["broken" in error for error in pages.errors] == [True]
    pages.errors.clear()


@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_the_sign_in_page_is_styled_in_each_language(desktop: OpenPage, language: str, tag: str) -> None:
    page = desktop(language=language)
    page.goto("/sign-in")
    assert page.locator("html").get_attribute("lang") == tag
    rules = page.evaluate("[...document.styleSheets].map(sheet => [sheet.href, sheet.cssRules.length])")
    assert rules
    assert [href for href, count in rules if not count] == []
