"""A sheet of residents, dwellings or units on its way; the doubts of its rows answered; its lots entered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import Http404

from sanshi import clock
from sanshi.entry import rules
from sanshi.entry.importing import access as sheets
from sanshi.entry.importing import names
from sanshi.entry.importing.actions import Sent, forget_files, move, queue, queued, refuse_stale
from sanshi.entry.importing.records import access, entering, staffing
from sanshi.entry.importing.records.decisions import decisions_of
from sanshi.entry.importing.records.entering import Entered
from sanshi.entry.importing.records.plan import CountedLot, CountedRow
from sanshi.entry.models import Answered, ColumnMapping, Import, ImportDoubt, ImportState, MatchDecision
from sanshi.entry.stock import Made
from sanshi.jobs import actions as jobs
from sanshi.journal.recording import action, touch
from sanshi.problems import (
    ALREADY_REGISTERED,
    NEEDS_SECOND_PERSON,
    NOT_A_CHOICE,
    NOTHING_TO_CARRY_OUT,
    STALE,
    Refused,
)
from sanshi.shell.words import moment
from sanshi.territory.models import Door
from sanshi.verbs import TAKE_STOCK, Actor, reach


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that the match leaves to a person: the plan's line and the candidates by ids and codes."""

    row: int
    line: str
    candidates: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`record`: the one it is about, where it is the same."""

    answer: str
    record: UUID | None = None
    reason: str = ""


@action(TAKE_STOCK)
def send(actor: Actor, client_id: UUID, sent: Sent) -> UUID:
    """Into the queue to be tried. Http404 for a committee that is not the sender's, or none at all."""
    mine = reach(actor, TAKE_STOCK)
    if not mine.street and sent.committee not in mine.committees:
        raise Http404
    if sent.layout not in sheets.LAYOUTS[TAKE_STOCK]:
        raise Refused(NOT_A_CHOICE, field="layout")
    return queued(actor, sent, client_id, names.TRY_STOCK)


@action(TAKE_STOCK)
def name_columns(
    actor: Actor, client_id: UUID, sheet: UUID, version: int, columns: Mapping[str, str], headers: str
) -> UUID:
    """Say which of the sheet's columns is which of ours; remembered for its headers, and tried anew."""
    row = sheets.sheet(actor, TAKE_STOCK, sheet)
    if row.state not in {ImportState.TRYING, ImportState.TRIED} or access.is_being_tried(row):
        refuse_stale(row)
    ImportDoubt.objects.filter(subdistrict=actor.subdistrict, sheet=row).delete()
    move(row, version, row.state, ImportState.TRYING, columns=dict(columns), tally={})
    ColumnMapping.objects.update_or_create(
        subdistrict_id=actor.subdistrict,
        layout=row.layout,
        headers=headers,
        defaults={"columns": dict(columns), "saved_by_id": actor.account, "saved_at": clock.now()},
    )
    queue(actor, row, names.TRY_STOCK)
    return row.pk


@action(TAKE_STOCK)
def keep_doubts(actor: Actor, client_id: UUID, sheet: UUID, doubts: tuple[Doubt, ...], first: bool) -> UUID:
    """Of its dry run; `first`: those of an earlier one are gone."""
    row = sheets.sheet(actor, TAKE_STOCK, sheet)
    if first:
        ImportDoubt.objects.filter(subdistrict=actor.subdistrict, sheet=row).delete()
    _keep(row, [(one.row, one.line, one.candidates) for one in doubts])
    touch(row, fields=("doubts",))
    return row.pk


@action(TAKE_STOCK)
def note_trial(
    actor: Actor, client_id: UUID, sheet: UUID, tally: Mapping[str, Any], columns: Mapping[str, str]
) -> UUID:
    """What the dry run found; by its job.

    A sheet of the office needs a second person; the operator's own command (`sanshi import`) does not.
    """
    row = sheets.sheet(actor, TAKE_STOCK, sheet)
    good = int(tally["new"]) + int(tally["changed"]) + int(tally["moved"])
    asks = row.committee_id is None and not actor.is_house
    told = {"tally": dict(tally), "rows": good, "columns": dict(columns), "has_facts": asks}
    move(row, row.version, ImportState.TRYING, ImportState.TRIED, **told)
    return row.pk


