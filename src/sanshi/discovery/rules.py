"""What becomes of a notice (plan 3.2.2, 4.2.1 a)."""

from django.db.models import Case, CharField, F, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.discovery.models import Notice
from sanshi.rulebook.policy import Policy
from sanshi.visits.models import Outcome


class NoticeOutcome(TextChoices):
    """有效 重复 不实 无法核实; until then it is being checked."""

    CHECKING = "checking", _("Being checked")
    VALID = "valid", pgettext_lazy("outcome", "Valid")
    DUPLICATE = "duplicate", _("Duplicate")
    UNFOUNDED = "unfounded", pgettext_lazy("outcome", "No change")
    NOT_VERIFIABLE = "not-verifiable", _("Not verifiable")


_OF_VISIT = {
    "": NoticeOutcome.CHECKING,
    Outcome.CONFIRMED.value: NoticeOutcome.VALID,
    Outcome.UNFOUNDED.value: NoticeOutcome.UNFOUNDED,
    Outcome.NOT_VERIFIABLE.value: NoticeOutcome.NOT_VERIFIABLE,
    Outcome.DUPLICATE.value: NoticeOutcome.DUPLICATE,
}

# The same rule as `outcome_of`, as filters: of the first notice the visit's outcome, of later ones duplicate.
FIRST = Q(duplicate_of__isnull=True)
VALID = FIRST & Q(visit__outcome=Outcome.CONFIRMED)


def outcome_of(notice: Notice) -> NoticeOutcome:
    """Needs the notice's visit. A duplicate is one from the moment it is given."""
    if notice.duplicate_of_id is not None:
        return NoticeOutcome.DUPLICATE
    return _OF_VISIT[notice.visit.outcome]


def with_outcome(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Annotates `outcome` (of NoticeOutcome) and `outcome_on` (the day it counts on; null while checking)."""
    cases = [
        When(FIRST & Q(visit__outcome=visit), then=Value(outcome.value))
        for visit, outcome in _OF_VISIT.items()
    ]
    outcome = Case(*cases, default=Value(NoticeOutcome.DUPLICATE.value), output_field=CharField())
    return notices.annotate(outcome=outcome, outcome_on=F("visit__outcome_on"))


def in_outcome(outcome: str) -> Q:
    """The notices whose `outcome_of` is this one."""
    if outcome == NoticeOutcome.DUPLICATE:
        return ~FIRST | Q(visit__outcome=Outcome.DUPLICATE)
    visits = [visit for visit, named in _OF_VISIT.items() if named == outcome]
    return FIRST & Q(visit__outcome__in=visits)


def is_rewardable(notice: Notice, policy: Policy) -> bool:
    """Found valid, and given by somebody whose notices are rewarded (plan 4.2.1 a)."""
    rewarded = notice.capacity in policy.plan.rewards.notice_capacities
    return rewarded and outcome_of(notice) is NoticeOutcome.VALID
