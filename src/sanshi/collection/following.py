"""Forms that are not entered yet follow their doors, on the desk too; entered ones and their papers stay."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sanshi.collection.models import Form, State
from sanshi.territory.foresight import Asked, Consequence

UNFINISHED = (State.DRAFT, State.HANDED_OVER, State.RETURNED)


def follow_buildings(
    sender: Any, *, subdistrict: str, buildings: frozenset[UUID], committee: UUID, beat: UUID, **_more: Any
) -> None:
    _unfinished(subdistrict, buildings).update(committee=committee, beat=beat)


def foresee(sender: Any, *, subdistrict: str, asked: Asked, **_more: Any) -> list[Consequence]:
    rows = _unfinished(subdistrict, asked.buildings)
    return [Consequence(_("Unfinished collection forms that go along"), rows.count())]


def _unfinished(subdistrict: str, buildings: frozenset[UUID]) -> QuerySet[Form]:
    return Form.objects.filter(subdistrict=subdistrict, door__building__in=buildings, state__in=UNFINISHED)
