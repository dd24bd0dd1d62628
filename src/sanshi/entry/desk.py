"""The clerk's desk: one form with its checks beside what the register holds (plan 3.3.2, 3.3.3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.accounts.access import post_on, within
from sanshi.accounts.models import Role
from sanshi.collection.about import about
from sanshi.collection.access import content_of, hand_overs_of, kind_shown, lateness_of
from sanshi.collection.actions import problems_of
from sanshi.collection.content import FormContent, own_name
from sanshi.collection.fields import FormKind
from sanshi.collection.labels import NUMBERS, Said, SaidSection, full_label, kind_label, said
from sanshi.collection.models import Answer, Form, HandOver, State, Subject
from sanshi.collection.rules import Lateness, checked_number, overlapping
from sanshi.collection.standing import people_of
from sanshi.collection.way import reasons_shown
from sanshi.entry import access, contradictions, rules
from sanshi.entry.comparison import Comparison, compare
from sanshi.entry.models import Entry, Hold
from sanshi.identity.documents import DocumentType
from sanshi.journal.recording import in_committee, saw
from sanshi.problems import NOT_THE_CLERK, OWN_FORM, Kind
from sanshi.register.facts import PersonFacts
from sanshi.rulebook.access import policy_on
from sanshi.rulebook.workdays import RunningClock
from sanshi.verbs import CHECK_FORM, UNDO_DECISION, Actor, reach


@dataclass(frozen=True, slots=True)
class Line:
    """A field as the form states it. `wrong` keeps it from being in order, `doubt` asks to look again."""

    said: Said
    wrong: str = ""
    doubt: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True)
class LineSection:
    name: str
    label: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Check:
    label: Promise
    passed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """An earlier return with its reasons, by the fields' labels."""

    hand_over: HandOver
    reasons: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Desk:
    form: Form
    kind: FormKind
    clock: RunningClock | None
    # Of a form that ends something: whom or what. Nothing of it is to be returned.
    about: SaidSection | None
    sections: Sequence[LineSection]
    checks: Sequence[Check]
    comparison: Comparison
    lateness: Lateness
    # Calendar days since it became known (plan 3.3.2: the total time is shown).
    days_known: int
    returns: Sequence[Return]
    # Why this clerk cannot answer it; None when he can.
    barred: Kind | None
    entry: Entry | None
    hold: Hold | None = None
    # Whether the reader may undo a decision about it.
    keeps_decisions: bool = False

    @property
    def title(self) -> str:
        return kind_label(self.kind)

    @property
    def waits(self) -> bool:
        return self.form.state == State.HANDED_OVER

    @property
    def may_return(self) -> bool:
        return self.waits and self.barred != NOT_THE_CLERK

    @property
    def may_enter(self) -> bool:
        there = not self.comparison.unknown and not self.comparison.offer.elsewhere
        return self.waits and self.barred is None and there

    @property
    def is_to_be_matched(self) -> bool:
        return rules.is_to_be_matched(self.form.subject, self.form.action)

    @property
    def is_about_unit(self) -> bool:
        return self.form.subject == Subject.UNIT

    @property
    def may_be_new(self) -> bool:
        """Unless somebody has the very number of the form."""
        return self.is_to_be_matched and self.comparison.offer.holder is None


def desk(actor: Actor, pk: UUID, chosen: UUID | None = None) -> Desk:
    """Everything the form says, names in full: it is the clerk's task. Http404 outside the committee.

    `chosen`: beside whom of the register the form is shown.
    """
    form = _form(actor, pk)
    waits, content = form.state == State.HANDED_OVER, content_of(form)
    # Whoever enters it sees all of it; afterwards it is read like any form.
    kind = FormKind.of(form) if waits else kind_shown(actor, form)
    wrong = {str(one.field): one.message for one in problems_of(form)} if waits else {}
    overs = hand_overs_of(form)
    compared = compare(actor, form, content, chosen) if waits else Comparison()
    contradicted = _contradicted(content, compared) if waits else {}
    return Desk(
        form,
        kind,
        access.clock_of(form, access.desk_clocks(form.subdistrict_id)),
        about(form, NUMBERS),
        _sections(form, kind, content, wrong, contradicted),
        _checks(form, content, wrong, contradicted),
        compared,
        lateness_of(form),
        (clock.today() - form.learned_on).days,
        [_returned(kind, over) for over in overs if over.answer == Answer.RETURNED],
        _barred(actor, form),
        _entry_of(form),
        access.hold_of(form) if waits else None,
        actor.may(UNDO_DECISION),
    )


