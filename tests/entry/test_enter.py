from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.http import Http404

from sanshi.accounts.access import actor_for
from sanshi.accounts.models import Account, Post
from sanshi.collection.models import HandOver, State
from sanshi.entry.actions import enter
from sanshi.entry.choice import Decision
from sanshi.entry.models import Entry, Match
from sanshi.journal.models import Line
from sanshi.problems import (
    ALREADY_LIVING_HERE,
    ALREADY_REGISTERED,
    NOT_THE_CLERK,
    OWN_FORM,
    REPEATED_OTHERWISE,
    REQUIRED,
    STALE,
    UNKNOWN_PERSON,
    Refused,
)
from sanshi.register.facts import AlterationKind
from sanshi.register.history import current
from sanshi.register.models import DwellingVersion, Person, PersonVersion, ResidencyVersion, UnitVersion
from sanshi.verbs import Actor
from tests.entry.desk import (
    a_clerk,
    a_collector,
    a_departure,
    a_dwelling_form,
    a_person,
    a_stay,
    a_unit_form,
    an_alteration,
    an_arrival,
    entered,
    stored,
)
from tests.streets.sql import assert_names_street, sql_of
from tests.visits.neighbourhood import NOON, STREET, TODAY, CommitteeHere, appoint

NEW = Decision(Match.NEW)


