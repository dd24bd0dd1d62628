"""Sex and birth date that contradict the document number: said at the desk, and the number counts."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.test import Client
from django.utils.translation import gettext

from sanshi.accounts.models import Account
from sanshi.collection.access import content_of
from sanshi.collection.models import Form, State
from sanshi.entry.choice import Decision
from sanshi.entry.desk import Desk
from sanshi.entry.models import Match
from sanshi.identity.documents import Sex
from sanshi.register.facts import PersonFacts
from sanshi.register.history import current
from sanshi.register.models import PersonVersion
from sanshi.verbs import Actor
from tests.entry.desk import (
    a_person,
    a_stay,
    an_alteration,
    an_arrival,
    born,
    entered,
    filled,
    resembling,
    stored,
)
from tests.entry.test_match import REASON, at_the_desk
from tests.entry.test_pages import address
from tests.visits.neighbourhood import STREET, CommitteeHere

OTHER_DAY = date(1971, 2, 3)


def sex_of(person: PersonFacts) -> str:
    return Sex.MALE.value if int(person.document_number[16]) % 2 else Sex.FEMALE.value


def other_sex(person: PersonFacts) -> str:
    return Sex.FEMALE.value if sex_of(person) == Sex.MALE else Sex.MALE.value


def doubts(shown: Desk) -> dict[str, str]:
    return {line.said.field: line.doubt for part in shown.sections for line in part.lines if line.doubt}


def checks(shown: Desk) -> dict[str, bool]:
    return {str(check.label): check.passed for check in shown.checks}


def now(person: UUID | None) -> PersonVersion:
    return PersonVersion.objects.get(current(), subdistrict=STREET, person=person, valid_to__isnull=True)


AGREES = "Sex and birth date as the document number says"


def test_the_desk_says_what_contradicts_what_and_the_number_is_entered(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    person = a_person()
    typed = replace(person, sex=other_sex(person), birth_date=OTHER_DAY)
    form = an_arrival(collector, here.doors[0][0], typed)
    shown = at_the_desk(clerk, form)
    said = doubts(shown)
    assert set(said) == {"sex", "birth_date"} and not checks(shown)[gettext(AGREES)]
    assert str(Sex(typed.sex).label) in said["sex"] and str(Sex(sex_of(person)).label) in said["sex"]
    assert OTHER_DAY.isoformat() in said["birth_date"] and born(person).isoformat() in said["birth_date"]
    entered(clerk, form)
    known = now(stored(form.pk).person_id)
    assert (known.sex, known.birth_date) == (sex_of(person), born(person))


def test_nothing_is_said_where_they_agree_or_are_not_stated(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    person = a_person()
    stated = replace(person, sex=sex_of(person), birth_date=born(person))
    for one, agrees in ((person, True), (stated, True), (resembling(a_person()), None)):
        shown = at_the_desk(clerk, an_arrival(collector, here.doors[0][0], one))
        assert not doubts(shown) and checks(shown).get(gettext(AGREES)) is agrees


def test_what_was_typed_is_forgotten_once_it_agrees(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    person = a_person()
    form = an_arrival(collector, here.doors[0][0], replace(person, sex=other_sex(person)))
    content = content_of(form)
    assert content.overruled == {"sex": other_sex(person)}
    Form.objects.filter(pk=form.pk).update(state=State.RETURNED)
    filled(collector, form.pk, content)
    assert not content_of(stored(form.pk)).overruled


def test_an_alteration_without_the_number_does_not_contradict_it(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    person = a_person()
    known = stored(entered(clerk, an_arrival(collector, here.doors[0][0], person)).form_id)
    typed = replace(
        person,
        document_number="",
        no_document_reason="not_at_hand",
        sex=other_sex(person),
        birth_date=born(person),
    )
    form = an_alteration(collector, known, replace(typed, phone="13900010009"), a_stay())
    shown = at_the_desk(clerk, form)
    assert set(doubts(shown)) == {"sex"} and not checks(shown)[gettext(AGREES)]
    row = next(row for row in shown.comparison.rows if row.field == "sex")
    assert (row.before, row.given, row.after, row.changed) == (
        Sex(sex_of(person)).label,
        Sex(other_sex(person)).label,
        Sex(sex_of(person)).label,
        False,
    )
    entered(clerk, form)
    assert (now(known.person_id).sex, now(known.person_id).phone.open()) == (sex_of(person), "13900010009")  # type: ignore[union-attr]


def test_beside_the_one_chosen_it_is_said_of_that_one(
    here: CommitteeHere, clerk: Actor, collector: Actor, client: Client
) -> None:
    person = a_person(name="欧阳晓岚")
    known = stored(entered(clerk, an_arrival(collector, here.doors[0][0], person)).form_id).person_id
    assert known is not None
    form = an_arrival(
        collector, here.doors[0][1], replace(resembling(person, person.name[-1]), sex=other_sex(person))
    )
    shown = at_the_desk(clerk, form, known)
    assert not doubts(shown) and set(shown.comparison.contradicted) == {"sex"}
    client.force_login(Account.objects.get(pk=clerk.account))
    page = client.get(address("entry-beside", form.pk, known), headers={"HX-Request": "true"})
    assert shown.comparison.contradicted["sex"] in page.content.decode()
    entered(clerk, form, Decision(Match.SAME, known, REASON))
    assert now(known).sex == sex_of(person)


def test_of_whom_the_register_has_no_number_the_form_counts(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    someone = resembling(a_person())
    known = stored(entered(clerk, an_arrival(collector, here.doors[0][0], someone)).form_id)
    other = Sex.MALE.value if someone.sex == Sex.FEMALE else Sex.FEMALE.value
    form = an_alteration(collector, known, replace(someone, sex=other), a_stay())
    assert not doubts(at_the_desk(clerk, form))
    entered(clerk, form)
    assert now(known.person_id).sex == other
