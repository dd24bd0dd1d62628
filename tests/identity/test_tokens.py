"""Any part of a name is the beginning of a token; of numbers nothing can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.identity.characters import sound
from sanshi.identity.tokens import (
    LONGEST_TOKEN,
    credit_end_token,
    person_tokens,
    query_token,
    tail_token,
    unit_tokens,
)

CHARACTERS = "张王李陈欧阳诸葛单曾解伟民国建华丽娟小明乐长吕绿芳娜〇"
names = st.text(CHARACTERS, min_size=2, max_size=6)


@pytest.fixture(autouse=True)
def keys(db: None) -> None:
    """Tails are hashed with the house's key."""


def finds(tokens: tuple[str, ...], typed: str) -> bool:
    return any(token.startswith(query_token(typed)) for token in tokens)


@given(names, st.data())
def test_any_two_characters_side_by_side_find_a_name(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    end = data.draw(st.integers(start + 2, len(name)))
    assert finds(person_tokens(name, "", ""), name[start:end])


@given(names, st.data())
def test_so_do_their_sounds_and_initials(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    read = [sound(sign) for sign in name[start:]]
    tokens = person_tokens(name, "", "")
    assert finds(tokens, "".join(read)), tokens
    assert finds(tokens, " ".join(read).upper()), tokens
    assert finds(tokens, "".join(one[0] for one in read)), tokens


def test_a_common_name_takes_eight_rows() -> None:
    found = person_tokens("张伟民", "010101199001014510", "13812345678")
    assert found[:6] == ("张伟民", "伟民", "zhangweimin", "weimin", "zwm", "wm")
    assert len(found) == 8
    assert not any("4510" in one or "5678" in one for one in found)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("單小乐", "单小"),
        ("单小乐", "shanxiao"),
        ("单小乐", "danxiao"),
        ("单小乐", "sxl"),
        ("曾国", "zengguo"),
        ("欧阳娜", "ouyang"),
        ("吕绿", "lv lv"),
        ("吕绿", "LÜ"),
        ("买买提·艾力", "艾力"),
        ("买买提·艾力", "买提·艾"),
        ("John Michael Smith", "smith john"),
        ("John Michael Smith", "michael"),
        ("Jörg Müller", "muller"),
        ("ＪＯＨＮ ＳＭＩＴＨ", "john s"),
    ],
)
def test_readings_and_latin_names(name: str, typed: str) -> None:
    assert finds(person_tokens(name, "", ""), typed)


def test_a_tail_is_the_same_of_the_number_and_of_its_end_alone() -> None:
    whole = person_tokens("", "01010119900101451X", "+86 138-1234-5678")
    assert whole == (tail_token("451X"), tail_token("5678"))
    assert tail_token("123") == "" and person_tokens("", "", "") == ()


def test_a_unit_is_found_by_its_own_words_their_sound_and_its_code() -> None:
    tokens = unit_tokens("上海小杨餐饮管理有限公司金桥店", "91310115MA1K3XYZ9X")
    for typed in (
        "上海小杨",
        "小杨",
        "餐饮管理",
        "金桥店",
        "xiaoyang",
        "xycy",
        "91310115",
        "91310115ma1k3xyz9x",
    ):
        assert finds(tokens, typed), typed
    assert any(token.startswith(credit_end_token("YZ9X")) for token in tokens)
    assert finds(unit_tokens("7天连锁酒店", ""), "7天")


@given(st.text(max_size=300), st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_typed_fits(name: str, number: str, phone: str) -> None:
    for tokens in (person_tokens(name, number, phone), unit_tokens(name, number)):
        assert all(0 < len(token) <= LONGEST_TOKEN for token in tokens)
        assert len(set(tokens)) == len(tokens)