def refused_by(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


# What an entry does


def test_a_new_person_is_registered(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    form = an_arrival(collector, here.doors[0][0], a_person(name="张伟民"))
    entry = entered(clerk, form)
    person = PersonVersion.objects.get(current(), subdistrict=STREET, form=form.pk)
    lives = ResidencyVersion.objects.get(current(), subdistrict=STREET, form=form.pk)
    assert (person.name, lives.door_id) == ("张伟民", form.door_id)
    assert (entry.match, entry.changed, entry.entered_on) == (Match.NEW, True, TODAY)
    assert (entry.clerk_id, entry.committee_id) == (clerk.account, here.row.pk)
    now = stored(form.pk)
    assert (now.person_id, now.residency_id) == (person.person_id, lives.residency_id)
    assert now.state == State.ENTERED
    assert now.desk_since is None


def test_the_hand_over_has_its_answer(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    form = an_arrival(collector, here.doors[0][0])
    entered(clerk, form)
    answered = HandOver.objects.get(subdistrict=STREET, form=form)
    assert (answered.answer, answered.answered_at, answered.answered_on) == ("entered", NOON, TODAY)
    assert answered.clerk_id == clerk.account


def test_the_line_names_form_entry_and_person(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    form = an_arrival(collector, here.doors[0][0])
    entry = entered(clerk, form)
    line = Line.objects.filter(subdistrict=STREET).latest("number")
    assert (line.verb, line.purpose) == ("form.enter", "entry")
    assert (line.account, line.result) == (clerk.account, entry.pk)
    kinds = set(line.subjects.values_list("kind", flat=True))
    assert {"collection.form", "entry.entry", "register.person"} <= kinds


def test_a_known_person_is_not_registered_twice(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    first = an_arrival(collector, here.doors[0][0], someone := a_person())
    entered(clerk, first)
    again = an_arrival(collector, here.doors[0][1], someone)
    assert refused_by(lambda: entered(clerk, again)).kind == ALREADY_REGISTERED
    assert stored(again.pk).state == State.HANDED_OVER
    person = stored(first.pk).person_id
    entry = entered(clerk, again, Decision(Match.SAME, person))
    assert (entry.match, stored(again.pk).person_id) == (Match.SAME, person)
    assert Person.objects.filter(subdistrict=STREET).count() == 1
    stays = ResidencyVersion.objects.filter(current(), subdistrict=STREET, person=person)
    assert [stay.door_id for stay in stays if stay.valid_to is None] == [again.door_id]


def test_the_same_person_is_the_one_with_that_number(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    entered(clerk, other := an_arrival(collector, here.doors[0][0]))
    form = an_arrival(collector, here.doors[0][1])
    assert refused_by(lambda: entered(clerk, form, Decision(Match.SAME))).kind == REQUIRED
    somebody_else = Decision(Match.SAME, stored(other.pk).person_id)
    assert refused_by(lambda: entered(clerk, form, somebody_else)).kind == UNKNOWN_PERSON
    assert refused_by(lambda: entered(clerk, form, Decision(Match.SAME, uuid4()))).kind == UNKNOWN_PERSON


def test_nobody_moves_in_twice_at_one_door(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    entered(clerk, first := an_arrival(collector, here.doors[0][0], someone := a_person()))
    again = an_arrival(collector, here.doors[0][0], someone)
    same = Decision(Match.SAME, stored(first.pk).person_id)
    assert refused_by(lambda: entered(clerk, again, same)).kind == ALREADY_LIVING_HERE


def test_a_departure_ends_the_residency(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    entered(clerk, form := an_arrival(collector, here.doors[0][0]))
    entry = entered(clerk, a_departure(collector, stored(form.pk)))
    ended = stored(form.pk).residency_id
    lives = ResidencyVersion.objects.get(current(), subdistrict=STREET, residency=ended)
    assert (lives.valid_to, lives.end_reason) == (TODAY, "left-shanghai")
    assert (entry.match, entry.changed) == (Match.SAME, True)


def test_an_alteration_that_changes_nothing_is_entered_as_such(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    entered(clerk, form := an_arrival(collector, here.doors[0][0], someone := a_person(), stay := a_stay()))
    same = an_alteration(collector, stored(form.pk), someone, stay)
    assert entered(clerk, same).changed is False
    renamed = replace(someone, name="张为民")
    other = an_alteration(collector, stored(form.pk), renamed, stay, AlterationKind.CORRECTION)
    assert entered(clerk, other).changed is True
    known = PersonVersion.objects.get(current(), subdistrict=STREET, person=stored(form.pk).person_id)
    assert known.name == "张为民"


def test_dwellings_and_units_are_entered(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    entered(clerk, home := a_dwelling_form(collector, here.doors[0][0]))
    entered(clerk, shop := a_unit_form(collector, here.doors[0][1]))
    dwelling = DwellingVersion.objects.get(current(), subdistrict=STREET, form=home.pk)
    unit = UnitVersion.objects.get(current(), subdistrict=STREET, form=shop.pk)
    assert (stored(home.pk).dwelling_id, stored(shop.pk).unit_id) == (dwelling.dwelling_id, unit.unit_id)


def test_an_entry_asks_little_and_each_statement_names_the_street(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    """Twenty statements are some 6 ms: the desk's promise of a hundred entries a second hangs on it.

    Four of them are the match: how large the register is, who has a key, the directory of the city.
    """
    entered(clerk, an_arrival(collector, here.doors[0][0]))
    form = an_arrival(collector, here.doors[0][1])
    statements = sql_of(lambda: enter(clerk, uuid4(), form.pk, form.version, NEW))
    assert len(statements) <= 23
    # The directory of document numbers answers over all streets.
    assert_names_street([one for one in statements if "register_documentholder" not in one])


# Who enters


def test_the_clerk_does_not_enter_a_form_he_collected_and_the_stand_in_does(here: CommitteeHere) -> None:
    collector = a_collector(here, "王芳")
    form = an_arrival(collector, here.doors[0][0])
    clerk = _also_clerk(collector, here)
    assert refused_by(lambda: entered(clerk, form)).kind == OWN_FORM
    stand_in = a_clerk(here, "周敏", stand_in=True)
    assert entered(stand_in, form).clerk_id == stand_in.account


def _also_clerk(actor: Actor, where: CommitteeHere) -> Actor:
    account = Account.objects.get(pk=actor.account)
    appoint(account, "clerk", committee=where.row)
    made = actor_for(account, STREET)
    assert made is not None
    return made


def test_only_the_clerk_in_office_enters(here: CommitteeHere, collector: Actor) -> None:
    form = an_arrival(collector, here.doors[0][0])
    late = a_clerk(here, "陈静")
    Post.objects.filter(subdistrict=STREET, account=late.account).update(valid_to=TODAY.replace(day=11))
    assert refused_by(lambda: entered(late, form)).kind == NOT_THE_CLERK
    with pytest.raises(Http404):
        entered(collector, form)


def test_a_form_of_another_committee_is_not_there(
    here: CommitteeHere, elsewhere: CommitteeHere, clerk: Actor
) -> None:
    form = an_arrival(a_collector(elsewhere, "赵磊"), elsewhere.doors[0][0])
    with pytest.raises(Http404):
        entered(clerk, form)


# Twice


def test_a_form_is_entered_once(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    form = an_arrival(collector, here.doors[0][0])
    entered(clerk, form)
    colleague = a_clerk(here, "周敏", stand_in=True)
    refused = refused_by(lambda: enter(colleague, uuid4(), form.pk, form.version, NEW))
    assert refused.kind == STALE
    assert (refused.params["who"], refused.params["when"]) == ("王芳", "10-12 12:00")
    assert Entry.objects.filter(subdistrict=STREET).count() == 1


def test_a_resend_answers_as_the_first(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    form, sent = an_arrival(collector, here.doors[0][0]), uuid4()
    first = enter(clerk, sent, form.pk, form.version, NEW)
    assert enter(clerk, sent, form.pk, form.version, NEW) == first
    otherwise = Decision(Match.SAME, uuid4())
    refused = refused_by(lambda: enter(clerk, sent, form.pk, form.version, otherwise))
    assert refused.kind == REPEATED_OTHERWISE


def test_an_older_version_of_the_page_enters_nothing(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    assert refused_by(lambda: enter(clerk, uuid4(), form.pk, form.version - 1, NEW)).kind == STALE
