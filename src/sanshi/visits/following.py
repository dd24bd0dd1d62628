"""Open visits follow their doors; a closed one stays with the committee of its day."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sanshi.territory.foresight import Asked, Consequence
from sanshi.visits.access import OPEN
from sanshi.visits.models import Visit


def follow_buildings(
    sender: Any, *, subdistrict: str, buildings: frozenset[UUID], committee: UUID, beat: UUID, **_more: Any
) -> None:
    rows = Visit.objects.filter(OPEN, subdistrict=subdistrict, door__building__in=buildings)
    rows.update(committee=committee, beat=beat)


def foresee(sender: Any, *, subdistrict: str, asked: Asked, **_more: Any) -> list[Consequence]:
    rows = Visit.objects.filter(OPEN, subdistrict=subdistrict, door__building__in=asked.buildings)
    return [Consequence(_("Open visits that go along"), rows.count())]
