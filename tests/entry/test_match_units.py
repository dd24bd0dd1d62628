"""Which unit of the register a form is about: offered, decided with a reason, undone (plan 3.3.3)."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.test import Client

from sanshi.accounts.models import Account
from sanshi.collection.actions import Finding
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, State
from sanshi.entry.actions import tell_apart, void_entry
from sanshi.entry.choice import Decision, Seen
from sanshi.entry.decisions.access import View as Decided
from sanshi.entry.decisions.access import label_of, listed
from sanshi.entry.decisions.actions import undo_decision
from sanshi.entry.models import Entry, Match
from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.units.evidence import UnitEvidence, UnitRule
from sanshi.journal.recording import reading
from sanshi.problems import CANDIDATES_CHANGED, NOT_DECIDED, UNIT_CLOSED, UNKNOWN_PERSON, WHY_DECIDED
from sanshi.register.facts import EmploymentFacts, Lives
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion, Kind, Unit, UnitVersion
from sanshi.verbs import READ_DECISIONS, Actor
from sanshi.visits.models import FoundCategory
from tests.entry.desk import a_clerk, a_collector, a_unit, a_unit_form, entered, handed_over, stored
from tests.entry.test_match import at_the_desk, decisions, refused_by
from tests.entry.test_pages import address, decided
from tests.entry.test_staff import closed
from tests.visits.neighbourhood import STREET, CommitteeHere, an_actor

REASON = "营业执照上是同一家"
SHOP = a_unit(name="晨光面馆", contact_phone="13900010001")
HIRED = EmploymentFacts(
    name="王小二", lives=Lives.ELSEWHERE, residence_region="012345", started_on=date(2026, 10, 1)
)


@pytest.fixture
def known(here: CommitteeHere, clerk: Actor, collector: Actor) -> Form:
    """A shop at the first door."""
    form = a_unit_form(collector, here.doors[0][0], SHOP)
    entered(clerk, form)
    return stored(form.pk)


@pytest.fixture
def alike(here: CommitteeHere, collector: Actor, known: Form) -> Form:
    """The same name next door, another phone is not said; somebody is hired: the match does not decide."""
    content = FormContent(unit=replace(SHOP, contact_phone="", contact_name="李四"), employments=(HIRED,))
    return on_the_desk(collector, here, content, 1)


def on_the_desk(collector: Actor, here: CommitteeHere, content: FormContent, door: int) -> Form:
    return handed_over(collector, here.doors[0][door], content, Finding(FoundCategory.UNIT))


def now(unit: UUID | None) -> UnitVersion:
    rows = UnitVersion.objects.filter(current(), subdistrict=STREET, unit=unit, valid_to__isnull=True)
    return rows.select_related("door").get()


def working() -> int:
    return EmploymentVersion.objects.filter(current(), subdistrict=STREET, valid_to__isnull=True).count()


# What is offered


def test_the_unit_that_resembles_is_offered_and_nobody_where_none_does(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: Form, alike: Form
) -> None:
    compared = at_the_desk(clerk, alike).comparison
    [one] = compared.candidates
    assert (compared.offer.band, compared.chosen, one.key, one.person) == (Band.LOOK, None, 1, known.unit_id)
    assert (one.name, one.place, one.asks_reason) == ("晨光面馆", here.doors[0][0].address, True)
    assert UnitEvidence.NAME_SAME.label in one.why and list(one.rules) == [UnitRule.NAME_ALONE.label]
    beside = at_the_desk(clerk, alike, known.unit_id).comparison
    assert {"door", "contact_name"} <= {row.field for row in beside.rows if row.changed}
    other = a_unit_form(collector, here.doors[1][0], a_unit(name="东海渔具"))
    compared = at_the_desk(clerk, other).comparison
    assert (compared.offer.band, list(compared.candidates)) == (Band.NEW, [])


def test_the_sure_one_is_chosen_beforehand_and_needs_no_reason(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: Form
) -> None:
    form = a_unit_form(collector, here.doors[0][0], replace(SHOP, name="晨光面店"))
    compared = at_the_desk(clerk, form).comparison
    assert compared.chosen is not None and compared.chosen.person == known.unit_id
    assert refused_by(lambda: entered(clerk, form)).kind is WHY_DECIDED
    made = entered(clerk, form, Decision(Match.SAME, known.unit_id))
    assert made.match == Match.SAME and now(known.unit_id).name == "晨光面店"


# Decided


def test_the_same_unit_is_altered_moves_and_hires(
    here: CommitteeHere, clerk: Actor, alike: Form, known: Form
) -> None:
    made = entered(clerk, alike, Decision(Match.SAME, known.unit_id, REASON))
    unit = now(known.unit_id)
    assert (made.match, made.changed, stored(alike.pk).unit_id) == (Match.SAME, True, known.unit_id)
    assert (unit.contact_name, unit.door, working()) == ("李四", here.doors[0][1], 1)
    assert Unit.objects.filter(subdistrict=STREET).count() == 1
    [kept] = decisions(alike.pk)
    assert (kept.kind, kept.verdict, kept.one, kept.reason) == (Kind.UNIT, "same", known.unit_id, REASON)


def test_a_new_unit_is_remembered_as_another(clerk: Actor, alike: Form, known: Form) -> None:
    entered(clerk, alike, Decision(Match.NEW, reason=REASON))
    made = stored(alike.pk).unit_id
    [kept] = decisions(alike.pk)
    assert made != known.unit_id
    assert (kept.kind, kept.verdict, kept.one, kept.other) == (Kind.UNIT, "different", known.unit_id, made)
    with reading(clerk, READ_DECISIONS):
        [row] = listed(clerk, Decided.ALL).rows
    assert (row.one.name, row.other and row.other.name) == ("晨光面馆", "晨光面馆")
    assert UnitEvidence.NAME_SAME.label in row.why and UnitRule.NAME_ALONE.label in row.why


def test_a_decided_unit_opens_for_whom_it_is_within_reach(
    here: CommitteeHere, elsewhere: CommitteeHere, clerk: Actor, collector: Actor, client: Client
) -> None:
    theirs = a_unit_form(a_collector(elsewhere, "周强"), elsewhere.doors[0][0], SHOP)
    entered(a_clerk(elsewhere, "陆敏"), theirs)
    ours = on_the_desk(collector, here, FormContent(unit=SHOP), 1)
    entered(clerk, ours, Decision(Match.NEW, reason=REASON))
    pages = [address("unit-page", stored(form.pk).unit_id) for form in (theirs, ours)]
    for reader, opens in ((clerk, [False, True]), (an_actor("population-office"), [True, True])):
        client.force_login(Account.objects.get(pk=reader.account))
        listed = client.get(address("decision-list")).content.decode()
        assert [page in listed for page in pages] == opens
        client.post(address("purpose"), {"purpose": "verify-record", "next": pages[1]})
        assert [client.get(page).status_code for page in pages] == [200 if one else 404 for one in opens]


def test_with_the_entry_the_unit_is_as_it_was(
    here: CommitteeHere, clerk: Actor, alike: Form, known: Form
) -> None:
    made = entered(clerk, alike, Decision(Match.SAME, known.unit_id, REASON))
    void_entry(clerk, uuid4(), made.pk, "录错了")
    unit = now(known.unit_id)
    assert (unit.contact_name, unit.door, working()) == ("", here.doors[0][0], 0)
    [kept] = decisions(alike.pk)
    assert kept.undone_at is not None and stored(alike.pk).state == State.VOIDED


# Refused


def test_a_decision_that_does_not_hold_is_refused_and_nothing_is_stored(
    clerk: Actor, alike: Form, known: Form
) -> None:
    for decision, kind in (
        (Decision(None), NOT_DECIDED),
        (Decision(Match.NEW), WHY_DECIDED),
        (Decision(Match.SAME, known.unit_id), WHY_DECIDED),
        (Decision(Match.SAME, uuid4(), REASON), UNKNOWN_PERSON),
        (Decision(Match.SAME, known.unit_id, REASON, Seen(Band.NEW)), CANDIDATES_CHANGED),
        (Decision(Match.NEW, reason=REASON, seen=Seen(Band.LOOK)), CANDIDATES_CHANGED),
    ):
        refused = refused_by(lambda decision=decision: entered(clerk, alike, decision))  # type: ignore[misc]
        assert refused.kind is kind
    assert stored(alike.pk).state == State.HANDED_OVER and not decisions(alike.pk)
    assert Entry.objects.filter(subdistrict=STREET, form=alike).count() == 0
    assert (now(known.unit_id).contact_name, working()) == ("", 0)


def test_a_closed_unit_is_registered_anew(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: Form
) -> None:
    entered(clerk, closed(collector, known))
    form = a_unit_form(collector, here.doors[0][0], SHOP)
    [one] = at_the_desk(clerk, form).comparison.candidates
    assert one.closed
    same = Decision(Match.SAME, known.unit_id, REASON)
    assert refused_by(lambda: entered(clerk, form, same)).kind is UNIT_CLOSED
    entered(clerk, form, Decision(Match.NEW, reason=REASON))
    assert stored(form.pk).unit_id != known.unit_id


def test_the_page_asks_for_the_reason_and_enters(
    here: CommitteeHere, clerk: Actor, alike: Form, known: Form, client: Client
) -> None:
    client.force_login(Account.objects.get(pk=clerk.account))
    page = client.get(address("entry-desk", alike.pk)).content.decode()
    assert 'value="new"' in page and str(known.unit_id) in page
    part = client.get(address("entry-beside", alike.pk, known.unit_id), headers={"HX-Request": "true"})
    assert part.status_code == 200
    given = {"choice": str(known.unit_id), "band": "look", "shown": str(known.unit_id)}
    where = address("entry-enter", alike.pk)
    assert client.post(where, decided(alike, **given)).status_code == 422
    assert client.post(where, decided(alike, **given, reason=REASON)).status_code == 302
    assert now(known.unit_id).contact_name == "李四"


def test_every_code_of_a_unit_has_its_words() -> None:
    codes = [code for code in (*UnitEvidence.values, *UnitRule.values) if not code.endswith("_missing")]
    assert all(label_of(code) for code in codes)


# Told apart


def test_units_told_apart_are_shown_as_such(
    here: CommitteeHere, clerk: Actor, collector: Actor, alike: Form, known: Form
) -> None:
    entered(clerk, alike, Decision(Match.NEW, reason=REASON))
    third = on_the_desk(collector, here, FormContent(unit=replace(SHOP, contact_phone="")), 2)
    compared = at_the_desk(clerk, third).comparison
    assert {one.person for one in compared.candidates} == {known.unit_id, stored(alike.pk).unit_id}
    assert all(one.told_apart is not None for one in compared.candidates)
    [kept] = decisions(alike.pk)
    undo_decision(clerk, uuid4(), kept.pk, "看错了")
    assert not any(one.told_apart for one in at_the_desk(clerk, third).comparison.candidates)


def test_a_unit_told_apart_from_the_form_is_asked_about_no_more(
    clerk: Actor, alike: Form, known: Form
) -> None:
    kept = tell_apart(clerk, uuid4(), alike.pk, alike.version, known.unit_id, REASON)
    compared = at_the_desk(clerk, alike).comparison
    assert (compared.offer.band, list(compared.candidates)) == (Band.NEW, [])
    [one] = compared.apart
    assert (one.name, one.decision and one.decision.pk) == ("晨光面馆", kept)
    entered(clerk, alike)
    [row] = decisions(alike.pk)
    assert (row.one, row.other) == (known.unit_id, stored(alike.pk).unit_id)
