"""Draft → checked → approved → paid, by different accounts (plan 4.2.1 e)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from sanshi import clock, verbs
from sanshi.journal.recording import action, touch
from sanshi.problems import (
    CHANGED_SINCE_DRAFT,
    EARLIER_QUARTER_OPEN,
    ERRORS_ABOVE_CHECKED,
    FROZEN,
    QUARTER_NOT_OVER,
    SAME_PERSON,
    STALE,
    WRONG_QUARTER,
    Refused,
)
from sanshi.rulebook.quarter import Quarter
from sanshi.settlement import drafting
from sanshi.settlement.models import InspectionResult, Settlement, Step
from sanshi.shell.words import full_moment
from sanshi.verbs import Actor

FROZEN_STEPS = (Step.APPROVED, Step.PAID)


@dataclass(frozen=True, slots=True)
class Figures:
    """An inspection's result (4.2.2): counts only."""

    checked: int
    errors: int
    traced_back: int
    unregistered: int


def quarter_of(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except ValueError:
        raise Refused(WRONG_QUARTER, field="quarter") from None


@action(verbs.RECORD_INSPECTION)
def record_inspection(
    actor: Actor, client_id: UUID, committee: UUID, quarter: str, version: int | None, figures: Figures
) -> UUID:
    """`version` None for the first figures. After approval they wait for nothing: the quarter is frozen."""
    if figures.errors > figures.checked:
        raise Refused(ERRORS_ABOVE_CHECKED, field="errors_found", errors=figures.errors, checked=figures.checked)
    _refuse_frozen(actor, str(quarter_of(quarter)))
    held = InspectionResult.objects.filter(subdistrict=actor.subdistrict, committee=committee, quarter=quarter)
    values = {
        "checked": figures.checked,
        "errors": figures.errors,
        "traced_back": figures.traced_back,
        "unregistered": figures.unregistered,
        "recorded_at": clock.now(),
        "recorded_by_id": actor.account,
    }
    found = held.select_related("recorded_by").first()
    if found is None:
        found = InspectionResult.objects.create(
            subdistrict_id=actor.subdistrict, committee_id=committee, quarter=quarter, **values
        )
    elif not held.filter(version=version).update(version=F("version") + 1, **values):
        raise Refused(STALE, what=found.quarter, who=found.recorded_by.name, when=_minute(found.recorded_at))
    found.refresh_from_db()
    touch(found, fields=("checked", "errors", "traced_back", "unregistered"))
    return found.id


def _refuse_frozen(actor: Actor, quarter: str) -> None:
    frozen = Settlement.objects.filter(subdistrict=actor.subdistrict, quarter=quarter, step__in=FROZEN_STEPS)
    if frozen.exists():
        raise Refused(FROZEN)


@action(verbs.CALCULATE_SETTLEMENT)
def calculate(actor: Actor, client_id: UUID, quarter: str, version: int | None) -> UUID:
    """Work the quarter out anew. A checked draft becomes a draft again; `version` None makes the first."""
    wanted = quarter_of(quarter)
    if clock.today() <= wanted.last_day:
        raise Refused(QUARTER_NOT_OVER, field="quarter", day=wanted.last_day.isoformat())
    settlement = _drafted(actor, wanted, version)
    drafting.rewrite(settlement, wanted)
    touch(settlement, fields=("statements",))
    return settlement.id


def _drafted(actor: Actor, quarter: Quarter, version: int | None) -> Settlement:
    held = Settlement.objects.filter(subdistrict=actor.subdistrict, quarter=str(quarter))
    found = held.first()
    if found is None:
        return Settlement.objects.create(
            subdistrict_id=actor.subdistrict,
            quarter=str(quarter),
            step=Step.DRAFT,
            drafted_at=clock.now(),
            drafted_by_id=actor.account,
        )
    if found.step in FROZEN_STEPS:
        raise Refused(FROZEN)
    _move(
        actor,
        found.id,
        version,
        (Step.DRAFT, Step.CHECKED),
        step=Step.DRAFT,
        drafted_at=clock.now(),
        drafted_by_id=actor.account,
        checked_at=None,
        checked_by_id=None,
    )
    found.refresh_from_db()
    return found


@action(verbs.CHECK_SETTLEMENT)
def check(actor: Actor, client_id: UUID, settlement: UUID, version: int) -> UUID:
    held = _held(actor, settlement)
    _refuse_same(actor, held.drafted_by_id)
    _refuse_changed(held)
    moved = {"step": Step.CHECKED, "checked_at": clock.now(), "checked_by_id": actor.account}
    _move(actor, settlement, version, (Step.DRAFT,), **moved)
    return _touched(held)


@action(verbs.APPROVE_SETTLEMENT)
def approve(actor: Actor, client_id: UUID, settlement: UUID, version: int) -> UUID:
    """Frozen from here on."""
    held = _held(actor, settlement)
    _refuse_same(actor, held.drafted_by_id, held.checked_by_id)
    _refuse_earlier_open(held)
    _refuse_changed(held)
    moved = {"step": Step.APPROVED, "approved_at": clock.now(), "approved_by_id": actor.account}
    _move(actor, settlement, version, (Step.CHECKED,), **moved)
    return _touched(held)


@action(verbs.PAY_SETTLEMENT)
def pay(actor: Actor, client_id: UUID, settlement: UUID, version: int) -> UUID:
    held = _held(actor, settlement)
    _refuse_same(actor, held.drafted_by_id, held.checked_by_id, held.approved_by_id)
    moved = {"step": Step.PAID, "paid_at": clock.now(), "paid_by_id": actor.account}
    _move(actor, settlement, version, (Step.APPROVED,), **moved)
    return _touched(held)


def _held(actor: Actor, pk: UUID) -> Settlement:
    return Settlement.objects.get(subdistrict=actor.subdistrict, pk=pk)


def _touched(settlement: Settlement) -> UUID:
    settlement.refresh_from_db()
    touch(settlement, fields=("step",))
    return settlement.id


def _refuse_same(actor: Actor, *others: UUID | None) -> None:
    if actor.account in others:
        raise Refused(SAME_PERSON)


def _refuse_changed(settlement: Settlement) -> None:
    """Nobody signs figures that the rows no longer bear."""
    if drafting.changes(settlement):
        raise Refused(CHANGED_SINCE_DRAFT)


def _refuse_earlier_open(settlement: Settlement) -> None:
    earlier = Settlement.objects.filter(
        subdistrict=settlement.subdistrict_id, quarter__lt=settlement.quarter, step__in=(Step.DRAFT, Step.CHECKED)
    )
    first = earlier.order_by("quarter").first()
    if first:
        raise Refused(EARLIER_QUARTER_OPEN, quarter=first.quarter)


def _move(actor: Actor, pk: UUID, version: int | None, steps: tuple[Step, ...], **values: object) -> None:
    rows = Settlement.objects.filter(subdistrict=actor.subdistrict, pk=pk)
    if rows.filter(version=version, step__in=steps).update(version=F("version") + 1, **values):
        return
    raise _stale(rows.select_related("drafted_by", "checked_by", "approved_by", "paid_by").get())


def _stale(settlement: Settlement) -> Refused:
    acts = (
        (settlement.paid_at, settlement.paid_by),
        (settlement.approved_at, settlement.approved_by),
        (settlement.checked_at, settlement.checked_by),
        (settlement.drafted_at, settlement.drafted_by),
    )
    at, who = next((at, who) for at, who in acts if at is not None and who is not None)
    return Refused(STALE, what=settlement.get_step_display(), who=who.name, when=_minute(at))


def _minute(at: datetime) -> str:


    return full_moment(at)
