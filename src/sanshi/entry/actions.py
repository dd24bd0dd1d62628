"""Every write of the desk and its archive (plan 3.3): enter, return, undo, file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

from django.db.models import DateField, DateTimeField, F, JSONField, PositiveIntegerField, Q, UUIDField
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.accounts.access import post_on, within
from sanshi.accounts.models import Post, Role
from sanshi.collection.access import content_of
from sanshi.collection.actions import refuse_stale as refuse_answered
from sanshi.collection.content import FormContent
from sanshi.collection.fields import FormKind
from sanshi.collection.models import Answer, Form, HandOver, State
from sanshi.entry import access, choice, deciding, effects, matching, recognising, rules, stock
from sanshi.entry.choice import Decision, OnLine, decided
from sanshi.entry.matching import Offer
from sanshi.entry.models import Entry, Filing, Hold, Volume
from sanshi.entry.stock import StockLot
from sanshi.entry.writers import writer_of
from sanshi.journal.recording import action, record, touch
from sanshi.problems import (
    ALREADY_FILED,
    HELD_ALREADY,
    NOT_A_CHOICE,
    NOT_THE_CLERK,
    OWN_FORM,
    STALE,
    Refused,
)
from sanshi.register import changes
from sanshi.register.changes import Effect, writing
from sanshi.rulebook.access import policy_on
from sanshi.shell.words import moment
from sanshi.streets.actions import next_serial
from sanshi.streets.prepared import Change, Given
from sanshi.territory.access import heirs
from sanshi.territory.models import Door
from sanshi.verbs import (
    ENTER_FORM,
    FILE_FORM,
    HOLD_FORM,
    RETURN_FORM,
    TAKE_STOCK,
    TELL_APART,
    VOID_ENTRY,
    Actor,
    reach,
)
from sanshi.visits import employees

RECORDS = ("person", "residency", "dwelling", "unit")


@dataclass(frozen=True, slots=True)
class VolumeOpened:
    committee: UUID
    shelf_mark: str = ""


# The desk


@action(ENTER_FORM)
def enter(actor: Actor, client_id: UUID, form: UUID, version: int, decision: Decision) -> UUID:
    """Put into the register what the form says; the entry's id.

    Raises Refused: NOT_THE_CLERK, STALE, OWN_FORM, what `choice.decided` and `choice.decided_on` and what
    `register.changes` refuse.
    """
    row = access.form_to_answer(actor, ENTER_FORM, form)
    post = _clerks_post(actor, row.committee_id)
    _refuse_answered(row, version)
    _refuse_own(actor, row)
    content = content_of(row)
    _take_turn(row, content)
    offer = matching.offer(row, content)
    match, same_as, reason = decided(row, offer, decision)
    staff = _of_staff(row, content, decision)
    said = recognising.naming(content, {one.place: one.person for one, _offer in staff})
    effect = effects.carry_out(writing(actor, row.pk), row, said, same_as)
    employees.ask_for(actor, row.pk, effect.unit)
    entry = Entry(
        subdistrict_id=actor.subdistrict,
        form=row,
        **_same_committee(row),
        entered_at=clock.now(),
        entered_on=clock.today(),
        clerk_id=actor.account,
        clerk_post=post.pk,
        match=match,
        changed=effect.changed,
    )
    entry.save(force_insert=True)
    _answer(actor, row, Answer.ENTERED)
    _move(row, State.ENTERED, _records(effect))
    made = effect.unit or effect.person
    _keep_decision(actor, row, offer, same_as, made, reason)
    for one, offered in staff:
        deciding.keep_same(actor, row, offered, one.person, one.reason)
    touch(entry, fields=("match", "changed"))
    touch(row, fields=("state",))
    return entry.pk


def _keep_decision(
    actor: Actor, row: Form, offer: Offer, same_as: UUID | None, made: UUID | None, reason: str
) -> None:
    """About whom the form is; what was said of it before now holds of what the form `made`."""
    if same_as is not None:
        deciding.keep_same(actor, row, offer, same_as, reason)
    elif made is not None:
        deciding.keep_different(actor, row, offer, made, reason)
    if offer.told and made is not None:
        deciding.settle(actor, offer, made, reason)


def _of_staff(row: Form, content: FormContent, decision: Decision) -> list[tuple[OnLine, Offer]]:
    """Who of those without a number is whom of the register, each with what is offered."""
    if not decision.staff:
        return []
    offers = recognising.offers(row, content, recognising.unnumbered(row, content))
    return choice.decided_on(offers, decision.staff)


@action(TELL_APART)
def tell_apart(
    actor: Actor, client_id: UUID, form: UUID, version: int, record: UUID | None, reason: str
) -> UUID:
    """That a form on the desk is not about this one of those offered; the decision's id.

    It is not asked about that one again, unless more speaks for it than was known then. Raises Refused:
    NOT_THE_CLERK, STALE, NOT_DECIDED, DECIDED_ALREADY, UNKNOWN_PERSON, ALREADY_REGISTERED, WHY_DECIDED and
    what a text is refused for.
    """
    row = access.form_to_answer(actor, TELL_APART, form)
    _clerks_post(actor, row.committee_id)
    _refuse_answered(row, version)
    offer = matching.offer(row, content_of(row))
    one = choice.told_apart(offer, record)
    return deciding.keep_apart(actor, row, offer, one, choice.stated(reason)).pk


@action(RETURN_FORM)
def return_form(actor: Actor, client_id: UUID, form: UUID, version: int, reasons: Mapping[str, str]) -> UUID:
    """Back to the collector with a reason per field (plan 3.3.2); the clerk's clock ends. The form's id."""
    row = access.form_to_answer(actor, RETURN_FORM, form)
    _clerks_post(actor, row.committee_id)
    _refuse_answered(row, version)
    given = rules.checked_reasons(FormKind.of(row), reasons)
    _answer(actor, row, Answer.RETURNED, given)
    _move(row, State.RETURNED)
    touch(row, fields=("state", *given))
    return row.pk


@action(HOLD_FORM)
def hold_form(actor: Actor, client_id: UUID, form: UUID, version: int, reason: str) -> UUID:
    """Leave the form on the desk until something is known (plan 3.3.3); its clock runs on. The hold's id.

    Raises Refused: NOT_THE_CLERK, STALE, HELD_ALREADY and what a text is refused for.
    """
    row = access.form_to_answer(actor, HOLD_FORM, form)
    _clerks_post(actor, row.committee_id)
    _refuse_answered(row, version)
    if held := access.hold_of(row):
        raise Refused(HELD_ALREADY, who=access.name_of(held.held_by), when=moment(held.held_at))
    hold = Hold(
        subdistrict_id=actor.subdistrict,
        form=row,
        hand_over=access.open_hand_over(row),
        reason=rules.checked_text(reason, "reason"),
        held_at=clock.now(),
        held_by_id=actor.account,
    )
    hold.save(force_insert=True)
    _turn(row)
    touch(hold, fields=("reason",))
    touch(row)
    return hold.pk


@action(HOLD_FORM)
def take_up(actor: Actor, client_id: UUID, form: UUID, version: int) -> UUID:
    """End the hold: the form stands in the queue as before. The form's id. Raises Refused: STALE."""
    row = access.form_to_answer(actor, HOLD_FORM, form)
    _clerks_post(actor, row.committee_id)
    _refuse_answered(row, version)
    hold = access.hold_of(row)
    if hold is None:
        refuse_answered(row)
    hold.ended_at, hold.ended_by_id = clock.now(), actor.account
    hold.save(update_fields=["ended_at", "ended_by"])
    _turn(row)
    touch(hold, fields=("ended_at",))
    touch(row)
    return row.pk


