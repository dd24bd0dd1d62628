"""Told apart at the desk before the form is entered: remembered, seen, undone, asked again for news."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from django.test import Client

from sanshi.accounts.models import Account
from sanshi.collection.access import content_of
from sanshi.collection.actions import hand_over
from sanshi.collection.models import Form, State
from sanshi.entry.actions import (
    enter,
    hold_form,
    return_form,
    take_up,
    tell_apart,
    void_entry,
)
from sanshi.entry.choice import Decision, Seen
from sanshi.entry.comparison import Comparison
from sanshi.entry.decisions.actions import undo_decision
from sanshi.entry.desk import beside
from sanshi.entry.models import Match, MatchDecision
from sanshi.identity.matching.evidence import Band
from sanshi.journal.models import Line
from sanshi.journal.recording import reading
from sanshi.problems import (
    ALREADY_REGISTERED,
    CANDIDATES_CHANGED,
    DECIDED_ALREADY,
    NOT_DECIDED,
    PERSONAL_NUMBER_IN_TEXT,
    UNKNOWN_PERSON,
    WHY_DECIDED,
    Refused,
)
from sanshi.register.facts import PersonFacts
from sanshi.verbs import CHECK_FORM, Actor
from tests.entry.desk import a_clerk, an_arrival, entered, filled, resembling, stored
from tests.entry.test_match import REASON, SAID, at_the_desk, decisions, refused_by
from tests.entry.test_pages import address, sent
from tests.visits.neighbourhood import STREET, CommitteeHere


def apart(clerk: Actor, form: Form, record: UUID | None, reason: str = SAID) -> UUID:
    return tell_apart(clerk, uuid4(), form.pk, stored(form.pk).version, record, reason)


def shown(clerk: Actor, form: Form) -> tuple[Band, list[UUID], list[UUID]]:
    """The band, who is offered, who is told apart."""
    compared = at_the_desk(clerk, form).comparison
    return (
        compared.offer.band,
        [one.person for one in compared.candidates],
        [one.person for one in compared.apart],
    )


def test_who_was_told_apart_is_asked_about_no_more_and_still_seen(
    clerk: Actor, alike: Form, known: UUID
) -> None:
    assert shown(clerk, alike) == (Band.LOOK, [known], [])
    kept = apart(clerk, alike, known)
    assert shown(clerk, alike) == (Band.NEW, [], [known])
    [one] = at_the_desk(clerk, alike).comparison.apart
    assert one.decision is not None and one.decision.pk == kept
    assert (one.decision.reason, one.decision.decided_by_id) == (SAID, clerk.account)
    assert Line.objects.filter(subdistrict=STREET, verb="decision.tell-apart").count() == 1


def test_a_comparison_asked_for_before_and_answered_after_the_decision_shows_nothing(
    clerk: Actor, alike: Form, known: UUID
) -> None:
    def compared() -> Comparison:
        with reading(clerk, CHECK_FORM):
            return beside(clerk, alike.pk, known)

    assert compared().chosen is not None
    apart(clerk, alike, known)
    assert compared() == Comparison()
    entered(clerk, alike, Decision(Match.NEW, seen=Seen(Band.NEW)))
    assert compared() == Comparison()


def test_it_holds_while_the_form_is_held_returned_and_sent_again(
    clerk: Actor, collector: Actor, alike: Form, known: UUID
) -> None:
    apart(clerk, alike, known)
    hold_form(clerk, uuid4(), alike.pk, stored(alike.pk).version, "等证件")
    assert shown(clerk, alike)[1:] == ([], [known])
    take_up(clerk, uuid4(), alike.pk, stored(alike.pk).version)
    return_form(clerk, uuid4(), alike.pk, stored(alike.pk).version, {"phone": "少一位"})
    filled(collector, alike.pk, content_of(stored(alike.pk)))
    hand_over(collector, uuid4(), alike.pk, stored(alike.pk).version)
    assert shown(clerk, alike) == (Band.NEW, [], [known])


def test_entered_as_new_it_is_said_of_the_person_made(clerk: Actor, alike: Form, known: UUID) -> None:
    apart(clerk, alike, known)
    entry = entered(clerk, alike, Decision(Match.NEW, seen=Seen(Band.NEW)))
    [kept] = decisions(alike.pk)
    made = stored(alike.pk).person_id
    assert (entry.match, kept.one, kept.other, kept.reason) == (Match.NEW, known, made, SAID)
    void_entry(clerk, uuid4(), entry.pk, "录错了")
    assert decisions(alike.pk)[0].undone_at is not None


def test_undone_it_is_asked_again(clerk: Actor, alike: Form, known: UUID) -> None:
    kept = apart(clerk, alike, known)
    seen = Seen(Band.NEW)
    undo_decision(clerk, uuid4(), kept, "看错了")
    assert shown(clerk, alike) == (Band.LOOK, [known], [])
    late = refused_by(lambda: entered(clerk, alike, Decision(Match.NEW, seen=seen)))
    assert late.kind is CANDIDATES_CHANGED
    entered(clerk, alike, Decision(Match.SAME, known, REASON))
    assert stored(alike.pk).person_id == known


def test_more_evidence_asks_again_and_the_later_decision_counts(
    clerk: Actor, collector: Actor, alike: Form, known: UUID, someone: PersonFacts
) -> None:
    """Returned, the form comes back with the very number: whoever told them apart, it is that person."""
    apart(clerk, alike, known)
    return_form(clerk, uuid4(), alike.pk, stored(alike.pk).version, {"document_number": "请补"})
    content = content_of(stored(alike.pk))
    filled(collector, alike.pk, replace(content, person=someone))
    hand_over(collector, uuid4(), alike.pk, stored(alike.pk).version)
    compared = at_the_desk(clerk, alike).comparison
    [one] = compared.candidates
    assert one.person == known and one.decision is not None and not compared.apart
    assert refused_by(lambda: apart(clerk, alike, known)).kind is ALREADY_REGISTERED
    entered(clerk, alike, Decision(Match.SAME, known))
    earlier = decisions(alike.pk)[0]
    assert (earlier.verdict, earlier.undone_by_id) == ("different", clerk.account)
    assert stored(alike.pk).person_id == known


def test_what_cannot_be_told_apart_is_refused_and_nothing_is_kept(
    here: CommitteeHere, elsewhere: CommitteeHere, clerk: Actor, alike: Form, known: UUID
) -> None:
    for record, reason, kind in (
        (None, SAID, NOT_DECIDED),
        (uuid4(), SAID, UNKNOWN_PERSON),
        (known, "  ", WHY_DECIDED),
        (known, "电话13900010001", PERSONAL_NUMBER_IN_TEXT),
    ):
        assert refused_by(lambda r=record, t=reason: apart(clerk, alike, r, t)).kind is kind  # type: ignore[misc]
    with pytest.raises(Http404):
        apart(a_clerk(elsewhere, "陈静"), alike, known)
    assert not decisions(alike.pk)
    apart(clerk, alike, known)
    assert refused_by(lambda: apart(clerk, alike, known)).kind is DECIDED_ALREADY
    same = Decision(Match.SAME, known, REASON)
    assert refused_by(lambda: entered(clerk, alike, same)).kind is UNKNOWN_PERSON
    assert len(decisions(alike.pk)) == 1 and stored(alike.pk).state == State.HANDED_OVER


def test_a_form_that_was_answered_takes_no_decision(clerk: Actor, alike: Form, known: UUID) -> None:
    version = stored(alike.pk).version
    return_form(clerk, uuid4(), alike.pk, version, {"phone": "少一位"})
    with pytest.raises(Refused) as refused:
        tell_apart(clerk, uuid4(), alike.pk, version, known, SAID)
    assert refused.value.status == 409 and not decisions(alike.pk)


def test_the_others_are_still_asked_about(
    here: CommitteeHere, clerk: Actor, collector: Actor, alike: Form, known: UUID, someone: PersonFacts
) -> None:
    entered(clerk, alike, Decision(Match.NEW, reason=SAID))
    other = stored(alike.pk).person_id
    third = an_arrival(collector, here.doors[0][2], resembling(someone, "帆"))
    apart(clerk, third, known)
    assert shown(clerk, third) == (Band.LOOK, [other], [known])
    entered(clerk, third, Decision(Match.SAME, other, REASON))
    said = {row.verdict: (row.one, row.other) for row in decisions(third.pk)}
    assert said == {"different": (known, other), "same": (other, None)}


def test_by_the_page(clerk: Actor, alike: Form, known: UUID, client: Client) -> None:
    client.force_login(Account.objects.get(pk=clerk.account))
    where, desk = address("entry-apart", alike.pk), address("entry-desk", alike.pk)
    given = {"choice": str(known), "band": "look", "shown": str(known)}
    nothing = client.post(where, sent(alike, **given, reason=""))
    assert nothing.status_code == 422 and not decisions(alike.pk)
    assert client.post(where, sent(alike, **given, reason=SAID)).url == desk  # type: ignore[attr-defined]
    page = client.get(desk).content.decode()
    [kept] = decisions(alike.pk)
    undo = address("decision-undo", kept.pk)
    assert undo in page and SAID in page and 'value="new"' in page
    assert client.post(undo, {"client_id": str(uuid4()), "reason": "看错了"}).url == desk  # type: ignore[attr-defined]
    assert MatchDecision.objects.get(pk=kept.pk).undone_at is not None
    stale = client.post(where, {**sent(alike, **given, reason=SAID), "version": "0"})
    assert stale.status_code == 409


def test_entering_after_it_asks_little_more(
    clerk: Actor, alike: Form, known: UUID, django_assert_max_num_queries: Any
) -> None:
    apart(clerk, alike, known)
    with django_assert_max_num_queries(54):
        enter(clerk, uuid4(), alike.pk, alike.version, Decision())
