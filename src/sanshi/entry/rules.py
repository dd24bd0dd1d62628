"""What the desk asks before it enters, returns or files a form. Pure, no database."""

from collections.abc import Iterable, Mapping
from datetime import date

from sanshi.collection.fields import FormKind, fields_of
from sanshi.collection.models import FormAction, Subject
from sanshi.entry.models import Match
from sanshi.identity.remarks import looks_like_personal_number
from sanshi.problems import PERSONAL_NUMBER_IN_TEXT, REASON_REQUIRED, Refused
from sanshi.rulebook.policy import Policy
from sanshi.rulebook.workdays import Calendar, DueDay, add_workdays, workdays_late

MOST_CHARACTERS = 200
# Also of the form, though no field of its content.
COLLECTED_AT = "collected_at"


def entry_days(policy: Policy) -> int:
    """Working days from hand-over to entry or return (plan 3.3.1)."""
    return policy.plan.deadlines.entry_working_days


def entry_due(handed_over_on: date, policy: Policy, calendar: Calendar) -> DueDay:
    return add_workdays(handed_over_on, entry_days(policy), calendar)


def days_late(handed_over_on: date, answered_on: date, policy: Policy, calendar: Calendar) -> int:
    """Working days the clerk was late with one hand-over; 0 in time, at least 1 late by rest days only."""
    due = entry_due(handed_over_on, policy, calendar).day
    return max(1, workdays_late(due, answered_on, calendar)) if answered_on > due else 0


def is_to_be_matched(subject: str, action: str) -> bool:
    """Of a person or unit newly registered the clerk decides; other forms name their record (plan 3.3.3)."""
    return subject in {Subject.PERSON, Subject.UNIT} and action == FormAction.REGISTER


def match_of(subject: str, action: str) -> Match:
    """Of a form that names its record, or begins one."""
    return Match.NEW if action == FormAction.REGISTER else Match.SAME


def checked_reasons(kind: FormKind, reasons: Mapping[str, str]) -> dict[str, str]:
    """Reasons of a return by the form's field (plan 3.3.2); none holds a number of a person."""
    given = {field: text.strip() for field, text in reasons.items() if text.strip()}
    known = {COLLECTED_AT, *fields_of(kind)}
    if not given or not known.issuperset(given):
        raise Refused(REASON_REQUIRED)
    for field, text in given.items():
        checked_text(text, field)
    return given


def checked_text(text: str, field: str) -> str:
    stated = text.strip()[:MOST_CHARACTERS]
    if not stated:
        raise Refused(REASON_REQUIRED, field=field)
    if looks_like_personal_number(text):
        raise Refused(PERSONAL_NUMBER_IN_TEXT, field=field)
    return stated


def free_position(taken: Iterable[int]) -> int:
    """The place after the last paper of a volume."""
    return max(taken, default=0) + 1
