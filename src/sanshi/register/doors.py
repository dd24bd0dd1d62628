"""What the register holds at doors that are to close, to be split or joined."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import ngettext

from sanshi import clock
from sanshi.problems import STILL_RECORDED, Refused
from sanshi.register.history import current
from sanshi.register.models import ResidencyVersion, UnitStatus, UnitVersion
from sanshi.shell.words import listed
from sanshi.territory.models import Door


@dataclass(frozen=True, slots=True)
class Recorded:
    people: int
    units: int

    def __bool__(self) -> bool:
        return bool(self.people or self.units)

    def words(self) -> Iterator[str]:
        if self.people:
            yield ngettext("%(n)s person", "%(n)s people", self.people) % {"n": self.people}
        if self.units:
            yield ngettext("%(n)s unit", "%(n)s units", self.units) % {"n": self.units}


def recorded_at(subdistrict: str, doors: Collection[UUID]) -> Recorded:
    """Who and what is there by today's knowledge, also from a day to come."""
    not_over = Q(valid_to__isnull=True) | Q(valid_to__gt=clock.today())
    here = {"subdistrict": subdistrict, "door__in": list(doors)}
    stays = ResidencyVersion.objects.filter(current(), not_over, **here)
    units = UnitVersion.objects.filter(current(), not_over, ~Q(status=UnitStatus.CLOSED), **here)
    return Recorded(stays.values("person").distinct().count(), units.values("unit").distinct().count())


def refuse_closing(
    sender: Any, *, subdistrict: str, before: Collection[UUID], after: Collection[UUID], **_more: Any
) -> None:
    """A door closes only behind the last one; of split and joined ones the former door keeps its records."""
    if after or not recorded_at(subdistrict, before):
        return
    for door in Door.objects.filter(subdistrict=subdistrict, pk__in=before).order_by("sort_key", "id"):
        recorded = recorded_at(subdistrict, [door.id])
        if recorded:
            raise Refused(STILL_RECORDED, door=door.address, what=listed(recorded.words()))
