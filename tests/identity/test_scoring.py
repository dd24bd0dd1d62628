from datetime import date

import pytest

from sanshi.identity.documents import DocumentType
from sanshi.identity.fictive import fictive_resident_number
from sanshi.identity.matching.comparing import compare
from sanshi.identity.matching.evidence import Band, Evidence, Rule
from sanshi.identity.matching.profile import Record, profile
from sanshi.identity.matching.scoring import NOBODY, bands, weigh

BIRTH = date(1990, 3, 5)
NUMBER = fictive_resident_number("012345", BIRTH, 11)
SIZE = 20_000
HOME = "杨高中路2505弄48号203室"
WANG = {
    "name": "王志强",
    "sex": "1",
    "birth_date": "1990-03-05",
    "document_type": DocumentType.RESIDENT_CARD,
    "document_number": NUMBER,
    "phone": "10012345678",
    "address": HOME,
}


def person(**changes):
    return profile(Record(**{**WANG, **changes}))


def verdict(one, *others, size=SIZE):
    return weigh([(key, compare(one, other)) for key, other in enumerate(others)], size)


def test_the_same_record_is_the_same_person():
    found = verdict(person(), person())
    assert (found.band, found.best.key, found.best.rules) == (Band.SAME, 0, ())
    assert found.probability > 0.999


def test_the_findings_are_told():
    assert verdict(person(), person()).best.why == (
        Evidence.NUMBER_SAME,
        Evidence.NAME_SAME,
        Evidence.BIRTH_SAME,
        Evidence.SEX_SAME,
        Evidence.PHONE_SAME,
        Evidence.DWELLING_SAME,
    )


@pytest.mark.parametrize("order", [12, 13, 111, 901])
def test_two_valid_numbers_never_link(order):
    """However much else is the same."""
    other = person(document_number=fictive_resident_number("012345", BIRTH, order))
    found = verdict(person(), other)
    assert found.band != Band.SAME
    assert Rule.TWO_NUMBERS in found.candidates[0].rules


@pytest.mark.parametrize("size", [100, SIZE, 10_000_000])
def test_name_and_birth_date_alone_never_link(size):
    other = person(document_number="", phone="", address="")
    found = verdict(person(), other, size=size)
    assert found.band != Band.SAME
    assert found.candidates[0].rules == (Rule.NAME_AND_BIRTH,)


MISTYPED = NUMBER[:3] + NUMBER[4] + NUMBER[3] + NUMBER[5:9] + "9" + NUMBER[10:]
AWAY = {"phone": "", "address": ""}


def test_a_number_wrong_in_two_signs_says_more_than_name_and_birth_date():
    """Sixteen of its eighteen signs are the other's, which no namesake born that day has."""
    found = verdict(person(document_number=MISTYPED, **AWAY), person())
    assert found.candidates[0].why[0] == Evidence.NUMBER_TWO_SLIPS
    assert (found.band, found.best.rules) == (Band.SAME, ())


@pytest.mark.parametrize(
    "otherwise",
    [
        {"name": "王志墙"},
        {"name": "王志"},
        {"birth_date": "1990-03-15"},
        {"birth_date": ""},
        {"document_number": MISTYPED[:-1] + str((int(MISTYPED[-1]) + 5) % 10)},
    ],
)
def test_it_does_so_only_where_name_and_birth_date_are_the_same(otherwise):
    found = verdict(person(**{"document_number": MISTYPED, **AWAY, **otherwise}), person())
    assert found.band != Band.SAME
    assert Rule.NAME_AND_BIRTH in found.candidates[0].rules


def test_name_and_birth_date_say_less_in_a_larger_register():
    other = person(document_number="", phone="", address="")
    chances = [verdict(person(), other, size=size).probability for size in (10_000, 100_000, 1_000_000)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[-1]


@pytest.mark.parametrize(
    "relative",
    [
        {"name": "李芳", "sex": "2", "birth_date": "1991-07-12", "document_number": ""},
        {"name": "王小明", "birth_date": "2015-07-12", "document_number": ""},
        {"name": "王小明", "birth_date": "", "document_number": ""},
    ],
)
def test_a_shared_phone_and_dwelling_are_a_family(relative):
    assert verdict(person(**relative), person()).band == Band.NEW


def test_a_twin_is_never_linked():
    twin = person(name="王志刚", document_number=fictive_resident_number("012345", BIRTH, 13))
    assert verdict(twin, person()).band != Band.SAME
    assert verdict(person(name="王志刚", document_number=""), person()).band != Band.SAME


def test_another_birth_date_is_looked_at_unless_a_number_says_more():
    assert verdict(person(birth_date="1961-11-20"), person()).band == Band.SAME
    found = verdict(person(birth_date="1961-11-20", document_number=""), person())
    assert found.band != Band.SAME
    assert Rule.OTHER_BIRTH in found.candidates[0].rules


def test_the_number_of_another_is_looked_at():
    assert verdict(person(name="李芳", sex="2"), person()).band != Band.SAME


@pytest.mark.parametrize(
    "slip",
    [
        {"document_number": NUMBER[:3] + str((int(NUMBER[3]) + 1) % 10) + NUMBER[4:]},
        {"document_number": NUMBER[:6] + NUMBER[8:17]},
        {"document_number": "", "phone": ""},
        {"document_number": "", "address": ""},
        {"name": "王志墙"},
        {"name": "王志"},
        {"name": "WANG ZHIQIANG"},
        {"birth_date": "1990-01-01"},
        {"birth_date": ""},
        {"phone": "10099999999", "address": "金杨路685号"},
    ],
)
def test_one_slip_does_not_part_a_person_from_the_record(slip):
    assert verdict(person(**slip), person()).band == Band.SAME


def test_two_that_fit_equally_share_the_probability():
    found = verdict(person(), person(), person())
    assert found.band == Band.LOOK
    assert found.probability == pytest.approx(0.5, abs=0.01)


def test_nobody_to_compare_with_is_new():
    assert verdict(person()) == NOBODY
    assert NOBODY.best is None


def test_a_new_person_has_no_best():
    found = verdict(person(), person(name="李芳", birth_date="1960-01-02", document_number=""))
    assert (found.band, found.best) == (Band.NEW, None)


def test_the_bands_are_in_order():
    assert 0 < bands()["look"] < bands()["same"] < 1
