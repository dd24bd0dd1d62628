from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sanshi.identity.fictive import fictive_resident_number
from sanshi.identity.matching.repair import fits, repairs

LATEST = date(2026, 10, 12)
numbers = st.builds(
    fictive_resident_number,
    st.from_regex("0[0-9]{5}", fullmatch=True),
    st.dates(date(1900, 1, 1), LATEST),
    st.integers(0, 999),
)


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number, place, step):
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert number in repairs(wrong, latest=LATEST)


@given(numbers, st.sampled_from("0123456789X"))
def test_a_wrong_check_digit_is_always_found(number, digit):
    wrong = number[:17] + digit
    assert number in repairs(wrong, latest=LATEST) or wrong == number


@given(numbers, st.integers(0, 16))
def test_every_swap_of_neighbours_is_always_found(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert number in repairs(swapped, latest=LATEST) or swapped == number


@given(numbers, st.integers(0, 17))
def test_a_lost_sign_is_always_found(number, place):
    assert number in repairs(number[:place] + number[place + 1 :], latest=LATEST)


@given(numbers, st.integers(0, 18), st.sampled_from("0123456789"))
def test_a_sign_too_many_is_always_found(number, place, digit):
    assert number in repairs(number[:place] + digit + number[place:], latest=LATEST)


@given(numbers, st.integers(0, 16), st.sampled_from("*?A"))
def test_a_sign_that_could_not_be_read_is_always_found(number, place, sign):
    assert number in repairs(number[:place] + sign + number[place + 1 :], latest=LATEST)


@given(st.text("0123456789X", min_size=16, max_size=20))
def test_repairs_are_few_and_fit(text):
    found = repairs(text, latest=LATEST)
    assert all(map(fits, found))
    assert len(found) <= 40


def test_there_are_about_eleven():
    """One stored hash a number; so many are asked for."""
    counts = [
        len(repairs(number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :], latest=LATEST))
        for order in range(40)
        for number in [fictive_resident_number("012345", date(1950 + order, 1 + order % 12, 9), order)]
        for place in range(17)
    ]
    assert 5 <= sum(counts) / len(counts) <= 15


def test_a_number_that_fits_needs_none():
    assert repairs(fictive_resident_number("012345", date(1990, 3, 5), 1)) == ()


def test_nobody_is_born_later():
    number = fictive_resident_number("012345", date(2026, 10, 12), 1)
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    assert number in repairs(wrong, latest=date(2026, 10, 12))
    assert number not in repairs(wrong, latest=date(2026, 10, 11))