def _turn(row: Form) -> None:
    """A page that was made before is told so."""
    Form.objects.filter(subdistrict=row.subdistrict_id, pk=row.pk).update(version=F("version") + 1)
    row.version += 1


def _refuse_held(row: Form) -> None:
    """It stands on the desk as before, but somebody held it meanwhile, or took it up again."""
    last = access.last_hold(row)
    if last is None:
        return
    who, when = (last.ended_by, last.ended_at) if last.ended_at else (last.held_by, last.held_at)
    what = _("taken up again") if last.ended_at else _("held")
    raise Refused(STALE, what=what, who=access.name_of(who), when=moment(when))


@action(VOID_ENTRY)
def void_entry(actor: Actor, client_id: UUID, entry: UUID, reason: str) -> UUID:
    """Undo an entry, in the register too; who, when, why stay with it. Raises Refused: BUILT_UPON, STALE."""
    row = access.entry_to_void(actor, entry)
    _clerks_post(actor, row.committee_id)
    if row.voided_at is not None:
        _refuse_voided(row)
    row.void_reason = rules.checked_text(reason, "reason")
    changes.undo(writing(actor, row.form_id), lambda later: writer_of(actor.subdistrict, later))
    employees.take_back(actor, row.form_id)
    row.voided_at, row.voided_on, row.voided_by_id = clock.now(), clock.today(), actor.account
    row.save(update_fields=["voided_at", "voided_on", "voided_by", "void_reason"])
    deciding.undo_of(row.form_id, actor, row.void_reason)
    Form.objects.filter(subdistrict=actor.subdistrict, pk=row.form_id).update(
        state=State.VOIDED, version=F("version") + 1
    )
    touch(row, fields=("voided_at", "void_reason"))
    touch("collection.form", row.form_id, fields=("state",))
    return row.pk


