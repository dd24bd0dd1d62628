from datetime import date

import pytest

from sanshi.identity.documents import DocumentType
from sanshi.identity.fictive import fictive_resident_number
from sanshi.identity.matching.keys import KeyKind, match_keys, number_keys, repair_keys
from sanshi.identity.matching.profile import Record, profile

NUMBER = fictive_resident_number("012345", date(1990, 3, 5), 11)
FULL = {
    "name": "王志强",
    "birth_date": "1990-03-05",
    "document_type": DocumentType.RESIDENT_CARD,
    "document_number": NUMBER,
    "phone": "10012345678",
    "address": "杨高中路2505弄48号203室",
}


def keys(**changes):
    return match_keys(profile(Record(**{**FULL, **changes})))


def test_every_kind_of_the_design_is_there():
    assert {key.kind for key in keys()} == set(KeyKind)


def test_one_key_is_stored_of_a_number():
    assert [key.text for key in keys() if key.kind == KeyKind.NUMBER] == [NUMBER[:17]]


@pytest.mark.parametrize("place", range(17))
def test_a_wrong_digit_is_met_by_a_repair(place):
    wrong = NUMBER[:place] + str((int(NUMBER[place]) + 1) % 10) + NUMBER[place + 1 :]
    typed = profile(Record(document_type=DocumentType.RESIDENT_CARD, document_number=wrong))
    assert set(number_keys(profile(Record(**FULL)))) <= set(repair_keys(typed))


def test_a_valid_number_and_a_passport_are_not_repaired():
    assert repair_keys(profile(Record(**FULL))) == ()
    passport = Record(document_type=DocumentType.PASSPORT, document_number="E12345678")
    assert repair_keys(profile(passport)) == ()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"name": "王志墙"}, KeyKind.NAME_YEAR),
        ({"name": "WANG ZHIQIANG"}, KeyKind.NAME_YEAR),
        ({"name": "Zhiqiang Wang"}, KeyKind.NAME_MONTH_DAY),
        ({"name": "王强"}, KeyKind.BIRTH_INITIALS),
        ({"name": "王强志"}, KeyKind.BIRTH_INITIALS),
        ({"birth_date": "1990-05-30"}, KeyKind.NAME_YEAR),
        ({"birth_date": "1980-03-05"}, KeyKind.NAME_MONTH_DAY),
        ({"name": "李明"}, KeyKind.BUILDING_BIRTH),
        ({"name": "汪明"}, KeyKind.BUILDING_SURNAME),
    ],
)
def test_what_differs_still_meets(changes, kind):
    met = set(keys()) & set(keys(**{"document_number": "", **changes}))
    assert kind in {key.kind for key in met}


def test_nothing_known_gives_no_key():
    assert match_keys(profile(Record())) == ()


def test_an_open_century_gives_both():
    years = {
        key.text[-4:]
        for key in keys(birth_date="20.3.5", document_number="")
        if key.kind == KeyKind.NAME_YEAR
    }
    assert years == {"1920", "2020"}
