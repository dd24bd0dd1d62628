"""Draft → checked → approved → paid, by different accounts (plan 4.2.1 e)."""

from dataclasses import asdict, dataclass
from typing import NoReturn
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.http import Http404

from sanshi import clock, verbs
from sanshi.journal.recording import action, in_committee, touch
from sanshi.problems import (
    CHANGED_SINCE_DRAFT,
    EARLIER_QUARTER_OPEN,
    ERRORS_ABOVE_CHECKED,
    FROZEN,
    NUMBER_OUT_OF_RANGE,
    QUARTER_NOT_OVER,
    SAME_PERSON,
    STALE,
    WRONG_QUARTER,
    Refused,
)
from sanshi.rulebook.quarter import Quarter
from sanshi.settlement import access, drafting
from sanshi.settlement.earlier import FROZEN_STEPS
from sanshi.settlement.models import InspectionResult, Settlement, Step
from sanshi.shell.words import full_moment
from sanshi.verbs import Actor

# More items than anybody checks; what lies above is a slip of the pen.
LARGEST = 100_000
# A form has `errors` of its own.
_FIELDS = {"errors": "errors_found"}


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
    """`version` None for the first figures. Refused (FROZEN) once the quarter is approved."""
    wanted = str(quarter_of(quarter))
    _refuse_impossible(figures)
    place = access.committee(actor, verbs.RECORD_INSPECTION, committee)
    _refuse_frozen(actor, wanted)
    values = {**asdict(figures), "recorded_at": clock.now(), "recorded_by_id": actor.account}
    rows = InspectionResult.objects.filter(subdistrict=actor.subdistrict, committee=place, quarter=wanted)
    if version is None:
        figures_row = InspectionResult(
            subdistrict_id=actor.subdistrict, committee=place, quarter=wanted, **values
        )
        _first_figures(rows, figures_row)
    elif not rows.filter(version=version).update(version=F("version") + 1, **values):
        _refuse_other_figures(rows)
    found = rows.get()
    touch(found, fields=("checked", "errors", "traced_back", "unregistered"))
    in_committee(place.id)
    return found.id


def _refuse_impossible(figures: Figures) -> None:
    for name, number in asdict(figures).items():
        if not 0 <= number <= LARGEST:
            raise Refused(NUMBER_OUT_OF_RANGE, field=_FIELDS.get(name, name), least=0, most=LARGEST)
    if figures.errors > figures.checked:
        raise Refused(
            ERRORS_ABOVE_CHECKED, field=_FIELDS["errors"], errors=figures.errors, checked=figures.checked
        )


def _refuse_frozen(actor: Actor, quarter: str) -> None:
    """The settlement's row is locked: figures and approval take turns."""
    rows = Settlement.objects.select_for_update().filter(subdistrict=actor.subdistrict, quarter=quarter)
    settlement = rows.first()
    if settlement and settlement.step in FROZEN_STEPS:
        raise Refused(FROZEN)


def _first_figures(rows: QuerySet[InspectionResult], figures: InspectionResult) -> None:
    try:
        with transaction.atomic():
            figures.save(force_insert=True)
    except IntegrityError:
        _refuse_other_figures(rows)


def _refuse_other_figures(rows: QuerySet[InspectionResult]) -> NoReturn:
    found = rows.select_related("recorded_by", "committee").first()
    if found is None:
        raise Http404
    what = f"{found.committee} {found.quarter}"
    raise Refused(STALE, what=what, who=found.recorded_by.name, when=full_moment(found.recorded_at))


@action(verbs.CALCULATE_SETTLEMENT)
def calculate(actor: Actor, client_id: UUID, quarter: str, version: int | None) -> UUID:
    """Work the quarter out anew. A checked draft becomes a draft again; `version` None makes the first."""
    wanted = quarter_of(quarter)
    if clock.today() <= wanted.last_day:
        raise Refused(QUARTER_NOT_OVER, field="quarter", day=wanted.last_day.isoformat())
    _refuse_overtaken(actor, wanted)
    settlement = _first_draft(actor, wanted) if version is None else _new_draft(actor, wanted, version)
    drafting.rewrite(settlement, wanted)
    touch(settlement, fields=("step", "statements"))
    return settlement.id


def _refuse_overtaken(actor: Actor, quarter: Quarter) -> None:
    """Quarters are settled in their order: what this one leaves, a later one has already missed."""
    later = Settlement.objects.filter(
        subdistrict=actor.subdistrict, quarter__gt=str(quarter), step__in=FROZEN_STEPS
    )
    if later.exists():
        raise Refused(FROZEN, field="quarter")


def _settlement(actor: Actor, quarter: Quarter) -> QuerySet[Settlement]:
    return Settlement.objects.filter(subdistrict=actor.subdistrict, quarter=str(quarter))


