import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.identity.documents import Doubt, Problem
from sanshi.identity.fictive import fictive_phone
from sanshi.identity.phones import check_phone, normalise_phone


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("100 0000 0001", "10000000001"),
        ("+86 100-0000-0001", "10000000001"),
        ("008610000000001", "10000000001"),
        ("8610000000001", "10000000001"),
        ("１００００００００01", "10000000001"),
        ("021-20000000", "02120000000"),
        ("(021) 2000 0000", "02120000000"),
        ("20000000", "20000000"),
        ("400-000-0000", "4000000000"),
        ("+1 202 555 0100", "+12025550100"),
    ],
)
def test_one_number_has_one_text(typed, normal):
    found = check_phone(typed, demo=True)
    assert (found.ok, found.normal, found.warnings) == (True, normal, ())


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.EMPTY),
        (" - ", Problem.EMPTY),
        ("phone", Problem.CHARACTERS),
        ("٠٠٠٠٠٠٠٠", Problem.CHARACTERS),
        ("1000000000", Problem.LENGTH),
        ("100000000012", Problem.LENGTH),
        ("021123", Problem.LENGTH),
        ("+86123", Problem.LENGTH),
        ("+1234567890123456789012", Problem.LENGTH),
    ],
)
def test_what_is_wrong_is_named(typed, problem):
    assert check_phone(typed).problems == (problem,)


@given(st.integers(0, 10**8 - 1))
def test_made_up_phones_are_doubted_outside_the_demo(sequence):
    assert check_phone(fictive_phone(sequence)).warnings == (Doubt.UNKNOWN_PREFIX,)
    assert check_phone(fictive_phone(sequence), demo=True).warnings == ()


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text):
    once = normalise_phone(text)
    if check_phone(text).ok:
        assert normalise_phone(once) == once
