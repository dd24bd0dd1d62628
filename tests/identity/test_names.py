import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.identity.documents import Problem
from sanshi.identity.names import check_name, normalise_name


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("张伟民", "张伟民"),
        (" 张　伟 民 ", "张伟民"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提 ‧ 艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("𠮷田", "𠮷田"),
        ("〇一", "〇一"),
        ("ＳＭＩＴＨ  John", "SMITH John"),
        ("O’Brien", "O'Brien"),
        ("Anne–Marie", "Anne-Marie"),
        ("Nguyễn Văn", "Nguyễn Văn"),
        ("J. R. Ewing", "J. R. Ewing"),
    ],
)
def test_names_have_one_form(typed, normal):
    found = check_name(typed)
    assert (found.ok, found.normal) == (True, normal)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.EMPTY),
        ("\u200b ", Problem.EMPTY),
        ("张" * 101, Problem.LENGTH),
        ("张3", Problem.CHARACTERS),
        ("张<b>", Problem.CHARACTERS),
        ("···", Problem.CHARACTERS),
        ("Иван", Problem.CHARACTERS),
        ("张\x00", Problem.CHARACTERS),
    ],
)
def test_what_is_wrong_is_named(typed, problem):
    assert check_name(typed).problems == (problem,)


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text):
    if check_name(text).ok:
        assert normalise_name(normalise_name(text)) == normalise_name(text)
