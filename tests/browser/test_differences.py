"""The table of differences is never wider than its place, however long a value is."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.utils import translation
from playwright.sync_api import Browser

from sanshi.identity.fictive import fictive_credit_code

CODE = fictive_credit_code(7)
ADDRESS = "枣庄路810弄123支弄45号6单元1203室"
ROWS = [
    {"label": "统一社会信用代码", "before": CODE, "given": CODE[::-1], "after": CODE[::-1], "changed": True},
    {"label": "地址", "before": ADDRESS, "given": ADDRESS, "after": ADDRESS, "changed": False},
    {"label": "备注", "before": "", "given": "A" * 80, "after": "A" * 80, "changed": True},
]
SHEETS = ("vendor/tabler.min.css", "shell/sanshi.css", "entry/desk.css")
CUT_OFF = """() => {
    const place = document.querySelector(".table-card");
    const cells = [...place.querySelectorAll("th, td")];
    return place.scrollWidth > place.clientWidth || cells.some((one) => one.scrollWidth > one.clientWidth);
}"""


# At the phone; the right half of the desk at 1440.
@pytest.mark.parametrize(("width", "place"), [(390, "auto"), (1440, "600px")])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_column_is_cut_off(browser: Browser, width: int, place: str, language: str) -> None:
    found = [path for sheet in SHEETS if (path := finders.find(sheet))]
    styles = "".join(f"<style>{Path(path).read_text(encoding='utf-8')}</style>" for path in found)
    with translation.override(language):
        table = Template("{% load sanshi %}{% difference rows %}").render(Context({"rows": ROWS}))
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(
        f"<!doctype html>{styles}<style>.table-card {{ width: {place}; }}</style>"
        f"<section class='table-card desk-differences'>{table}</section>"
    )
    assert page.locator("th[scope=col]").count() == 4
    assert not page.evaluate(CUT_OFF)
    page.close()
