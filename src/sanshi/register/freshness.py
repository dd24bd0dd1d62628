"""Which dwellings were verified in time (plan 2.3.3): a figure about dwellings, never about persons."""

from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sanshi import clock
from sanshi.register.history import current
from sanshi.register.models import Dwelling, DwellingVersion, FreshnessDay
from sanshi.rulebook.access import policy_on
from sanshi.streets.models import SAME_STREET

# A dwelling whose only form was undone is none: its row waits for the next form of that door.
_IS_SAID = Exists(DwellingVersion.objects.filter(SAME_STREET, current(), dwelling=OuterRef("pk")))
STANDING = Q(_IS_SAID, door__closed_on__isnull=True)


def latest_stale(subdistrict: str, on: date) -> date:
    """Who was verified before this day is not verified in time on `on`."""
    return on - timedelta(days=policy_on(subdistrict, on).house.verified_within_days)


def stale(subdistrict: str, on: date | None = None) -> QuerySet[Dwelling]:
    """Dwellings not verified in time on that day; today when it is left out."""
    rows = Dwelling.objects.filter(STANDING, subdistrict=subdistrict)
    return rows.filter(unverified_since(latest_stale(subdistrict, on or clock.today())))


def unverified_since(day: date) -> Q:
    return Q(verified_on__isnull=True) | Q(verified_on__lt=day)


def is_unverified_since(day: date, verified_on: date | None) -> bool:
    """`unverified_since` of one dwelling."""
    return verified_on is None or verified_on < day


def counted(subdistrict: str, on: date) -> list[FreshnessDay]:
    """A row, not yet stored, for each committee that has dwellings."""
    late = unverified_since(latest_stale(subdistrict, on))
    rows = Dwelling.objects.filter(STANDING, subdistrict=subdistrict).values_list("door__committee")
    figures = rows.annotate(all=Count("pk"), late=Count("pk", filter=late)).order_by("door__committee")
    return [
        FreshnessDay(
            subdistrict_id=subdistrict, committee_id=committee, day=on, dwellings=total, fresh=total - behind
        )
        for committee, total, behind in figures
    ]
