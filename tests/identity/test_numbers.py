from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.identity.documents import DocumentType, Doubt, Problem, Sex
from sanshi.identity.fictive import fictive_credit_code, fictive_phone, fictive_resident_number
from sanshi.identity.numbers import (
    check_credit_code,
    check_document,
    credit_check_character,
    is_resident_number,
    normalise,
    resident_check_digit,
    to_18_digits,
)

RESIDENT = DocumentType.RESIDENT_CARD
births = st.dates(date(1900, 1, 1), date(2026, 10, 12))
numbers = st.builds(
    fictive_resident_number, st.from_regex("0[0-9]{5}", fullmatch=True), births, st.integers(0, 999)
)


@given(numbers)
def test_made_up_numbers_are_silent_in_the_demo_and_doubted_elsewhere(number):
    assert check_document(RESIDENT, number, demo=True).warnings == ()
    live = check_document(RESIDENT, number)
    assert (live.ok, live.warnings) == (True, (Doubt.FICTIVE_REGION,))


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_refused(number, place, step):
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert not check_document(RESIDENT, wrong, demo=True).ok


@given(numbers, st.sampled_from("0123456789X"))
def test_a_wrong_check_digit_is_always_refused(number, digit):
    assert check_document(RESIDENT, number[:17] + digit, demo=True).ok == (digit == number[17])


@given(numbers | st.from_regex("[0-9]{17}[0-9X]", fullmatch=True) | st.text(max_size=20))
def test_whether_it_is_a_resident_number_is_said_at_once(text):
    found = check_document(RESIDENT, text, demo=True)
    assert is_resident_number(text) == (found.ok and text == found.normal)


@given(numbers, st.integers(0, 16))
def test_two_swapped_neighbours_are_always_refused_unless_equal(number, place):
    """Also the last two: an X among the first seventeen is no digit. There is no swap the scheme lets by."""
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert check_document(RESIDENT, swapped, demo=True).ok == (swapped == number)


def test_no_two_neighbouring_weights_let_a_swap_by():
    """A swap moves the sum by (w - v)(a - b); 11 is prime, so it is noticed unless the weights are equal."""
    weights = [pow(2, 17 - place, 11) for place in range(18)]
    assert all((one - other) % 11 for one, other in pairwise(weights))


@given(numbers, st.integers(0, 15), st.integers(1, 9))
def test_two_wrong_digits_may_pass(number, place, step):
    """Nobody may rely on the check digit for more than one slip: some pairs of slips make another number."""
    signs = [int(sign) for sign in number[:17]]
    weights = [pow(2, 17 - one, 11) for one in range(17)]
    other = place + 1
    signs[place] = (signs[place] + step) % 10
    shift = (signs[place] - int(number[place])) * weights[place]
    fits = [d for d in range(10) if (shift + (d - int(number[other])) * weights[other]) % 11 == 0]
    for digit in fits:
        signs[other] = digit
        assert resident_check_digit("".join(map(str, signs))) == number[17]


@given(st.integers(0, 10**9 - 1), st.integers(0, 16))
def test_credit_codes_refuse_swapped_neighbours(sequence, place):
    code = fictive_credit_code(sequence)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped == code:
        return
    assert not check_credit_code(swapped).ok


@given(numbers)
def test_a_number_carries_sex_and_birth_date(number):
    found = check_document(RESIDENT, number, demo=True)
    assert found.sex == (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)
    assert found.birth_date == date.fromisoformat(number[6:14])


@given(numbers, st.sampled_from(["", " ", "\u3000", "\u200b", "\u00a0"]))
def test_normalising_takes_out_what_does_not_count(number, gap):
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in number.lower())
    typed = gap.join(full_width)
    assert normalise(typed) == normalise(normalise(typed)) == number


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999))
def test_old_numbers_are_stored_in_the_new_form(birth, order):
    new = fictive_resident_number("012345", birth, order)
    old = new[:6] + new[8:17]
    assert to_18_digits(old) == new
    found = check_document(RESIDENT, old, demo=True)
    assert (found.ok, found.normal, found.warnings) == (True, new, (Doubt.OLD_NUMBER,))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem.EMPTY),
        ("　", Problem.EMPTY),
        ("0123451990010100", Problem.LENGTH),
        ("01234519900101001A", Problem.CHARACTERS),
        ("X12345199001010011", Problem.CHARACTERS),
        ("٠12345199001010011", Problem.CHARACTERS),
        ("012345199002300019", Problem.BIRTH_DATE),
        ("012345000001010019", Problem.BIRTH_DATE),
        ("012345900230001", Problem.BIRTH_DATE),
    ],
)
def test_what_is_wrong_is_named(text, problem):
    assert check_document(RESIDENT, text, demo=True).problems == (problem,)


