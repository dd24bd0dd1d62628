"""What the clerk decided of a form, held against what the register offers at this moment (plan 3.3.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sanshi.collection.models import Form
from sanshi.entry import rules
from sanshi.entry.matching import NOTHING, Offer
from sanshi.entry.models import Match
from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.scoring import Candidate
from sanshi.journal.recording import saw
from sanshi.problems import (
    ALREADY_REGISTERED,
    CANDIDATES_CHANGED,
    DECIDED_ALREADY,
    NOT_DECIDED,
    REGISTERED_ELSEWHERE,
    REQUIRED,
    UNKNOWN_PERSON,
    WHY_DECIDED,
    Refused,
)
from sanshi.register.facts import employment_field
from sanshi.register.models import Kind
from sanshi.shell.words import moment


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page offered when it was decided: another band, or somebody more, asks to look again."""

    band: str
    persons: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class OnLine:
    """Which person of the register an employee on a unit's form is, by the place of the line."""

    place: int
    person: UUID
    reason: str = ""
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Of a person or unit to be registered: new, or this one of the register (plan 3.3.3). Others say it.

    `person`: the record, a unit's too. `match` is None when nobody was chosen; `reason` is asked for where
    the match does not say so by itself. `staff`: of a unit's form; other lines are left open.
    """

    match: Match | None = Match.NEW
    person: UUID | None = None
    reason: str = ""
    seen: Seen | None = None
    staff: tuple[OnLine, ...] = ()


def decided(row: Form, offer: Offer, decision: Decision) -> tuple[Match, UUID | None, str]:
    """What the clerk decided, held against what the register offers at this moment (plan 3.3.3).

    Raises Refused: NOT_DECIDED, REQUIRED, UNKNOWN_PERSON, REGISTERED_ELSEWHERE, ALREADY_REGISTERED,
    CANDIDATES_CHANGED, WHY_DECIDED, PERSONAL_NUMBER_IN_TEXT.
    """
    if not rules.is_to_be_matched(row.subject, row.action):
        return rules.match_of(row.subject, row.action), None, ""
    if offer.elsewhere:
        raise Refused(REGISTERED_ELSEWHERE, field="document_number")
    _refuse_unseen(offer, decision.seen)
    match decision.match:
        case None:
            raise Refused(NOT_DECIDED, field="choice")
        case Match.NEW:
            if offer.holder is not None:
                raise Refused(ALREADY_REGISTERED, field="document_number")
            return Match.NEW, None, _reason(offer, None, decision.reason)
        case Match.SAME:
            return Match.SAME, (person := _offered(offer, decision)), _reason(offer, person, decision.reason)


def decided_on(offers: Mapping[int, Offer], staff: Sequence[OnLine]) -> list[tuple[OnLine, Offer]]:
    """Each with what is offered at this moment and its reason as it is kept.

    Raises Refused: UNKNOWN_PERSON, CANDIDATES_CHANGED, WHY_DECIDED, PERSONAL_NUMBER_IN_TEXT.
    """
    found = []
    for one in staff:
        offer = offers.get(one.place, NOTHING)
        _refuse_unseen(offer, one.seen)
        if offer.candidate(one.person) is None:
            raise Refused(UNKNOWN_PERSON, field=employment_field(one.place, "person"))
        saw("register.person", [one.person], fields=("document_number",))
        field = employment_field(one.place, "reason")
        found.append((replace(one, reason=_reason(offer, one.person, one.reason, field)), offer))
    return found


def _refuse_unseen(offer: Offer, seen: Seen | None) -> None:
    """Whoever decides has looked at everybody who is offered now."""
    if seen is None or (offer.band == Band.NEW and seen.band == Band.NEW):
        return
    if offer.band != seen.band or not offer.persons <= seen.persons:
        raise Refused(CANDIDATES_CHANGED)


def _offered(offer: Offer, decision: Decision) -> UUID:
    if decision.person is None:
        raise Refused(REQUIRED, field="person")
    if offer.candidate(decision.person) is None:
        raise Refused(UNKNOWN_PERSON, field="person")
    if offer.kind == Kind.UNIT:
        saw("register.unit", [decision.person], fields=("credit_code",))
    else:
        saw("register.person", [decision.person], fields=("document_number",))
    return decision.person


def _reason(offer: Offer, person: UUID | None, text: str, field: str = "reason") -> str:
    if text.strip() or offer.asks_reason(person):
        return stated(text, field)
    return ""


def stated(text: str, field: str = "reason") -> str:
    """How the clerk knows."""
    if not text.strip():
        raise Refused(WHY_DECIDED, field=field)
    return rules.checked_text(text, field)


def told_apart(offer: Offer, record: UUID | None) -> Candidate:
    """The one of those offered whom the form is not about. Who has its very number is nobody else.

    Raises Refused: NOT_DECIDED, DECIDED_ALREADY, UNKNOWN_PERSON, ALREADY_REGISTERED.
    """
    if record is None:
        raise Refused(NOT_DECIDED, field="choice")
    one, earlier = offer.candidate(record), offer.told.get(record)
    if one is None and earlier is not None:
        who = earlier.decided_by.name if earlier.decided_by else ""
        said = {"what": earlier.get_verdict_display(), "who": who, "when": moment(earlier.decided_at)}
        raise Refused(DECIDED_ALREADY, **said)
    if one is None:
        raise Refused(UNKNOWN_PERSON, field="person")
    if record == offer.holder:
        raise Refused(ALREADY_REGISTERED, field="document_number")
    return one
