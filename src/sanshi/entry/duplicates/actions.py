"""Every write about possible duplicates: looked for, decided, decided otherwise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn, Self
from uuid import UUID

from django.db.models import Q

from sanshi import clock
from sanshi.entry import rules
from sanshi.entry.duplicates import access, names
from sanshi.entry.duplicates.records import BY_KIND
from sanshi.entry.models import Duplicate, MatchDecision, MatchVerdict
from sanshi.entry.writers import writer_of
from sanshi.jobs import actions as jobs
from sanshi.jobs.models import OVER, Job
from sanshi.journal.recording import action, in_committee, touch
from sanshi.problems import DECIDED_ALREADY, NOT_A_CHOICE, STALE, UNDONE_ALREADY, Refused
from sanshi.register.changes.merging import PARTS, undo_merge
from sanshi.register.changes.merging import merge as merge_records
from sanshi.register.changes.steps import writing
from sanshi.register.finding.whole import Likeness
from sanshi.register.models import Kind
from sanshi.shell.words import moment
from sanshi.verbs import DECIDE_DUPLICATES, FIND_DUPLICATES, Actor

# The search


@dataclass(frozen=True, slots=True)
class Found:
    kind: Kind
    one: UUID
    other: UUID
    band: str
    probability: float
    why: tuple[str, ...]

    @classmethod
    def of(cls, kind: Kind, like: Likeness) -> Self:
        # The last digits of a sum follow its order, which is nobody's business.
        return cls(kind, like.one, like.other, str(like.band.value), round(like.probability, 6), like.why)


@action(FIND_DUPLICATES)
def ask_search(actor: Actor, client_id: UUID) -> UUID:
    """Into the queue, once: one that waits or runs is the answer. The job's id."""
    running = Job.objects.filter(subdistrict=actor.subdistrict, kind=names.FIND).exclude(state__in=OVER)
    waiting = running.order_by("-created_at").first()
    if waiting is not None:
        touch(waiting)
        return waiting.pk
    return jobs.enqueue(actor, names.FIND).pk


@action(FIND_DUPLICATES)
def note_found(actor: Actor, client_id: UUID, found: tuple[Found, ...]) -> UUID:
    """Pairs that wait for a decision; those known before say what is so now. Returns `client_id`."""
    street, now = actor.subdistrict, clock.now()
    homes = _homes(street, found)
    known = {(row.one, row.other): row for row in _known(street, found)}
    new: list[Duplicate] = []
    again: list[Duplicate] = []
    for pair in found:
        row = known.get((pair.one, pair.other))
        home = homes.get(pair.one) or homes.get(pair.other)
        if (row is not None and row.decision_id) or home is None:
            continue
        (again if row else new).append(_told(row or _row(street, pair), pair, home, now))
    Duplicate.objects.bulk_create(new)
    Duplicate.objects.bulk_update(
        again, ("committee", "band", "probability", "why", "found_at", "gone_at"), batch_size=500
    )
    for row in (*new, *again):
        touch(row)
    return client_id


@action(FIND_DUPLICATES)
def end_search(actor: Actor, client_id: UUID, since: datetime) -> UUID:
    """What waits and was not found since then is no duplicate any more: one of the two has changed."""
    waiting = Duplicate.objects.filter(access.WAITING, subdistrict=actor.subdistrict, found_at__lt=since)
    gone = list(waiting.values_list("pk", flat=True))
    waiting.update(gone_at=clock.now())
    for pk in gone:
        touch("entry.duplicate", pk, fields=("gone_at",))
    return client_id


def _homes(street: str, found: Sequence[Found]) -> Mapping[UUID, UUID]:
    homes: dict[UUID, UUID] = {}
    for kind, one in BY_KIND.items():
        if records := {record for pair in found if pair.kind == kind for record in (pair.one, pair.other)}:
            homes |= one.homes(street, records)
    return homes


def _known(street: str, found: Sequence[Found]) -> Collection[Duplicate]:
    rows = Duplicate.objects.filter(subdistrict=street, one__in={pair.one for pair in found})
    return list(rows.filter(other__in={pair.other for pair in found}))


def _row(street: str, pair: Found) -> Duplicate:
    return Duplicate(subdistrict_id=street, kind=pair.kind, one=pair.one, other=pair.other)


def _told(row: Duplicate, pair: Found, home: UUID, now: datetime) -> Duplicate:
    row.committee_id, row.found_at, row.gone_at = home, now, None
    row.band, row.probability, row.why = pair.band, pair.probability, list(pair.why)
    return row


