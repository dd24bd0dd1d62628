"""When a form is complete (3.3.2), who may collect it (3.1.2, 3.1.3), and when it is late (3.2.1). Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import TextChoices

from sanshi.clock import shanghai_day
from sanshi.collection import staff
from sanshi.collection.content import FormContent, own_name
from sanshi.collection.fields import FormKind, asked, is_stated, plain, without_unasked
from sanshi.collection.models import FormAction
from sanshi.identity.documents import DocumentType, Doubt, NoDocument, Sex
from sanshi.identity.names import check_name, normalise_name
from sanshi.identity.numbers import (
    DocumentCheck,
    check_credit_code,
    check_document,
    contradictions,
    normalise,
)
from sanshi.identity.phones import check_phone, normalise_phone
from sanshi.problems import (
    AFTER_COLLECTION,
    ENDS_BEFORE_START,
    FILED_WITHOUT_NUMBER,
    IN_THE_FUTURE,
    MORE_ROOMS_LET,
    NO_SUCH_DOOR,
    NO_SUCH_REGION,
    NOT_A_CHOICE,
    NOT_A_NAME,
    NUMBER_OUT_OF_RANGE,
    REQUIRED,
    WRONG_CREDIT_CODE,
    WRONG_DOCUMENT_NUMBER,
    WRONG_PHONE,
    Refused,
)
from sanshi.register.codes import is_region
from sanshi.register.facts import AlterationKind, LeaseFacts, lease_field
from sanshi.register.labels import LivesWords
from sanshi.register.models import (
    EndReason,
    Filed,
    LessorKind,
    Occupancy,
    PermitStatus,
    Relation,
    Separation,
    StayReason,
    Tenure,
    UnitKind,
    UnitStatus,
    Use,
)
from sanshi.rulebook.policy import Policy
from sanshi.rulebook.words import Subject as Routed
from sanshi.rulebook.workdays import Calendar, DueDay, add_workdays, workdays_late
from sanshi.visits.models import Team
from sanshi.visits.rules import may_collect, teams_of

_DOCUMENT_TYPES = frozenset(DocumentType.values)
# Stored open: what looks like a number of a person has no place in them.
_NAMES = frozenset({"name", "guardian_name", "latin_surname", "latin_given"})
PHONES = frozenset({"phone", "guardian_phone", "contact_phone", "lessor_phone"})

# Who may collect


def may_fill(roles: Iterable[str], found: str, action: str, policy: Policy) -> bool:
    """Whether holders of these roles collect it; `found`: a category of persons, dwelling or unit."""
    if _is_of_police(found, action) and Team.OFFICER in teams_of(roles, policy):
        return True
    return may_collect(roles, found, policy, deregister=action == FormAction.DEREGISTER)


def filling_roles(roles: Iterable[str], found: str, action: str, policy: Policy) -> tuple[str, ...]:
    """Those of the roles that may collect it."""
    return tuple(role for role in roles if may_fill([role], found, action, policy))


def filling_teams(found: str, action: str, policy: Policy) -> tuple[Team, ...]:
    """The teams that collect it, the one a follow-up visit goes to first."""
    routing = policy.plan.routing
    routes = routing.deregistered_by if action == FormAction.DEREGISTER else routing.collected_by
    teams = tuple(Team(duty.value) for duty in routes[Routed(found)])
    return (*teams, Team.OFFICER) if _is_of_police(found, action) else teams


def _is_of_police(found: str, action: str) -> bool:
    """Key trades are set by the police (plan 2.2.4): beside the units team an officer alters units."""
    return found == Routed.UNIT and action == FormAction.ALTER


def own_team(roles: Iterable[str], found: str, action: str, policy: Policy) -> Team:
    """The team as whose member the collector fills it. LookupError when there is none."""
    held = teams_of(roles, policy)
    return next(team for team in filling_teams(found, action, policy) if team in held)


# When it is late


@dataclass(frozen=True, slots=True)
class Lateness:
    """Working days late; 0 in time. `hand_over` looks at the first one (plan 3.3.2)."""

    collection: int
    hand_over: int

    def __bool__(self) -> bool:
        return bool(self.collection or self.hand_over)


def collection_due(learned_on: date, policy: Policy, calendar: Calendar) -> DueDay:
    return add_workdays(learned_on, policy.plan.deadlines.collection_working_days, calendar)


def hand_over_due(collected_on: date, policy: Policy, calendar: Calendar) -> DueDay:
    """With 0 working days in the policy: the day of collection itself, rest day or not."""
    return add_workdays(collected_on, policy.plan.deadlines.hand_over_working_days, calendar)


def lateness(
    learned_on: date, collected_on: date, handed_over_on: date, policy: Policy, calendar: Calendar
) -> Lateness:
    return Lateness(
        _days_late(collection_due(learned_on, policy, calendar).day, collected_on, calendar),
        _days_late(hand_over_due(collected_on, policy, calendar).day, handed_over_on, calendar),
    )


def is_collected_late(learned_on: date, collected_on: date, policy: Policy, calendar: Calendar) -> bool:
    return collected_on > collection_due(learned_on, policy, calendar).day


def is_handed_over_late(collected_on: date, handed_over_on: date, policy: Policy, calendar: Calendar) -> bool:
    return handed_over_on > hand_over_due(collected_on, policy, calendar).day


def _days_late(due: date, done: date, calendar: Calendar) -> int:
    """Late by a rest day is late too: at least one."""
    return max(1, workdays_late(due, done, calendar)) if done > due else 0


# Whether it is complete


@dataclass(frozen=True, slots=True)
class Timing:
    """`since`: of an alteration or deregistration, the day from which the register knows what it is about."""

    learned_on: date
    collected_at: datetime | None
    now: datetime
    since: date | None = None

    @property
    def collected_on(self) -> date:
        return shanghai_day(self.collected_at or self.now)


def problems(kind: FormKind, content: FormContent, timing: Timing) -> tuple[Refused, ...]:
    """What keeps the form from the entry clerk (plan 3.3.2), each naming its field; at most one a field."""
    return problems_of_tidied(kind, tidied(kind, content, timing.collected_on), timing)


def problems_of_tidied(kind: FormKind, content: FormContent, timing: Timing) -> tuple[Refused, ...]:
    """The same of what `tidied` gave."""
    values, day = content.values(), timing.collected_on
    found = list(_timing_problems(timing))
    for name, mandatory in asked(kind, values, day).items():
        wrong = _problem_of(name, mandatory, values.get(name), content, timing)
        found += [wrong] if wrong else []
    found += _number_problems(values, timing)
    found += _order_problems(values, timing)
    found += _lease_problems(content)
    found += staff.problems(content, checked_number)
    return tuple({one.field: one for one in reversed(found)}.values())[::-1]


def checked_number(document_type: str, number: str, on: date | None) -> DocumentCheck:
    return check_document(document_type, number, demo=settings.SANSHI_MODE != "live", on=on)


def tidied(kind: FormKind, content: FormContent, day: date) -> FormContent:
    """As it is stored: numbers in one spelling, what follows filled in, what is not asked for gone."""
    return without_unasked(kind, staff.tidied(_derived(content), checked_number), day)


def _derived(content: FormContent) -> FormContent:
    """Sex and birth date of a number that carries them are read from it; what was typed otherwise is kept."""
    values = content.values()
    overruled: dict[str, str] = {}
    known: dict[str, Any] = {
        name: normalise_phone(values[name]) for name in values if own_name(name) in PHONES and values[name]
    }
    if values.get("name") and content.person:
        known["name"] = normalise_name(values["name"])
    if values.get("credit_code"):
        known["credit_code"] = normalise(values["credit_code"])
    if number := values.get("document_number"):
        known |= {"document_number": normalise(number), "no_document_reason": ""}
        if values.get("document_type") in _DOCUMENT_TYPES:
            found = checked_number(values["document_type"], number, None)
            known |= {"document_number": found.normal, **found.carried} if found.ok else {}
            overruled = {name: plain(values[name]) for name in _contradicted(content, found)}
    if values.get("checked_in_at") and not values.get("started_on"):
        known["started_on"] = shanghai_day(values["checked_in_at"])
    kept = replace(content, overruled=overruled) if overruled or content.overruled else content
    return kept.having(known)


def contradicted(content: FormContent) -> dict[str, Doubt]:
    """Fields in which something else was typed than the document number carries, which counts."""
    person = content.person
    if person is None or not person.document_number or person.document_type not in _DOCUMENT_TYPES:
        return {}
    return _contradicted(content, checked_number(person.document_type, person.document_number, None))


def _contradicted(content: FormContent, found: DocumentCheck) -> dict[str, Doubt]:
    if content.person is None:
        return {}
    doubts = contradictions(found, content.person.sex, content.person.birth_date)
    return {name: doubt for name, doubt in _FIELD_OF.items() if doubt in doubts}


_FIELD_OF = {"sex": Doubt.SEX_DIFFERS, "birth_date": Doubt.BIRTH_DIFFERS}


def _timing_problems(timing: Timing) -> Iterator[Refused]:
    if timing.collected_at is None:
        yield Refused(REQUIRED, field="collected_at")
    elif timing.collected_at > timing.now:
        yield Refused(IN_THE_FUTURE, field="collected_at")
    elif timing.collected_on < timing.learned_on:
        day = timing.collected_on.isoformat()
        yield Refused(AFTER_COLLECTION, field="collected_at", day=day)


def _problem_of(
    name: str, mandatory: bool, value: Any, content: FormContent, timing: Timing
) -> Refused | None:
    if not is_stated(value):
        unreadable = content.unfinished.get(name, "").strip()
        if unreadable:
            kind = NO_SUCH_DOOR if own_name(name) == "residence_door" else NOT_A_CHOICE
            return Refused(kind, field=name)
        lacking = FILED_WITHOUT_NUMBER if own_name(name) == "filing_number" else REQUIRED
        return Refused(lacking, field=name) if mandatory else None
    check = _name if _is_of_somebody(name, content) else _CHECKS.get(own_name(name))
    return check(name, value, timing) if check else None


def _is_of_somebody(name: str, content: FormContent) -> bool:
    """A unit is called as it likes."""
    is_unit = name == "name" and content.person is None
    return own_name(name) in _NAMES and not is_unit


Choices = type[TextChoices] | type[AlterationKind]

CHOICES: dict[str, Choices] = {
    "alteration_kind": AlterationKind,
    "document_type": DocumentType,
    "no_document_reason": NoDocument,
    "sex": Sex,
    "tenure": Tenure,
    "relation_to_head": Relation,
    "separation": Separation,
    "stay_reason": StayReason,
    "permit_status": PermitStatus,
    "end_reason": EndReason,
    "use": Use,
    "occupancy": Occupancy,
    "filed": Filed,
    "lessor_kind": LessorKind,
    "kind": UnitKind,
    "status": UnitStatus,
    "lives": LivesWords,
}

Check = Callable[[str, Any, Timing], Refused | None]

_REGION = re.compile(r"[0-9]{6}")
_COMMITTEE = re.compile(r"[0-9]{12}")
_INDUSTRY = re.compile(r"[0-9]{2}")
_NATIONALITY = re.compile(r"[A-Z]{3}")
_MOST_HOUSEHOLDS = 99
_MOST_ROOMS = 99
_LARGEST_M2 = Decimal("99999.9")


def _one_of(choices: Choices) -> Check:
    values = {choice.value for choice in choices}

    def check(name: str, value: Any, timing: Timing) -> Refused | None:
        return None if value in values else Refused(NOT_A_CHOICE, field=name)

    return check


def _matching(pattern: re.Pattern[str]) -> Check:
    def check(name: str, value: Any, timing: Timing) -> Refused | None:
        return None if pattern.fullmatch(plain(value)) else Refused(NOT_A_CHOICE, field=name)

    return check


def _region(name: str, value: Any, timing: Timing) -> Refused | None:
    """GB/T 2260 is known as far as the province; what lies in it changes with the years."""
    if not _REGION.fullmatch(plain(value)):
        return Refused(NOT_A_CHOICE, field=name)
    is_known = is_region(plain(value), demo=settings.SANSHI_MODE != "live")
    return None if is_known else Refused(NO_SUCH_REGION, field=name)


def _between(least: int | Decimal, most: int | Decimal) -> Check:
    def check(name: str, value: Any, timing: Timing) -> Refused | None:
        in_range = least <= value <= most
        return None if in_range else Refused(NUMBER_OUT_OF_RANGE, field=name, least=least, most=most)

    return check


def _name(name: str, value: Any, timing: Timing) -> Refused | None:
    return None if check_name(value).ok else Refused(NOT_A_NAME, field=name)


def _phone(name: str, value: Any, timing: Timing) -> Refused | None:
    return None if check_phone(value).ok else Refused(WRONG_PHONE, field=name)


def _has_come(name: str, value: Any, timing: Timing) -> Refused | None:
    """What was seen at the door lies before the visit, or on its day."""
    day = shanghai_day(value) if isinstance(value, datetime) else value
    return Refused(IN_THE_FUTURE, field=name) if day > timing.collected_on else None


_CHECKS: dict[str, Check] = {
    **{name: _one_of(choices) for name, choices in CHOICES.items()},
    **dict.fromkeys(
        (
            "birth_date",
            "started_on",
            "ended_on",
            "changed_on",
            "checked_in_at",
            "police_registered_on",
            "filed_on",
            "checked_on",
        ),
        _has_come,
    ),
    "notified_on": _has_come,
    "registered_region": _region,
    "residence_region": _region,
    "moved_region": _region,
    "moved_committee": _matching(_COMMITTEE),
    "industry": _matching(_INDUSTRY),
    "nationality": _matching(_NATIONALITY),
    "household": _between(1, _MOST_HOUSEHOLDS),
    "designed_rooms": _between(1, _MOST_ROOMS),
    "let_rooms": _between(1, _MOST_ROOMS),
    "usable_area_m2": _between(1, _LARGEST_M2),
    **dict.fromkeys(PHONES, _phone),
}


def _number_problems(values: dict[str, Any], timing: Timing) -> Iterator[Refused]:
    number, credit_code = values.get("document_number"), values.get("credit_code")
    if number and values.get("document_type") in _DOCUMENT_TYPES:
        found = checked_number(values["document_type"], number, timing.collected_on)
        if found.problems:
            yield Refused(WRONG_DOCUMENT_NUMBER, field="document_number", why=found.message)
    if credit_code and not (unit := check_credit_code(credit_code)).ok:
        yield Refused(WRONG_CREDIT_CODE, field="credit_code", why=unit.message)


def _order_problems(values: dict[str, Any], timing: Timing) -> Iterator[Refused]:
    pairs = (
        ("ended_on", timing.since),
        ("changed_on", timing.since),
        ("stay_until", values.get("started_on")),
        ("started_on", values.get("birth_date")),
    )
    for name, start in pairs:
        end = values.get(name)
        if end and start and end < start:
            yield Refused(ENDS_BEFORE_START, field=name, start=start.isoformat(), end=end.isoformat())


# Leases


def _lease_problems(content: FormContent) -> Iterator[Refused]:
    designed = content.dwelling.designed_rooms if content.dwelling else None
    for place, lease in enumerate(content.leases, start=1):
        for name in ("ends_on", "ended_on"):
            end = getattr(lease, name)
            if end and lease.started_on and end < lease.started_on:
                start = lease.started_on.isoformat()
                field = lease_field(place, name)
                yield Refused(ENDS_BEFORE_START, field=field, start=start, end=end.isoformat())
        if designed and lease.let_rooms and lease.let_rooms > designed:
            field = lease_field(place, "let_rooms")
            yield Refused(MORE_ROOMS_LET, field=field, designed=designed, let=lease.let_rooms)


def overlapping(content: FormContent) -> frozenset[str]:
    """Fields of leases that let rooms another running lease lets in the same days: to be looked at.

    Which room a lease is for is not on the form. So two leases overlap when one of them lets the whole
    dwelling, or when together they let more rooms than there are.
    """
    designed = content.dwelling.designed_rooms if content.dwelling else None
    running = [(place, lease) for place, lease in enumerate(content.leases, start=1) if not lease.ended_on]
    found: set[str] = set()
    for place, lease in running:
        beside = [other for n, other in running if n != place and _meet(lease, other)]
        let = [one.let_rooms for one in (lease, *beside)]
        rooms = [number for number in let if number is not None]
        if beside and (len(rooms) < len(let) or (designed is not None and sum(rooms) > designed)):
            found.add(lease_field(place, "let_rooms"))
    return frozenset(found)


def _meet(one: LeaseFacts, other: LeaseFacts) -> bool:
    """Whether both run on some day; the agreed end is the last day."""
    first = max(one.started_on or date.min, other.started_on or date.min)
    return first <= min(one.ends_on or date.max, other.ends_on or date.max)