def _clerks_post(actor: Actor, committee: UUID) -> Post:
    """Of today's entry clerk or stand-in of the committee (plan 2.5.1), or of the one it was merged into."""
    if actor.account is None:
        raise Refused(NOT_THE_CLERK)
    who = (actor.subdistrict, actor.account, [Role.CLERK])
    held = post_on(*who, committee, clock.today())
    heir = None if held else heirs(actor.subdistrict).get(committee)
    held = post_on(*who, heir, clock.today()) if heir else held
    if held is None:
        raise Refused(NOT_THE_CLERK)
    return held


def _same_committee(row: Form) -> dict[str, Any]:
    """As an object where the door has it read already: then no look-up asks whether it is in the street."""
    place = row.door.committee
    return {"committee": place} if place.pk == row.committee_id else {"committee_id": row.committee_id}


def _refuse_own(actor: Actor, row: Form) -> None:
    if row.collector_id != actor.account:
        return
    if policy_on(actor.subdistrict, clock.today()).house.clerk_may_not_enter_own_forms:
        raise Refused(OWN_FORM)


def _refuse_answered(row: Form, version: int) -> None:
    if row.version == version and row.state == State.HANDED_OVER:
        return
    if row.state == State.HANDED_OVER:
        _refuse_held(row)
    voided = Entry.objects.filter(subdistrict=row.subdistrict_id, form=row, voided_at__isnull=False)
    if entry := voided.select_related("voided_by").first():
        _refuse_voided(entry)
    refuse_answered(row)


def _refuse_voided(entry: Entry) -> NoReturn:
    who = entry.voided_by.name if entry.voided_by else ""
    raise Refused(STALE, what=State.VOIDED.label, who=who, when=moment(entry.voided_at))


def _take_turn(row: Form, content: FormContent) -> None:
    """Of two forms of one unit, or one person without a number, the second is matched when the first is in.

    A number of a person needs no turn: the directory holds it once.
    """
    if not rules.is_to_be_matched(row.subject, row.action):
        return
    if content.unit is not None:
        next_serial(row.subdistrict_id, "arrivals:units")
    elif content.person is not None and not content.person.document_number:
        next_serial(row.subdistrict_id, "arrivals:without-number")


_answer_hand_over = Change(
    lambda: HandOver.objects.filter(
        subdistrict=Given("street"), form=Given("form", UUIDField()), answered_at__isnull=True
    ),
    answer=Given("answer"),
    answered_at=Given("now", DateTimeField()),
    answered_on=Given("today", DateField()),
    clerk=Given("clerk", UUIDField()),
    reasons=Given("reasons", JSONField()),
)


def _answer(actor: Actor, row: Form, answer: Answer, reasons: Mapping[str, str] | None = None) -> None:
    """End the clerk's clock: the open hand-over has its answer (plan 3.3.1)."""
    _answer_hand_over(
        street=row.subdistrict_id,
        form=row.pk,
        answer=answer,
        now=clock.now(),
        today=clock.today(),
        clerk=actor.account,
        reasons=dict(reasons or {}),
    )


def _records(effect: Effect) -> dict[str, UUID]:
    found = {name: getattr(effect, name) for name in RECORDS}
    return {name: record for name, record in found.items() if record is not None}


