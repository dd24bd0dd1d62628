"""What is kept of a decision that two records are one, or two: band, why, reason, who (plan 3.3.3)."""

from uuid import UUID

from sanshi import clock
from sanshi.collection.models import Form
from sanshi.entry.matching import Offer, key_of
from sanshi.entry.models import MatchDecision, MatchVerdict
from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.scoring import Candidate
from sanshi.journal.recording import touch
from sanshi.verbs import Actor


def keep_same(actor: Actor, form: Form, offer: Offer, person: UUID, reason: str) -> None:
    one = offer.candidate(person)
    if one is not None:
        _keep([_decision(actor, form, offer, one, MatchVerdict.SAME, reason)])


def keep_different(actor: Actor, form: Form, offer: Offer, made: UUID, reason: str) -> None:
    """None offered is whom, or what, the form made. Where the match says so itself nothing is kept."""
    if offer.band == Band.NEW:
        return
    _keep(
        [_decision(actor, form, offer, one, MatchVerdict.DIFFERENT, reason, made) for one in offer.candidates]
    )


def keep_apart(actor: Actor, form: Form, offer: Offer, one: Candidate, reason: str) -> MatchDecision:
    """Before the form is entered, of whoever it may be about: another than that one."""
    row = _decision(actor, form, offer, one, MatchVerdict.DIFFERENT, reason)
    _keep([row])
    return row


def settle(actor: Actor, offer: Offer, record: UUID, reason: str) -> None:
    """Those told apart from the form are told apart from the record it is about, now that it is entered.

    Decided the other way round in the end, the earlier decision is undone.
    """
    for row in offer.told.values():
        if row.one == record:
            row.undone_at, row.undone_by_id, row.undo_reason = clock.now(), actor.account, reason
        else:
            row.other = record
        row.save(update_fields=["other", "undone_at", "undone_by", "undo_reason"])
        touch(row, fields=("other", "undone_at"))


def undo_of(form: UUID, actor: Actor, reason: str) -> None:
    """With its entry what was decided for it is gone."""
    standing = MatchDecision.objects.filter(subdistrict=actor.subdistrict, form=form, undone_at__isnull=True)
    standing.update(undone_at=clock.now(), undone_by=actor.account, undo_reason=reason)


def _decision(
    actor: Actor,
    form: Form,
    offer: Offer,
    one: Candidate,
    verdict: MatchVerdict,
    reason: str,
    other: UUID | None = None,
) -> MatchDecision:
    return MatchDecision(
        subdistrict_id=actor.subdistrict,
        kind=offer.kind,
        verdict=verdict,
        one=key_of(one),
        other=other,
        form=form,
        band=offer.band_of(one),
        probability=one.probability,
        why=[*one.why, *one.rules],
        reason=reason,
        decided_at=clock.now(),
        decided_by_id=actor.account,
    )


def _keep(rows: list[MatchDecision]) -> None:
    MatchDecision.objects.bulk_create(rows)
    for row in rows:
        touch(row, fields=("verdict", "reason"))
