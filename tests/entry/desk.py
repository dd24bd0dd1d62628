"""Forms on the clerk's desk, made by the product's own actions: opened at a door, filled in, handed over."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from sanshi import clock
from sanshi.accounts.models import Account, Certificate
from sanshi.collection.actions import Change, Filled, Finding, fill_form, hand_over, open_change
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction
from sanshi.entry.actions import enter
from sanshi.entry.choice import Decision
from sanshi.entry.models import Entry, Match
from sanshi.identity.fictive import fictive_phone, fictive_resident_number
from sanshi.register.facts import (
    Alteration,
    AlterationKind,
    DwellingFacts,
    EndFacts,
    PersonFacts,
    ResidencyFacts,
    UnitFacts,
)
from sanshi.register.models import Category, EndReason, Occupancy, UnitKind, UnitStatus, Use
from sanshi.territory.models import Door
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory
from tests.make import a_name
from tests.visits.neighbourhood import STREET, CommitteeHere, an_actor

_sequence = count(1)
REGION = "010101"
BIRTH = date(1990, 5, 17)


def a_clerk(where: CommitteeHere, name: str, **post: Any) -> Actor:
    return an_actor("clerk", name=name, committee=where.row, **post)


def a_collector(where: CommitteeHere, name: str) -> Actor:
    """A coordinator with a certificate."""
    actor = an_actor("coordinator", name=name, committee=where.row)
    certify(actor)
    return actor


def certify(actor: Actor) -> None:
    Certificate.objects.create(
        subdistrict_id=actor.subdistrict,
        account=Account.objects.get(pk=actor.account),
        number=f"CJ{next(_sequence):06}",
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 12, 31),
    )


def a_number() -> str:
    """Of somebody new: made up, valid, born on a day of their own."""
    number = next(_sequence)
    return fictive_resident_number(REGION, BIRTH - timedelta(days=number * 37 % 9_000), number % 1000)


def a_person(**changes: Any) -> PersonFacts:
    """Somebody whom the match takes for nobody else."""
    facts = PersonFacts(
        name=a_name(next(_sequence)),
        document_type="111",
        document_number=a_number(),
        phone=fictive_phone(next(_sequence)),
        notice_version="2026-01",
        notified_on=clock.today(),
    )
    return replace(facts, **changes)


def resembling(person: PersonFacts, last: str = "枫") -> PersonFacts:
    """Born on the same day, one character of the name another, as with twins; no number that says more."""
    return replace(
        person,
        name=person.name[:-1] + last,
        document_number="",
        no_document_reason="not_at_hand",
        sex=str(2 - int(person.document_number[16]) % 2),
        birth_date=born(person),
        phone="",
    )


def born(person: PersonFacts) -> date:
    number = person.document_number
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def a_stay(**changes: Any) -> ResidencyFacts:
    facts = ResidencyFacts(
        category=Category.FROM_ELSEWHERE.value,
        tenure="tenant",
        started_on=clock.today() - timedelta(days=7),
        registered_region="320500",
        stay_reason="work",
        permit_status="none",
    )
    return replace(facts, **changes)


def a_dwelling(**changes: Any) -> DwellingFacts:
    return replace(DwellingFacts(use=Use.HOME.value, occupancy=Occupancy.OWNER.value), **changes)


def a_unit(**changes: Any) -> UnitFacts:
    facts = UnitFacts(name="晨光面馆", kind=UnitKind.STREET_FRONT.value, status=UnitStatus.OPEN.value)
    return replace(facts, **changes)


def handed_over(
    collector: Actor, door: Door, content: FormContent, finding: Finding, learned_on: date | None = None
) -> Form:
    """On the desk: learned of, collected and handed over today at noon."""
    change = Change(door.pk, finding, learned_on or clock.today())
    form = open_change(collector, uuid4(), change)
    filled(collector, form, content)
    hand_over(collector, uuid4(), form, version=stored(form).version)
    return stored(form)


def filled(collector: Actor, form: UUID, content: FormContent) -> None:
    at = datetime.combine(clock.today(), time(9), clock.SHANGHAI)
    fill_form(collector, uuid4(), form, stored(form).version, Filled(content, at))


def an_arrival(
    collector: Actor, door: Door, person: PersonFacts | None = None, stay: ResidencyFacts | None = None
) -> Form:
    content = FormContent(person=person or a_person(), residency=stay or a_stay())
    return handed_over(collector, door, content, Finding(FoundCategory.FROM_ELSEWHERE))


def a_departure(collector: Actor, form: Form, **changes: Any) -> Form:
    """Of the person whom this form registered."""
    end = EndFacts(ended_on=clock.today(), end_reason=EndReason.LEFT_SHANGHAI.value)
    finding = Finding(FoundCategory.FROM_ELSEWHERE, FormAction.DEREGISTER, residency=form.residency_id)
    return handed_over(collector, form.door, FormContent(end=replace(end, **changes)), finding)


def an_alteration(
    collector: Actor,
    form: Form,
    person: PersonFacts,
    stay: ResidencyFacts,
    kind: AlterationKind = AlterationKind.CHANGE,
) -> Form:
    since = clock.today() if kind is AlterationKind.CHANGE else None
    content = FormContent(person=person, residency=stay, alteration=Alteration(kind, since))
    finding = Finding(FoundCategory.FROM_ELSEWHERE, FormAction.ALTER, residency=form.residency_id)
    return handed_over(collector, form.door, content, finding)


def a_dwelling_form(collector: Actor, door: Door, facts: DwellingFacts | None = None) -> Form:
    content = FormContent(dwelling=facts or a_dwelling())
    return handed_over(collector, door, content, Finding(FoundCategory.DWELLING))


def a_unit_form(collector: Actor, door: Door, facts: UnitFacts | None = None) -> Form:
    return handed_over(collector, door, FormContent(unit=facts or a_unit()), Finding(FoundCategory.UNIT))


def entered(clerk: Actor, form: Form, decision: Decision | None = None) -> Entry:
    pk = enter(clerk, uuid4(), form.pk, stored(form.pk).version, decision or Decision(Match.NEW))
    return Entry.objects.select_related("form").get(subdistrict=STREET, pk=pk)


def stored(form: UUID) -> Form:
    return Form.objects.select_related("door", "committee").get(subdistrict=STREET, pk=form)
