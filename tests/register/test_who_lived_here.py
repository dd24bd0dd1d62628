"""Who lived here on day X, as known at Y: the three cases of the walk, and what surrounds them."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from sanshi import clock
from sanshi.identity.documents import NoDocument
from sanshi.problems import (
    ALREADY_LIVING_HERE,
    ALREADY_REGISTERED,
    BUILT_UPON,
    ENDS_BEFORE_START,
    NOT_LIVING_HERE,
    UNKNOWN_PERSON,
    Kind,
    Refused,
)
from sanshi.register import actions
from sanshi.register.facts import Alteration, AlterationKind, EndFacts, PersonFacts
from sanshi.register.models import (
    Category,
    DocumentHolder,
    EndReason,
    PersonVersion,
    Residency,
    ResidencyVersion,
    Separation,
)
from sanshi.register.residents import residents
from tests.register import town as towns
from tests.register.town import NUMBERS, STREET, Town, at, house, living_here, person_facts

# Whose birth date no number says.
PAPERLESS = person_facts("", no_document_reason=NoDocument.NEVER_ISSUED)
CORRECTION = Alteration(AlterationKind.CORRECTION)


def arrives(door, day=3, same_as=None, facts=None, form: UUID | None = None, **residency) -> UUID:
    with clock.frozen(at(day)):
        return actions.register_person(
            house(),
            uuid4(),
            form or uuid4(),
            facts or person_facts(),
            living_here(**residency),
            door.pk,
            clock.today(),
            same_as,
        )


def leaves(residency, day, ended_on, reason=EndReason.MOVED, form: UUID | None = None) -> None:
    with clock.frozen(at(day)):
        end = EndFacts(ended_on, reason)
        actions.end_residency(house(), uuid4(), form or uuid4(), residency.pk, end)


def altered(residency, day, alteration, person=None, lives=None, form: UUID | None = None) -> None:
    with clock.frozen(at(day)):
        actions.alter_person(
            house(),
            uuid4(),
            form or uuid4(),
            residency.pk,
            person,
            lives,
            alteration,
            clock.today(),
        )


def names(door, on: date, known_at) -> list[str]:
    return [one.person.name for one in residents(STREET, door.pk, on, known_at)]


def stay_of(person: UUID, door) -> Residency:
    return Residency.objects.get(subdistrict=STREET, person=person, door=door)


def refused(kind: Kind):
    return pytest.raises(Refused, match=str(kind.number))


def test_a_back_dated_arrival(town: Town) -> None:
    door = town.doors[0]
    arrives(door, day=10, started_on=date(2026, 8, 1))
    assert names(door, date(2026, 8, 5), at(9)) == []
    assert names(door, date(2026, 8, 5), at(10)) == ["张伟民"]
    assert names(door, date(2026, 7, 31), at(10)) == []


def test_a_late_deregistration(town: Town) -> None:
    door = town.doors[0]
    stay = stay_of(arrives(door, day=3), door)
    leaves(stay, 20, date(2026, 8, 10))
    assert names(door, date(2026, 8, 15), at(19)) == ["张伟民"]
    assert names(door, date(2026, 8, 15), at(20)) == []
    assert names(door, date(2026, 8, 9), at(20)) == ["张伟民"]
    assert names(door, date(2026, 8, 10), at(20)) == []


def test_a_corrected_birth_date_was_always_so_but_known_since_now(town: Town) -> None:
    door = town.doors[0]
    stay = stay_of(arrives(door, day=3, facts=PAPERLESS), door)
    altered(stay, 12, CORRECTION, person=replace(PAPERLESS, birth_date=date(1991, 2, 3)))
    (before,) = residents(STREET, door.pk, date(2026, 8, 5), at(11))
    (after,) = residents(STREET, door.pk, date(2026, 8, 5), at(12))
    assert (before.person.birth_date, after.person.birth_date) == (date(1990, 1, 1), date(1991, 2, 3))


def test_a_change_holds_from_its_day_and_a_birth_date_is_never_a_change(town: Town) -> None:
    door = town.doors[0]
    stay = stay_of(arrives(door, day=3, facts=PAPERLESS), door)
    since = Alteration(AlterationKind.CHANGE, date(2026, 8, 8))
    altered(
        stay,
        12,
        since,
        replace(PAPERLESS, name="张卫民", birth_date=date(1991, 2, 3)),
        living_here(tenure="owner"),
    )
    (earlier,), (later,) = (residents(STREET, door.pk, date(2026, 8, day), at(12)) for day in (7, 8))
    assert [(one.person.name, one.person.birth_date, one.residency.tenure) for one in (earlier, later)] == [
        ("张伟民", date(1991, 2, 3), "tenant"),
        ("张卫民", date(1991, 2, 3), "owner"),
    ]


def test_a_corrected_day_of_moving_in_reaches_back_and_forth(town: Town) -> None:
    door = town.doors[0]
    stay = stay_of(arrives(door, day=3, started_on=date(2026, 8, 2)), door)
    altered(stay, 5, CORRECTION, lives=living_here(started_on=date(2026, 7, 20)))
    assert names(door, date(2026, 7, 25), at(5)) == ["张伟民"]
    altered(stay, 6, CORRECTION, lives=living_here(started_on=date(2026, 8, 3)))
    assert names(door, date(2026, 8, 2), at(6)) == []
    assert names(door, date(2026, 8, 2), at(5)) == ["张伟民"]


def test_of_days_before_the_first_facts_the_first_ones_speak(town: Town) -> None:
    first, second = town.doors[:2]
    person = arrives(first, day=3, started_on=date(2026, 8, 3))
    arrives(second, day=8, same_as=person, started_on=date(2026, 7, 1))
    assert names(second, date(2026, 7, 2), at(8)) == ["张伟民"]


def test_moving_in_ends_the_old_home_on_that_day(town: Town) -> None:
    old, new = town.doors[0], town.other_doors[0]
    person = arrives(old, day=3)
    arrives(new, day=10, same_as=person, started_on=date(2026, 8, 6))
    assert names(old, date(2026, 8, 5), at(10)) == names(new, date(2026, 8, 6), at(10)) == ["张伟民"]
    assert names(old, date(2026, 8, 6), at(10)) == names(new, date(2026, 8, 5), at(10)) == []
    ended = ResidencyVersion.objects.get(subdistrict=STREET, door=old, superseded_at=None)
    assert (ended.end_reason, ended.moved_to) == (EndReason.MOVED, town.other_committee.code)


def test_a_home_said_to_have_begun_later_was_over_when_the_person_was_met_elsewhere(town: Town) -> None:
    other, here = town.doors[:2]
    person = arrives(other, day=5, started_on=date(2026, 8, 5))
    arrives(here, day=10, same_as=person, started_on=date(2026, 8, 1))
    assert names(other, date(2026, 8, 9), at(10)) == ["张伟民"]
    assert names(other, date(2026, 8, 10), at(10)) == []
    assert names(here, date(2026, 8, 10), at(10)) == ["张伟民"]


def test_a_home_begun_after_the_person_was_met_here_is_the_newer_news(town: Town) -> None:
    newer, here = town.doors[:2]
    person = arrives(newer, day=10, started_on=date(2026, 8, 9))
    with clock.frozen(at(12)):
        actions.register_person(
            house(), uuid4(), uuid4(), person_facts(), living_here(), here.pk, date(2026, 8, 4), person
        )
    assert names(here, date(2026, 8, 8), at(12)) == names(newer, date(2026, 8, 9), at(12)) == ["张伟民"]
    assert names(here, date(2026, 8, 9), at(12)) == []


def test_being_registered_here_only_ends_no_home_and_is_ended_by_none(town: Town) -> None:
    home, registered, next_home = town.doors
    person = arrives(home, day=3)
    elsewhere = {"category": Category.SEPARATED, "separation": Separation.REGISTERED_HERE}
    arrives(registered, day=4, same_as=person, **elsewhere)
    arrives(next_home, day=6, same_as=person, started_on=date(2026, 8, 6))
    assert [names(door, date(2026, 8, 7), at(7)) for door in town.doors] == [[], ["张伟民"], ["张伟民"]]


def test_facts_of_a_known_person_follow_the_form_where_they_differ(town: Town) -> None:
    person = arrives(town.doors[0], day=3)
    facts = person_facts(phone="10000000009", guardian_name="", birth_date=None)
    arrives(town.doors[1], day=6, same_as=person, facts=facts, started_on=date(2026, 8, 6))
    rows = PersonVersion.objects.filter(subdistrict=STREET, person=person, superseded_at=None)
    assert [(row.valid_from, row.phone.open()) for row in rows.order_by("valid_from")] == [
        (date(2026, 8, 1), towns.person_facts().phone),
        (date(2026, 8, 6), "10000000009"),
    ]
    assert {row.birth_date for row in rows} == {date(1990, 1, 1)}


def test_a_mistaken_registration_never_was_but_was_believed(town: Town) -> None:
    door = town.doors[0]
    stay = stay_of(arrives(door, day=3), door)
    leaves(stay, 9, date(2026, 8, 9), EndReason.MISTAKE)
    assert names(door, date(2026, 8, 5), at(8)) == ["张伟民"]
    assert names(door, date(2026, 8, 5), at(9)) == []


def test_what_a_category_does_not_ask_for_is_not_kept(town: Town) -> None:
    door = town.doors[0]
    stay = stay_of(arrives(door, day=3, nationality="USA"), door)
    row = ResidencyVersion.objects.get(subdistrict=STREET, residency=stay)
    assert (row.nationality, row.registered_region) == ("", "011234")
    since = Alteration(AlterationKind.CHANGE, date(2026, 8, 8))
    local = living_here(category=Category.LOCAL, registered_region="", stay_reason="", permit_status="")
    altered(stay, 9, since, lives=local)
    now = ResidencyVersion.objects.get(subdistrict=STREET, residency=stay, superseded_at=None, valid_to=None)
    assert (now.category, now.registered_region, now.stay_reason, now.permit_status) == ("local", "", "", "")


def test_not_stated_erases_nothing_and_changes_nothing(town: Town) -> None:
    door = town.doors[0]
    stay = stay_of(arrives(door, day=3), door)
    said = PersonFacts(name="张伟民", notice_version="2", notified_on=date(2026, 8, 9))
    altered(stay, 9, CORRECTION, person=said)
    assert PersonVersion.objects.filter(subdistrict=STREET).count() == 1


# Refusals


def test_one_number_is_one_person(town: Town) -> None:
    arrives(town.doors[0])
    with refused(ALREADY_REGISTERED):
        arrives(town.doors[1], day=4)
    booklet = person_facts(document_type="113")
    with refused(ALREADY_REGISTERED):
        arrives(town.doors[1], day=4, facts=booklet)
    assert PersonVersion.objects.count() == DocumentHolder.objects.count() == 1


def test_a_number_held_by_another_cannot_be_taken_by_an_alteration(town: Town) -> None:
    arrives(town.doors[0])
    other = arrives(town.doors[1], facts=person_facts(NUMBERS[1]))
    with refused(ALREADY_REGISTERED):
        altered(stay_of(other, town.doors[1]), 5, CORRECTION, person=person_facts(NUMBERS[0]))
    assert DocumentHolder.objects.count() == 2


def test_a_corrected_number_frees_the_wrong_one_and_a_renewed_one_keeps_the_former(town: Town) -> None:
    door = town.doors[0]
    stay = stay_of(arrives(door), door)
    altered(stay, 5, CORRECTION, person=person_facts(NUMBERS[1]))
    assert DocumentHolder.objects.count() == 1
    since = Alteration(AlterationKind.CHANGE, date(2026, 8, 6))
    altered(stay, 6, since, person=person_facts(document_type="414", document_number="E00000001"))
    assert DocumentHolder.objects.count() == 2
    arrives(town.doors[1], day=7, facts=person_facts(NUMBERS[0]))


def test_nobody_moves_in_where_they_live(town: Town) -> None:
    person = arrives(town.doors[0])
    with refused(ALREADY_LIVING_HERE):
        arrives(town.doors[0], day=5, same_as=person)


def test_nobody_leaves_twice_or_before_coming(town: Town) -> None:
    door = town.doors[0]
    stay = stay_of(arrives(door), door)
    with refused(ENDS_BEFORE_START):
        leaves(stay, 5, date(2026, 7, 31))
    leaves(stay, 5, date(2026, 8, 5))
    with refused(NOT_LIVING_HERE):
        leaves(stay, 6, date(2026, 8, 6))
    with refused(NOT_LIVING_HERE):
        altered(stay, 6, Alteration(AlterationKind.CHANGE, date(2026, 8, 6)), lives=living_here())
    with refused(ENDS_BEFORE_START):
        altered(stay, 6, CORRECTION, lives=living_here(started_on=date(2026, 8, 5)))


def test_the_same_as_somebody_who_is_not_there(town: Town) -> None:
    with refused(UNKNOWN_PERSON):
        arrives(town.doors[0], same_as=uuid4())


# Undoing


def test_undoing_a_registration_frees_the_number_and_the_door(town: Town) -> None:
    door, form = town.doors[0], uuid4()
    arrives(door, form=form)
    with clock.frozen(at(5)):
        actions.undo(house(), uuid4(), form)
    assert names(door, date(2026, 8, 4), at(4)) == ["张伟民"]
    assert names(door, date(2026, 8, 4), at(5)) == []
    assert not DocumentHolder.objects.exists()
    arrives(town.doors[1], day=6)


def test_undoing_a_move_reopens_the_old_home(town: Town) -> None:
    old, new, form = town.doors[0], town.doors[1], uuid4()
    person = arrives(old)
    arrives(new, day=6, same_as=person, started_on=date(2026, 8, 6), form=form)
    with clock.frozen(at(7)):
        actions.undo(house(), uuid4(), form)
    assert names(old, date(2026, 8, 8), at(7)) == ["张伟民"]
    assert names(new, date(2026, 8, 8), at(7)) == []
    assert names(new, date(2026, 8, 8), at(6)) == ["张伟民"]


def test_a_person_with_a_later_home_cannot_be_undone(town: Town) -> None:
    first = uuid4()
    person = arrives(town.doors[0], form=first)
    elsewhere = {"category": Category.SEPARATED, "separation": Separation.REGISTERED_HERE}
    arrives(town.doors[1], day=6, same_as=person, **elsewhere)
    with refused(BUILT_UPON):
        actions.undo(house(), uuid4(), first)


def test_a_number_given_away_meanwhile_keeps_its_new_holder(town: Town) -> None:
    door, correcting = town.doors[0], uuid4()
    stay = stay_of(arrives(door), door)
    altered(stay, 5, CORRECTION, person=person_facts(NUMBERS[1]), form=correcting)
    arrives(town.doors[1], day=6, facts=person_facts(NUMBERS[0]))
    with refused(ALREADY_REGISTERED), clock.frozen(at(7)):
        actions.undo(house(), uuid4(), correcting)


def test_no_alteration_says_another_birth_date_than_the_number(town: Town) -> None:
    door = town.doors[0]
    stay = stay_of(arrives(door, day=3), door)
    altered(stay, 12, CORRECTION, person=person_facts("", birth_date=date(1991, 2, 3)))
    (after,) = residents(STREET, door.pk, date(2026, 8, 5), at(12))
    assert after.person.birth_date == date(1990, 1, 1)