def test_a_birth_after_the_day_asked_for_is_refused():
    number = fictive_resident_number("012345", date(2026, 10, 13), 1)
    assert check_document(RESIDENT, number, on=date(2026, 10, 12)).problems == (Problem.NOT_BORN_YET,)
    assert check_document(RESIDENT, number, on=date(2026, 10, 13)).ok


def test_an_unknown_region_warns_and_never_refuses():
    # 18 digits whose region never existed
    first_17 = "99999918900307451"[0:2].replace("99", "16") + "999918900307451"
    number = first_17 + resident_check_digit(first_17)
    found = check_document(RESIDENT, number)
    assert (found.ok, found.warnings) == (True, (Doubt.UNKNOWN_REGION,))


@pytest.mark.parametrize(
    ("kind", "fine", "wrong"),
    [
        (
            DocumentType.PASSPORT,
            ["E00000000", "ea0000000", "12345", "A" * 17],
            ["ABCD", "A" * 18, "E0000-000"],
        ),
        (DocumentType.TAIWAN_PERMIT, ["00000000"], ["0000000", "A0000000", "000000000"]),
        (
            DocumentType.HOME_RETURN_PERMIT,
            ["H00000000", "m0000000001"],
            ["H0000000", "A00000000", "H000000001"],
        ),
        (DocumentType.FOREIGN_RESIDENT_CARD, ["XXA000000000000"], ["XX0000000000000", "XXA00000000000"]),
        (DocumentType.HOUSEHOLD_BOOK, ["000000001", "AB1234"], ["123", "A" * 21, "12-34"]),
    ],
)
def test_kinds_without_a_check_digit(kind, fine, wrong):
    for text in fine:
        assert check_document(kind, text).ok, text
    for text in wrong:
        assert not check_document(kind, text).ok, text


@pytest.mark.parametrize(
    "kind", [DocumentType.RESIDENCE_PERMIT, DocumentType.FOREIGN_RESIDENT_CARD, DocumentType.HOUSEHOLD_BOOK]
)
def test_18_digit_kinds_take_made_up_numbers_and_check_them(kind):
    number = fictive_resident_number("012345", date(1990, 1, 1), 2)
    found = check_document(kind, number, demo=True)
    assert (found.ok, found.warnings, found.sex) == (True, (), Sex.FEMALE)
    assert check_document(kind, number).warnings == (Doubt.FICTIVE_REGION,)
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    assert check_document(kind, wrong, demo=True).problems == (Problem.CHECK_DIGIT,)


@pytest.mark.parametrize("kind", [DocumentType.RESIDENCE_PERMIT, DocumentType.FOREIGN_RESIDENT_CARD])
def test_other_first_digits_are_another_kind(kind):
    first_17 = "16999918900307451"
    assert check_document(kind, first_17 + resident_check_digit(first_17)).problems == (Problem.PREFIX,)


def test_an_unknown_kind_is_an_error_of_the_caller():
    with pytest.raises(ValueError):
        check_document("999", "1")


@given(st.integers(0, 10**9 - 1), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_credit_codes_refuse_one_wrong_sign(sequence, place, sign):
    code = fictive_credit_code(sequence)
    assert check_credit_code(code).ok
    wrong = code[:place] + sign + code[place + 1 :]
    assert check_credit_code(wrong).ok == (wrong == code)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", Problem.EMPTY), ("92", Problem.LENGTH), ("9200000000000000I0", Problem.CHARACTERS)],
)
def test_credit_codes_name_what_is_wrong(text, problem):
    assert check_credit_code(text).problems == (problem,)


def test_credit_check_character_takes_seventeen():
    with pytest.raises(ValueError):
        credit_check_character("92")


@pytest.mark.parametrize(
    ("region", "sequence"), [("310115", 1), ("01234", 1), ("0１2345", 1), ("0abcde", 1), ("012345", 1000)]
)
def test_made_up_numbers_hit_nobody(region, sequence):
    with pytest.raises(ValueError):
        fictive_resident_number(region, date(1990, 1, 1), sequence)


def test_made_up_phones_and_codes_are_bounded():
    for make in (fictive_phone, fictive_credit_code):
        with pytest.raises(ValueError):
            make(-1)
        with pytest.raises(ValueError):
            make(10**9)
