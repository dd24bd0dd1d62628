"""What is said about a wrong number: which sign, how many, which part; and what would be right."""

from datetime import date

import pytest
from django.utils import translation

from sanshi.identity.documents import DocumentType, Doubt, Problem, Sex
from sanshi.identity.fictive import fictive_resident_number
from sanshi.identity.numbers import (
    DocumentCheck,
    check_credit_code,
    check_document,
    contradictions,
    resident_check_digit,
)
from sanshi.identity.wording import said

RIGHT = fictive_resident_number("012345", date(1990, 2, 3), 17)
OTHER_END = "1" if RIGHT[17] != "1" else "2"
CARD, BOOK, PASSPORT = DocumentType.RESIDENT_CARD, DocumentType.HOUSEHOLD_BOOK, DocumentType.PASSPORT
TAIWAN, HOME_RETURN = DocumentType.TAIWAN_PERMIT, DocumentType.HOME_RETURN_PERMIT
FOREIGN, PERMIT = DocumentType.FOREIGN_RESIDENT_CARD, DocumentType.RESIDENCE_PERMIT

CHECK_DIGIT = (
    "the check digit does not fit: one digit or a swap is wrong; compare each digit with the document",
    "校验码不符：有一位数字错误或相邻两位颠倒，请逐位与证件核对",
)
WRONG = [
    (CARD, "", "nothing was entered", "尚未填写"),
    (
        CARD,
        RIGHT[:17],
        "18 characters belong here; there are 17: 1 is missing.",
        "应为 18 位，现有 17 位，缺 1 位。",
    ),
    (
        CARD,
        RIGHT + "11",
        "18 characters belong here; there are 20: 2 are too many.",
        "应为 18 位，现有 20 位，多 2 位。",
    ),
    (
        CARD,
        "O" + RIGHT[1:],
        "Place 1 has “O”; a digit belongs there. Is it a 0?",
        "第 1 位是“O”，应为数字。是否为 0？",
    ),
    (
        CARD,
        RIGHT[:17] + "A",
        "Place 18 has “A”; a digit or X belongs there.",
        "第 18 位是“A”，应为数字或 X。",
    ),
    (
        CARD,
        RIGHT[:10] + "13" + RIGHT[12:],
        "Digits 11 and 12 are the month of birth; there is no such month.",
        "第 11、12 位是出生月份，没有这个月份。",
    ),
    (
        CARD,
        RIGHT[:10] + "0230" + RIGHT[14:],
        "Digits 13 and 14 are the day of birth; that month has no such day.",
        "第 13、14 位是出生日，该月没有这一天。",
    ),
    (
        CARD,
        RIGHT[:6] + "17991231" + RIGHT[14:],
        "Digits 7 to 10 are the year of birth; nobody was born in it.",
        "第 7 至 10 位是出生年份，不可能是这一年。",
    ),
    (
        CARD,
        "012345901301001",
        "Digits 9 and 10 are the month of birth; there is no such month.",
        "第 9、10 位是出生月份，没有这个月份。",
    ),
    (CARD, RIGHT[:17] + OTHER_END, *CHECK_DIGIT),
    (BOOK, RIGHT[:17] + OTHER_END, *CHECK_DIGIT),
    (PERMIT, RIGHT[:17] + OTHER_END, *CHECK_DIGIT),
    (FOREIGN, RIGHT[:17] + OTHER_END, *CHECK_DIGIT),
    (
        BOOK,
        "12",
        "4 to 20 characters belong here; there are 2: 2 are missing.",
        "应为 4 至 20 位，现有 2 位，缺 2 位。",
    ),
    (
        PASSPORT,
        "E12-45",
        "Place 4 has “-”; a letter or a digit belongs there.",
        "第 4 位是“-”，应为字母或数字。",
    ),
    (
        TAIWAN,
        "0000000O",
        "Place 8 has “O”; a digit belongs there. Is it a 0?",
        "第 8 位是“O”，应为数字。是否为 0？",
    ),
    (HOME_RETURN, "A00000000", "Place 1 has “A”; H or M belongs there.", "第 1 位是“A”，应为 H 或 M。"),
    (
        HOME_RETURN,
        "H000000001",
        "9 to 11 characters belong here; there are 10: no number of this kind has so many.",
        "应为 9 至 11 位，现有 10 位，此类证件没有这样长度的号码。",
    ),
    (
        FOREIGN,
        "XX0000000000000",
        "Place 3 has “0”; a letter from A to Z belongs there.",
        "第 3 位是“0”，应为字母（A 至 Z）。",
    ),
    (
        FOREIGN,
        "XXA00000000000",
        "15 characters belong here; there are 14: 1 is missing.",
        "应为 15 位，现有 14 位，缺 1 位。",
    ),
]


@pytest.mark.parametrize(("kind", "text", "english", "chinese"), WRONG)
def test_each_message_in_both_languages(kind, text, english, chinese):
    found = check_document(kind, text, demo=True)
    with translation.override("en"):
        assert found.message == english
    with translation.override("zh-hans"):
        assert found.message == chinese


def test_a_kind_of_another_beginning_says_how_it_begins():
    first_17 = "16999918900307451"
    number = first_17 + resident_check_digit(first_17)
    with translation.override("en"):
        assert check_document(PERMIT, number).message.startswith("It begins with 810000 (Hong Kong)")
        assert check_document(FOREIGN, number).message.startswith("The new card begins with 9")


def test_a_birth_to_come():
    number = fictive_resident_number("012345", date(2026, 10, 13), 1)
    with translation.override("en"):
        assert (
            check_document(CARD, number, on=date(2026, 10, 12)).message
            == "the birth date in it is still to come"
        )


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("9200", "18 characters belong here; there are 4: 14 are missing."),
        (
            "9200000000000000I0",
            "Place 17 has “I”; a digit, or a letter other than I, O, S, V and Z belongs there. Is it a 1?",
        ),
    ],
)
def test_credit_codes(text, english):
    with translation.override("en"):
        assert check_credit_code(text).message == english


def test_what_is_right_has_no_message():
    assert check_document(CARD, RIGHT, demo=True).message == ""


def test_no_message_holds_the_number_or_the_birth_date():
    for kind, text, english, _chinese in WRONG:
        about = check_document(kind, text, demo=True).about
        assert all(isinstance(value, int) or len(value) < 18 for value in about.values())
        assert len(text) < 5 or text not in english


def test_a_problem_without_details_is_said_plainly():
    assert said(Problem.LENGTH, {}) == str(Problem.LENGTH.label)


@pytest.mark.parametrize(
    ("sex", "birth", "doubts"),
    [
        (Sex.MALE, date(1990, 2, 3), ()),
        (Sex.FEMALE, date(1990, 2, 3), (Doubt.SEX_DIFFERS,)),
        (Sex.UNKNOWN, None, ()),
        ("", date(1990, 3, 2), (Doubt.BIRTH_DIFFERS,)),
        (Sex.FEMALE, date(1990, 3, 2), (Doubt.SEX_DIFFERS, Doubt.BIRTH_DIFFERS)),
    ],
)
def test_what_was_stated_beside_the_number_is_compared(sex, birth, doubts):
    found = check_document(CARD, RIGHT, demo=True)
    assert contradictions(found, sex, birth) == doubts
    assert contradictions(DocumentCheck("E00000000"), sex, birth) == ()
