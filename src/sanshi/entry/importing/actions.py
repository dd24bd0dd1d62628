"""A sheet's way: sent, tried, approved where it holds facts, carried out lot by lot, or withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

from django.db import transaction
from django.db.models import F

from sanshi import clock
from sanshi.entry import stock
from sanshi.entry.importing import access, names
from sanshi.entry.importing.lots import Lot
from sanshi.entry.models import Import, ImportState
from sanshi.jobs import actions as jobs
from sanshi.jobs import files
from sanshi.jobs.uploads import Upload
from sanshi.journal.recording import action, record, touch
from sanshi.problems import (
    FACTS_NOT_YOURS,
    NEEDS_SECOND_PERSON,
    NOTHING_TO_CARRY_OUT,
    OWN_IMPORT,
    STALE,
    Refused,
)
from sanshi.shell.words import moment
from sanshi.territory import loading
from sanshi.verbs import APPROVE_STOCK, EXPORT_PLACES, IMPORT_PLACES, TAKE_STOCK, Actor


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that lies sealed under its upload's name."""

    layout: str
    file_name: str
    upload: Upload
    # Whose rows it may hold; None for those of the whole street.
    committee: UUID | None = None


@action(IMPORT_PLACES)
def send(actor: Actor, client_id: UUID, sent: Sent) -> UUID:
    """Into the queue to be tried; the import's id."""
    return queued(actor, sent, client_id, names.TRY)


def queued(actor: Actor, sent: Sent, client_id: UUID, job: str) -> UUID:
    """Inside an action."""
    row = Import(
        subdistrict_id=actor.subdistrict,
        layout=sent.layout,
        sent_by_id=actor.account,
        sent_at=clock.now(),
        file_name=sent.file_name,
        size=sent.upload.size,
        digest=sent.upload.digest,
        upload=sent.upload.name(client_id),
        committee_id=sent.committee,
    )
    row.save(force_insert=True)
    queue(actor, row, job)
    touch(row, fields=("state",))
    return row.pk


def queue(actor: Actor, row: Import, job: str) -> None:
    made = jobs.enqueue(actor, job, about=row.pk)
    Import.objects.filter(subdistrict=actor.subdistrict, pk=row.pk).update(job=made)


@action(IMPORT_PLACES)
def note_trial(actor: Actor, client_id: UUID, sheet: UUID, tally: Mapping[str, Any], has_facts: bool) -> UUID:
    """What the dry run found; by its job."""
    good = int(tally["rows"]) - int(tally["bad"])
    tried = Import.objects.filter(subdistrict=actor.subdistrict, pk=sheet, state=ImportState.TRYING)
    tried.update(
        state=ImportState.TRIED,
        version=F("version") + 1,
        tally=dict(tally),
        has_facts=has_facts,
        rows=good,
    )
    touch("entry.import", sheet, fields=("state",))
    return sheet


@action(IMPORT_PLACES)
def ask_approval(actor: Actor, client_id: UUID, sheet: UUID, version: int) -> UUID:
    row = access.sheet(actor, IMPORT_PLACES, sheet)
    _refuse_facts(actor, row)
    move(row, version, ImportState.TRIED, ImportState.ASKED)
    return row.pk


@action(APPROVE_STOCK)
def approve(actor: Actor, client_id: UUID, sheet: UUID, version: int) -> UUID:
    """By a second person: whoever sent the file does not. Raises Refused: OWN_IMPORT, STALE."""
    row = access.sheet(actor, APPROVE_STOCK, sheet)
    if row.sent_by_id == actor.account:
        raise Refused(OWN_IMPORT)
    move(
        row,
        version,
        ImportState.ASKED,
        ImportState.APPROVED,
        approved_by=actor.account,
        approved_at=clock.now(),
    )
    return row.pk


@action(IMPORT_PLACES)
def carry_out(actor: Actor, client_id: UUID, sheet: UUID, version: int) -> UUID:
    """Into the queue to be carried out; the import's id.

    Raises Refused: NOTHING_TO_CARRY_OUT, FACTS_NOT_YOURS, NEEDS_SECOND_PERSON, STALE.
    """
    row = access.sheet(actor, IMPORT_PLACES, sheet)
    if not row.rows and row.state == ImportState.TRIED:
        raise Refused(NOTHING_TO_CARRY_OUT)
    if row.has_facts:
        _refuse_facts(actor, row)
        if row.state in {ImportState.TRIED, ImportState.ASKED}:
            raise Refused(NEEDS_SECOND_PERSON)
    before = ImportState.APPROVED if row.has_facts else ImportState.TRIED
    job = jobs.enqueue(actor, names.CARRY, about=row.pk)
    move(row, version, before, ImportState.CARRYING, job=job)
    return row.pk


