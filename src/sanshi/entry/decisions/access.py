"""Decisions that two records are one, or two, within the reach of the form or of the pair's committee."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.entry.access import rows_a_page
from sanshi.entry.models import Duplicate, Entry, MatchDecision, MatchVerdict
from sanshi.identity.matching.evidence import Evidence, Rule
from sanshi.identity.matching.units.evidence import UnitEvidence, UnitRule
from sanshi.journal.recording import in_committee, saw
from sanshi.register.history import current
from sanshi.register.models import Kind, Residency, UnitVersion
from sanshi.register.residents import people_on
from sanshi.shell.frame import Text
from sanshi.shell.paging import Page, keyset
from sanshi.streets.models import SAME_STREET
from sanshi.vault.masking import mask_name
from sanshi.verbs import READ_DECISIONS, READ_PERSONS, READ_UNITS, UNDO_DECISION, Actor, Verb, reach

LATEST = ("-decided_at", "-id")


class View(StrEnum):
    """Which decisions are listed."""

    ALL = "all"
    SAME = MatchVerdict.SAME.value
    DIFFERENT = MatchVerdict.DIFFERENT.value
    MERGED = MatchVerdict.MERGED.value
    UNDONE = "undone"

    @property
    def label(self) -> Promise:
        return _LABELS[self]


_LABELS: dict[View, Promise] = {
    View.ALL: _("All decisions"),
    View.SAME: pgettext_lazy("match", "One person or unit"),
    View.DIFFERENT: pgettext_lazy("match", "Two persons or units"),
    View.MERGED: pgettext_lazy("match", "Two records made one"),
    View.UNDONE: _("Undone"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """One of the two. `name`: a person's masked; empty when it is in the register no more."""

    kind: Kind
    pk: UUID
    name: str
    readable: bool


@dataclass(frozen=True, slots=True)
class Row:
    decision: MatchDecision
    one: Record
    other: Record | None
    why: Sequence[Text]
    # Of the form that decided it: a decision that it is the same is undone with it.
    entry: UUID | None

    @property
    def stands(self) -> bool:
        return self.decision.undone_at is None

    @property
    def is_undone_here(self) -> bool:
        return self.stands and undone_here(self.decision)


@dataclass(frozen=True, slots=True)
class Listed:
    page: Page[MatchDecision]
    rows: Sequence[Row]
    total: int


def undone_here(decision: MatchDecision) -> bool:
    """At the desk, that a form is about somebody else. A pair of records has a page of its own."""
    return decision.form_id is not None and decision.verdict == MatchVerdict.DIFFERENT


def decisions(actor: Actor, verb: Verb = READ_DECISIONS) -> QuerySet[MatchDecision]:
    mine = reach(actor, verb)
    pairs = Duplicate.objects.filter(within(mine), SAME_STREET, decision=OuterRef("pk"))
    near = within(mine, committee="form__committee")
    return MatchDecision.objects.filter(near | Exists(pairs), subdistrict=actor.subdistrict)


def listed(actor: Actor, view: View, after: str = "") -> Listed:
    found = decisions(actor).filter(_in_view(view))
    shown = found.select_related("form", "decided_by", "undone_by").defer("form__content")
    page = keyset(shown, LATEST, after, rows_a_page(actor))
    saw(MatchDecision, [row.pk for row in page.rows], fields=("verdict", "reason"))
    return Listed(page, _rows(actor, page.rows), found.count())


def _in_view(view: View) -> Q:
    if view is View.ALL:
        return Q()
    if view is View.UNDONE:
        return Q(undone_at__isnull=False)
    return Q(verdict=view.value, undone_at__isnull=True)


def decision(actor: Actor, pk: UUID) -> Row:
    """One that is undone at the desk; Http404 else."""
    found = decisions(actor, UNDO_DECISION).filter(pk=pk, form__isnull=False)
    row = found.select_related("form", "decided_by", "undone_by").defer("form__content").first()
    if row is None or not undone_here(row):
        raise Http404
    if row.form is not None:
        in_committee(row.form.committee_id)
    saw(MatchDecision, [row.pk], fields=("verdict", "reason"))
    return _rows(actor, [row])[0]


