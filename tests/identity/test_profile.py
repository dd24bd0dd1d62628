from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.identity.documents import DocumentType
from sanshi.identity.fictive import fictive_resident_number
from sanshi.identity.matching.name_form import NO_NAME, name_form
from sanshi.identity.matching.profile import Record, Scheme, place, profile

NUMBER = fictive_resident_number("012345", date(1990, 3, 5), 11)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("刘军华", "刘军华"),
        ("劉軍華", "刘军华"),
        ("刘 军　华", "刘军华"),
        ("刘军华（户主）", "刘军华"),
        ("刘军华先生", "刘军华"),
        ("买买提·艾力", "买买提艾力"),
        ("买买提.艾力", "买买提艾力"),
        ("刘军华2", "刘军华"),
        ("Ｓmith,  John", "JOHN SMITH"),
        ("Mr. John Smith", "JOHN SMITH"),
        ("JOSÉ Muñoz", "JOSE MUNOZ"),
        ("Min-jun Kim", "KIM MINJUN"),
        ("O’Brien Mary", "MARY OBRIEN"),
        ("Sophie·田中", "SOPHIE 田中"),
        ("Łukasz Ørsted", "LUKASZ ORSTED"),
    ],
)
def test_a_name_has_one_form(typed, written):
    assert name_form(typed).written == written


@pytest.mark.parametrize(
    ("typed", "surname"), [("王先生", "王"), ("欧阳女士", "欧阳"), ("老王", "王"), ("谭某某", "谭")]
)
def test_a_surname_may_stand_alone(typed, surname):
    form = name_form(typed)
    assert (form.written, form.surname_only) == (surname, True)


@pytest.mark.parametrize("typed", ["", "  ", "不详", "无名氏", "123", "王芳之子", "…"])
def test_what_is_no_name_counts_as_none(typed):
    assert name_form(typed) == NO_NAME


@pytest.mark.parametrize(
    ("name", "sounds"), [("单明", ("shan", "ming")), ("曾伟", ("zeng", "wei")), ("欧阳娜", ("ouyang", "na"))]
)
def test_surnames_sound_as_surnames(name, sounds):
    assert name_form(name).sounds == sounds


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        NUMBER.lower(),
        NUMBER.replace("0", "O", 1),
        "".join(chr(ord(sign) + 0xFEE0) for sign in NUMBER),
        NUMBER[:6] + NUMBER[8:17],
    ],
)
def test_a_number_has_one_form(typed):
    found = profile(Record(document_type=DocumentType.RESIDENT_CARD, document_number=typed))
    assert (found.number, found.scheme, found.valid) == (NUMBER, Scheme.CHECKED, True)
    assert (found.births, found.sex) == (("19900305",), "1")


@given(
    st.sampled_from(["", *DocumentType.values]),
    st.from_regex("[0-9]{17}[0-9X]", fullmatch=True) | st.just(NUMBER),
    st.from_regex("1[0-9]{10}", fullmatch=True),
)
def test_what_is_in_its_form_already_is_read_as_what_is_not(kind, number, phone):
    kept = Record(document_type=kind, document_number=number, phone=phone)
    typed = Record(document_type=kind, document_number=f" {number}", phone=f" {phone}")
    assert profile(kept) == profile(typed)


def test_a_kind_that_nobody_named_is_told_by_the_number():
    assert profile(Record(document_number=NUMBER)).scheme == Scheme.CHECKED
    assert profile(Record(document_number="E12345678")).scheme == Scheme.OTHER


def test_a_wrong_number_says_nothing_of_birth_and_sex():
    wrong = NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")
    found = profile(Record(document_type=DocumentType.RESIDENT_CARD, document_number=wrong))
    assert (found.valid, found.births, found.sex) == (False, (), "")


@pytest.mark.parametrize("typed", ["10012345678", "010012345678", "+86 100-1234-5678", "86-10012345678"])
def test_a_phone_has_one_form(typed):
    assert profile(Record(phone=typed)).phone == "10012345678"


@pytest.mark.parametrize(
    "typed",
    [
        "上海市浦东新区杨高中路2505弄48号203室",
        "杨高中路2505弄48栋203室",
        "浦东杨高中路2505-48-203",
        "杨高中路二五零五弄四十八号二零三室",
        "杨高中路２５０５弄４８＃２０３",
        "浦东新区杨高中路2505弄证大家园48号楼203室",
    ],
)
def test_a_dwelling_has_one_key(typed):
    assert place(typed) == place("杨高中路2505弄48号203室")


def test_a_building_has_no_dwelling():
    door, building = place("杨高中路2505弄48号")
    assert (door, building) == ("", place("杨高中路2505弄48号203室")[1])


@given(st.builds(Record, *[st.text(max_size=40)] * 7))
def test_any_record_has_a_profile(record):
    assert profile(record) == profile(record)
