"""A sheet of residents, dwellings or units as its pages show it; names and numbers masked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi import clock
from sanshi.entry.importing import names
from sanshi.entry.importing.problems import TEXTS, Wrong
from sanshi.entry.importing.records import access
from sanshi.entry.importing.records.facts import DWELLINGS, EMPLOYMENTS, POPULATION, UNITS
from sanshi.entry.importing.records.forms import LABELS
from sanshi.entry.importing.records.plan import CountedRow
from sanshi.entry.importing.shown import is_unreadable, tone
from sanshi.entry.models import Import, ImportDoubt, ImportState
from sanshi.identity.matching.evidence import Evidence, Rule
from sanshi.identity.matching.units.evidence import UnitEvidence, UnitRule
from sanshi.jobs import files
from sanshi.jobs.models import State
from sanshi.jobs.shown import Shown, shown
from sanshi.journal.recording import saw
from sanshi.problems import FILE_COLUMN_TWICE, FILE_COLUMNS, kind_numbered
from sanshi.register import counted, labels
from sanshi.register.columns import counted_person, counted_residency
from sanshi.register.differences import Difference, differences
from sanshi.register.history import current, facts_of
from sanshi.register.models import PersonVersion, UnitVersion
from sanshi.register.residents import people_on
from sanshi.shell.frame import Text
from sanshi.territory.models import Door
from sanshi.vault.masking import mask_document, mask_name
from sanshi.verbs import APPROVE_STOCK, TAKE_STOCK, Actor, reach

OUTCOMES: dict[str, Promise] = {
    "new": pgettext_lazy("rows of a sheet", "New"),
    "changed": pgettext_lazy("rows of a sheet", "Other facts"),
    "moved": pgettext_lazy("rows of a sheet", "Moved here"),
    "look": pgettext_lazy("rows of a sheet", "To be looked at"),
    "known": pgettext_lazy("rows of a sheet", "Known, nothing new"),
}
_TONES = {"new": "green", "changed": "blue", "moved": "blue", "look": "amber", "known": "neutral"}
# Why rows are bad, in the words of the cells; the counts stand above the list.
MOST_REASONS = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    label: Promise
    count: int
    tone: str


@dataclass(frozen=True, slots=True)
class StockShown:
    row: Import
    kind: Text
    job: Shown | None
    file_name: str
    tone: str
    tally: Mapping[str, Any]
    outcomes: Sequence[Outcome]
    waiting: int
    to_enter: int
    can_ask: bool
    can_approve: bool
    can_carry_out: bool
    can_withdraw: bool
    can_name_columns: bool
    columns_are_wrong: bool
    has_remarks: bool
    is_own: bool

    @property
    def is_moving(self) -> bool:
        return self.job is not None and self.job.is_moving

    @property
    def is_stopped(self) -> bool:
        return self.job is not None and not self.job.is_moving and self.job.row.state != State.DONE

    @property
    def is_tried(self) -> bool:
        return bool(self.tally)

    @property
    def could_not_be_read(self) -> bool:
        return self.row.state == ImportState.TRYING and self.job is not None and bool(self.job.problem)

    @property
    def is_files_fault(self) -> bool:
        """Naming the columns does not help either."""
        return is_unreadable(self.row) and not self.columns_are_wrong


def stock_shown(actor: Actor, row: Import) -> StockShown:
    waiting, to_enter = access.counted_doubts(row)
    ready = ImportState.APPROVED if row.has_facts else ImportState.TRIED
    later = row.state == ImportState.DONE and to_enter > 0
    is_own = row.sent_by_id == actor.account
    something = row.rows > 0 or to_enter > 0
    job = shown(row.job) if row.job else None
    columns_are_wrong = row.job is not None and row.job.problem in {
        FILE_COLUMNS.number,
        FILE_COLUMN_TWICE.number,
    }
    return StockShown(
        row,
        LABELS[row.layout],
        job,
        row.file_name.open(),
        tone(row.state),
        row.tally,
        list(_outcomes(row)),
        waiting,
        to_enter,
        can_ask=row.has_facts and row.state == ImportState.TRIED and (something or waiting > 0),
        can_approve=row.state == ImportState.ASKED and not is_own and actor.may(APPROVE_STOCK),
        can_carry_out=later or (row.state == ready and something),
        can_withdraw=access.may_be_withdrawn(row),
        can_name_columns=is_own
        and files.exists(names.headers(row.pk))
        and (columns_are_wrong or row.state == ImportState.TRIED),
        columns_are_wrong=columns_are_wrong,
        has_remarks=is_own and files.exists(names.remarks(row.pk)),
        is_own=is_own,
    )


def outcomes(row: Import) -> list[tuple[str, Promise, int]]:
    """Those that rows of this kind have: who and what is moved lives or stands somewhere else."""
    counts = [(name, label, int(row.tally.get(name, 0))) for name, label in OUTCOMES.items()]
    return [one for one in counts if one[0] != "moved" or one[2] or row.layout in _MOVING]


_MOVING = frozenset({POPULATION, UNITS})


def _outcomes(row: Import) -> Iterator[Outcome]:
    if not row.tally:
        return
    for name, label, count in outcomes(row):
        yield Outcome(name, label, count, _TONES[name] if count else "neutral")


def reasons(tally: Mapping[str, Any]) -> list[tuple[str, int]]:
    counts: dict[str, int] = tally.get("problems", {})
    told = sorted(counts.items(), key=lambda one: -one[1])[:MOST_REASONS]
    return [(str(TEXTS[Wrong(code)]), n) for code, n in told if Wrong(code) in _PLAIN]


# Texts that need no parameters.
_PLAIN = frozenset(code for code, text in TEXTS.items() if "%(" not in str(text))


@dataclass(frozen=True, slots=True)
class Columns:
    """What a row is called by; empty where rows of its kind have none."""

    who: Text = ""
    number: Text = ""
    household: Text = ""


_WHO = (_("Name"), _("Document number"))
COLUMNS: dict[str, Columns] = {
    POPULATION: Columns(*_WHO, labels.RESIDENCY["household"]),
    EMPLOYMENTS: Columns(*_WHO),
    UNITS: Columns(_("Name of the unit"), _("Unified social credit code")),
    DWELLINGS: Columns(),
}


@dataclass(frozen=True, slots=True)
class RowShown:
    row: int
    who: str
    number: str
    address: str
    record: UUID | None
    changes: Sequence[Difference] = ()
    # Of a resident, as it was read, with the relation to its head.
    household: str = ""


def rows_shown(sheet: Import, outcome: str) -> list[RowShown]:
    """With what would change, held against the register as it is now."""
    rows = access.rows(sheet, outcome)
    persons = {row.record for row in rows if row.record and row.content.person}
    known = counted.standing(sheet.subdistrict_id, persons) if outcome == "changed" else {}
    units = counted.units(
        sheet.subdistrict_id, {row.record for row in rows if row.record and row.content.unit}
    )
    doors = {row.door for row in rows if row.content.dwelling}
    dwellings = counted.dwellings(sheet.subdistrict_id, doors) if doors else {}
    return [_row(row, list(_changes(row, known, units, dwellings))) for row in rows]


def _row(row: CountedRow, changes: Sequence[Difference] = ()) -> RowShown:
    person, unit = row.content.person, row.content.unit
    if row.content.employments:
        line = row.content.employments[0]
        number = mask_document(line.document_number) if line.document_number else ""
        return RowShown(row.row, mask_name(line.name), number, row.address, row.record, changes)
    who = mask_name(person.name) if person else unit.name if unit else ""
    number = mask_document(person.document_number) if person else unit.credit_code if unit else ""
    return RowShown(row.row, who, number, row.address, row.record, changes, _household(row))


def _household(row: CountedRow) -> str:
    lives = row.content.residency
    if lives is None:
        return ""
    return " · ".join(
        filter(None, (str(lives.household), labels.said("relation_to_head", lives.relation_to_head)))
    )


def _changes(
    row: CountedRow,
    known: Mapping[UUID, counted.Standing],
    units: Mapping[UUID, Any],
    dwellings: Mapping[UUID, Any],
) -> Iterator[Difference]:
    pairs: list[tuple[Any, Any]] = []
    if row.record is not None and row.record in known:
        standing = known[row.record]
        home = standing.homes.get(row.door)
        content = row.at(home)
        assert content.person is not None
        said = counted_person(content.person, standing.facts)
        pairs = [(said, standing.facts)]
        if home is not None and content.residency is not None:
            stay = counted_residency(content.residency, home.facts)
            pairs.append((stay, {**home.facts, "started_on": home.starts}))
    elif row.content.unit is not None and row.record is not None and row.record in units:
        pairs = [(row.content.unit, units[row.record][1])]
    elif row.content.dwelling is not None and row.door in dwellings:
        pairs = [(row.content.dwelling, dwellings[row.door][1])]
    for facts, stored in pairs:
        if facts is not None and stored is not None:
            yield from (one for one in differences(facts, stored) if one.changed)


# A doubt


@dataclass(frozen=True, slots=True)
class DoubtRow:
    doubt: ImportDoubt
    said: RowShown


def doubts_shown(row: Import) -> list[DoubtRow]:
    """Those that wait first, each with whom or what it is about."""
    held = access.shown_doubts(row)
    saw(ImportDoubt, [one.pk for one in held], fields=("content",))
    return [DoubtRow(one, _row(access.row_of(one))) for one in held]


@dataclass(frozen=True, slots=True)
class Beside:
    """A record of the register that the row may be about, field by field."""

    record: UUID
    who: str
    number: str
    address: str
    rows: Sequence[Difference]
    why: Sequence[Text]
    rules: Sequence[Text]


@dataclass(frozen=True, slots=True)
class DoubtShown:
    doubt: ImportDoubt
    said: RowShown
    beside: Sequence[Beside]
    # What keeps the row from being entered as it is.
    problems: Sequence[str]


def doubt_shown(actor: Actor, doubt: ImportDoubt) -> DoubtShown:
    row = access.row_of(doubt)
    candidates = [one for one in doubt.candidates if "record" in one]
    asked = [UUID(one["record"]) for one in candidates]
    found = _persons(actor, row, asked) if row.content.person else _units(actor, row, asked)
    beside = [
        Beside(record, *found[record], *_why(one["why"]))
        for record, one in zip(asked, candidates, strict=True)
        if record in found
    ]
    kinds = [kind_numbered(one["problem"]) for one in doubt.candidates if "problem" in one]
    problems = [str(kind.text) % _Params(doubt) for kind in kinds if kind]
    return DoubtShown(doubt, _row(row), beside, problems)


class _Params(dict[str, Any]):
    """Of a refusal: what is known of it; the rest is left out."""

    def __init__(self, doubt: ImportDoubt) -> None:
        super().__init__(
            {name: value for one in doubt.candidates if "problem" in one for name, value in one.items()}
        )

    def __missing__(self, key: str) -> str:
        return "—"


Found = dict[UUID, tuple[str, str, str, Sequence[Difference]]]


def _persons(actor: Actor, row: CountedRow, asked: Sequence[UUID]) -> Found:
    assert row.content.person is not None and row.content.residency is not None
    street, mine = actor.subdistrict, reach(actor, TAKE_STOCK)
    people = people_on(street, asked, clock.today(), clock.now())
    saw(PersonVersion, rows=people.values())
    saw("register.person", asked, fields=("name", "residency"))
    standing = counted.standing(street, asked)
    doors = {door for one in standing.values() for door in one.homes}
    places = Door.objects.filter(subdistrict=street, pk__in=doors).select_related("committee")
    # Within reach the address, else the committee alone.
    where = {
        door.pk: door.address if mine.street or door.committee_id in mine.committees else door.committee.name
        for door in places
    }
    found: Found = {}
    for pk, version in people.items():
        number = mask_document(version.document_number.open()) if version.document_number else ""
        lives = (
            " / ".join(where[door] for door in standing[pk].homes if door in where) if pk in standing else ""
        )
        stored = facts_of(version)
        said = counted_person(row.content.person, stored)
        rows = [one for one in differences(said, stored) if one.before or one.given]
        found[pk] = (mask_name(version.name), number, lives, rows)
    return found


def _units(actor: Actor, row: CountedRow, asked: Sequence[UUID]) -> Found:
    found: Found = {}
    if not asked or row.content.unit is None:
        return found
    here = UnitVersion.objects.filter(current(), subdistrict=actor.subdistrict, unit__in=asked)
    for unit in here.filter(valid_to__isnull=True).select_related("door"):
        rows = [one for one in differences(row.content.unit, facts_of(unit)) if one.before or one.given]
        found[unit.unit_id] = (unit.name, unit.credit_code, unit.door.address, rows)
    return found


_CODES: dict[str, Text] = {
    **{one.value: one.label for one in (*UnitEvidence, *Evidence)},
    "same_code": _("same credit code"),
    "like_name": _("a name that stands in the other"),
}


def _why(codes: Sequence[str]) -> tuple[Sequence[Text], Sequence[Text]]:
    why = [_CODES[code] for code in codes if code in _CODES and not code.endswith("_missing")]
    rules = {one.value: one.label for one in (*Rule, *UnitRule)}
    return why, [rules[code] for code in codes if code in rules]
