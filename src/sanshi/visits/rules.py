"""Who goes to which door, and what may become of a visit (plan 3.1.2, 3.2.2). Pure: the policy routes."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.accounts.models import Role
from sanshi.identity.remarks import looks_like_personal_number
from sanshi.problems import NOT_A_CHOICE, PERSONAL_NUMBER_IN_TEXT, REQUIRED, Refused
from sanshi.rulebook.policy import Policy
from sanshi.rulebook.words import Subject
from sanshi.visits.models import Outcome, Team

# They answer for the committee's (or the street's) visits of every team, and read them all.
OVERSEERS = frozenset({Role.SECRETARY.value, Role.SECURITY_DIRECTOR.value, Role.POPULATION_OFFICE.value})

# Confirmed is not among them: it follows from what was found (collection.record_findings).
CLOSING_OUTCOMES = frozenset({Outcome.UNFOUNDED, Outcome.NOT_VERIFIABLE, Outcome.DUPLICATE})


# Somebody stood at the door and learned how things are there.
LEARNED = frozenset({Outcome.CONFIRMED, Outcome.UNFOUNDED})


class State(TextChoices):
    """How a list of visits may be narrowed. The first four are open ones."""

    OPEN = "open", pgettext_lazy("visit", "Open")
    OVERDUE = "overdue", _("Overdue")
    DUE_TODAY = "due-today", _("Due today")
    IN_TIME = "in-time", _("In time")
    CLOSED = "closed", pgettext_lazy("visit", "Closed")


@dataclass(frozen=True, slots=True)
class Closing:
    """What came of a visit other than a change. `same_as_form`: of a duplicate, the form with the change."""

    outcome: str
    remark: str = ""
    same_as_form: UUID | None = None


def team_for_matter(matter: str, policy: Policy) -> Team:
    """The first visit of a notice follows its matter."""
    return Team(policy.first_visit(matter).value)


def team_for_category(category: str, policy: Policy) -> Team:
    """At the door the category decides: a follow-up goes to the first team that collects it."""
    return Team(policy.collecting_duty(category).value)


def teams_of(roles: Iterable[str], policy: Policy) -> frozenset[Team]:
    """The teams whose visits holders of these roles record."""
    return frozenset(Team(duty.value) for duty in policy.duties_of(roles))


def may_collect(roles: Iterable[str], category: str, policy: Policy, *, deregister: bool = False) -> bool:
    routing = policy.plan.routing
    routes = routing.deregistered_by if deregister else routing.collected_by
    return bool(policy.duties_of(roles) & set(routes[Subject(category)]))


def share_of_today(waiting: int, asked: int, days: int) -> int:
    """How many more to ask for today, so that all that waits is asked for evenly over the days to come."""
    return min(waiting, max(0, ceil((waiting + asked) / days) - asked))


def check_closing(closing: Closing) -> None:
    """Refused, naming the field, where the closing does not hold together."""
    if closing.outcome not in CLOSING_OUTCOMES:
        raise Refused(NOT_A_CHOICE, field="outcome")
    if closing.outcome == Outcome.DUPLICATE and closing.same_as_form is None:
        raise Refused(REQUIRED, field="same_as_form")
    if closing.outcome != Outcome.DUPLICATE and closing.same_as_form is not None:
        raise Refused(NOT_A_CHOICE, field="same_as_form")
    check_remark(closing.remark)


def check_remark(remark: str) -> None:
    """A visit is about a place: its remark holds no number of a person."""
    if looks_like_personal_number(remark):
        raise Refused(PERSONAL_NUMBER_IN_TEXT, field="remark")