_leave_desk = Change(
    lambda: Form.objects.filter(
        subdistrict=Given("street"),
        pk=Given("pk", UUIDField()),
        version=Given("version", PositiveIntegerField()),
        state=State.HANDED_OVER,
    ),
    state=Given("state"),
    version=F("version") + 1,
    desk_since=None,
    **{name: Given(name, UUIDField()) for name in RECORDS},
)


def _move(row: Form, state: State, records: Mapping[str, UUID] | None = None) -> None:
    """Out of the queue, once: whoever comes second finds no such row."""
    # The register wrote these records in this transaction and in this street: nothing is left to look up.
    for name, pk in (records or {}).items():
        setattr(row, f"{name}_id", pk)
    keys = {name: getattr(row, f"{name}_id") for name in RECORDS}
    if not _leave_desk(street=row.subdistrict_id, pk=row.pk, version=row.version, state=state, **keys):
        refuse_answered(row)
    row.state, row.version, row.desk_since = state, row.version + 1, None


# Stock taking


@action(TAKE_STOCK)
def take_stock(actor: Actor, client_id: UUID, lot: StockLot) -> UUID:
    """Enter what a first count found, a line in the journal for each form; the first form's id.

    Http404 for a door out of the actor's reach.
    """
    _refuse_doors_elsewhere(actor, {item.door for item in lot.items})
    taken = stock.take(actor.subdistrict, lot)
    for one in taken:
        record(actor, TAKE_STOCK, one.form, one.entry, *one.records, result=one.entry.pk)
    return taken[0].form.pk


def _refuse_doors_elsewhere(actor: Actor, doors: set[UUID]) -> None:
    mine = reach(actor, TAKE_STOCK)
    if not mine.street and Door.objects.filter(within(mine), pk__in=doors).count() < len(doors):
        raise Http404


# The archive (plan 3.3.4)


@action(FILE_FORM)
def open_volume(actor: Actor, client_id: UUID, opened: VolumeOpened) -> UUID:
    """A volume with the next number of its committee and year."""
    committee = access.committee_to_file_in(actor, opened.committee)
    _clerks_post(actor, committee.pk)
    year = clock.today().year
    place = next_serial(actor.subdistrict, f"volume:{committee.code}:{year}")
    volume = Volume(
        subdistrict_id=actor.subdistrict,
        committee=committee,
        number=f"{year}-{place:02}",
        shelf_mark=opened.shelf_mark.strip(),
        opened_on=clock.today(),
    )
    volume.save(force_insert=True)
    touch(volume, fields=("number", "shelf_mark"))
    return volume.pk


@action(FILE_FORM)
def file_form(actor: Actor, client_id: UUID, form: UUID, volume: UUID, position: int) -> UUID:
    """Say where the paper of an entered form lies. Raises Refused: ALREADY_FILED, NOT_A_CHOICE."""
    bound = access.volume_to_file_in(actor, volume)
    _clerks_post(actor, bound.committee_id)
    row = access.form_to_file(actor, form)
    if row.committee_id != bound.committee_id:
        raise Refused(NOT_A_CHOICE, field="volume")
    if row.state != State.ENTERED or row.stock_taking:
        raise Refused(NOT_A_CHOICE, field="form")
    if position < 1:
        raise Refused(NOT_A_CHOICE, field="position")
    _refuse_filed(bound, row, position)
    filing = Filing(
        subdistrict_id=actor.subdistrict,
        form=row,
        volume=bound,
        position=position,
        filed_at=clock.now(),
        clerk_id=actor.account,
    )
    filing.save(force_insert=True)
    touch(filing, fields=("volume", "position"))
    touch("collection.form", row.pk)
    return filing.pk


def _refuse_filed(volume: Volume, row: Form, position: int) -> None:
    """The place is taken, or the paper lies somewhere already. The volume is locked, so this stays true."""
    here = Q(volume=volume, position=position)
    filings = Filing.objects.filter(Q(form=row) | here, subdistrict=volume.subdistrict_id)
    if not filings.exists():
        return
    filings = filings.select_related("volume", "form")
    taken = filings.filter(form=row).first() or filings.filter(here).first()
    if taken is not None:
        raise Refused(
            ALREADY_FILED,
            field="position",
            position=taken.position,
            volume=taken.volume.number,
            number=taken.form.number,
        )
