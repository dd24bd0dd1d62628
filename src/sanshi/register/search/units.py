"""Units by a part of the name, its sound or initials, or either end of the credit code."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sanshi.register.history import current
from sanshi.register.models import Sought, UnitStatus, UnitVersion
from sanshi.register.search.rules import Typed, typed
from sanshi.register.search.tokens import Within, beginning_with
from sanshi.verbs import Reach


@dataclass(frozen=True, slots=True)
class UnitFound:
    unit: UUID
    said: UnitVersion

    @property
    def is_closed(self) -> bool:
        return self.said.status == UnitStatus.CLOSED or self.said.valid_to is not None


def find(within: Within, said: Typed, after: UUID | None, size: int) -> Sequence[UUID]:
    found = beginning_with(Sought.UNIT, within, said.beginning, after, size)
    if found or not said.credit_end:
        return found
    return beginning_with(Sought.UNIT, within, said.credit_end, after, size)


def named(within: Within, text: str, size: int) -> Sequence[UUID]:
    """Of a filter that names a unit."""
    said = typed(text)
    return find(within, said, None, size) if said.is_unit else ()


def shown(mine: Reach, keys: Sequence[UUID]) -> list[UnitFound]:
    """What each says last, within the reach."""
    rows = Within.of(mine, None).rows(UnitVersion.objects.filter(current(), unit__in=keys))
    last = {row.unit_id: row for row in rows.select_related("door", "committee").order_by("valid_from", "id")}
    return [UnitFound(key, last[key]) for key in keys if key in last]
