"""Moving within the street as one form; who leaves and why; one head a household; guardians."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from django.test import Client
from django.utils.translation import gettext

from sanshi.accounts.models import Account
from sanshi.collection.access import content_of
from sanshi.collection.actions import (
    Change,
    Filled,
    Finding,
    Move,
    fill_form,
    hand_over,
    open_change,
    open_move,
)
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction, State
from sanshi.entry.actions import enter, void_entry
from sanshi.entry.choice import Decision
from sanshi.entry.models import Entry, Match
from sanshi.problems import (
    ALREADY_LIVING_HERE,
    ALREADY_REGISTERED,
    BUILT_UPON,
    NOT_LIVING_HERE,
    NOT_YOUR_CATEGORY,
    SECOND_HEAD,
    UNKNOWN_PERSON,
    Refused,
)
from sanshi.register.changes import guardians, writing
from sanshi.register.facts import EndFacts
from sanshi.register.history import current
from sanshi.register.models import Category, EndReason, PersonVersion, Residency, ResidencyVersion
from sanshi.register.places import where_to
from sanshi.shell.words import day
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory
from tests.entry.desk import (
    a_clerk,
    a_collector,
    a_person,
    a_stay,
    an_alteration,
    an_arrival,
    certify,
    entered,
    handed_over,
    stored,
)
from tests.entry.test_match import at_the_desk
from tests.entry.test_pages import address
from tests.visits.neighbourhood import NOON, STREET, TODAY, CommitteeHere, an_actor

SAME = Match.SAME
HEAD = "01"


def refused_by(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def stays_of(person: UUID) -> list[ResidencyVersion]:
    rows = ResidencyVersion.objects.filter(current(), subdistrict=STREET, person=person)
    return list(rows.select_related("door").order_by("valid_from", "id"))


def a_resident(collector: Actor, clerk: Actor, door: Any, **stay: Any) -> Form:
    form = an_arrival(collector, door, a_person(), a_stay(**{"started_on": date(2026, 9, 1), **stay}))
    entered(clerk, form)
    return stored(form.pk)


def moved(collector: Actor, known: Form, door: Any, **changes: Any) -> Form:
    """As a collector fills it in: the notice read out, how they live there; nothing about who it is."""
    assert known.residency_id is not None
    form = open_move(collector, uuid4(), Move(known.residency_id, door.pk, Category.FROM_ELSEWHERE))
    content = content_of(stored(form))
    assert content.person and content.residency
    content = replace(
        content,
        person=replace(content.person, notice_version="2026-1", notified_on=TODAY),
        residency=replace(content.residency, started_on=date(2026, 10, 1), **changes),
    )
    fill_form(collector, uuid4(), form, 0, Filled(content, NOON))
    hand_over(collector, uuid4(), form, 1)
    return stored(form)


def test_one_form_ends_the_old_home_and_begins_the_new(here: CommitteeHere, clerk, collector) -> None:
    known = a_resident(collector, clerk, here.doors[0][0])
    before = PersonVersion.objects.get(current(), subdistrict=STREET, person=known.person_id)
    form = moved(collector, known, here.doors[0][1])
    assert (form.person_id, form.residency_id) == (known.person_id, known.residency_id)
    entry = entered(clerk, form, Decision(SAME, known.person_id))
    old, new = stays_of(known.person_id)
    assert (old.door, old.valid_to, old.end_reason) == (here.doors[0][0], date(2026, 10, 1), EndReason.MOVED)
    assert where_to(STREET, old.moved_to) == here.row.name
    assert (new.door, new.valid_from, new.valid_to) == (here.doors[0][1], date(2026, 10, 1), None)
    assert new.stay_reason == old.stay_reason and entry.match == SAME and entry.changed
    after = PersonVersion.objects.get(current(), subdistrict=STREET, person=known.person_id)
    assert after.document_index == before.document_index and after.document_number is not None
    assert stored(form.pk).residency_id == new.residency_id


def test_an_arrival_at_the_new_door_is_the_same_move(
    here: CommitteeHere, elsewhere: CommitteeHere, clerk, collector, client: Client
) -> None:
    """The collector stands at the new door, in another committee, and knows of no former home."""
    someone, moved_in = a_person(), date(2026, 10, 1)
    first = an_arrival(collector, here.doors[0][0], someone, a_stay(started_on=date(2026, 9, 1)))
    entered(clerk, first)
    known = stored(first.pk)
    theirs, desk = a_collector(elsewhere, "周强"), a_clerk(elsewhere, "陆敏")
    form = an_arrival(theirs, elsewhere.doors[0][0], someone, a_stay(started_on=moved_in))
    compared = at_the_desk(desk, form).comparison
    said, told = compared.moves
    assert here.row.name in said and day(date(2026, 9, 1)) in said and day(moved_in) in said
    assert here.row.name in told and here.doors[0][0].address not in said + told
    assert [row.after for row in compared.rows if row.field == "door"] == [
        gettext("ends the former residence, begins a new one")
    ]
    entry = entered(desk, form, Decision(SAME, known.person_id))
    old, new = stays_of(known.person_id)
    assert (old.door, old.valid_to, old.end_reason) == (here.doors[0][0], moved_in, EndReason.MOVED)
    assert (old.moved_to, old.form, new.form) == (elsewhere.row.code, form.pk, form.pk)
    assert (new.door, new.valid_from, new.valid_to) == (elsewhere.doors[0][0], moved_in, None)
    # Counted once, for the committee of the dwelling and the collector there (plan 4.2.1 b).
    assert (entry.match, entry.changed, entry.committee) == (SAME, True, elsewhere.row)
    assert Entry.objects.filter(subdistrict=STREET, form__residency__isnull=False).count() == 2
    # The old committee sees on the person's record where to.
    client.force_login(Account.objects.get(pk=clerk.account))
    record = address("person-page", known.person_id)
    client.post(address("purpose"), {"purpose": "verify-record", "next": record})
    assert elsewhere.row.name in client.get(record).content.decode()
    void_entry(desk, uuid4(), entry.pk, "录错了人")
    assert [(row.door, row.valid_to) for row in stays_of(known.person_id)] == [(here.doors[0][0], None)]


def test_an_arrival_that_is_older_news_says_so(here: CommitteeHere, clerk, collector) -> None:
    """Collected on 12 October; by the register the other residence began on that very day."""
    someone = a_person()
    first = an_arrival(collector, here.doors[0][0], someone, a_stay(started_on=TODAY))
    entered(clerk, first)
    form = an_arrival(collector, here.doors[0][1], someone, a_stay(started_on=date(2026, 9, 1)))
    [said] = at_the_desk(clerk, form).comparison.moves
    assert here.doors[0][0].address in said and day(TODAY) in said
    entered(clerk, form, Decision(SAME, stored(first.pk).person_id))
    older, newer = stays_of(stored(first.pk).person_id)
    assert (older.door, older.valid_to) == (here.doors[0][1], TODAY)
    assert (newer.door, newer.valid_to) == (here.doors[0][0], None)


def test_who_is_only_registered_at_the_new_door_moves_nowhere(here: CommitteeHere, clerk, collector) -> None:
    someone = a_person()
    first = an_arrival(collector, here.doors[0][0], someone, a_stay(started_on=date(2026, 9, 1)))
    entered(clerk, first)
    category = {"category": Category.SEPARATED.value, "stay_reason": "", "permit_status": ""}
    stay = a_stay(**category, separation="registered-here", present_region="001502 某镇")
    finding = Finding(FoundCategory.SEPARATED)
    cadre = an_actor("cadre", name="陈静", committee=here.row)
    certify(cadre)
    form = handed_over(cadre, here.doors[0][1], FormContent(person=someone, residency=stay), finding)
    compared = at_the_desk(clerk, form).comparison
    assert not compared.moves
    entered(clerk, form, Decision(SAME, stored(first.pk).person_id))
    assert [row.valid_to for row in stays_of(stored(first.pk).person_id)] == [None, None]


def test_a_move_is_undone_exactly(here: CommitteeHere, clerk, collector) -> None:
    known = a_resident(collector, clerk, here.doors[0][0])
    before = [(row.door_id, row.valid_from, row.valid_to) for row in stays_of(known.person_id)]
    entry = entered(clerk, moved(collector, known, here.doors[0][1]), Decision(SAME, known.person_id))
    void_entry(clerk, uuid4(), entry.pk, "登错了门")
    assert [(row.door_id, row.valid_from, row.valid_to) for row in stays_of(known.person_id)] == before


def test_the_form_of_a_move_is_about_that_person_and_nobody_else(
    here: CommitteeHere, clerk, collector
) -> None:
    known = a_resident(collector, clerk, here.doors[0][0])
    other = a_resident(collector, clerk, here.doors[0][2])
    form = moved(collector, known, here.doors[0][1])
    for decision, kind in (
        (Decision(Match.NEW), ALREADY_REGISTERED),
        (Decision(SAME, other.person_id), UNKNOWN_PERSON),
    ):
        assert refused_by(lambda d=decision: enter(clerk, uuid4(), form.pk, form.version, d)).kind is kind
    assert Entry.objects.filter(subdistrict=STREET, form=form).count() == 0


def test_a_move_to_the_same_door_of_a_category_of_others_or_of_who_left_is_refused(
    here: CommitteeHere, clerk, collector
) -> None:
    known = a_resident(collector, clerk, here.doors[0][0])

    def to(door: Any, category: Category = Category.FROM_ELSEWHERE, residency: UUID | None = None) -> Refused:
        move = Move(residency or known.residency_id, door.pk, category)
        return refused_by(lambda: open_move(collector, uuid4(), move))

    assert to(here.doors[0][0]).kind is ALREADY_LIVING_HERE
    assert to(here.doors[0][1], Category.OVERSEAS).kind is NOT_YOUR_CATEGORY
    assert to(here.doors[0][1], residency=uuid4()).kind is NOT_LIVING_HERE


def test_a_move_out_of_reach_is_not_found(here, elsewhere, clerk, collector) -> None:
    known = a_resident(collector, clerk, here.doors[0][0])
    with pytest.raises(Http404):
        open_move(collector, uuid4(), Move(known.residency_id, elsewhere.doors[0][0].pk, Category.LOCAL))


def departure(collector: Actor, known: Form, end: EndFacts) -> Form:
    finding = Finding(FoundCategory.FROM_ELSEWHERE, FormAction.DEREGISTER, residency=known.residency_id)
    form = open_change(collector, uuid4(), Change(known.door_id, finding, TODAY))
    fill_form(collector, uuid4(), form, 0, Filled(FormContent(end=end), NOON))
    hand_over(collector, uuid4(), form, 1)
    return stored(form)


def test_a_move_takes_the_place_of_a_deregistration_that_was_begun(
    here: CommitteeHere, clerk, collector
) -> None:
    known = a_resident(collector, clerk, here.doors[0][0])
    finding = Finding(FoundCategory.FROM_ELSEWHERE, FormAction.DEREGISTER, residency=known.residency_id)
    draft = open_change(collector, uuid4(), Change(known.door_id, finding, date(2026, 10, 9)))
    move = Move(known.residency_id, here.doors[0][1].pk, Category.FROM_ELSEWHERE, draft)
    form = open_move(collector, uuid4(), move)
    assert stored(draft).state == State.DROPPED and stored(form).state == State.DRAFT
    assert stored(form).learned_on == date(2026, 10, 9)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (EndFacts(date(2026, 10, 9), "moved", moved_region="001502", moved_to="某镇"), "001502 某镇"),
        (EndFacts(date(2026, 10, 9), "left-shanghai", moved_region="011234"), "011234"),
        (EndFacts(date(2026, 10, 9), "died"), ""),
    ],
)
def test_who_leaves_is_no_longer_here_and_where_to_is_kept(
    here: CommitteeHere, clerk, collector, end: EndFacts, said: str
) -> None:
    known = a_resident(collector, clerk, here.doors[0][0])
    entered(clerk, departure(collector, known, end), Decision(SAME))
    (stay,) = stays_of(known.person_id)
    assert (stay.valid_to, stay.end_reason, where_to(STREET, stay.moved_to)) == (
        date(2026, 10, 9),
        end.end_reason,
        said,
    )


def test_the_committee_moved_to_is_kept_by_its_code(here, elsewhere, clerk, collector) -> None:
    known = a_resident(collector, clerk, here.doors[0][0])
    end = EndFacts(date(2026, 10, 9), "moved", moved_committee=elsewhere.row.code)
    entered(clerk, departure(collector, known, end), Decision(SAME))
    (stay,) = stays_of(known.person_id)
    assert stay.moved_to == elsewhere.row.code and where_to(STREET, stay.moved_to) == elsewhere.row.name


@pytest.mark.parametrize("reason", ["duplicate", "mistake"])
def test_what_never_was_is_gone_from_every_day(here: CommitteeHere, clerk, collector, reason: str) -> None:
    known = a_resident(collector, clerk, here.doors[0][0])
    entered(clerk, departure(collector, known, EndFacts(date(2026, 10, 9), reason)), Decision(SAME))
    assert stays_of(known.person_id) == []


# Households


def test_a_second_head_of_a_household_is_refused_at_the_door_and_at_the_desk(
    here: CommitteeHere, clerk, collector
) -> None:
    a_resident(collector, clerk, here.doors[0][0], relation_to_head=HEAD)
    wrong = refused_by(lambda: a_resident(collector, clerk, here.doors[0][0], relation_to_head=HEAD))
    assert (wrong.kind, wrong.field) == (SECOND_HEAD, "relation_to_head")
    a_resident(collector, clerk, here.doors[0][0], relation_to_head=HEAD, household=2)
    # Two forms under way at once: the door cannot know yet, the desk does.
    first, second = (
        an_arrival(collector, here.doors[0][1], a_person(), a_stay(relation_to_head=HEAD)) for _n in range(2)
    )
    entered(clerk, first)
    assert refused_by(lambda: entered(clerk, second)).kind is SECOND_HEAD


def test_the_next_head_may_be_collected_while_the_old_one_is_leaving(
    here: CommitteeHere, clerk, collector
) -> None:
    door = here.doors[0][0]
    old = a_resident(collector, clerk, door, relation_to_head=HEAD)
    leaving = departure(collector, old, EndFacts(date(2026, 10, 9), "died"))
    heir = an_arrival(collector, door, a_person(), a_stay(relation_to_head=HEAD))
    assert refused_by(lambda: entered(clerk, heir)).kind is SECOND_HEAD
    entry = entered(clerk, leaving, Decision(SAME))
    entered(clerk, heir)
    # Put back, there would be two of them.
    assert refused_by(lambda: void_entry(clerk, uuid4(), entry.pk, "没有走")).kind is SECOND_HEAD


def test_a_household_has_another_head_once_the_old_one_is_it_no_more(
    here: CommitteeHere, clerk, collector
) -> None:
    old = a_resident(collector, clerk, here.doors[0][0], relation_to_head=HEAD)
    person, stay = a_person(), a_stay(relation_to_head="50", started_on=date(2026, 9, 1))
    entered(clerk, an_alteration(collector, old, person, stay), Decision(SAME))
    new = a_resident(collector, clerk, here.doors[0][0], relation_to_head=HEAD)
    assert stays_of(new.person_id)[0].relation_to_head == HEAD


# Guardians


def a_child(**changes: Any) -> Any:
    return a_person(
        document_number="", document_type="113", sex="1", birth_date=date(2018, 5, 1), phone="", **changes
    )


def guardian_of(person: UUID | None) -> PersonVersion:
    return PersonVersion.objects.filter(current(), subdistrict=STREET, person=person).latest("valid_from")


def test_a_guardian_of_the_register_is_named_by_the_record(here: CommitteeHere, clerk, collector) -> None:
    parent = a_resident(collector, clerk, here.doors[0][0])
    form = an_arrival(collector, here.doors[0][0], a_child(guardian=parent.person_id))
    entered(clerk, form)
    child = guardian_of(stored(form.pk).person_id)
    assert (child.guardian, child.guardian_name, child.guardian_phone) == (parent.person_id, "", None)
    # The parent's record is not undone beneath the child's.
    entry = Entry.objects.get(subdistrict=STREET, form=parent)
    assert refused_by(lambda: void_entry(clerk, uuid4(), entry.pk, "重来")).kind is BUILT_UPON


def test_a_guardian_who_is_nobody_of_the_register_is_refused(here: CommitteeHere, clerk, collector) -> None:
    form = an_arrival(collector, here.doors[0][0], a_child(guardian=uuid4()))
    wrong = refused_by(lambda: entered(clerk, form))
    assert (wrong.kind, wrong.field) == (UNKNOWN_PERSON, "guardian")


def test_children_follow_a_guardian_into_the_merged_record(here: CommitteeHere, clerk, collector) -> None:
    one, other = (a_resident(collector, clerk, here.doors[0][n]) for n in (0, 1))
    form = an_arrival(collector, here.doors[0][0], a_child(guardian=one.person_id))
    entered(clerk, form)
    child = stored(form.pk).person_id
    from sanshi.journal.recording import action
    from sanshi.verbs import ENTER_FORM

    @action(ENTER_FORM)
    def merge(actor: Actor, client_id: UUID) -> UUID:
        assert guardians.follow(writing(actor, client_id), one.person_id, other.person_id) == [child]
        return client_id

    merge(clerk, uuid4())
    assert guardian_of(child).guardian == other.person_id
    assert Residency.objects.filter(subdistrict=STREET, person=child).count() == 1