@action(TAKE_STOCK)
def ask_approval(actor: Actor, client_id: UUID, sheet: UUID, version: int) -> UUID:
    row = sheets.sheet(actor, TAKE_STOCK, sheet)
    _refuse_empty(row)
    move(row, version, ImportState.TRIED, ImportState.ASKED)
    return row.pk


@action(TAKE_STOCK)
def carry_out(actor: Actor, client_id: UUID, sheet: UUID, version: int) -> UUID:
    """Into the queue to be carried out: the good rows, and the doubts that are answered by then.

    Raises Refused: NOTHING_TO_CARRY_OUT, NEEDS_SECOND_PERSON, STALE.
    """
    row = sheets.sheet(actor, TAKE_STOCK, sheet)
    before = ImportState.APPROVED if row.has_facts else ImportState.TRIED
    if row.state == ImportState.DONE:
        # What was answered after the rest had been carried out.
        before = ImportState.DONE
        if not access.answered(row).exists():
            raise Refused(NOTHING_TO_CARRY_OUT)
    else:
        _refuse_empty(row)
        if row.has_facts and row.state in {ImportState.TRIED, ImportState.ASKED}:
            raise Refused(NEEDS_SECOND_PERSON)
    job = jobs.enqueue(actor, names.CARRY_STOCK, about=row.pk)
    move(row, version, before, ImportState.CARRYING, job=job)
    return row.pk


def _refuse_empty(row: Import) -> None:
    if not row.rows and row.state == ImportState.TRIED and not access.doubts(row).exists():
        raise Refused(NOTHING_TO_CARRY_OUT)


@action(TAKE_STOCK)
def withdraw(actor: Actor, client_id: UUID, sheet: UUID, version: int) -> UUID:
    """Nothing of it is carried out; its files and what its doubts say of persons go at once."""
    row = sheets.sheet(actor, TAKE_STOCK, sheet)
    if not access.may_be_withdrawn(row):
        refuse_stale(row)
    move(row, version, row.state, ImportState.WITHDRAWN)
    ImportDoubt.objects.filter(subdistrict=actor.subdistrict, sheet=row).delete()
    forget_files(row)
    return row.pk


@action(TAKE_STOCK)
def answer_doubt(actor: Actor, client_id: UUID, doubt: UUID, answer: Answer) -> UUID:
    """The same as somebody registered, somebody new, or left out, with the reason.

    Raises Refused: REASON_REQUIRED, NOT_A_CHOICE, ALREADY_REGISTERED, STALE.
    """
    row = access.doubt(actor, doubt)
    _refuse_entered(row)
    reason = rules.checked_text(answer.reason, "reason")
    named = {one["record"] for one in row.candidates if "record" in one}
    if answer.answer not in {Answered.SAME, Answered.NEW, Answered.LEFT_OUT}:
        raise Refused(NOT_A_CHOICE, field="answer")
    if answer.answer == Answered.SAME and str(answer.record) not in named:
        raise Refused(NOT_A_CHOICE, field="answer")
    if answer.answer == Answered.NEW and access.is_taken(row):
        raise Refused(ALREADY_REGISTERED, field="answer")
    held = ImportDoubt.objects.filter(subdistrict=actor.subdistrict, pk=row.pk, entered_at__isnull=True)
    held.update(
        answer=answer.answer,
        record=answer.record if answer.answer == Answered.SAME else None,
        reason=reason,
        answered_by=actor.account,
        answered_at=clock.now(),
    )
    touch("entry.importdoubt", row.pk, fields=("answer", "reason"))
    return row.pk


def _refuse_entered(row: ImportDoubt) -> None:
    if row.entered_at is not None:
        who = row.answered_by.name if row.answered_by else ""
        raise Refused(STALE, what=row.get_answer_display(), who=who, when=moment(row.entered_at))


# By the job


