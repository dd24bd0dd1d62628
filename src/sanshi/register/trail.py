"""Where a housing page stands: its breadcrumbs from the street down, and the tree beside it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sanshi.register import housing
from sanshi.register.tree import Branch, Level, Spot, Tree
from sanshi.shell.links import href
from sanshi.territory.models import Building
from sanshi.verbs import Request


@dataclass(frozen=True, slots=True)
class Trail:
    request: Request
    committee: UUID | None = None
    lane: str = ""
    building: Building | None = None

    @property
    def spots(self) -> list[Spot]:
        if self.committee is None:
            return []
        found = [Spot(Level.COMMITTEE, self.committee)]
        if self.lane:
            found.append(Spot(Level.LANE, self.committee, self.lane))
        if self.building:
            found.append(Spot(Level.STAIRWAY, self.building.pk))
        return found

    def context(self) -> dict[str, Any]:
        tree = Tree.of(self.request.actor, self.spots, self.request.GET.getlist("open"))
        branches = tree.branches()
        way = _way(branches, self.spots)
        return {
            "branches": branches,
            "trail": [(branch.name, self._url(branch.spot)) for branch in way],
            "place": way[-1].name if way else "",
            "below": way[-1].below if way else branches,
            "committee": self.committee,
            "lane": self.lane,
            "level": self.spots[-1].level if self.committee else "",
        }

    def _url(self, spot: Spot) -> str:
        """The last step of a trail is the page itself."""
        if spot == self.spots[-1]:
            return ""
        if spot.level is Level.LANE:
            return href(self.request, "dwelling-lane", spot.id, spot.lane)
        return f"{href(self.request, 'dwelling-list')}?committee={spot.id}"


def _way(branches: list[Branch], spots: list[Spot]) -> list[Branch]:
    """The branches from the committee down to the place chosen."""
    found: list[Branch] = []
    level = branches
    for spot in spots:
        step = next((branch for branch in level if branch.spot == spot), None)
        if step is None:
            break
        found.append(step)
        level = list(step.below or ())
    return found


def trail_of_door(request: Request, building: Building) -> list[tuple[str, str]]:
    """Of a page without a tree: committee, lane, stairway."""
    key = housing.lane_of(building)
    return [
        (building.committee.name, f"{href(request, 'dwelling-list')}?committee={building.committee_id}"),
        (housing.lane_name(building), href(request, "dwelling-lane", building.committee_id, key)),
        (housing.number_of(building), href(request, "dwelling-stairway", building.pk)),
    ]
