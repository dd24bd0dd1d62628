"""Whom of the register a form is about: offered, decided with a reason, remembered, undone (plan 3.3.3)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import Http404

from sanshi.collection.access import content_of
from sanshi.collection.models import Form, State
from sanshi.entry.actions import enter, return_form, void_entry
from sanshi.entry.choice import Decision, Seen
from sanshi.entry.decisions.access import View, listed
from sanshi.entry.decisions.actions import undo_decision
from sanshi.entry.desk import Desk, beside, desk
from sanshi.entry.matching import MOST_CANDIDATES, NOTHING, offer, offered
from sanshi.entry.models import Entry, Match, MatchDecision
from sanshi.identity.fictive import fictive_resident_number
from sanshi.identity.matching.evidence import Band, Evidence, Rule
from sanshi.identity.matching.scoring import Candidate, Verdict
from sanshi.journal.models import Line
from sanshi.journal.recording import reading
from sanshi.problems import (
    ALREADY_REGISTERED,
    CANDIDATES_CHANGED,
    NOT_DECIDED,
    PERSONAL_NUMBER_IN_TEXT,
    REGISTERED_ELSEWHERE,
    UNDONE_ALREADY,
    UNKNOWN_PERSON,
    WHY_DECIDED,
    Refused,
)
from sanshi.register.facts import PersonFacts
from sanshi.register.history import current
from sanshi.register.holders import document_index
from sanshi.register.models import DocumentHolder, Person, PersonVersion
from sanshi.streets.models import Subdistrict
from sanshi.vault.masking import mask_name
from sanshi.verbs import CHECK_FORM, READ_DECISIONS, Actor
from tests.entry.desk import (
    a_clerk,
    a_collector,
    an_arrival,
    born,
    entered,
    resembling,
    stored,
)
from tests.visits.neighbourhood import STREET, CommitteeHere, an_actor

REASON = "当面核对过，确是此人"
SAID = "双胞胎，当面见过两人"


def number_of_a_twin(person: PersonFacts) -> str:
    number = person.document_number
    return fictive_resident_number(number[:6], born(person), (int(number[14:17]) + 14) % 1000)


def at_the_desk(clerk: Actor, form: Form, chosen: UUID | None = None) -> Desk:
    with reading(clerk, CHECK_FORM):
        return desk(clerk, form.pk, chosen)


def refused_by(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def decisions(form: UUID) -> list[MatchDecision]:
    return list(MatchDecision.objects.filter(subdistrict=STREET, form=form).order_by("id"))


# What is offered


def test_nobody_is_offered_where_nobody_resembles(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: UUID
) -> None:
    compared = at_the_desk(clerk, an_arrival(collector, here.doors[0][1])).comparison
    assert (compared.offer.band, compared.candidates, compared.rows) == (Band.NEW, (), ())


def test_the_holder_of_the_number_is_chosen_beforehand(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: UUID, someone: PersonFacts
) -> None:
    shown = at_the_desk(clerk, an_arrival(collector, here.doors[0][1], someone))
    compared = shown.comparison
    assert (compared.offer.band, compared.offer.best, compared.offer.holder) == (Band.SAME, known, known)
    assert compared.chosen is not None and (compared.chosen.key, compared.chosen.person) == (1, known)
    assert not compared.chosen.asks_reason and not shown.may_be_new
    assert compared.rows


def test_where_the_match_does_not_decide_nobody_is_chosen_beforehand(
    clerk: Actor, alike: Form, known: UUID
) -> None:
    compared = at_the_desk(clerk, alike).comparison
    assert compared.offer.band == Band.LOOK and compared.chosen is None and not compared.rows
    [one] = compared.candidates
    assert (one.key, one.person, one.asks_reason) == (1, known, True)
    assert [str(why) for why in one.why][:2] == [Evidence.NUMBER_MISSING.label, Evidence.NAME_ONE.label]
    assert [str(rule) for rule in one.rules] == [Rule.SIBLINGS.label]


def test_beside_shows_the_difference_with_the_one_chosen(clerk: Actor, alike: Form, known: UUID) -> None:
    with reading(clerk, CHECK_FORM):
        found = beside(clerk, alike.pk, known)
    changed = {row.field for row in found.rows if row.changed}
    # No number and no phone on the form say nothing against those in the register.
    assert found.chosen is not None and "door" in changed and "document_number" not in changed
    with pytest.raises(Http404), reading(clerk, CHECK_FORM):
        beside(clerk, alike.pk, uuid4())


def test_who_lives_out_of_reach_is_shown_with_the_committee_alone(
    here: CommitteeHere, elsewhere: CommitteeHere, collector: Actor, known: UUID, someone: PersonFacts
) -> None:
    form = an_arrival(a_collector(elsewhere, "赵磊"), elsewhere.doors[0][0], someone)
    compared = at_the_desk(a_clerk(elsewhere, "陈静"), form).comparison
    assert compared.chosen is not None
    assert compared.chosen.place == here.row.name
    assert here.doors[0][0].address not in {row.before for row in compared.rows}


def scored(probability: float, *why: str) -> Candidate:
    return Candidate(uuid4(), probability, why, ())


def test_at_most_nine_are_offered_and_nobody_who_is_surely_another() -> None:
    many = (*(scored(0.05) for _ in range(12)), scored(0.001))
    assert len(offered(Verdict(Band.LOOK, 0.05, many)).candidates) == MOST_CANDIDATES
    assert offered(Verdict(Band.NEW, 0.001, (scored(0.001),))) == NOTHING


def test_the_holder_of_the_number_is_offered_whatever_else_speaks_against() -> None:
    holder = scored(0.0001, "number_same")
    found = offered(Verdict(Band.NEW, 0.1, (*(scored(0.05) for _ in range(9)), holder)))
    assert (found.band, found.holder, len(found.candidates)) == (Band.LOOK, holder.key, MOST_CANDIDATES)


def test_a_person_is_offered_once_however_many_records_resemble() -> None:
    one = scored(0.6)
    twice = (one, replace(one, probability=0.3))
    assert offered(Verdict(Band.LOOK, 0.6, twice)).candidates == (one,)


# Deciding


def test_the_same_person_is_updated_with_a_reason(clerk: Actor, alike: Form, known: UUID) -> None:
    entry = entered(clerk, alike, Decision(Match.SAME, known, REASON))
    assert (entry.match, stored(alike.pk).person_id) == (Match.SAME, known)
    assert Person.objects.filter(subdistrict=STREET).count() == 1
    [kept] = decisions(alike.pk)
    assert (kept.verdict, kept.one, kept.other, kept.reason) == ("same", known, None, REASON)
    assert (kept.band, kept.decided_by_id) == ("look", clerk.account)
    assert kept.probability > 0.2 and "name_one" in kept.why


def test_what_the_register_knew_stays_where_the_form_says_nothing(
    clerk: Actor, alike: Form, known: UUID, someone: PersonFacts
) -> None:
    entered(clerk, alike, Decision(Match.SAME, known, REASON))
    versions = PersonVersion.objects.filter(current(), subdistrict=STREET, person=known)
    now = versions.latest("valid_from")
    assert now.document_number is not None and now.document_number.open() == someone.document_number
    # What was not at hand at the door is known all the same.
    assert now.no_document_reason == ""


def test_somebody_new_of_the_same_name_is_remembered_as_another(
    clerk: Actor, alike: Form, known: UUID
) -> None:
    entry = entered(clerk, alike, Decision(Match.NEW, reason=SAID))
    made = stored(alike.pk).person_id
    [kept] = decisions(alike.pk)
    assert entry.match == Match.NEW and made != known
    assert (kept.verdict, kept.one, kept.other, kept.reason) == ("different", known, made, SAID)


@pytest.mark.parametrize(
    ("decision", "kind"),
    [
        (Decision(None), NOT_DECIDED),
        (Decision(Match.NEW), WHY_DECIDED),
        (Decision(Match.NEW, reason="  "), WHY_DECIDED),
        (Decision(Match.NEW, reason="电话13800138000"), PERSONAL_NUMBER_IN_TEXT),
        (Decision(Match.SAME, uuid4(), REASON), UNKNOWN_PERSON),
    ],
)
def test_a_decision_that_does_not_hold_is_refused_and_nothing_is_stored(
    clerk: Actor, alike: Form, known: UUID, decision: Decision, kind: object
) -> None:
    assert refused_by(lambda: entered(clerk, alike, decision)).kind == kind
    assert stored(alike.pk).state == State.HANDED_OVER
    assert decisions(alike.pk) == []
    assert Person.objects.filter(subdistrict=STREET).count() == 1


def test_the_same_without_a_reason_is_refused_where_the_match_does_not_decide(
    clerk: Actor, alike: Form, known: UUID
) -> None:
    assert refused_by(lambda: entered(clerk, alike, Decision(Match.SAME, known))).kind == WHY_DECIDED


def test_the_sure_one_needs_no_reason_and_nobody_else_gets_the_number(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: UUID, someone: PersonFacts
) -> None:
    form = an_arrival(collector, here.doors[0][1], someone)
    taken = refused_by(lambda: entered(clerk, form, Decision(Match.NEW, reason=SAID)))
    assert taken.kind == ALREADY_REGISTERED
    entered(clerk, form, Decision(Match.SAME, known))
    [kept] = decisions(form.pk)
    assert (kept.verdict, kept.band, kept.reason) == ("same", "same", "")


def test_two_valid_numbers_link_by_a_persons_decision_only(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: UUID, someone: PersonFacts
) -> None:
    other = replace(someone, document_number=number_of_a_twin(someone))
    form = an_arrival(collector, here.doors[0][0], other)
    [one] = at_the_desk(clerk, form).comparison.candidates
    assert one.band == Band.LOOK and one.asks_reason and one.rules
    assert refused_by(lambda: entered(clerk, form, Decision(Match.SAME, known))).kind == WHY_DECIDED


# Meanwhile


def test_somebody_more_since_the_page_was_made_asks_to_look_again(
    here: CommitteeHere, clerk: Actor, collector: Actor, alike: Form, known: UUID, someone: PersonFacts
) -> None:
    seen = Seen(Band.LOOK, frozenset({known}))
    twin = an_arrival(
        collector, here.doors[0][2], replace(someone, document_number=number_of_a_twin(someone))
    )
    entered(clerk, twin, Decision(Match.NEW, reason=SAID))
    for decision in (Decision(Match.NEW, None, SAID, seen), Decision(Match.SAME, known, REASON, seen)):
        assert refused_by(lambda one=decision: entered(clerk, alike, one)).kind == CANDIDATES_CHANGED
    assert stored(alike.pk).state == State.HANDED_OVER
    now = Seen(Band.LOOK, frozenset({known, stored(twin.pk).person_id}))  # type: ignore[arg-type]
    entered(clerk, alike, Decision(Match.SAME, known, REASON, now))


def test_another_band_since_the_page_was_made_asks_to_look_again(
    here: CommitteeHere, clerk: Actor, collector: Actor, someone: PersonFacts
) -> None:
    form = an_arrival(collector, here.doors[0][1], someone)
    seen = Seen(at_the_desk(clerk, form).comparison.offer.band)
    entered(clerk, an_arrival(collector, here.doors[0][0], someone))
    assert refused_by(lambda: entered(clerk, form, Decision(seen=seen))).kind == CANDIDATES_CHANGED


def test_who_is_offered_no_more_may_still_be_decided_against(
    here: CommitteeHere, clerk: Actor, collector: Actor, alike: Form, known: UUID
) -> None:
    more = Seen(Band.LOOK, frozenset({known, uuid4()}))
    assert entered(clerk, alike, Decision(Match.NEW, None, SAID, more)).match == Match.NEW


# Other streets of the city


def test_a_number_of_another_street_needs_a_hand_over(
    here: CommitteeHere, clerk: Actor, collector: Actor, someone: PersonFacts
) -> None:
    form = an_arrival(collector, here.doors[0][0], someone)
    other = Subdistrict.objects.create(code="310115099", name="另一街道", name_en="Another")
    DocumentHolder.objects.create(
        index=document_index(someone.document_type, someone.document_number),
        subdistrict=other,
        person=uuid4(),
    )
    shown = at_the_desk(clerk, form)
    assert shown.comparison.offer.elsewhere and not shown.may_enter and not shown.comparison.candidates
    assert refused_by(lambda: entered(clerk, form)).kind == REGISTERED_ELSEWHERE
    assert stored(form.pk).state == State.HANDED_OVER


# Undone and asked again


def test_a_decision_of_two_is_undone_with_a_reason_and_once(clerk: Actor, alike: Form, known: UUID) -> None:
    entered(clerk, alike, Decision(Match.NEW, reason=SAID))
    [kept] = decisions(alike.pk)
    undo_decision(clerk, uuid4(), kept.pk, "看错了")
    [kept] = decisions(alike.pk)
    assert (kept.undone_by_id, kept.undo_reason) == (clerk.account, "看错了")
    assert Line.objects.filter(subdistrict=STREET).latest("number").verb == "decision.undo"
    again = refused_by(lambda: undo_decision(clerk, uuid4(), kept.pk, "看错了"))
    assert again.kind == UNDONE_ALREADY


def test_a_decision_elsewhere_is_not_there(
    elsewhere: CommitteeHere, clerk: Actor, alike: Form, known: UUID
) -> None:
    entered(clerk, alike, Decision(Match.NEW, reason=SAID))
    [kept] = decisions(alike.pk)
    with pytest.raises(Http404):
        undo_decision(a_clerk(elsewhere, "陈静"), uuid4(), kept.pk, "看错了")
    with pytest.raises(Http404):
        undo_decision(an_actor("secretary", committee=alike.committee), uuid4(), kept.pk, "看错了")


def test_with_the_entry_its_decision_is_undone(clerk: Actor, alike: Form, known: UUID) -> None:
    entry = entered(clerk, alike, Decision(Match.SAME, known, REASON))
    void_entry(clerk, uuid4(), entry.pk, "录错了")
    [kept] = decisions(alike.pk)
    assert (kept.undone_by_id, kept.undo_reason) == (clerk.account, "录错了")


def test_decided_persons_are_shown_as_told_apart(
    here: CommitteeHere, clerk: Actor, collector: Actor, alike: Form, known: UUID, someone: PersonFacts
) -> None:
    """Whoever comes next and may be either is told that they are two."""
    entered(clerk, alike, Decision(Match.NEW, reason=SAID))
    third = an_arrival(collector, here.doors[0][2], resembling(someone, "帆"))
    compared = at_the_desk(clerk, third).comparison
    assert {one.person for one in compared.candidates} == {known, stored(alike.pk).person_id}
    assert all(one.told_apart is not None for one in compared.candidates)
    [kept] = decisions(alike.pk)
    undo_decision(clerk, uuid4(), kept.pk, "看错了")
    compared = at_the_desk(clerk, third).comparison
    assert not any(one.told_apart for one in compared.candidates)


def rows(actor: Actor, view: View = View.ALL) -> list[Any]:
    with reading(actor, READ_DECISIONS):
        return list(listed(actor, view).rows)


def test_the_list_names_form_records_and_reason_within_the_reach(
    here: CommitteeHere, elsewhere: CommitteeHere, clerk: Actor, alike: Form, known: UUID
) -> None:
    entered(clerk, alike, Decision(Match.NEW, reason=SAID))
    [row] = rows(clerk)
    assert row.decision.form == alike and row.decision.reason == SAID
    assert (row.one.name, row.one.readable) == (mask_name("欧阳晓岚"), True)
    assert row.other.name == mask_name("欧阳晓枫")
    assert row.is_undone_here and row.why
    assert rows(clerk, View.SAME) == [] and len(rows(clerk, View.DIFFERENT)) == 1
    assert rows(a_clerk(elsewhere, "陈静")) == []


def test_the_list_asks_as_much_for_many_as_for_one(
    here: CommitteeHere,
    clerk: Actor,
    collector: Actor,
    alike: Form,
    known: UUID,
    someone: PersonFacts,
    django_assert_num_queries: Any,
) -> None:
    entered(clerk, alike, Decision(Match.NEW, reason=SAID))
    with reading(clerk, READ_DECISIONS), django_assert_num_queries(6):
        listed(clerk, View.ALL)
    third = an_arrival(collector, here.doors[0][2], resembling(someone, "帆"))
    entered(clerk, third, Decision(Match.NEW, reason=SAID))
    assert len(decisions(third.pk)) == 2
    with reading(clerk, READ_DECISIONS), django_assert_num_queries(6):
        assert len(listed(clerk, View.ALL).rows) == 3


def test_the_desk_asks_no_more_for_more_candidates(
    here: CommitteeHere,
    clerk: Actor,
    collector: Actor,
    alike: Form,
    known: UUID,
    someone: PersonFacts,
    django_assert_max_num_queries: Any,
) -> None:
    entered(clerk, alike, Decision(Match.NEW, reason=SAID))
    third = an_arrival(collector, here.doors[0][2], resembling(someone, "帆"))
    with reading(clerk, CHECK_FORM), django_assert_max_num_queries(17):
        assert len(desk(clerk, third.pk, known).comparison.candidates) == 2


def test_an_entry_after_a_look_asks_little(
    clerk: Actor, alike: Form, known: UUID, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(50):
        enter(clerk, uuid4(), alike.pk, alike.version, Decision(Match.SAME, known, REASON))


def test_who_returned_a_form_decides_when_it_comes_again(clerk: Actor, alike: Form, known: UUID) -> None:
    return_form(clerk, uuid4(), alike.pk, alike.version, {"phone": "少一位"})
    assert decisions(alike.pk) == [] and stored(alike.pk).state == State.RETURNED
    assert offer(stored(alike.pk), content_of(stored(alike.pk))).persons == {known}
    assert Entry.objects.filter(subdistrict=STREET, form=alike).count() == 0
