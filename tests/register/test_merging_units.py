"""Two records of one unit made one, and two again (plan 3.3.3)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshi import clock
from sanshi.identity.fictive import fictive_credit_code, fictive_phone
from sanshi.problems import BUILT_UPON, GONE_RECORD, ONE_RECORD
from sanshi.register import actions, finding
from sanshi.register.access.merging import merged_into
from sanshi.register.facts import Alteration, AlterationKind, EmploymentFacts, Lives
from sanshi.register.finding.whole import Likeness, WholeUnits
from sanshi.register.history import current, facts_of, known_at
from sanshi.register.models import EmploymentVersion, Kind, MatchKey, SearchToken, UnitStatus, UnitVersion
from tests.register.test_merging import content, refused, split
from tests.register.test_merging import merge as merge_records
from tests.register.test_staff import CHANGE, LI, ON, WANG, altered, closed, known, registered, staff_now
from tests.register.town import STREET, Town, a_unit, at, house

EARLIER, LATER = date(2026, 8, 3), date(2026, 8, 10)
NUMBERLESS = replace(WANG, document_type="", document_number="")
CODE, OTHER_CODE = fictive_credit_code(1), fictive_credit_code(2)


def register(town: Town, door: int = 0, *staff: EmploymentFacts, on: date = EARLIER, **facts: object) -> UUID:
    return actions.register_unit(
        house(), uuid4(), uuid4(), a_unit(**facts), town.doors[door].pk, on, employments=staff
    )


@pytest.fixture
def pair(town: Town) -> tuple[UUID, UUID]:
    """The second a week later, next door, without a code; one works in both."""
    first = register(town, 0, WANG, credit_code=CODE, contact_name="", contact_phone="", industry="")
    second = register(town, 1, replace(WANG, started_on=date(2026, 6, 1)), LI, on=LATER, name="试验小吃")
    return first, second


def merge(kept: UUID, other: UUID, *taken: str) -> UUID:
    decision = uuid4()
    merge_records(house(), decision, kept, other, taken, Kind.UNIT)
    return decision


def spans(unit: UUID) -> list[tuple[date, str, str]]:
    """Since when at which door, and how."""
    rows = UnitVersion.objects.filter(current(), unit=unit).select_related("door").order_by("valid_from")
    return [(row.valid_from, row.door.room, row.status) for row in rows]


def now_said(unit: UUID) -> dict[str, Any]:
    return facts_of(UnitVersion.objects.filter(current(), unit=unit).latest("valid_from"))


def working(unit: UUID) -> list[tuple[str, date, date | None]]:
    rows = EmploymentVersion.objects.filter(current(), unit=unit).order_by("valid_from")
    return [(row.name.open() if row.name else "", row.valid_from, row.valid_to) for row in rows]


# What it says then


def test_merged_record_says_what_was_chosen_and_what_the_other_alone_knew(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    merge(kept, other, "name")
    said = now_said(kept)
    assert (said["name"], said["credit_code"]) == ("试验小吃", CODE)
    assert (said["industry"], said["contact_name"], said["contact_phone"]) == (
        "62",
        "王店主",
        fictive_phone(3),
    )
    assert not UnitVersion.objects.filter(current(), unit=other).exists()
    assert (merged_into(STREET, other, Kind.UNIT), merged_into(STREET, kept, Kind.UNIT)) == (kept, None)


def test_of_two_codes_the_chosen_one_stands(town: Town) -> None:
    kept, other = register(town, credit_code=CODE), register(town, 1, credit_code=OTHER_CODE)
    merge(kept, other, "credit_code")
    assert now_said(kept)["credit_code"] == OTHER_CODE


@pytest.mark.parametrize(
    ("turned", "taken", "expected"),
    [
        (False, (), [(EARLIER, "101", "open")]),
        (False, ("address",), [(EARLIER, "101", "open"), (LATER, "201", "open")]),
        (True, (), [(EARLIER, "101", "open"), (LATER, "201", "open")]),
        (True, ("address",), [(EARLIER, "101", "open")]),
    ],
)
def test_it_stands_where_the_chosen_record_says_since_that_one_says_so(
    pair: tuple[UUID, UUID], turned: bool, taken: tuple[str, ...], expected: list[Any]
) -> None:
    kept, other = reversed(pair) if turned else pair
    merge(kept, other, *taken)
    assert spans(kept) == expected


def test_who_closed_and_opened_anew_was_closed_between(town: Town) -> None:
    first = register(town)
    closed(first, date(2026, 8, 6))
    second = register(town, on=LATER)
    merge(second, first)
    assert spans(second) == [
        (EARLIER, "101", UnitStatus.OPEN),
        (date(2026, 8, 6), "101", UnitStatus.CLOSED),
        (LATER, "101", UnitStatus.OPEN),
    ]


def test_key_trade_that_the_police_set_stays(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    actions.alter_unit(
        house(), uuid4(), uuid4(), other, a_unit(key_trade=True), CHANGE, CHANGE.changed_on, True
    )  # type: ignore[arg-type]
    merge(kept, other)
    said = UnitVersion.objects.filter(current(), unit=kept).order_by("valid_from")
    assert [(row.valid_from, row.key_trade) for row in said][-1] == (CHANGE.changed_on, True)
    assert not said[0].key_trade


# Who works there


def test_who_works_in_both_works_in_the_kept_one_once(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    merge(kept, other)
    assert sorted(working(kept)) == [
        ("李小四", date(2026, 5, 1), None),
        ("王小二", date(2026, 5, 1), None),
    ]
    assert working(other) == []
    assert {row.employment.unit_id for row in staff_now()} == {kept}


def test_by_record_and_by_number_it_is_one_person(town: Town) -> None:
    person = registered(town)
    line = EmploymentFacts(person=str(person), started_on=date(2026, 7, 1))
    kept, other = register(town, 0, line), register(town, 1, WANG)
    merge(kept, other)
    assert [(begun, end) for _, begun, end in working(kept)] == [(date(2026, 5, 1), None)]


def test_spells_apart_in_time_both_stand(town: Town) -> None:
    kept = register(town, 0, replace(WANG, ended_on=date(2026, 6, 1)))
    other = register(town, 1, replace(WANG, started_on=date(2026, 7, 1)))
    merge(kept, other)
    assert [(begun, end) for _, begun, end in working(kept)] == [
        (date(2026, 5, 1), date(2026, 6, 1)),
        (date(2026, 7, 1), None),
    ]


def test_namesakes_without_a_number_stay_two(town: Town) -> None:
    kept, other = register(town, 0, NUMBERLESS), register(town, 1, NUMBERLESS)
    merge(kept, other)
    assert len(working(kept)) == 2


def at_a_door(town: Town, door: int = 2, line: EmploymentFacts = NUMBERLESS) -> EmploymentFacts:
    home = str(town.doors[door].pk)
    return replace(line, lives=Lives.STREET, residence_door=home, residence_region="")


@pytest.mark.parametrize("turned", [False, True])
def test_namesakes_of_one_dwelling_are_one(town: Town, turned: bool) -> None:
    """As the match says of two records that agree in name and dwelling."""
    first = register(town, 2, replace(NUMBERLESS, lives=Lives.ON_SITE, residence_region=""))
    second = register(town, 1, replace(at_a_door(town), started_on=date(2026, 4, 1)), on=LATER)
    kept, other = (second, first) if turned else (first, second)
    before = content()
    decision = merge(kept, other)
    assert working(kept) == [("王小二", date(2026, 4, 1), None)]
    split(house(), uuid4(), decision)
    assert content() == before


def test_namesake_of_one_dwelling_has_the_number_of_the_other_line(town: Town) -> None:
    kept, other = register(town, 0, at_a_door(town)), register(town, 1, at_a_door(town, line=WANG), on=LATER)
    merge(kept, other)
    assert len(working(kept)) == 1
    assert [facts_of(row)["document_number"] for row in staff_now()] == [WANG.document_number]


def test_namesake_who_lives_where_a_person_of_the_register_lives_is_that_person(town: Town) -> None:
    """The person has another name than the number's line says; the register's is what counts."""
    person = registered(town)
    home = replace(at_a_door(town), name="张伟民", residence_door=str(town.other_doors[0].pk))
    named = EmploymentFacts(person=str(person), started_on=date(2026, 7, 1))
    kept, other = register(town, 0, home), register(town, 1, named, on=LATER)
    merge(kept, other)
    assert [(row.person_id, row.valid_from) for row in staff_now()] == [(person, date(2026, 5, 1))]


def test_namesakes_stay_apart_where_more_than_one_may_be_meant(town: Town) -> None:
    other_number = replace(WANG, document_number=LI.document_number)
    lines = [at_a_door(town, line=WANG), at_a_door(town, line=other_number)]
    kept, other = register(town, 0, *lines), register(town, 1, at_a_door(town), on=LATER)
    merge(kept, other)
    assert len(working(kept)) == 3


def test_namesakes_on_one_staff_are_two_as_its_form_said(town: Town) -> None:
    kept = register(town, 0, at_a_door(town), at_a_door(town))
    other = register(town, 1, LI, on=LATER)
    merge(kept, other)
    assert len(working(kept)) == 3


def test_residence_that_the_other_line_alone_says_is_kept(town: Town) -> None:
    kept = register(town, 0, replace(WANG, lives="", residence_region=""))
    other = register(town, 1, replace(WANG, lives=Lives.ELSEWHERE, started_on=date(2026, 7, 1)))
    merge(kept, other)
    assert [row.residence_region for row in staff_now()] == ["012345"]


def test_nobody_works_in_a_closed_unit(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    closed(other)
    merge(kept, other, "status")
    assert spans(kept)[-1][2] == UnitStatus.CLOSED
    assert {end for _, _, end in working(kept)} == {date(2026, 8, 20)}


# By what it is found


def test_it_is_found_by_what_it_says_and_the_other_not_at_all(pair: tuple[UUID, UUID], town: Town) -> None:
    kept, other = pair
    merge(kept, other)
    assert set(MatchKey.objects.values_list("record", flat=True)) == {kept}
    assert set(SearchToken.objects.values_list("record", flat=True)) == {kept}
    found = finding.match_unit(STREET, a_unit(), address=town.doors[1].address)
    assert [one.key for one in found.candidates] == [kept]


# Undone


def test_undone_it_is_as_if_it_had_never_been(pair: tuple[UUID, UUID], town: Town) -> None:
    registered(town)
    before = content()
    for kept, other in (pair, tuple(reversed(pair))):
        decision = merge(kept, other, "name", "address", "contact")
        assert content() != before
        split(house(), uuid4(), decision)
        assert content() == before
        assert merged_into(STREET, other, Kind.UNIT) is None


def test_what_was_known_before_stays_known(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    with clock.frozen(at(24)):
        merge(kept, other)
    assert UnitVersion.objects.filter(known_at(at(23)), unit=other).get().name == "试验小吃"


def test_undoing_is_refused_once_a_form_builds_on_it(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    decision = merge(kept, other)
    altered(kept, facts=a_unit(name="试验大吃店"))
    with refused(BUILT_UPON):
        split(house(), uuid4(), decision)
    assert now_said(kept)["name"] == "试验大吃店"


def test_undoing_is_refused_once_a_line_that_moved_is_changed(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    decision = merge(kept, other)
    place = next(n for n, row in enumerate(staff_now()) if row.name and row.name.open() == "李小四")
    altered(kept, replace(known(place), ended_on=date(2026, 8, 19)), facts=replace(a_unit(), name=""))
    with refused(BUILT_UPON):
        split(house(), uuid4(), decision)


def test_who_is_hired_since_stays_with_the_kept_one(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    decision = merge(kept, other)
    hired = replace(WANG, name="赵小五", document_type="", document_number="")
    form = Alteration(AlterationKind.CHANGE, date(2026, 8, 20))
    stated = a_unit(**dict.fromkeys(("name", "industry", "contact_name", "contact_phone", "status"), ""))
    altered(kept, hired, facts=replace(stated, kind=now_said(kept)["kind"]), alteration=form)
    split(house(), uuid4(), decision)
    assert {name for name, _, _ in working(kept)} == {"王小二", "赵小五"}
    assert {name for name, _, _ in working(other)} == {"王小二", "李小四"}


# Refused


def test_one_record_and_a_record_that_is_gone_are_refused(pair: tuple[UUID, UUID]) -> None:
    kept, other = pair
    with refused(ONE_RECORD):
        merge(kept, kept)
    with refused(GONE_RECORD):
        merge(kept, uuid4())
    merge(kept, other)
    for one, two in ((kept, other), (other, kept)):
        with refused(GONE_RECORD):
            merge(one, two)
    connection.check_constraints()


# Looked for among each other


def found(apart: dict[UUID, set[UUID]] | None = None) -> list[Likeness]:
    whole = WholeUnits.read(STREET)
    return whole.likenesses(range(whole.size), clock.today(), apart or {})


def test_each_answer_is_that_of_the_desk(pair: tuple[UUID, UUID], town: Town) -> None:
    register(town, 2, name="东海渔具店", contact_phone="")
    register(town, 0, name="试验小吃二店", contact_phone=fictive_phone(9))
    whole = WholeUnits.read(STREET)
    assert whole.size == 4
    for number, unit in enumerate(whole.records):
        said = now_said(unit)
        facts = a_unit(**{name: said[name] or "" for name in ("name", "credit_code", "contact_phone")})
        door = UnitVersion.objects.filter(current(), unit=unit).latest("valid_from").door
        asked = finding.match_unit(STREET, facts, address=door.address, apart=[unit])
        verdict = whole.match(number, clock.today())
        assert (verdict.band, round(verdict.probability, 9)) == (asked.band, round(asked.probability, 9))
        told = {(whole.records[int(str(one.key))], one.why) for one in verdict.candidates}
        assert told == {(one.key, one.why) for one in asked.candidates}


def test_pair_is_found_once_unless_it_was_told_apart(pair: tuple[UUID, UUID], town: Town) -> None:
    register(town, 2, name="东海渔具店", contact_phone="")
    [one] = found()
    assert {one.one, one.other} == set(pair)
    assert found({pair[0]: {pair[1]}, pair[1]: {pair[0]}}) == []


def test_merged_record_is_looked_for_no_more(pair: tuple[UUID, UUID]) -> None:
    merge(*pair)
    assert found() == []
    assert WholeUnits.read(STREET).size == 1


def test_units_of_a_street_are_read_by_lots(town: Town) -> None:
    counts = []
    for place in range(3):
        register(town, place, name=f"试验{'甲乙丙'[place]}店", on=ON)
        with CaptureQueriesContext(connection) as asked:
            WholeUnits.read(STREET)
        counts.append(len(asked))
    assert counts == [3, 3, 3]