def decision_to_undo(actor: Actor, pk: UUID) -> MatchDecision:
    """Locked for the action that undoes it."""
    found = decisions(actor, UNDO_DECISION).filter(pk=pk, form__isnull=False)
    row = found.select_related("form__committee", "undone_by").select_for_update(of=("self",)).first()
    if row is None or row.form is None:
        raise Http404
    in_committee(row.form.committee_id)
    return row


def _rows(actor: Actor, decisions: Iterable[MatchDecision]) -> list[Row]:
    rows = list(decisions)
    records = _records(actor, rows)
    entries = _entries(actor, rows)
    return [
        Row(
            row,
            records[row.one],
            records[row.other] if row.other else None,
            [label for code in row.why if (label := label_of(code))],
            entries.get(row.form_id) if row.form_id else None,
        )
        for row in rows
    ]


def _records(actor: Actor, rows: Collection[MatchDecision]) -> Mapping[UUID, Record]:
    named = {Kind.PERSON: _named(rows, Kind.PERSON), Kind.UNIT: _named(rows, Kind.UNIT)}
    persons, units = named[Kind.PERSON], named[Kind.UNIT]
    people = people_on(actor.subdistrict, persons, clock.today(), clock.now()) if persons else {}
    saw("register.person", people, fields=("name",))
    readable = _readable(actor, set(people))
    found = {
        pk: Record(Kind.PERSON, pk, mask_name(people[pk].name) if pk in people else "", pk in readable)
        for pk in persons
    }
    return found | _units(actor, units)


def _named(rows: Iterable[MatchDecision], kind: Kind) -> set[UUID]:
    return {pk for row in rows if row.kind == kind for pk in (row.one, row.other) if pk}


def _readable(actor: Actor, persons: Collection[UUID]) -> set[UUID]:
    """Whose record page the reader may open: who has or had a residency within the reach."""
    if not persons:
        return set()
    mine = within(reach(actor, READ_PERSONS), committee="door__committee")
    stays = Residency.objects.filter(mine, person__in=persons)
    return set(stays.values_list("person_id", flat=True))


def _units(actor: Actor, units: Collection[UUID]) -> dict[UUID, Record]:
    known = units_known(actor.subdistrict, units)
    readable = _readable_units(actor, set(known))
    return {pk: Record(Kind.UNIT, pk, known[pk].name if pk in known else "", pk in readable) for pk in units}


def _readable_units(actor: Actor, units: Collection[UUID]) -> set[UUID]:
    """Whose record page the reader may open: what stands or stood within the reach."""
    if not units:
        return set()
    stood = UnitVersion.objects.filter(within(reach(actor, READ_UNITS)), current(), unit__in=units)
    return set(stood.values_list("unit_id", flat=True))


def units_known(subdistrict: str, units: Collection[UUID]) -> Mapping[UUID, UnitVersion]:
    """As they are now, with door and committee."""
    if not units:
        return {}
    rows = UnitVersion.objects.filter(current(), subdistrict=subdistrict, unit__in=units)
    saw("register.unit", units, fields=("name", "credit_code", "status"))
    return {row.unit_id: row for row in rows.select_related("door", "committee").order_by("valid_from")}


def _entries(actor: Actor, rows: Iterable[MatchDecision]) -> Mapping[UUID, UUID]:
    """By form, those that stand."""
    forms = {row.form_id for row in rows if row.form_id}
    found = Entry.objects.filter(subdistrict=actor.subdistrict, form__in=forms, voided_at__isnull=True)
    return dict(found.values_list("form_id", "pk"))


def label_of(code: str) -> Text | None:
    """In words, what a comparison found; nothing for a field that one side does not have."""
    if code.endswith("_missing"):
        return None
    for kind in (Evidence, Rule, UnitEvidence, UnitRule):
        if code in kind.values:
            return kind(code).label
    return None
