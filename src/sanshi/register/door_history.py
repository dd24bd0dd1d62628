"""What became of a door: how it was written before, of which doors it came, which came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from sanshi import clock
from sanshi.journal.recording import names_of
from sanshi.register.as_of import AsOf
from sanshi.register.freshness import is_unverified_since, latest_stale
from sanshi.register.history import known_at, valid_on
from sanshi.register.housing import people_at
from sanshi.register.models import Dwelling
from sanshi.territory.models import Door, DoorSuccession, EarlierAddress


@dataclass(frozen=True, slots=True)
class Related:
    """A door this one came of, or that came of it. `people`: still registered there."""

    door: Door
    how: DoorSuccession
    people: int


@dataclass(frozen=True, slots=True)
class DoorHistory:
    earlier: Sequence[EarlierAddress]
    former: Sequence[Related]
    successors: Sequence[Related]


def history_of(place: Door, as_of: AsOf) -> DoorHistory:
    here = Q(subdistrict=place.subdistrict_id)
    rows = DoorSuccession.objects.filter(here, Q(before=place) | Q(after=place))
    steps = list(rows.select_related("before", "after").order_by("happened_on", "id"))
    others = {(step.before if step.after_id == place.pk else step.after).pk for step in steps}
    there = Q(known_at(as_of.known), valid_on(as_of.on), here, door__in=others)
    people = people_at(there) if others else {}
    return DoorHistory(
        list(EarlierAddress.objects.filter(here, door=place).order_by("-until")),
        [_related(step, step.before, people) for step in steps if step.after_id == place.pk],
        [_related(step, step.after, people) for step in steps if step.before_id == place.pk],
    )


def _related(step: DoorSuccession, other: Door, people: dict[UUID, int]) -> Related:
    return Related(other, step, people.get(other.pk, 0))


@dataclass(frozen=True, slots=True)
class Verified:
    """When somebody last stood at the door and learned how things are; `who` is a colleague's name."""

    dwelling: Dwelling
    who: str
    is_stale: bool


def verified(dwelling: Dwelling) -> Verified:
    who = dwelling.verified_by
    late = latest_stale(dwelling.subdistrict_id, clock.today())
    is_stale = is_unverified_since(late, dwelling.verified_on)
    return Verified(dwelling, names_of([who]).get(who, "") if who else "", is_stale)