@action(TAKE_STOCK)
def carry_lot(actor: Actor, client_id: UUID, lot: CountedLot) -> UUID:
    """Enter some rows: all of it, or nothing. What cannot be entered by now is left to a person."""
    row = _carrying(actor, lot)
    entered = _entered(actor, lot.counted_on, lot.rows, lot.seemed_new)
    _count(row, entered, len(lot.lines))
    _keep(row, [(one.row, one.line(), tuple(candidates)) for one, candidates in entered.aside])
    touch("entry.import", row.pk, fields=("rows_done",))
    return row.pk


@action(TAKE_STOCK)
def carry_answers(actor: Actor, client_id: UUID, lot: CountedLot) -> UUID:
    """Enter rows whose doubts were answered, with the decisions about them (plan 3.3.3)."""
    row = _carrying(actor, lot)
    held = {one.row: one for one in access.answered(row).filter(row__in=[one.row for one in lot.rows])}
    rows = [one for one in lot.rows if one.row in held]
    entered = _entered(actor, lot.counted_on, rows)
    _count(row, entered, 0)
    aside = {one.row: candidates for one, candidates in entered.aside}
    for number, candidates in aside.items():
        # What was decided no longer fits the register: it is asked anew.
        again = ImportDoubt.objects.filter(subdistrict=actor.subdistrict, pk=held[number].pk)
        again.update(answer=Answered.WAITS, record=None, candidates=candidates or held[number].candidates)
    done = [one.pk for number, one in held.items() if number not in aside]
    now = clock.now()
    ImportDoubt.objects.filter(subdistrict=actor.subdistrict, pk__in=done).update(entered_at=now)
    decided = [one for number, taken in entered.forms.items() for one in decisions_of(held[number], taken)]
    MatchDecision.objects.bulk_create(decided)
    for one in decided:
        touch(one, fields=("verdict", "reason"))
    touch("entry.import", row.pk, fields=("forms_entered",))
    return row.pk


@action(TAKE_STOCK)
def note_done(actor: Actor, client_id: UUID, sheet: UUID) -> UUID:
    row = sheets.sheet(actor, TAKE_STOCK, sheet)
    carrying = Import.objects.filter(subdistrict=actor.subdistrict, pk=sheet, state=ImportState.CARRYING)
    carrying.update(state=ImportState.DONE, version=F("version") + 1, done_at=clock.now())
    forget_files(row)
    touch("entry.import", sheet, fields=("state",))
    return sheet


def _entered(
    actor: Actor, counted_on: date, rows: Sequence[CountedRow], seemed_new: Made | None = None
) -> Entered:
    if any(row.unit is not None for row in rows):
        return staffing.enter(actor, counted_on, rows)
    return entering.enter(actor, counted_on, rows, seemed_new)


def _carrying(actor: Actor, lot: CountedLot) -> Import:
    """Http404 for a door outside of the actor's reach."""
    row = sheets.sheet(actor, TAKE_STOCK, lot.sheet)
    mine = reach(actor, TAKE_STOCK)
    if not mine.street:
        asked = {one.door for one in lot.rows}
        doors = Door.objects.filter(
            subdistrict=actor.subdistrict, pk__in=asked, committee__in=mine.committees
        )
        if doors.count() != len(asked):
            raise Http404
    return row


def _count(row: Import, entered: Entered, done: int) -> None:
    Import.objects.filter(subdistrict=row.subdistrict_id, pk=row.pk).update(
        rows_done=F("rows_done") + done,
        forms_entered=F("forms_entered") + len({one.form.pk for one in entered.forms.values()}),
        records_changed=F("records_changed") + entered.changed,
        records_known=F("records_known") + len(entered.known),
    )


def _keep(row: Import, doubts: Sequence[tuple[int, str, Sequence[Mapping[str, Any]]]]) -> None:
    ImportDoubt.objects.bulk_create(
        ImportDoubt(
            subdistrict_id=row.subdistrict_id,
            sheet=row,
            row=number,
            content=line,
            candidates=list(candidates),
        )
        for number, line, candidates in doubts
    )
