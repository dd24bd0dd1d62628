"""Which household of its dwelling a row of a sheet of residents belongs to (户, 与户主关系). Pure.

Where a sheet says no number, it is read as offices write such sheets: a head begins a household, and the
rows that follow at the door are of it. Two heads at one door are two households.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

# By household of a door: who is its head by the register; None where nobody is.
Registered = Mapping[int, UUID | None]


@dataclass(frozen=True, slots=True)
class Resident:
    """What a row says, and the register of its door. Households are numbers from 1; 0 where there is none."""

    door: UUID
    is_head: bool
    # As the row says it.
    stated: int = 0
    # In which the person lives at the door by the register.
    home: int = 0
    # Whose head the person may be: somebody is to look at it.
    perhaps: int = 0
    registered: Registered = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    household: int
    # It may be another one just as well: who sent the sheet is told.
    is_open: bool = False


@dataclass(slots=True)
class Households:
    """Rows go through in the order of the sheet."""

    # By door and household: whether it has a head, by the register or an earlier row.
    _known: dict[UUID, dict[int, bool]] = field(default_factory=dict)
    # The door of the row before, and of which household a row is that follows there.
    _door: UUID | None = None
    _running: int = 0

    def place(self, row: Resident) -> Placed:
        known = self._known.setdefault(
            row.door, {number: head is not None for number, head in row.registered.items()}
        )
        if row.door != self._door:
            self._door, self._running = row.door, 0
        placed = self._placed(row, known)
        known[placed.household] = known.get(placed.household, False) or row.is_head
        self._running = self._next(row, placed)
        return placed

    def interrupt(self) -> None:
        """A row of which nothing is known stands between."""
        self._door, self._running = None, 0

    def _placed(self, row: Resident, known: Mapping[int, bool]) -> Placed:
        if row.stated or row.home:
            return Placed(row.stated or row.home)
        return _begun(row, known) if row.is_head else self._joined(known)

    def _joined(self, known: Mapping[int, bool]) -> Placed:
        """The household that was begun above, else the only one, else the first of several."""
        if self._running:
            return Placed(self._running)
        return Placed(min(known, default=1), is_open=len(known) > 1)

    def _next(self, row: Resident, placed: Placed) -> int:
        if row.perhaps:
            return row.perhaps
        return 0 if placed.is_open and not row.is_head else placed.household


def _begun(row: Resident, known: Mapping[int, bool]) -> Placed:
    """The household that has no head yet, where it is one; else a new one."""
    headless = [number for number, has_head in known.items() if not has_head]
    has_heads = any(row.registered.values())
    if len(headless) == 1 and not row.perhaps:
        return Placed(headless[0], is_open=has_heads)
    return Placed(max(known, default=0) + 1, is_open=has_heads or len(headless) > 1)
