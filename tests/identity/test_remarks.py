from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.identity.fictive import fictive_phone, fictive_resident_number
from sanshi.identity.remarks import looks_like_personal_number

NUMBER = fictive_resident_number("012345", date(1990, 3, 7), 451)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"租客身份证{NUMBER}，二楼",
        f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        f"{NUMBER[:6]}-{NUMBER[6:10]}-{NUMBER[10:14]}-{NUMBER[14:]}",
        " ".join(NUMBER),
        NUMBER[:17] + "x",
        NUMBER[:17],
        NUMBER[:6] + NUMBER[8:17],
        "".join(chr(ord(digit) + 0xFEE0) for digit in NUMBER),
        "手机10000000001",
        "1000000 0001",
        "100-0000-0001找他",
        "+86 10000000001",
        "8610000000001",
        "１００００００００01",
        "一零零零零零零零零零一",
        "021-20000000",
        "021 2000 0000",
        "打20000000",
        "电话：2000 0000",
        "护照E00000000",
        "H0000000001",
        "EA 0000000",
        "XXA000000000000",
    ],
)
def test_numbers_of_persons_are_found(text):
    assert looks_like_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "二楼新搬来三人，看到搬家公司的车",
        "2026-10-12 15:30 在12号1102室门口",
        "20261012看到",
        "101、102、103、104室都租出去了",
        "2102-2105室打通",
        "310弄5号，0101室",
        "每天8-10人进出",
        "5月1日至2026年10月12日无人",
        "2026.10.12-2026.10.13 18时",
        "登记表第000123号",
    ],
)
def test_what_was_seen_passes(text):
    assert not looks_like_personal_number(text)


@given(
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.integers(0, 999),
    st.sampled_from(["", " ", "-", ".", "　"]),
)
def test_every_resident_number_is_found_however_spaced(birth, order, gap):
    assert looks_like_personal_number(f"在{gap.join(fictive_resident_number('056789', birth, order))}处")


@given(st.integers(0, 10**8 - 1))
def test_made_up_phones_are_found(sequence):
    assert looks_like_personal_number(f"找{fictive_phone(sequence)}。")


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "-", "–", "　"]))
def test_every_mobile_number_is_found_however_spaced(number, gap):
    assert looks_like_personal_number(f"找{gap.join(number)}。")
