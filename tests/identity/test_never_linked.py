"""No record links by itself, however typed, with a twin, a brother or sister, or a father of one name."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.identity.documents import DocumentType
from sanshi.identity.fictive import fictive_resident_number
from sanshi.identity.matching.comparing import compare
from sanshi.identity.matching.evidence import Band, Evidence, Rule
from sanshi.identity.matching.name_comparing import compare_names
from sanshi.identity.matching.name_form import name_form
from sanshi.identity.matching.profile import Record, profile
from sanshi.identity.matching.scoring import rules, weigh

SIZE = 20_000
REGION, HOME, PHONE = "012345", "杨高中路2505弄48号203室", "10012345678"
GIVEN = ("志强", "志刚", "志明", "德明", "伟", "军", "丽娟", "丽萍", "静")
PLACES = st.integers(0, 17)
BIRTHS = st.dates(date(1930, 1, 1), date(2020, 12, 31))


def someone(name, birth, number, *, stated=True, phone=PHONE):
    return profile(
        Record(
            name=name,
            sex="",
            birth_date=f"{birth}" if stated else "",
            document_type=DocumentType.RESIDENT_CARD if number else "",
            document_number=number,
            phone=phone,
            address=HOME,
        )
    )


@st.composite
def typed(draw, number):
    """As it is, in its old form, wrong by a digit, by a swap or by a lost digit, or not at all."""
    place = draw(PLACES)
    digit = draw(st.sampled_from("0123456789"))
    neighbours = number[place : place + 2]
    return draw(
        st.sampled_from(
            [
                number,
                number[:6] + number[8:17] if number[6:8] == "19" else "",
                number[:place] + digit + number[place + 1 :],
                number[:place] + neighbours[::-1] + number[place + 2 :],
                number[:place] + number[place + 1 :],
                "",
            ]
        )
    )


@st.composite
def brothers(draw):
    """Two names of one family that neither sound nor look alike."""
    one, other = draw(st.permutations(GIVEN))[:2]
    return f"王{one}", f"王{other}"


def linked(one, registered):
    return weigh([("registered", compare(one, registered))], SIZE).band == Band.SAME


@given(st.data(), brothers(), BIRTHS, st.permutations(range(1, 999)), st.sampled_from(["", PHONE]))
def test_a_twin(data, names, birth, orders, phone):
    """Of own number, which differs from the other's in its last four signs."""
    numbers = [fictive_resident_number(REGION, birth, order) for order in orders[:2]]
    registered = someone(names[0], birth, numbers[0])
    twin = someone(
        names[1], birth, data.draw(typed(numbers[1])), stated=data.draw(st.booleans()), phone=phone
    )
    assert not linked(twin, registered)


@given(st.data(), brothers(), BIRTHS, st.integers(300, 5000), st.integers(1, 998))
def test_a_brother_or_sister(data, names, birth, days, order):
    births = birth, birth + timedelta(days=days)
    numbers = [fictive_resident_number(REGION, born, order) for born in births]
    registered = someone(names[0], births[0], numbers[0])
    other = someone(names[1], births[1], data.draw(typed(numbers[1])), stated=data.draw(st.booleans()))
    assert not linked(other, registered)


@given(st.data(), BIRTHS, st.integers(16, 50), st.integers(30, 300), st.integers(1, 998))
def test_a_father_of_one_name_and_home(data, birth, years, days, order):
    """With a phone in common; a son is not born on his father's day of the year."""
    son = date(birth.year + years, 1, 1) + timedelta(days=(birth.timetuple().tm_yday + days) % 365)
    numbers = [fictive_resident_number(REGION, born, order) for born in (birth, son)]
    registered = someone("王志强", birth, numbers[0])
    assert not linked(someone("王志强", son, data.draw(typed(numbers[1]))), registered)


@pytest.mark.parametrize("number", ["E12345679", "E12345768", "E1234567"])
@pytest.mark.parametrize("names", [("KIM MIN JUN", "KIM MIN JAE"), ("KIM MINJUN", "KIM MINJUM")])
def test_twins_whose_passports_were_issued_together(names, number):
    """Passports have no check digit that could tell a slip."""
    registered, other = (
        profile(Record(name, "1", "2015-03-05", DocumentType.PASSPORT, passport, PHONE, HOME))
        for name, passport in zip(names, ("E12345678", number), strict=True)
    )
    assert not linked(other, registered)


def test_brothers_are_told_by_names_that_are_not_alike():
    """The premise of the first two."""
    forms = [name_form(f"王{name}") for name in GIVEN]
    found = {compare_names(a, b) for a in forms for b in forms if a != b}
    assert found == {Evidence.NAME_ONE, Evidence.NAME_SURNAME}


def test_a_slip_at_the_end_of_the_number_may_make_it_the_twins():
    birth = date(2015, 3, 5)
    registered, other = (fictive_resident_number(REGION, birth, order) for order in (11, 13))
    slipped = other[:16] + registered[16] + other[17]
    found = compare(someone("王志刚", birth, slipped), someone("王志强", birth, registered))
    assert found[0] == Evidence.NUMBER_SLIP_END
    assert rules(found) == (Rule.SIBLINGS,)
    assert rules(compare(someone("王志强", birth, slipped), someone("王志强", birth, registered))) == ()