def beside(actor: Actor, pk: UUID, candidate: UUID) -> Comparison:
    """The form beside somebody it may be about; nothing once that is decided. Http404 for anybody else.

    A key may be quicker than the comparison it asked for: by then the form is entered, or the one told apart.
    """
    form = _form(actor, pk)
    if form.state != State.HANDED_OVER:
        return Comparison()
    found = compare(actor, form, content_of(form), candidate)
    if candidate in {one.person for one in found.apart}:
        return Comparison()
    if found.chosen is None or found.chosen.person != candidate:
        raise Http404
    return found


def _form(actor: Actor, pk: UUID) -> Form:
    found = Form.objects.filter(within(reach(actor, CHECK_FORM)), pk=pk).exclude(
        state__in=[State.DRAFT, State.DROPPED]
    )
    form = found.select_related("door", "committee", "collector", "policy", "visit").first()
    if form is None:
        raise Http404
    saw(Form, rows=[form], fields=("content",))
    in_committee(form.committee_id)
    return form


def _sections(
    form: Form,
    kind: FormKind,
    content: FormContent,
    wrong: Mapping[str, str],
    contradicted: Mapping[str, str],
) -> list[LineSection]:
    doubts = {**_doubts(content), **contradicted}
    people = people_of(form, content)
    shown = said(kind, content, form.collected_on or clock.today(), NUMBERS, people)
    return [
        LineSection(section.name, section.label, [_line(one, wrong, doubts) for one in section.lines])
        for section in shown
    ]


def _line(one: Said, wrong: Mapping[str, str], doubts: Mapping[str, str]) -> Line:
    checked = own_name(one.field) in NUMBERS and bool(one.value)
    return Line(one, wrong.get(one.field, ""), doubts.get(one.field, ""), checked)


def _doubts(content: FormContent) -> dict[str, str]:
    overlap = gettext("In the same days more rooms are let than there are.")
    return {**dict.fromkeys(overlapping(content), overlap), **_doubted_number(content)}


def _contradicted(content: FormContent, compared: Comparison) -> dict[str, str]:
    """Beside the form's fields. What speaks against one who was chosen stands beside that one."""
    known = {} if compared.chosen else compared.contradicted
    return {**known, **contradictions.with_its_number(content)}


def _doubted_number(content: FormContent) -> dict[str, str]:
    person = content.person
    if person is None or not person.document_number or person.document_type not in DocumentType.values:
        return {}
    found = checked_number(person.document_type, person.document_number, None)
    return {"document_number": str(found.warnings[0].label)} if found.warnings else {}


def _checks(
    form: Form, content: FormContent, wrong: Mapping[str, str], contradicted: Mapping[str, str]
) -> list[Check]:
    late = lateness_of(form)
    return [
        *_checks_of_person(content.person, contradicted),
        Check(_("Complete and in order"), not wrong),
        Check(_("Collector's certificate"), bool(form.certificate_number), form.certificate_number),
        Check(_("Collected in time"), not late.collection),
        Check(_("Handed over on the day of collection"), not late.hand_over),
    ]


def _checks_of_person(person: PersonFacts | None, contradicted: Mapping[str, str]) -> Iterator[Check]:
    if person is None:
        return
    yield Check(_("Privacy notice given"), bool(person.notice_version))
    if person.document_number or contradicted:
        yield Check(_("Sex and birth date as the document number says"), not contradicted)


def _returned(kind: FormKind, over: HandOver) -> Return:
    return Return(over, reasons_shown(over, kind, full_label))


def _barred(actor: Actor, form: Form) -> Kind | None:
    today = clock.today()
    if not (
        actor.account and post_on(form.subdistrict_id, actor.account, [Role.CLERK], form.committee_id, today)
    ):
        return NOT_THE_CLERK
    if form.collector_id != actor.account:
        return None
    return OWN_FORM if policy_on(form.subdistrict_id, today).house.clerk_may_not_enter_own_forms else None


def _entry_of(form: Form) -> Entry | None:
    if form.state not in {State.ENTERED, State.VOIDED}:
        return None
    found = Entry.objects.filter(subdistrict=form.subdistrict_id, form=form)
    return found.select_related("clerk", "voided_by").first()
