"""Deadlines of papers: registration of an overseas person's lodging, leave to stay, residence permits.

They say when a paper is due. Nobody is told of them but whose task they are, and nothing follows by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.journal.recording import in_committee, saw
from sanshi.register.access import BY_STAIRWAY, PersonRow, rows_of
from sanshi.register.history import current
from sanshi.register.models import Category, ResidencyVersion
from sanshi.register.population.groups import REGISTERED_ONLY
from sanshi.rulebook.access import policy_on
from sanshi.shell.paging import Page, keyset
from sanshi.verbs import READ_OVERSEAS_DATES, READ_PERMIT_DATES, Actor, Verb, reach

# Exit and Entry Administration Law, article 39: lodging elsewhere than in a hotel is registered within it.
REGISTERED_WITHIN = timedelta(hours=24)
Views = dict[str, Q]
"""View → what of the rows it shows; its count and its list are the same comparison."""
DATES = ("checked_in_at", "police_registered_on", "stay_until", "permit_valid_to")


class Overseas(TextChoices):
    """Of overseas persons (plan 2.2.5)."""

    UNREGISTERED = "unregistered", _("Not registered within 24 hours")
    REGISTERING = "registering", _("To be registered within 24 hours")
    STAY_OVER = "stay-over", _("Leave to stay ran out")
    STAY_SOON = "stay-soon", _("Leave to stay runs out soon")
    ALL = "all", pgettext_lazy("overseas persons", "All")


class Permit(TextChoices):
    """Of residence permits of persons from elsewhere (plan 2.3.1, 2.3.4)."""

    OVER = "over", pgettext_lazy("residence permits", "Ran out")
    SOON = "soon", pgettext_lazy("residence permits", "Run out soon")


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due`: the last day, or the moment when the hours are over."""

    row: PersonRow
    due: date | None
    due_at: datetime | None
    registered_on: date | None
    tone: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    page: Page[ResidencyVersion]
    rows: Sequence[Deadline]
    counts: dict[str, int]
    total: int
    within_days: int


def overseas(actor: Actor, view: Overseas, committee: UUID | None, after: str) -> Deadlines:
    here = _here(actor, READ_OVERSEAS_DATES, committee, Category.OVERSEAS)
    order = ("stay_until", "id") if view in (Overseas.STAY_OVER, Overseas.STAY_SOON) else BY_STAIRWAY
    if view in (Overseas.UNREGISTERED, Overseas.REGISTERING):
        order = ("checked_in_at", "id")
    return _listed(actor, here, _overseas(_days(actor)), view, order, after)


def permits(actor: Actor, view: Permit, committee: UUID | None, after: str) -> Deadlines:
    here = _permits_here(actor, committee)
    return _listed(actor, here, _permits(_days(actor)), view, ("permit_valid_to", "id"), after)


def overseas_counts(actor: Actor) -> dict[str, int]:
    """For the day's page: as the lists count."""
    return _counts(_here(actor, READ_OVERSEAS_DATES, None, Category.OVERSEAS), _overseas(_days(actor)))


def permit_counts(actor: Actor) -> dict[str, int]:
    return _counts(_permits_here(actor, None), _permits(_days(actor)))


def _counts(here: QuerySet[ResidencyVersion], views: Views) -> dict[str, int]:
    some = here.filter(reduce(or_, views.values()))
    names = {f"n_{place}": view for place, view in enumerate(views)}
    found = some.aggregate(**{name: Count("pk", filter=views[view]) for name, view in names.items()})
    return {view: found[name] for name, view in names.items()}


def _days(actor: Actor) -> int:
    return policy_on(actor.subdistrict, clock.today()).house.paper_expiring_within_days


def _here(actor: Actor, verb: Verb, committee: UUID | None, category: Category) -> QuerySet[ResidencyVersion]:
    found = ResidencyVersion.objects.filter(
        within(reach(actor, verb)), current(), ~REGISTERED_ONLY, category=category, valid_to__isnull=True
    )
    if committee:
        in_committee(committee)
        found = found.filter(committee=committee)
    return found


def _permits_here(actor: Actor, committee: UUID | None) -> QuerySet[ResidencyVersion]:
    """Of both views, said apart from them: so the index of permits is used."""
    latest = clock.today() + timedelta(days=_days(actor))
    here = _here(actor, READ_PERMIT_DATES, committee, Category.FROM_ELSEWHERE)
    return here.filter(permit_valid_to__lte=latest)


def _overseas(days: int) -> Views:
    today, latest = clock.today(), clock.now() - REGISTERED_WITHIN
    unregistered = Q(police_registered_on__isnull=True, checked_in_at__isnull=False)
    return {
        Overseas.UNREGISTERED: unregistered & Q(checked_in_at__lt=latest),
        Overseas.REGISTERING: unregistered & Q(checked_in_at__gte=latest),
        Overseas.STAY_OVER: Q(stay_until__lt=today),
        Overseas.STAY_SOON: Q(stay_until__gte=today, stay_until__lte=today + timedelta(days=days)),
        Overseas.ALL: Q(category=Category.OVERSEAS),
    }


def _permits(days: int) -> Views:
    today = clock.today()
    latest = today + timedelta(days=days)
    return {
        Permit.OVER: Q(permit_valid_to__lt=today),
        Permit.SOON: Q(permit_valid_to__gte=today, permit_valid_to__lte=latest),
    }


def _listed(
    actor: Actor,
    here: QuerySet[ResidencyVersion],
    views: Views,
    view: str,
    order: Sequence[str],
    after: str,
) -> Deadlines:
    house = policy_on(actor.subdistrict, clock.today()).house
    rows = here.filter(views[view]).select_related("door__building", "committee")
    page, counts = keyset(rows, order, after, house.rows_a_page), _counts(here, views)
    saw("register.residency", [stay.residency_id for stay in page.rows], fields=DATES)
    shown = [_deadline(row) for row in rows_of(actor, [(stay.person_id, stay) for stay in page.rows])]
    return Deadlines(page, shown, counts, counts[view], house.paper_expiring_within_days)


def _deadline(row: PersonRow) -> Deadline:
    stay = row.stay
    assert stay is not None
    due = stay.permit_valid_to if stay.category == Category.FROM_ELSEWHERE else stay.stay_until
    open_since = stay.checked_in_at if stay.police_registered_on is None else None
    due_at = open_since + REGISTERED_WITHIN if open_since else None
    late = (due is not None and due < clock.today()) or (due_at is not None and due_at < clock.now())
    return Deadline(row, due, due_at, stay.police_registered_on, "red" if late else "amber")
