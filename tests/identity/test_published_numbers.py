"""The published vectors of the plan's page on identity numbers.

Only this file carries region codes that exist: they are samples of the standard, or births of 18xx.
"""

from datetime import date

import pytest

from sanshi.identity.documents import DocumentType, Doubt, Problem, Sex
from sanshi.identity.numbers import check_credit_code, check_document
from sanshi.identity.remarks import looks_like_personal_number

RESIDENT = [
    ("11010519491231002X", Sex.FEMALE, date(1949, 12, 31)),
    ("440524188001010014", Sex.MALE, date(1880, 1, 1)),
    ("31011518900307019X", Sex.MALE, date(1890, 3, 7)),
    ("310115189003074510", Sex.MALE, date(1890, 3, 7)),
]


@pytest.mark.parametrize(("number", "sex", "birth"), RESIDENT)
def test_resident_numbers(number, sex, birth):
    found = check_document(DocumentType.RESIDENT_CARD, number)
    assert (found.ok, found.warnings, found.normal) == (True, (), number)
    assert (found.sex, found.birth_date) == (sex, birth)


@pytest.mark.parametrize("number", ["830000189001010013", "810000189003074519"])
def test_residence_permits(number):
    found = check_document(DocumentType.RESIDENCE_PERMIT, number)
    assert (found.ok, found.warnings) == (True, ())
    under_another_kind = check_document(DocumentType.RESIDENT_CARD, number)
    assert (under_another_kind.ok, under_another_kind.warnings) == (True, (Doubt.OTHER_KIND,))


def test_foreign_permanent_residents():
    found = check_document(DocumentType.FOREIGN_RESIDENT_CARD, "911124198108030024")
    assert (found.ok, found.warnings, found.sex, found.birth_date) == (True, (), Sex.FEMALE, date(1981, 8, 3))
    assert check_document(DocumentType.FOREIGN_RESIDENT_CARD, "911124198108030028").problems == (
        Problem.CHECK_DIGIT,
    )


def test_a_wrong_check_digit():
    assert check_document(DocumentType.RESIDENT_CARD, "310115189003074511").problems == (Problem.CHECK_DIGIT,)


def test_width_case_and_spaces_do_not_count():
    found = check_document(DocumentType.RESIDENT_CARD, " １１０１０５ 1949 1231 ００２x ")
    assert (found.ok, found.normal) == (True, "11010519491231002X")


@pytest.mark.parametrize("code", ["91310115MA0000001Y", "53310115MJ0000003K"])
def test_credit_codes(code):
    assert check_credit_code(code.lower()).ok


def test_a_wrong_credit_code():
    assert check_credit_code("91310000132207200B").problems == (Problem.CHECK_DIGIT,)


@pytest.mark.parametrize("number", [number for number, _, _ in RESIDENT])
def test_no_remark_holds_one(number):
    assert looks_like_personal_number(f"租客{number}，二楼")
