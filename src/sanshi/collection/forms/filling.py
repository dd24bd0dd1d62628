"""One page for one form. What it asks for stands in `collection.fields`; here is how each question is put."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.collection import privacy
from sanshi.collection.content import (
    EMPLOYMENT_COUNT,
    LEASE_COUNT,
    MOST_LEASES,
    PARTS,
    FormContent,
    form_field,
    of_employment,
    of_lease,
    own_name,
    parts_of,
)
from sanshi.collection.fields import CARRIED, GUARDIAN, NUMBERS, Ask, FormKind, asks, is_stated, sections
from sanshi.collection.forms import staff
from sanshi.collection.forms.staff import Beside
from sanshi.collection.labels import AlterationWords, field_label, full_label, section_label
from sanshi.collection.models import FormAction, Subject
from sanshi.collection.rules import CHOICES, PHONES
from sanshi.identity.documents import Sex
from sanshi.problems import REQUIRED, Refused
from sanshi.register import codes
from sanshi.register.facts import Alteration, EndFacts, Facts, LeaseFacts, lease_field
from sanshi.shell.forms import ActionForm, DayField, MomentField

NO_ANSWER = ("", "—")
# More answers than this are a list to open, fewer are squares to tap.
MOST_SQUARES = 7
# Their names are too long for a square.
LISTED = frozenset({"document_type"})
LONGEST = {"name": 100, "guardian_name": 100, "contact_name": 100, "present_region": 100, "moved_to": 100}
LONGEST |= {"lessor_name": 100, "filing_number": 40}
LONGEST |= {"document_number": 30, "credit_code": 18, "latin_surname": 60, "latin_given": 60}
SHORT = 20

Build = Callable[[str], forms.Field]
Offered = Sequence[tuple[str, str]]


def _day(name: str) -> forms.Field:
    return DayField(required=False)


def _moment(name: str) -> forms.Field:
    return MomentField(required=False)


def _choice(name: str) -> forms.Field:
    if name == "alteration_kind":
        return forms.ChoiceField(choices=AlterationWords.choices, required=False, widget=forms.RadioSelect)
    known: Any = CHOICES[name]
    offered = [pair for pair in known.choices if name != "sex" or pair[0] != Sex.UNKNOWN]
    if len(offered) <= MOST_SQUARES and name not in LISTED:
        return forms.ChoiceField(choices=offered, required=False, widget=forms.RadioSelect)
    return forms.ChoiceField(choices=[NO_ANSWER, *offered], required=False)


def _coded(table: Callable[[], codes.Table]) -> Build:
    def build(name: str) -> forms.Field:
        return forms.ChoiceField(choices=lambda: [NO_ANSWER, *codes.choices(table())], required=False)

    return build


def _number(name: str) -> forms.Field:
    if name == "usable_area_m2":
        return forms.DecimalField(required=False, max_digits=6, decimal_places=1)
    return forms.IntegerField(required=False)


def _text(name: str) -> forms.Field:
    return forms.CharField(required=False, max_length=LONGEST.get(name, SHORT), strip=True)


def _digits(name: str) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "tel" if "phone" in name else "numeric"})
    length = 6 if name.endswith("_region") else SHORT
    return forms.CharField(required=False, max_length=length, widget=widget)


def _named(name: str) -> forms.Field:
    return forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)


def _household(offered: Offered) -> forms.Field:
    few = len(offered) <= MOST_SQUARES
    return forms.TypedChoiceField(
        choices=offered,
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect if few else forms.Select,
    )


def _guardian(offered: Offered) -> forms.Field:
    somebody_else = ("", _("Somebody else: name and phone"))
    return forms.TypedChoiceField(
        choices=[*offered, somebody_else],
        required=False,
        coerce=UUID,
        empty_value=None,
        widget=forms.RadioSelect,
    )


def _committee(offered: Offered) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("Out of this street")), *offered], required=False)


_OF_HERE: dict[str, Callable[[Offered], forms.Field]] = {
    "household": _household,
    "guardian": _guardian,
    "moved_committee": _committee,
}


def _read_out(name: str) -> forms.Field:
    return forms.BooleanField(required=False, label=_("I have read out the privacy notice"))


def _key_trade(name: str) -> forms.Field:
    return forms.BooleanField(required=False, label=_("Key trade, supervised by the police"))


_BUILD: dict[str, Build] = {
    **dict.fromkeys(CHOICES, _choice),
    **dict.fromkeys(
        (
            "changed_on",
            "birth_date",
            "started_on",
            "permit_valid_to",
            "stay_until",
            "police_registered_on",
            "ended_on",
            "ends_on",
            "filed_on",
            "checked_on",
        ),
        _day,
    ),
    **dict.fromkeys((*PHONES, "registered_region", "moved_region", "residence_region"), _digits),
    **dict.fromkeys(("household", "designed_rooms", "usable_area_m2", "let_rooms"), _number),
    "tenants": _named,
    "checked_in_at": _moment,
    "nationality": _coded(codes.nationalities),
    "industry": _coded(codes.industries),
    "notice_version": _read_out,
    "key_trade": _key_trade,
}
_HELP = {
    "registered_region": _("Six digits, as at the beginning of the ID number."),
    "present_region": _("District and street, or province and city."),
    "document_number": _("As it stands on the document. None shown? Leave it empty and say why."),
    "moved_committee": _("Known to which committee of this street? It registers them at the new door."),
    "moved_region": _("Six digits, as at the beginning of the ID numbers of that place."),
    "moved_to": _("District and street, or province and city; as far as it is known."),
    "household": _("Several households may share a dwelling."),
    "relation_to_head": _("A household has one head."),
    "guardian": _("Under 14 the guardian is informed and named."),
    "phone": _("May stay empty."),
    "guardian_name": _("Under 14 the guardian is informed and named."),
    "usable_area_m2": _("As on the deed or the lease."),
    "changed_on": _("The day since when it is otherwise."),
    "ended_on": _("The first day on which they no longer lived here; of a death its day."),
}
_HELP_OF_LEASE = {
    "lessor_name": _("As on the lease; of a company its name."),
    "started_on": _("As on the lease. Renewed? Leave it, and change the day agreed as its end."),
    "ends_on": _("Empty: no end is agreed."),
    "let_rooms": _("How many rooms this lease is for. Empty: the whole dwelling."),
    "tenants": _("Who of them is not registered yet has a form of the own first."),
    "checked_on": _("The day the lease itself was shown; empty when nobody showed it."),
    "ended_on": _("Only when the lease is over: the first day without it."),
}
# The day it was read out is the day of collection.
# Staff come line by line; where a unit was is no question.
_NOT_SHOWN = frozenset({"notified_on", "moved_from", EMPLOYMENT_COUNT})


@dataclass(frozen=True, slots=True)
class Row:
    """One question as the page puts it; `when` and `values` say after which answer it comes."""

    field: Any
    reason: str
    when: str
    values: str
    # "guardian": asked about a child.
    mark: str = ""
    # Not asked when this other question has an answer.
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    label: str
    rows: Sequence[Row]
    # Of a line about staff: its place.
    line: int = 0


@dataclass(frozen=True, slots=True)
class Quiet:
    """The head of a form whose errors are said elsewhere."""

    hidden_fields: Sequence[Any]
    errors: tuple[()] = ()


class FillForm(ActionForm):
    """One page for one form: what it asks for. Nothing is required here; `rules.problems` says what lacks."""

    collected_at = MomentField(
        label=_("Time of collection"), required=False, help_text=_("Day and time at the door.")
    )

    def __init__(
        self,
        kind: FormKind,
        content: FormContent,
        *args: Any,
        reasons: Mapping[str, str] | None = None,
        tenants: Sequence[tuple[str, str]] = (),
        offered: Mapping[str, Offered] = MappingProxyType({}),
        beside: Beside = staff.NOTHING,
        **kwargs: Any,
    ) -> None:
        """`tenants`: whom a lease may name, id and name. `offered`: of some fields the choices here.

        `beside`: what is known about the staff of a unit.
        """
        self.kind, self.content, self.reasons, self.tenants = kind, content, reasons or {}, tenants
        self.offered, self.beside = offered, beside
        super().__init__(*args, **kwargs)
        for ask in asks(kind):
            if ask.field not in _NOT_SHOWN and self._is_offered(ask.field):
                self.fields[ask.field] = self._question(ask)

    def _is_offered(self, name: str) -> bool:
        """Only a lease of the register can be over; tenants are chosen among who is there to choose."""
        if line := of_employment(name):
            return staff.is_offered(self.content, self.beside, *line)
        match of_lease(name):
            case (place, "ended_on"):
                return place <= self._known_leases
            case (_, "tenants"):
                return bool(self.tenants)
        return name != "guardian" or bool(self.offered.get(name))

    @property
    def _known_leases(self) -> int:
        """How many the register knows; they stand first."""
        return sum(bool(lease.record) for lease in self.content.leases)

    def _question(self, ask: Ask) -> forms.Field:
        own = own_name(ask.field)
        question: Any = self._lease_count() if own == LEASE_COUNT else _BUILD.get(own, _text)(own)
        if line := of_employment(ask.field):
            question = staff.question(self.beside, *line) or question
        if ask.field == "end_reason" and self.kind.subject == Subject.UNIT:
            question = staff.never_there()
        if own == "tenants":
            question.choices = self.tenants
        if ask.field in self.offered:
            question = _OF_HERE[ask.field](self.offered[ask.field])
        question.label = question.label or field_label(self.kind, ask.field)
        if not (ask.field == "ended_on" and self.kind.subject == Subject.UNIT):
            question.help_text = str(self._help(ask.field))
        asked: forms.Field = question
        return asked

    def _lease_count(self) -> forms.Field:
        """A lease of the register is not talked away: it is said to be over."""
        places = [str(count) for count in range(self._known_leases, MOST_LEASES + 1)]
        return forms.ChoiceField(
            choices=list(zip(places, places, strict=True)), required=False, widget=forms.RadioSelect
        )

    def _help(self, name: str) -> Any:
        if line := of_employment(name):
            known = bool(self.content.employments[line[0] - 1].record)
            return staff.HELP_OF_NUMBER if line[1] in NUMBERS and known else staff.HELP.get(line[1], "")
        lease = of_lease(name)
        of_register = self.kind.known or self.kind.action == FormAction.ALTER
        is_known = lease[0] <= self._known_leases if lease else of_register
        if own_name(name) in NUMBERS and is_known:
            return _("Empty: stays as it is registered. Enter it only when it changed or is wrong.")
        return _HELP_OF_LEASE.get(lease[1], "") if lease else _HELP.get(name, "")

    @property
    def parts(self) -> Sequence[Part]:
        return [
            Part(
                section.name,
                section_label(section.name),
                [self._row(ask) for ask in section.asks if ask.field in self.fields],
                staff.place_of(section.name),
            )
            for section in sections(self.kind)
        ]

    def _row(self, ask: Ask) -> Row:
        # A line about staff is there because it is: how many there are is no question of the page.
        after = ask.when if ask.when and ask.when.field in self.fields else None
        when, values = (after.field, " ".join(sorted(after.values))) if after else ("", "")
        mark = "guardian" if ask.field in GUARDIAN else ""
        unless = ask.unless if ask.unless in self.fields else ""
        return Row(self[ask.field], self.reasons.get(ask.field, ""), when, values, mark, unless)

    @property
    def has_staff(self) -> bool:
        return any(section.name == "employment1" for section in sections(self.kind))

    @property
    def has_room(self) -> bool:
        return staff.has_room(self.content)

    @property
    def head(self) -> Any:
        """Before the questions. What lacks is said by the page, which has kept all that was typed."""
        return self if {"client_id", "version"} & set(self.errors) else Quiet(self.hidden_fields())

    @property
    def lacking(self) -> list[tuple[str, str, str]]:
        """Anchor, label and text of what lacks, in the order of the page."""
        said = [(bound, text) for bound in self.visible_fields() for text in bound.errors]
        return [
            (bound.id_for_label or bound.auto_id, self._full_label(bound), str(text)) for bound, text in said
        ]

    def _full_label(self, bound: Any) -> str:
        in_a_line = of_lease(bound.name) or of_employment(bound.name)
        return full_label(self.kind, bound.name) if in_a_line else str(bound.label)

    @property
    def other_reasons(self) -> list[str]:
        """Reasons of a return for what is no question of this page."""
        return [text for name, text in self.reasons.items() if name not in self.fields]

    def said(self) -> FormContent:
        """What was typed: values where they can be read, else as it stands there."""
        self.is_valid()
        values = self._values()
        content, unfinished = FormContent(), self._unreadable()
        for part in parts_of(self.kind.subject, self.kind.action):
            made = _make(part, values, self.content)
            if made is None:
                unfinished |= self._typed(part)
            else:
                content = content.holding(made)
        leases, lines = tuple(self._leases(values)), staff.said(self.content, values)
        moved_from = self.content.moved_from
        return replace(
            content, unfinished=unfinished, leases=leases, employments=lines, moved_from=moved_from
        )

    def _leases(self, values: Mapping[str, Any]) -> Iterator[LeaseFacts]:
        for place in range(1, int(values.get(LEASE_COUNT) or 0) + 1):
            given = {name: values.get(lease_field(place, name)) for name in LeaseFacts.names()}
            stated = {name: value for name, value in given.items() if is_stated(value)}
            known = self.content.leases[place - 1 : place]
            yield LeaseFacts.from_json({**stated, "record": known[0].record if known else ""})

    def collected(self) -> datetime | None:
        self.is_valid()
        at: datetime | None = self.cleaned_data.get("collected_at")
        return at

    def _values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data.get(name) for name in self.fields}
        values["category"] = self.kind.category
        if "notice_version" in self.fields:
            earlier = self.content.person.notice_version if self.content.person else ""
            read_out = bool(values["notice_version"])
            at = self.cleaned_data.get("collected_at")
            values["notice_version"] = (earlier or privacy.CURRENT) if read_out else ""
            values["notified_on"] = clock.shanghai_day(at or clock.now()) if read_out else None
        return values

    def _unreadable(self) -> dict[str, str]:
        return {
            name: typed
            for name in self.errors
            if name in self.fields and name != "collected_at" and (typed := self._typed_in(name))
        }

    def _typed(self, part: str) -> dict[str, str]:
        names = [form_field(part, name) for name in PARTS[part].names()]
        return {name: typed for name in names if name in self.fields and (typed := self._typed_in(name))}

    def _typed_in(self, name: str) -> str:
        return str(self[name].data or "").strip()[: max(LONGEST.values())]

    def refuse_each(self, problems: Iterable[Refused]) -> None:
        for problem in problems:
            if problem.field == "collected_at" and problem.kind is REQUIRED:
                continue  # the page proposes the present moment
            shown = "notice_version" if problem.field == "notified_on" else problem.field
            if shown not in self.errors:
                self.add_error(shown if shown in self.fields else None, problem.message)


def _make(part: str, values: Mapping[str, Any], before: FormContent) -> Facts | None:
    """The part, or None while it lacks what it cannot be without."""
    kind = PARTS[part]
    if kind is EndFacts and values.get("ended_on") is None:
        return None
    if kind is Alteration and not values.get("alteration_kind"):
        return None
    carried = CARRIED - ({"key_trade"} & set(values))
    kept = {name: value for name, value in before.values().items() if name in carried}
    given = {**values, **kept}
    found = {name: given.get(form_field(part, name)) for name in kind.names()}
    stated = {name: value for name, value in found.items() if is_stated(value)}
    return kind.from_json({**dict.fromkeys(_NEVER_NONE & set(found), ""), **stated})


# They have no default: a part begins with an empty text for them.
_NEVER_NONE = frozenset({"name", "category", "use", "occupancy", "kind", "end_reason"})


def as_typed(content: FormContent, collected_at: datetime | None) -> dict[str, Any]:
    """What the page shows for stored content: values, and what was typed where they could not be read."""
    values = {name: value for name, value in content.values().items() if is_stated(value)}
    return {**values, **content.unfinished, "collected_at": collected_at or clock.now()}


def as_sent(content: FormContent, collected_at: datetime | None) -> dict[str, Any]:
    """The same as a browser would send it, so that the page can say what lacks."""
    return {name: _sent(value) for name, value in as_typed(content, collected_at).items()}


def _sent(value: Any) -> str | list[str]:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