# The decision


@action(DECIDE_DUPLICATES)
def tell_apart(actor: Actor, client_id: UUID, pair: UUID, version: int, reason: str) -> UUID:
    """Two of them: nobody is asked about them again unless it is undone. The decision's id.

    Raises Refused: DECIDED_ALREADY, STALE.
    """
    row = _open(actor, pair, version)
    return _decide(actor, row, MatchVerdict.DIFFERENT, row.one, reason).pk


@action(DECIDE_DUPLICATES)
def merge(
    actor: Actor, client_id: UUID, pair: UUID, version: int, kept: UUID, taken: tuple[str, ...], reason: str
) -> UUID:
    """One: the other record becomes part of `kept`, with the other's value where `taken` says so.

    The decision's id. Raises Refused: DECIDED_ALREADY, STALE, NOT_A_CHOICE, GONE_RECORD.
    """
    row = _open(actor, pair, version)
    if kept not in (row.one, row.other):
        raise Refused(NOT_A_CHOICE, field="kept")
    if set(taken) - set(PARTS[Kind(row.kind)]):
        raise Refused(NOT_A_CHOICE)
    decision = _decide(actor, row, MatchVerdict.MERGED, kept, reason)
    other = row.other if kept == row.one else row.one
    merge_records(writing(actor, decision.pk), Kind(row.kind), kept, other, taken)
    # Nobody is asked about a record that is part of another one.
    others = Duplicate.objects.filter(
        access.WAITING, Q(one=other) | Q(other=other), subdistrict=actor.subdistrict
    )
    others.update(gone_at=decision.decided_at)
    return decision.pk


@action(DECIDE_DUPLICATES)
def undo(actor: Actor, client_id: UUID, decision: UUID, reason: str) -> UUID:
    """As if it had not been decided: the records are two again, the pair waits again.

    Raises Refused: UNDONE_ALREADY, and BUILT_UPON where a later form rests on the merged record.
    """
    row = access.decision(actor, DECIDE_DUPLICATES, decision, lock=True)
    if row.undone_at is not None:
        raise Refused(UNDONE_ALREADY, when=moment(row.undone_at))
    if row.verdict == MatchVerdict.MERGED:
        undo_merge(writing(actor, row.pk), lambda form: writer_of(actor.subdistrict, form))
    row.undone_at, row.undone_by_id = clock.now(), actor.account
    row.undo_reason = rules.checked_text(reason, "reason")
    row.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    pairs = Duplicate.objects.filter(subdistrict=actor.subdistrict)
    for pair in pairs.filter(decision=row).values_list("committee", flat=True):
        in_committee(pair)
    pairs.filter(decision=row).update(decision=None)
    pairs.filter(access.of_records({row.one, row.other}), gone_at=row.decided_at).update(gone_at=None)
    touch(row, fields=("undone_at", "undo_reason"))
    return row.pk


def _open(actor: Actor, pair: UUID, version: int) -> Duplicate:
    """Locked: of two who decide at once the second finds it decided."""
    row = access.pair(actor, DECIDE_DUPLICATES, pair, lock=True)
    in_committee(row.committee_id)
    if row.decision_id is not None:
        _refuse_decided(actor.subdistrict, row.decision_id)
    if row.gone_at is not None or access.version_of(row) != version:
        raise Refused(STALE, what=Kind(row.kind).label, who="—", when=moment(access.last_act(row)))
    return row


def _refuse_decided(street: str, decision: UUID) -> NoReturn:
    """Read anew: who waited for the lock has it from before."""
    row = MatchDecision.objects.select_related("decided_by").get(subdistrict=street, pk=decision)
    who = row.decided_by.name if row.decided_by else "—"
    raise Refused(DECIDED_ALREADY, what=row.said, who=who, when=moment(row.decided_at))


def _decide(actor: Actor, row: Duplicate, verdict: MatchVerdict, one: UUID, reason: str) -> MatchDecision:
    decision = MatchDecision(
        subdistrict_id=actor.subdistrict,
        kind=row.kind,
        verdict=verdict,
        one=one,
        other=row.other if one == row.one else row.one,
        band=row.band,
        probability=row.probability,
        why=row.why,
        reason=rules.checked_text(reason, "reason"),
        decided_at=clock.now(),
        decided_by_id=actor.account,
    )
    decision.save(force_insert=True)
    row.decision = decision
    row.save(update_fields=["decision"])
    touch(decision, fields=("verdict", "reason"))
    touch(row, fields=("decision",))
    return decision
