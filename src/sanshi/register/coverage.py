"""How many dwellings of a stairway nobody has verified in time (plan 2.3.3). By stairway, never by person."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from sanshi import clock, verbs
from sanshi.accounts.access import within
from sanshi.register.freshness import STANDING, latest_stale, unverified_since
from sanshi.register.models import Dwelling
from sanshi.verbs import Actor, reach


@dataclass(frozen=True, slots=True)
class Freshness:
    """Of one stairway: its dwellings, and those of them not verified within the policy's days, or never."""

    building: UUID
    address: str
    dwellings: int
    stale: int


def freshness_by_building(actor: Actor) -> list[Freshness]:
    since = latest_stale(actor.subdistrict, clock.today())
    late = unverified_since(since)
    mine = within(reach(actor, verbs.READ_PLACES), committee="door__committee")
    rows = Dwelling.objects.filter(STANDING, mine).values_list("door__building", "door__building__address")
    figures = rows.annotate(all=Count("pk"), late=Count("pk", filter=late))
    found = figures.order_by("door__building__committee", "door__building__sort_key")
    return [Freshness(*row) for row in found]