def _first_draft(actor: Actor, quarter: Quarter) -> Settlement:
    settlement = Settlement(
        subdistrict_id=actor.subdistrict,
        quarter=str(quarter),
        step=Step.DRAFT,
        drafted_at=clock.now(),
        drafted_by_id=_who(actor),
    )
    try:
        with transaction.atomic():
            settlement.save(force_insert=True)
    except IntegrityError:
        raise _stale(_settlement(actor, quarter).get()) from None
    return settlement


def _who(actor: Actor) -> UUID:
    """A settlement is somebody's: the house itself makes none."""
    if actor.account is None:
        raise Http404
    return actor.account


def _new_draft(actor: Actor, quarter: Quarter, version: int) -> Settlement:
    held = _settlement(actor, quarter).select_for_update().first()
    if held is None:
        raise Http404
    if held.version == version and held.step in FROZEN_STEPS:
        raise Refused(FROZEN)
    _refuse_moved(held, version, (Step.DRAFT, Step.CHECKED))
    _move(
        held,
        step=Step.DRAFT,
        drafted_at=clock.now(),
        drafted_by_id=_who(actor),
        checked_at=None,
        checked_by_id=None,
    )
    return held


@action(verbs.CHECK_SETTLEMENT)
def check(actor: Actor, client_id: UUID, settlement: UUID, version: int) -> UUID:
    held = _held(actor, settlement)
    _refuse_moved(held, version, (Step.DRAFT,))
    _refuse_same(actor, held.drafted_by_id)
    _refuse_changed(held)
    _move(held, step=Step.CHECKED, checked_at=clock.now(), checked_by_id=actor.account)
    return _touched(held)


@action(verbs.APPROVE_SETTLEMENT)
def approve(actor: Actor, client_id: UUID, settlement: UUID, version: int) -> UUID:
    """Frozen from here on."""
    held = _held(actor, settlement)
    _refuse_moved(held, version, (Step.CHECKED,))
    _refuse_same(actor, held.drafted_by_id, held.checked_by_id)
    _refuse_earlier_open(held)
    _refuse_changed(held)
    _move(held, step=Step.APPROVED, approved_at=clock.now(), approved_by_id=actor.account)
    return _touched(held)


@action(verbs.PAY_SETTLEMENT)
def pay(actor: Actor, client_id: UUID, settlement: UUID, version: int) -> UUID:
    held = _held(actor, settlement)
    _refuse_moved(held, version, (Step.APPROVED,))
    _refuse_same(actor, held.drafted_by_id, held.checked_by_id, held.approved_by_id)
    _move(held, step=Step.PAID, paid_at=clock.now(), paid_by_id=actor.account)
    return _touched(held)


def _held(actor: Actor, pk: UUID) -> Settlement:
    """Locked: two who sign at once take turns."""
    rows = Settlement.objects.select_for_update().filter(subdistrict=actor.subdistrict, pk=pk)
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _refuse_moved(held: Settlement, version: int, steps: tuple[Step, ...]) -> None:
    if held.version != version or held.step not in steps:
        raise _stale(held)


def _move(held: Settlement, **values: object) -> None:
    same = Settlement.objects.filter(subdistrict=held.subdistrict_id, pk=held.pk, version=held.version)
    if not same.update(version=F("version") + 1, **values):
        raise _stale(held)
    held.refresh_from_db()


def _touched(settlement: Settlement) -> UUID:
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
    """No gap after the first settlement: corrections and carried amounts pass from one to the next."""
    earlier = Settlement.objects.filter(
        subdistrict=settlement.subdistrict_id, quarter__lt=settlement.quarter
    ).order_by("quarter")
    open_one = earlier.exclude(step__in=FROZEN_STEPS).first()
    if open_one:
        raise Refused(EARLIER_QUARTER_OPEN, quarter=open_one.quarter)
    last, before = earlier.last(), Quarter.parse(settlement.quarter).previous()
    if last and last.quarter != str(before):
        raise Refused(EARLIER_QUARTER_OPEN, quarter=str(Quarter.parse(last.quarter).next()))


def _stale(held: Settlement) -> Refused:
    people = ("drafted_by", "checked_by", "approved_by", "paid_by")
    rows = Settlement.objects.filter(subdistrict=held.subdistrict_id, pk=held.pk)
    now = rows.select_related(*people).get()
    acts = (
        (now.paid_at, now.paid_by),
        (now.approved_at, now.approved_by),
        (now.checked_at, now.checked_by),
        (now.drafted_at, now.drafted_by),
    )
    at, who = next((at, who) for at, who in acts if at is not None and who is not None)
    return Refused(STALE, what=now.get_step_display(), who=who.name, when=full_moment(at))
