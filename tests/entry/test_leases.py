"""A dwelling's form with leases at the desk: field by field, with reasons by field, one piece."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

from sanshi.collection.access import content_of
from sanshi.collection.actions import Finding
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction
from sanshi.entry.actions import StockLot, return_form, take_stock, void_entry
from sanshi.entry.choice import Decision
from sanshi.entry.desk import Desk, desk
from sanshi.entry.stock import Counted
from sanshi.journal.models import Subject
from sanshi.journal.recording import reading
from sanshi.register.facts import Alteration, AlterationKind, LeaseFacts
from sanshi.register.history import current
from sanshi.register.models import Filed, LeaseVersion, LessorKind
from sanshi.verbs import CHECK_FORM, Actor
from sanshi.visits.models import FoundCategory
from tests.entry.desk import a_dwelling, a_person, an_arrival, entered, handed_over, stored
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, the_house

LEASE = LeaseFacts(
    lessor_kind=LessorKind.PERSON,
    lessor_name="李房东",
    started_on=date(2026, 1, 1),
    ends_on=date(2026, 12, 31),
    let_rooms=1,
    filed=Filed.YES,
    filing_number="2026-17",
)
LET = replace(a_dwelling(), occupancy="let", designed_rooms=2, usable_area_m2=Decimal("30"))
CHANGE = Alteration(AlterationKind.CHANGE, TODAY)


def registered(collector: Actor, here: CommitteeHere, *leases: LeaseFacts) -> Form:
    content = FormContent(dwelling=LET, leases=leases)
    return handed_over(collector, here.doors[0][0], content, Finding(FoundCategory.DWELLING))


def altered(collector: Actor, known: Form, content: FormContent) -> Form:
    finding = Finding(FoundCategory.DWELLING, FormAction.ALTER, dwelling=stored(known.pk).dwelling_id)
    return handed_over(collector, known.door, replace(content, alteration=CHANGE), finding)


def now() -> list[LeaseVersion]:
    return list(LeaseVersion.objects.filter(current(), subdistrict=STREET).order_by("valid_from", "id"))


def known_lease() -> LeaseFacts:
    (lease,) = now()
    return replace(LEASE, record=str(lease.lease_id))


def at_the_desk(clerk: Actor, form: Form) -> Desk:
    with reading(clerk, CHECK_FORM):
        return desk(clerk, form.pk)


def test_a_form_is_one_piece_however_many_leases(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    entry = entered(clerk, registered(collector, here, LEASE, replace(LEASE, let_rooms=1)), Decision())
    assert entry.changed and len(now()) == 2
    assert {lease.form for lease in now()} == {entry.form_id}


def test_the_desk_shows_the_difference_lease_by_lease(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    known = registered(collector, here, LEASE)
    entered(clerk, known, Decision())
    renewed = replace(known_lease(), ends_on=date(2027, 12, 31))
    new = replace(LEASE, lessor_kind=LessorKind.COMPANY, filed=Filed.NO, filing_number="")
    form = altered(collector, known, FormContent(dwelling=LET, leases=(renewed, new)))
    rows = {row.field: row for row in at_the_desk(clerk, form).comparison.rows}
    assert {name for name, row in rows.items() if row.changed and name.startswith("lease1")} == {
        "lease1_ends_on"
    }
    assert "2026-12-31" in rows["lease1_ends_on"].before and "2027-12-31" in rows["lease1_ends_on"].after
    assert rows["lease2_filed"].changed and not rows["lease2_filed"].before
    assert "2" in str(rows["lease2_filed"].label)


def test_a_form_that_says_what_is_known_changes_nothing(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    known = registered(collector, here, LEASE)
    entered(clerk, known, Decision())
    form = altered(
        collector, known, FormContent(dwelling=LET, leases=(replace(known_lease(), checked_on=TODAY),))
    )
    assert at_the_desk(clerk, form).comparison.changes_nothing
    assert not entered(clerk, form, Decision()).changed


def test_only_the_lease_changes_and_the_form_counts(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    known = registered(collector, here, LEASE)
    entered(clerk, known, Decision())
    renewed = replace(known_lease(), ends_on=date(2027, 12, 31))
    entry = entered(
        clerk, altered(collector, known, FormContent(dwelling=LET, leases=(renewed,))), Decision()
    )
    assert entry.changed
    void_entry(clerk, uuid4(), entry.pk, "录错了")
    assert [lease.ends_on for lease in now()] == [date(2026, 12, 31)]


def test_the_desk_says_that_leases_end_with_the_letting(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    known = registered(collector, here, LEASE)
    entered(clerk, known, Decision())
    form = altered(collector, known, FormContent(dwelling=replace(LET, occupancy="owner")))
    rows = {row.field: row for row in at_the_desk(clerk, form).comparison.rows}
    assert rows["lease1_ended_on"].changed
    entered(clerk, form, Decision())
    assert [lease.valid_to for lease in now()] == [TODAY]


def test_tenants_are_said_by_name_at_the_desk(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    arrived = an_arrival(collector, here.doors[0][0], a_person(name="张伟民"))
    person = stored(entered(clerk, arrived).form_id).person_id
    form = registered(collector, here, replace(LEASE, tenants=(str(person),)))
    shown = at_the_desk(clerk, form)
    lines = {line.said.field: line.said.value for section in shown.sections for line in section.lines}
    assert lines["lease1_tenants"] == "张伟民"


def test_overlapping_leases_are_a_doubt_and_no_obstacle(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = registered(collector, here, replace(LEASE, let_rooms=2), replace(LEASE, let_rooms=2))
    shown = at_the_desk(clerk, form)
    doubts = {line.said.field for section in shown.sections for line in section.lines if line.doubt}
    assert doubts == {"lease1_let_rooms", "lease2_let_rooms"} and shown.may_enter


def test_a_return_gives_reasons_by_the_leases_field(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = registered(collector, here, LEASE)
    return_form(clerk, uuid4(), form.pk, form.version, {"lease1_filing_number": "编号少一位"})
    over = stored(form.pk).hand_overs.get()
    assert over.reasons == {"lease1_filing_number": "编号少一位"}


def test_a_first_count_names_its_leases_in_the_journal(here: CommitteeHere) -> None:
    counted = Counted(here.doors[0][0].pk, FormContent(dwelling=LET, leases=(LEASE,)))
    form = take_stock(the_house(), uuid4(), StockLot(TODAY, (counted,)))
    (lease,) = now()
    assert lease.form == form
    assert Subject.objects.filter(subdistrict=STREET, kind="register.lease", subject=lease.lease_id).exists()
    assert content_of(stored(form)).leases == (LEASE,)
