"""Where nobody is: building groups without a steward (plan 2.1.4), beats without a cadre (2.1.2).

Places, and no names: what the map marks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from sanshi import clock, verbs
from sanshi.accounts.access import in_office, within
from sanshi.accounts.models import Post, Role
from sanshi.territory.access import open_on
from sanshi.territory.models import Beat, BuildingGroup
from sanshi.verbs import Actor, reach


@dataclass(frozen=True, slots=True)
class Unheld:
    """A place that nobody holds, in words: committee, beat, group."""

    id: UUID
    words: tuple[str, ...]


def groups_without_steward(actor: Actor) -> list[Unheld]:
    mine = within(reach(actor, verbs.READ_PLACES), committee="beat__committee")
    rows = BuildingGroup.objects.filter(mine, open_on(clock.today(), "beat__committee__"))
    return list(_unheld(rows, Role.STEWARD, "group", "beat__committee__name", "beat__name", "name"))


def beats_without_cadre(actor: Actor) -> list[Unheld]:
    mine = within(reach(actor, verbs.READ_PLACES))
    rows = Beat.objects.filter(mine, open_on(clock.today(), "committee__"))
    return list(_unheld(rows, Role.CADRE, "beat", "committee__name", "name"))


def _unheld(places: QuerySet[Any], role: Role, column: str, *words: str) -> Iterator[Unheld]:
    held = Post.objects.filter(
        in_office(clock.today()),
        **{column: OuterRef("pk")},
        subdistrict=OuterRef("subdistrict"),
        role=role,
    )
    free = places.filter(~Exists(held)).order_by(*words)
    return (Unheld(row[0], tuple(row[1:])) for row in free.values_list("pk", *words))
