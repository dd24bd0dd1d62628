"""The tree of places at the left of the housing pages: committee, lane, stairway, door; a level at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from sanshi.register import housing
from sanshi.verbs import Actor

# Each open branch is read anew with the page.
MOST_OPEN = 24


class Level(StrEnum):
    COMMITTEE = "c"
    LANE = "l"
    STAIRWAY = "s"
    DOOR = "d"


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the tree. Of a lane: its committee's id and its key there."""

    level: Level
    id: UUID
    lane: str = ""

    def __str__(self) -> str:
        """As it stands in an address; places are not personal data."""
        return f"{self.level}{self.id}" + (f".{self.lane}" if self.lane else "")

    @property
    def query(self) -> str:
        """Of the list of doors."""
        return f"?committee={self.id}"

    @classmethod
    def read(cls, text: str) -> "Spot | None":
        name, _dot, lane = text[1:].partition(".")
        try:
            return cls(Level(text[:1]), UUID(name), lane)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Branch:
    """`count`: of a committee or lane the stairways, of a stairway the doors. `below`: None until opened."""

    spot: Spot
    name: str
    count: int | None = None
    is_current: bool = False
    below: Sequence["Branch"] | None = None

    @property
    def is_leaf(self) -> bool:
        return self.spot.level is Level.DOOR


@dataclass(frozen=True, slots=True)
class Tree:
    """`chosen`: the place a page is about, from the committee down. `opened`: what else stands open."""

    actor: Actor
    chosen: Sequence[Spot] = ()
    opened: frozenset[Spot] = field(default_factory=frozenset)

    @classmethod
    def of(cls, actor: Actor, chosen: Sequence[Spot], opened: Iterable[str]) -> "Tree":
        spots = [spot for text in list(opened)[:MOST_OPEN] if (spot := Spot.read(text))]
        return cls(actor, chosen, frozenset([*spots, *chosen]))

    def branches(self) -> list[Branch]:
        """Of one committee alone the lanes are open."""
        found = _committees(self.actor)
        alone = frozenset(branch.spot for branch in found) if len(found) == 1 else frozenset()
        return [self._grown(branch, self.opened | alone) for branch in found]

    def below(self, spot: Spot) -> list[Branch]:
        return [self._grown(branch, self.opened) for branch in _below(self.actor, spot)]

    def _grown(self, branch: Branch, opened: frozenset[Spot]) -> Branch:
        is_open = branch.spot in opened and not branch.is_leaf
        return Branch(
            branch.spot,
            branch.name,
            branch.count,
            branch.spot in self.chosen[-1:],
            self.below(branch.spot) if is_open else None,
        )


def _committees(actor: Actor) -> list[Branch]:
    return [_branch(Level.COMMITTEE, place) for place in housing.committees_here(actor)]


def _below(actor: Actor, spot: Spot) -> list[Branch]:
    match spot.level:
        case Level.COMMITTEE:
            return [_branch(Level.LANE, place) for place in housing.lanes(actor, spot.id)]
        case Level.LANE:
            return [_branch(Level.STAIRWAY, place) for place in housing.stairways(actor, spot.id, spot.lane)]
        case Level.STAIRWAY:
            doors = housing.doors_in(actor, spot.id)
            return [Branch(Spot(Level.DOOR, one.pk), one.room or one.address) for one in doors]
    return []


def _branch(level: Level, place: housing.Place) -> Branch:
    return Branch(Spot(level, place.id, place.lane), place.name, place.count)
