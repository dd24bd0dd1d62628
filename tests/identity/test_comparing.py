import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.identity.matching.comparing import compare
from sanshi.identity.matching.evidence import Evidence
from sanshi.identity.matching.name_comparing import compare_names
from sanshi.identity.matching.name_form import name_form
from sanshi.identity.matching.profile import Record, profile
from sanshi.identity.matching.slips import one_slip, two_slips

E = Evidence


@pytest.mark.parametrize(
    ("one", "other", "evidence"),
    [
        ("王志强", "王志强", E.NAME_SAME),
        ("劉軍", "刘军", E.NAME_SAME),
        ("钟绣芳", "钟秀芳", E.NAME_SOUND),
        ("张全", "章泉", E.NAME_SOUND),
        ("马涌", "马勇", E.NAME_SOUND),
        ("陈未", "陈末", E.NAME_SHAPE),
        ("王艺亭", "王亭艺", E.NAME_SWAPPED),
        ("朱越", "朱越卓", E.NAME_PART),
        ("王志强", "王德强", E.NAME_ONE),
        ("王志强", "王芳", E.NAME_SURNAME),
        ("王先生", "王志强", E.NAME_TITLE),
        ("汪先生", "王志强", E.NAME_TITLE),
        ("张先生", "王志强", E.NAME_OTHER),
        ("张伟", "王芳", E.NAME_OTHER),
        ("", "王芳", E.NAME_MISSING),
        ("HE LIN", "贺琳", E.NAME_PINYIN),
        ("Lin He", "贺琳", E.NAME_PINYIN),
        ("MENG XINHUA", "孟新华", E.NAME_PINYIN),
        ("DANIEL JONES", "孟新华", E.NAME_SCRIPT),
        ("LEE OLGA", "Olga Lee", E.NAME_SAME),
        ("KIM MIN JUN", "Min-Jun Kim", E.NAME_SAME),
        ("GARCIA ROBERT L.", "Garcia Robert Luis", E.NAME_PART),
        ("Santos Jean", "SANTOS JEAN LUIS", E.NAME_PART),
        ("Ema Rossi", "ROSSI EMMA", E.NAME_TYPO),
        ("艾玛·Petrov", "PETROV EMMA", E.NAME_PART),
        ("JOHN SMITH", "MARY SMITH", E.NAME_SURNAME),
        ("JOHN SMITH", "YUKI TANAKA", E.NAME_OTHER),
    ],
)
def test_names(one, other, evidence):
    forms = name_form(one), name_form(other)
    assert compare_names(*forms) == evidence
    assert compare_names(*reversed(forms)) == evidence


@pytest.mark.parametrize(
    ("one", "other", "evidence"),
    [
        ("1990-03-05", "1990.3.5", E.BIRTH_SAME),
        ("1990-03-05", "1990-05-03", E.BIRTH_SWAPPED),
        ("1990-03-05", "1990-01-01", E.BIRTH_YEAR),
        ("1990-03-05", "1990-03-15", E.BIRTH_PART),
        ("1990-03-05", "1980-03-05", E.BIRTH_PART),
        ("1990-03-05", "1990-02-07", E.BIRTH_LUNAR),
        ("1990-02-07", "1989-12-28", E.BIRTH_LUNAR),
        ("1990-03-05", "1970-11-20", E.BIRTH_OTHER),
        ("20.3.5", "1920-03-05", E.BIRTH_SAME),
        ("05/03/1990", "1990-03-05", E.BIRTH_SAME),
        ("", "1990-03-05", E.BIRTH_MISSING),
    ],
)
def test_birth_dates(one, other, evidence):
    assert compare(profile(Record(birth_date=one)), profile(Record(birth_date=other)))[2] == evidence


@pytest.mark.parametrize(
    ("one", "other", "evidence"),
    [
        ("012345199003050112", "012345900305011", E.NUMBER_SAME),
        ("012345199003050112", "012345199003050192", E.NUMBER_SLIP_END),
        ("012345199003050112", "012345199003050121", E.NUMBER_SLIP_END),
        ("012345199003050112", "01234519900305011", E.NUMBER_SLIP_END),
        ("012345199003050112", "012345199003060112", E.NUMBER_SLIP),
        ("012345199003050112", "012354199003050112", E.NUMBER_SLIP),
        ("012345199003050112", "12345199003050112", E.NUMBER_SLIP),
        ("012345199003050112", "012346199003060112", E.NUMBER_TWO_SLIPS),
        ("012345199003050112", "012345199103050192", E.NUMBER_TWO_SLIPS),
        ("012345199003050112", "012446199003070112", E.NUMBER_UNLIKE),
        ("E12345678", "E12345679", E.NUMBER_SLIP_END),
        ("E12345678", "E13245678", E.NUMBER_SLIP),
        ("E12345678", "E87654321", E.NUMBER_OTHER),
        ("E12345678", "012345199003050112", E.NUMBER_OTHER_KIND),
        ("", "012345199003050112", E.NUMBER_MISSING),
    ],
)
def test_numbers(one, other, evidence):
    pair = profile(Record(document_number=one)), profile(Record(document_number=other))
    assert compare(*pair)[0] == evidence
    assert compare(*reversed(pair))[0] == evidence


@pytest.mark.parametrize(
    ("one", "other", "evidence"),
    [
        ("杨高中路2505弄48号203室", "杨高中路2505-48-203", E.DWELLING_SAME),
        ("杨高中路2505弄48号203室", "杨高中路2505弄48号", E.DWELLING_BUILDING),
        ("杨高中路2505弄48号203室", "杨高中路2505弄49号203室", E.DWELLING_NEAR),
        ("杨高中路2505弄48号203室", "金杨路2505弄49号203室", E.DWELLING_OTHER),
        ("杨高中路2505弄48号203室", "", E.DWELLING_MISSING),
    ],
)
def test_dwellings(one, other, evidence):
    assert compare(profile(Record(address=one)), profile(Record(address=other)))[5] == evidence


records = st.builds(
    Record,
    st.sampled_from(["", "王志强", "王芳", "LEE OLGA", "王先生"]),
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(["", "1990-03-05", "20.3.5"]),
    st.just(""),
    st.sampled_from(["", "E12345678", "012345199003050117"]),
    st.sampled_from(["", "10012345678"]),
    st.sampled_from(["", "杨高中路2505弄48号203室"]),
)


@given(records, records)
def test_comparing_has_no_direction(one, other):
    a, b = profile(one), profile(other)
    assert compare(a, b) == compare(b, a)


@given(st.text("01", max_size=8), st.text("01", max_size=8))
def test_slips_have_no_direction(one, other):
    assert one_slip(one, other) == one_slip(other, one)
    assert not one_slip(one, other) or two_slips(one, other)


@given(st.text("0123456789", min_size=2, max_size=18), st.data())
def test_each_kind_of_slip_is_one(text, data):
    place = data.draw(st.integers(0, len(text) - 2))
    assert one_slip(text, text[:place] + "X" + text[place + 1 :])
    assert one_slip(text, text[:place] + text[place + 1] + text[place] + text[place + 2 :])
    assert one_slip(text, text[:place] + text[place + 1 :])
    assert one_slip(text, text[:place] + "X" + text[place:])
