"""What may be decided about committees and beats, to take effect on a day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sanshi.territory.models import ChangeKind


@dataclass(frozen=True, slots=True)
class Merger:
    """The committee closes; all its beats are another's."""

    committee: UUID
    into: UUID
    effective_on: date
    remark: str = ""
    kind = ChangeKind.MERGE


@dataclass(frozen=True, slots=True)
class Splitting:
    """A new committee opens with whole beats, and with single buildings, which form a beat of their own."""

    committee: UUID
    code: str
    name: str
    full_name: str
    effective_on: date
    beats: frozenset[UUID] = frozenset()
    buildings: frozenset[UUID] = frozenset()
    beat_name: str = ""
    remark: str = ""
    kind = ChangeKind.SPLIT


@dataclass(frozen=True, slots=True)
class Moving:
    """Whole beats go to another committee, single buildings to another beat, of whichever committee."""

    committee: UUID
    effective_on: date
    beats: frozenset[UUID] = frozenset()
    to_committee: UUID | None = None
    buildings: frozenset[UUID] = frozenset()
    to_beat: UUID | None = None
    to_group: UUID | None = None
    remark: str = ""
    kind = ChangeKind.MOVE


Plan = Merger | Splitting | Moving
