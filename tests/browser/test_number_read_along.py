"""The phone reads a number along and says what the server says, in the same words."""

import base64
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Browser

from sanshi.identity import wording
from sanshi.identity.fictive import fictive_credit_code, fictive_resident_number
from sanshi.identity.numbers import check_credit_code, check_document
from tests.identity.test_wording import WRONG
from tests.test_architecture import SOURCE

SCRIPT = SOURCE / "collection" / "static" / "collection" / "number.js"
TELL = """async ([script, asked, words, today]) => {
    const { told } = await import(`data:text/javascript;base64,${script}`);
    return asked.map(([kind, text]) => told(kind, text, words, today));
}"""
TODAY = date(2026, 10, 12)
RIGHT = fictive_resident_number("012345", date(1990, 2, 3), 17)


def read_along(browser: Browser, asked: list[tuple[str, str]], language: str = "en") -> list[Any]:
    with translation.override(language):
        words = wording.for_pages()
    page = browser.new_page()
    script = base64.b64encode(SCRIPT.read_bytes()).decode()
    found: list[Any] = page.evaluate(TELL, [script, asked, words, TODAY.isoformat()])
    page.close()
    return found


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_wrong_number_is_told_in_the_servers_words(browser: Browser, language: str) -> None:
    wrong = [(kind.value, text) for kind, text, *_ in WRONG if text]
    with translation.override(language):
        said = [check_document(kind, text, demo=True, on=TODAY).message for kind, text in wrong]
    for (kind, text), server, phone in zip(wrong, said, read_along(browser, wrong, language), strict=True):
        assert phone["state"] != "right", (kind, text)
        # Of a number that is not whole yet it counts; fifteen digits may be on the way to eighteen.
        if phone["state"] == "wrong" and "there are" not in server and "现有" not in server:
            assert phone["said"] == server, (kind, text)


def test_one_slip_in_a_number_is_seen_at_each_place(browser: Browser) -> None:
    slips = [RIGHT[:n] + str((int(RIGHT[n]) + 1) % 10) + RIGHT[n + 1 :] for n in range(17)]
    swaps = [RIGHT[:n] + RIGHT[n + 1] + RIGHT[n] + RIGHT[n + 2 :] for n in range(17)]
    asked = [("111", text) for text in (*slips, *swaps) if text != RIGHT]
    assert {one["state"] for one in read_along(browser, asked)} == {"wrong"}


def test_what_is_right_is_told_so_and_carries_sex_and_birth(browser: Browser) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in RIGHT.lower())
    code = fictive_credit_code(7)
    asked = [("111", RIGHT), ("111", wide), ("L01", RIGHT), ("553", RIGHT), ("113", RIGHT)]
    assert [one["carried"] for one in read_along(browser, asked)] == [RIGHT] * 5
    others = [("511", "00000000"), ("516", "h00000000"), ("414", "e1234567"), ("553", "XXA000000000000")]
    shaped = read_along(browser, [*others, ("code", code)])
    assert {one["state"] for one in shaped} == {"right"}
    assert all(check_document(kind, text).ok for kind, text in others) and check_credit_code(code).ok


def test_the_month_is_told_before_the_number_is_whole(browser: Browser) -> None:
    [month, later, letter] = read_along(
        browser, [("111", "0123451990" + "13"), ("111", "012345" + "20991231"), ("111", "O")]
    )
    assert month["said"].startswith("Digits 11 and 12 are the month of birth")
    assert later["said"] == "the birth date in it is still to come"
    assert letter["said"] == "Place 1 has “O”; a digit belongs there. Is it a 0?"
