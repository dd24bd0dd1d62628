"""What stands behind values of the register: by form, who collected and who entered it; or a decision."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sanshi.collection.access import readable
from sanshi.collection.models import Form
from sanshi.entry.models import Entry, MatchDecision
from sanshi.register.access import FieldTold, RecordTold, Told
from sanshi.register.models import Act, Kind, Work
from sanshi.register.succession import Value
from sanshi.verbs import READ_DECISIONS, Actor


@dataclass(frozen=True, slots=True)
class Source:
    """`who` entered the form or decided; `opens`: the reader may read the form, or the list of decisions."""

    form: Form | None = None
    decision: MatchDecision | None = None
    who: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class ValueRow:
    words: str
    value: Value
    holds: bool
    source: Source
    # By which it was struck out.
    against: Source | None


@dataclass(frozen=True, slots=True)
class FieldRows:
    told: FieldTold
    rows: Sequence[ValueRow]

    @property
    def now(self) -> ValueRow | None:
        return next((row for row in self.rows if row.holds), None)

    @property
    def is_plain(self) -> bool:
        """One value, from the beginning on: nothing to unfold."""
        return len(self.rows) == 1 and self.rows[0].value.stands


@dataclass(frozen=True, slots=True)
class RecordRows:
    told: RecordTold
    fields: Sequence[FieldRows]


@dataclass(frozen=True, slots=True)
class FormRow:
    """What one form did to the records of the page."""

    source: Source
    at: datetime
    undone_at: datetime | None
    works: Sequence[tuple[Kind, Work]]


@dataclass(frozen=True, slots=True)
class Behind:
    records: Sequence[RecordRows]
    forms: Sequence[FormRow]
    elsewhere: int


def behind(actor: Actor, told: Told, known: datetime) -> Behind:
    """`known`: what was undone later is not undone yet."""
    sources = sources_of(actor, told.forms)
    return Behind(
        [RecordRows(one, [_field(field, sources) for field in one.fields]) for one in told.records],
        _form_rows(told.acts, sources, known),
        told.elsewhere,
    )


def sources_of(actor: Actor, forms: Collection[UUID]) -> Mapping[UUID, Source]:
    """By the ids that stand as forms in versions and acts."""
    here = {"subdistrict": actor.subdistrict}
    found = Form.objects.filter(**here, pk__in=forms).defer("content")
    opened = set(readable(actor).filter(pk__in=forms).values_list("pk", flat=True))
    entries = Entry.objects.filter(**here, form__in=forms).select_related("clerk")
    clerks = {row.form_id: row.clerk.name for row in entries if row.clerk}
    sources = {row.pk: Source(row, None, clerks.get(row.pk, ""), row.pk in opened) for row in found}
    decisions = MatchDecision.objects.filter(**here, pk__in=set(forms) - set(sources))
    for one in decisions.select_related("decided_by"):
        who = one.decided_by.name if one.decided_by else ""
        sources[one.pk] = Source(None, one, who, actor.may(READ_DECISIONS))
    return sources


def _field(told: FieldTold, sources: Mapping[UUID, Source]) -> FieldRows:
    rows = []
    for one in told.said:
        by = one.value.superseded_by
        against = sources.get(by, Source()) if by else None
        source = sources.get(one.value.form, Source())
        rows.append(ValueRow(one.words, one.value, one.holds, source, against))
    return FieldRows(told, rows)


def _form_rows(acts: Iterable[Act], sources: Mapping[UUID, Source], known: datetime) -> list[FormRow]:
    """One line a form, the latest first."""
    by_form: dict[UUID, list[Act]] = {}
    for act in acts:
        by_form.setdefault(act.form, []).append(act)
    return [
        FormRow(sources.get(form, Source()), done[0].at, _undone(done, known), _works(done))
        for form, done in by_form.items()
    ]


def _undone(done: Sequence[Act], known: datetime) -> datetime | None:
    undone = done[0].undone_at
    return undone if undone and undone <= known else None


def _works(done: Iterable[Act]) -> list[tuple[Kind, Work]]:
    """What it did to which kind of record; that it only named another is the least of it."""
    works = {(Kind(act.kind), Work(act.work)) for act in done}
    told = sorted(one for one in works if one[1] != Work.REFERRED)
    return told or sorted(works)
