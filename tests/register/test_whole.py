"""Everybody looked for among the others: the answers are those of the desk."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from sanshi import clock
from sanshi.identity.fictive import fictive_phone, fictive_resident_number
from sanshi.identity.matching.evidence import Band
from sanshi.register import actions
from sanshi.register.facts import Alteration, AlterationKind, PersonFacts
from sanshi.register.finding import match_person
from sanshi.register.finding.store import follow
from sanshi.register.finding.whole import Likeness, WholePersons
from sanshi.register.history import current, facts_of
from sanshi.register.models import Person, PersonVersion, Residency, ResidencyVersion
from tests.register.town import NUMBERS, STREET, Town, house, living_here, person_facts

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def register(town: Town, door: int = 0, number: str = NUMBERS[0], **other: object) -> UUID:
    facts = person_facts(number, **other)
    person = actions.register_person(
        house(), uuid4(), uuid4(), facts, living_here(), town.doors[door].pk, clock.today()
    )
    follow(STREET, [person])
    return person


def found(whole: WholePersons, apart: dict[UUID, set[UUID]] | None = None) -> list[Likeness]:
    return whole.likenesses(range(whole.size), clock.today(), apart or {})


def _stranger(town: Town, place: int) -> UUID:
    name = SURNAMES[place % 10] + GIVEN[place % 20] + GIVEN[(place * 7) % 20]
    born = date(1950, 1, 1) + timedelta(days=place * 211)
    return register(
        town,
        place % 3,
        fictive_resident_number("011234", born, place),
        name=name,
        sex=str(2 - place % 2),
        birth_date=born,
        phone=fictive_phone(100 + place),
    )


def test_each_answer_is_that_of_the_desk(town: Town) -> None:
    people = [_stranger(town, place) for place in range(30)]
    wrong = NUMBERS[0][:-1] + ("0" if NUMBERS[0][-1] != "0" else "1")
    people += [register(town), register(town, 1, wrong, name="张伟明"), register(town, 2, "")]
    stay = Residency.objects.get(person=people[0])
    renamed = person_facts(NUMBERS[1], name="王晓伟", birth_date=date(1950, 1, 1), sex="2")
    change = Alteration(AlterationKind.CHANGE, date(2026, 8, 2))
    actions.alter_person(house(), uuid4(), uuid4(), stay.pk, renamed, None, change, clock.today())
    follow(STREET, people)
    whole = WholePersons.read(STREET)
    assert whole.records == sorted(people)
    for number, person in enumerate(whole.records):
        verdict = whole.match(number, clock.today())
        asked = match_person(
            STREET, _facts(person), address=_address(person), size=whole.size, apart={person}
        )
        # The order of a sum is another one, so its last digit may be.
        assert (verdict.band, round(verdict.probability, 9)) == (asked.band, round(asked.probability, 9))
        told = {
            (whole.records[int(str(one.key))], round(one.probability, 9), one.why)
            for one in verdict.candidates
        }
        assert told == {(one.key, round(one.probability, 9), one.why) for one in asked.candidates}


def _facts(person: UUID) -> PersonFacts:
    said = facts_of(PersonVersion.objects.filter(current(), person=person).latest("valid_from"))
    known = {name: said[name] for name in PersonFacts.names()}
    sealed = ("document_number", "phone", "guardian_phone")
    return PersonFacts(**(known | {name: known[name] or "" for name in sealed}))


def _address(person: UUID) -> str:
    row = ResidencyVersion.objects.filter(current(), person=person, valid_to=None).earliest("valid_from")
    return row.door.address


def test_pair_is_found_once_with_what_says_more(town: Town) -> None:
    one = register(town)
    other = register(town, 1, "", name="张伟民", phone=fictive_phone(1))
    _stranger(town, 5)
    [pair] = found(WholePersons.read(STREET))
    assert (pair.one, pair.other) == (one, other)
    assert pair.band in (Band.SAME, Band.LOOK)
    assert "name_same" in pair.why


def test_wrong_number_is_found_from_whichever_side_repairs_it(town: Town) -> None:
    wrong = NUMBERS[0][:-3] + NUMBERS[0][-2] + NUMBERS[0][-3] + NUMBERS[0][-1]
    first, second = register(town, 0, wrong), register(town, 1)
    [pair] = found(WholePersons.read(STREET))
    assert {pair.one, pair.other} == {first, second}


def test_who_was_told_apart_is_not_found(town: Town) -> None:
    one, other = register(town), register(town, 1, "")
    assert found(WholePersons.read(STREET), {one: {other}, other: {one}}) == []


def test_one_person_is_nobody_else_by_a_former_name(town: Town) -> None:
    one = register(town)
    stay = Residency.objects.get(person=one)
    renamed = person_facts(name="张晓民")
    change = Alteration(AlterationKind.CHANGE, date(2026, 8, 2))
    actions.alter_person(house(), uuid4(), uuid4(), stay.pk, renamed, None, change, clock.today())
    assert found(WholePersons.read(STREET)) == []


def test_record_that_never_was_is_left_out(town: Town) -> None:
    form = uuid4()
    actions.register_person(
        house(), uuid4(), form, person_facts(), living_here(), town.doors[0].pk, clock.today()
    )
    actions.undo(house(), uuid4(), form)
    assert Person.objects.count() == 1
    assert WholePersons.read(STREET).size == 0
    assert found(WholePersons.read(STREET)) == []