@action(IMPORT_PLACES)
def withdraw(actor: Actor, client_id: UUID, sheet: UUID, version: int) -> UUID:
    """Nothing of it is carried out; its files go at once."""
    row = access.sheet(actor, IMPORT_PLACES, sheet)
    if row.state not in access.OPEN:
        refuse_stale(row)
    move(row, version, row.state, ImportState.WITHDRAWN)
    forget_files(row)
    return row.pk


@action(IMPORT_PLACES)
def carry_lot(actor: Actor, client_id: UUID, lot: Lot) -> UUID:
    """Make the places of some rows and enter their facts as stock taking: all of it, or nothing."""
    loaded = loading.load(actor.subdistrict, [row.place for row in lot.rows])
    for place in (*loaded.made, *loaded.changed):
        touch(place)
    taken = stock.take_facts(actor.subdistrict, lot.counted_on, _facts(lot, loaded.doors))
    for one in taken:
        record(actor, TAKE_STOCK, one.form, one.entry, *one.records, result=one.entry.pk)
    Import.objects.filter(subdistrict=actor.subdistrict, pk=lot.sheet).update(
        rows_done=F("rows_done") + len(lot.rows),
        stairways_made=F("stairways_made") + len(loaded.made),
        doors_made=F("doors_made") + loaded.doors_made,
        places_changed=F("places_changed") + len(loaded.changed),
        forms_entered=F("forms_entered") + len(taken),
    )
    touch("entry.import", lot.sheet, fields=("rows_done",))
    return lot.sheet


def _facts(lot: Lot, doors: list[UUID | None]) -> list[stock.DoorFacts]:
    return [
        stock.DoorFacts(door, row.facts)
        for row, door in zip(lot.rows, doors, strict=True)
        if row.facts is not None and door is not None
    ]


@action(IMPORT_PLACES)
def note_done(actor: Actor, client_id: UUID, sheet: UUID) -> UUID:
    carrying = Import.objects.filter(subdistrict=actor.subdistrict, pk=sheet, state=ImportState.CARRYING)
    carrying.update(state=ImportState.DONE, version=F("version") + 1, done_at=clock.now())
    forget_files(Import.objects.get(subdistrict=actor.subdistrict, pk=sheet))
    touch("entry.import", sheet, fields=("state",))
    return sheet


@action(EXPORT_PLACES)
def ask_export(actor: Actor, client_id: UUID, form: str, committee: UUID | None) -> UUID:
    """A sheet of the places in reach; the job's id."""
    chosen = str(committee) if committee else None
    return jobs.enqueue(actor, names.EXPORT, form=form, committee=chosen).pk


def _refuse_facts(actor: Actor, row: Import) -> None:
    if row.has_facts and not actor.may(TAKE_STOCK):
        raise Refused(FACTS_NOT_YOURS)


def move(row: Import, version: int, before: str, after: str, **told: Any) -> None:
    now = {name: value for name, value in told.items() if name != "approved_by"}
    if "approved_by" in told:
        now["approved_by_id"] = told["approved_by"]
    one = Import.objects.filter(subdistrict=row.subdistrict_id, pk=row.pk, state=before, version=version)
    if not one.update(state=after, version=F("version") + 1, **now):
        refuse_stale(row)
    touch("entry.import", row.pk, fields=("state", *told))


def refuse_stale(row: Import) -> NoReturn:
    now = access.as_it_is(row)
    who = now.approved_by or now.sent_by
    when = now.done_at or now.approved_at or now.sent_at
    raise Refused(STALE, what=ImportState(now.state).label, who=who.name if who else "—", when=moment(when))


def forget_files(row: Import) -> None:
    """Once it is over, what was sent is not needed; what the dry run said stays for some days."""
    transaction.on_commit(lambda: files.remove(row.upload, names.plan(row.pk)))
