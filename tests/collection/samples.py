"""Contents of forms, complete for each kind, and forms at each stage of their way."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sanshi import clock
from sanshi.accounts.models import Certificate
from sanshi.collection import actions
from sanshi.collection.actions import Filled, Finding, Findings
from sanshi.collection.content import FormContent
from sanshi.collection.fields import FormKind
from sanshi.collection.models import Form, FormAction, HandOver, State, Subject
from sanshi.collection.rules import Timing
from sanshi.identity.fictive import fictive_credit_code, fictive_phone, fictive_resident_number
from sanshi.register import changes
from sanshi.register.facts import (
    Alteration,
    AlterationKind,
    DwellingFacts,
    EndFacts,
    PersonFacts,
    ResidencyFacts,
    UnitFacts,
)
from sanshi.register.models import Category
from sanshi.territory.models import Door
from sanshi.verbs import ENTER_FORM, Actor
from sanshi.visits.models import FoundCategory, Visit
from tests.visits.neighbourhood import NOON, STREET, TODAY, a_visit

NUMBER = fictive_resident_number("012345", date(1990, 3, 7), 451)
PHONE = fictive_phone(5)
MORNING = NOON - timedelta(hours=2)

PERSON = PersonFacts(
    name="张伟民",
    document_type="111",
    document_number=NUMBER,
    phone=PHONE,
    notice_version="2026-1",
    notified_on=TODAY,
)
CHILD = replace(
    PERSON,
    name="张小民",
    document_type="113",
    document_number="",
    sex="1",
    birth_date=date(2016, 5, 1),
    guardian_name="张伟民",
    guardian_phone=PHONE,
)
FOREIGNER = replace(
    PERSON,
    name="SMITH JOHN",
    document_type="414",
    document_number="X1234567",
    sex="1",
    birth_date=date(1980, 1, 2),
)
LOCAL = ResidencyFacts(Category.LOCAL, tenure="owner")
LIVES_HERE = ResidencyFacts(
    Category.SEPARATED, tenure="tenant", separation="lives-here", registered_region="310104"
)
REGISTERED_HERE = ResidencyFacts(
    Category.SEPARATED, tenure="other", separation="registered-here", present_region="徐汇区"
)
FROM_ELSEWHERE = ResidencyFacts(
    Category.FROM_ELSEWHERE,
    tenure="tenant",
    started_on=date(2026, 10, 5),
    registered_region="340100",
    stay_reason="work",
    permit_status="permit",
    permit_valid_to=date(2027, 3, 1),
)
OVERSEAS = ResidencyFacts(
    Category.OVERSEAS,
    tenure="tenant",
    started_on=date(2026, 10, 11),
    nationality="GBR",
    latin_surname="SMITH",
    checked_in_at=datetime(2026, 10, 11, 20, 0, tzinfo=clock.SHANGHAI),
    stay_until=date(2027, 1, 1),
)
LET = DwellingFacts("home", "let", designed_rooms=2, usable_area_m2=Decimal("61.5"))
SHOP = UnitFacts("金口便民超市", "street-front", credit_code=fictive_credit_code(7), status="open")
CHANGED = Alteration(AlterationKind.CHANGE, date(2026, 10, 10))
MOVED = EndFacts(date(2026, 10, 9), "moved", "310115012002")


def person_kind(action: str, category: str) -> FormKind:
    return FormKind(Subject.PERSON, action, category)


REGISTER_PERSON = {
    "local": (person_kind("register", "local"), FormContent(person=PERSON, residency=LOCAL)),
    "lives here": (person_kind("register", "separated"), FormContent(person=PERSON, residency=LIVES_HERE)),
    "registered here": (
        person_kind("register", "separated"),
        FormContent(person=PERSON, residency=REGISTERED_HERE),
    ),
    "from elsewhere": (
        person_kind("register", "from-elsewhere"),
        FormContent(person=PERSON, residency=FROM_ELSEWHERE),
    ),
    "overseas": (person_kind("register", "overseas"), FormContent(person=FOREIGNER, residency=OVERSEAS)),
    "child": (person_kind("register", "local"), FormContent(person=CHILD, residency=LOCAL)),
}
COMPLETE: dict[str, tuple[FormKind, FormContent]] = {
    **REGISTER_PERSON,
    "person altered": (
        person_kind("alter", "from-elsewhere"),
        FormContent(person=PERSON, residency=FROM_ELSEWHERE, alteration=CHANGED),
    ),
    "person gone": (person_kind("deregister", "from-elsewhere"), FormContent(end=MOVED)),
    "dwelling": (FormKind("dwelling", "register"), FormContent(dwelling=LET)),
    "dwelling altered": (
        FormKind("dwelling", "alter"),
        FormContent(dwelling=LET, alteration=Alteration(AlterationKind.CORRECTION)),
    ),
    "unit": (FormKind("unit", "register"), FormContent(unit=SHOP)),
    "unit altered": (FormKind("unit", "alter"), FormContent(unit=SHOP, alteration=CHANGED)),
    "unit closed": (FormKind("unit", "deregister"), FormContent(end=EndFacts(date(2026, 10, 9), ""))),
}


def timing(**changes: Any) -> Timing:
    return replace(Timing(date(2026, 10, 9), MORNING, NOON), **changes)


def certify(
    actor: Actor, valid_from: date = date(2026, 1, 1), valid_to: date = date(2026, 12, 31)
) -> Certificate:
    return Certificate.objects.create(
        subdistrict_id=actor.subdistrict,
        account_id=actor.account,
        number=f"J{uuid4().hex[:6]}",
        valid_from=valid_from,
        valid_to=valid_to,
        issued_at=NOON,
    )


def form_at(pk: UUID) -> Form:
    return Form.objects.get(subdistrict=STREET, pk=pk)


def visit_at(pk: UUID) -> Visit:
    return Visit.objects.get(subdistrict=STREET, pk=pk)


def found(*categories: FoundCategory) -> Findings:
    return Findings(tuple(Finding(category) for category in categories))


def a_draft(actor: Actor, door: Door, finding: Finding | None = None, learned_on: date = TODAY) -> Form:
    """Of a visit as a notice opens it, its findings recorded by the actor."""
    visit = a_visit(door, learned_on=learned_on)
    items = (finding or Finding(FoundCategory.FROM_ELSEWHERE),)
    actions.record_findings(actor, uuid4(), visit.pk, 0, Findings(items))
    return Form.objects.get(subdistrict=STREET, visit=visit)


def a_filled(
    actor: Actor, door: Door, content: FormContent | None = None, collected_at: datetime = MORNING
) -> Form:
    form = a_draft(actor, door, learned_on=clock.shanghai_day(collected_at))
    given = content or COMPLETE["from elsewhere"][1]
    actions.fill_form(actor, uuid4(), form.pk, 0, Filled(given, collected_at))
    return form_at(form.pk)


def a_handed_over(actor: Actor, door: Door) -> Form:
    form = a_filled(actor, door)
    actions.hand_over(actor, uuid4(), form.pk, form.version)
    return form_at(form.pk)


def give_back(form: Form, clerk: Actor, **reasons: str) -> Form:
    """As the entry desk returns a form."""
    last = HandOver.objects.filter(subdistrict=STREET, form=form).latest("sequence")
    last.answer, last.reasons, last.clerk_id = "returned", reasons, clerk.account
    last.answered_at, last.answered_on = clock.now(), clock.today()
    last.save()
    Form.objects.filter(subdistrict=STREET, pk=form.pk).update(
        state=State.RETURNED, desk_since=None, version=form.version + 1
    )
    return form_at(form.pk)


def a_resident(door: Door, stay: ResidencyFacts = FROM_ELSEWHERE, person: PersonFacts = PERSON) -> UUID:
    """Registered as the entry desk does it; the residency's id."""
    from sanshi.journal.recording import action
    from tests.visits.neighbourhood import the_house

    made: list[UUID] = []

    @action(ENTER_FORM)
    def enter(actor: Actor, client_id: UUID) -> UUID:
        effect = changes.register_person(changes.writing(actor, client_id), person, stay, door, TODAY)
        assert effect.residency is not None
        made.append(effect.residency)
        return effect.residency

    return enter(the_house(), uuid4())


def a_registered(door: Door, facts: DwellingFacts | UnitFacts) -> UUID:
    """A dwelling or a unit, registered a month ago."""
    from sanshi.journal.recording import action
    from tests.visits.neighbourhood import the_house

    since = TODAY - timedelta(days=30)

    @action(ENTER_FORM)
    def enter(actor: Actor, client_id: UUID) -> UUID:
        by = changes.writing(actor, client_id)
        if isinstance(facts, DwellingFacts):
            made = changes.register_dwelling(by, facts, door, since).dwelling
        else:
            made = changes.register_unit(by, facts, door, since).unit
        assert made is not None
        return made

    return enter(the_house(), uuid4())


REGISTER, ALTER, DEREGISTER = FormAction.REGISTER, FormAction.ALTER, FormAction.DEREGISTER
