"""What the office does to doors: a tower made in one go, a lane renamed, doors split, joined and closed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db.models import Exists, OuterRef

from sanshi import clock
from sanshi.journal.recording import batch
from sanshi.project.demo.diary import Diary
from sanshi.project.demo.street import CODE, Filled, Street, client_ids, house
from sanshi.project.demo.words import words
from sanshi.register.history import current
from sanshi.register.models import ResidencyVersion
from sanshi.streets.models import SAME_STREET
from sanshi.territory import access, actions
from sanshi.territory.actions import Closing, Membership, NewDoor, NewStairway, Stairways
from sanshi.territory.layout import Layout
from sanshi.territory.models import Building, ClosingReason, Compound, Door
from sanshi.territory.naming import LaneName
from sanshi.territory.numbering import floors, numbers, slots
from sanshi.verbs import Actor
from sanshi.visits.models import Visit

Office = Callable[[], Actor]
# A series of its own, so that nothing else of the demo shifts.
SERIES = 471


def fill_compounds(seed: int, street: Street) -> None:
    """The estates' stairways into their compounds, and a tower of its own with shops on the ground."""
    ids = client_ids(seed + SERIES)
    with batch():
        for filled in street.filled:
            compounds = Compound.objects.filter(subdistrict=CODE, committee=filled.id)
            for compound in compounds.order_by("name"):
                inside = Building.objects.filter(subdistrict=CODE, committee=filled.id, estate=compound.name)
                keys = tuple(inside.order_by("sort_key").values_list("pk", flat=True))
                actions.fill_compound(house(), next(ids), compound.pk, Membership(into=keys))
        _tower(ids, street.filled[0])


def _tower(ids: Iterator[UUID], filled: Filled) -> None:
    plan = words()["tower"]
    layout = Layout(
        numbers=numbers(plan["numbers"]),
        floors=floors(plan["floors"]),
        slots=slots(plan["rooms"]),
        skipped_floors=frozenset(floors(plan["skipped"])),
        shop_floors=frozenset(floors(plan["shops"])),
        turned=frozenset(plan["turned"]),
    )
    compound = actions.make_compound(house(), next(ids), filled.id, plan["estate"])
    group = list(filled.groups)[-1]
    made = Stairways(
        filled.groups[group],
        LaneName(plan["road"], plan["lane"], estate=plan["estate"]),
        tuple(
            NewStairway(grid.number, tuple(NewDoor(cell.floor, cell.room, cell.use) for cell in grid.doors))
            for grid in layout.grids()
        ),
        group=group,
        compound=compound,
    )
    actions.make_stairways(house(), next(ids), made)


def plan_doors(diary: Diary, seed: int, street: Street, office: Office) -> None:
    ids = client_ids(seed + 2 * SERIES)

    def at(month: int, day: int, hour: int, minute: int, act: Callable[[], object]) -> None:
        diary.plan(datetime(2026, month, day, hour, minute, tzinfo=clock.SHANGHAI), act)

    at(5, 11, 9, 40, lambda: _rename(office(), ids))
    at(5, 12, 14, 5, lambda: _close(office(), ids))
    # Nothing else happens any more at the doors that these choose.
    at(10, 12, 8, 35, lambda: _split(office(), ids, street.filled[1]))
    at(10, 12, 8, 40, lambda: _join(office(), ids, street.filled[2]))


def _tower_now() -> Building:
    rows = Building.objects.filter(subdistrict=CODE, estate=words()["tower"]["estate"])
    return rows.order_by("sort_key")[0]


def _rename(by: Actor, ids: Iterator[UUID]) -> None:
    plan, first = words()["tower"], _tower_now()
    was = LaneName(plan["road"], plan["lane"]).address
    now = LaneName(plan["road"], plan["renamed"], estate=plan["estate"])
    actions.rename_lane(by, next(ids), first.pk, was, now)


def _close(by: Actor, ids: Iterator[UUID]) -> None:
    plan = words()["tower"]
    door = access.open_doors_of(_tower_now()).get(room=plan["closed"])
    actions.close_door(by, next(ids), door.pk, Closing(ClosingReason.NEVER_THERE, plan["closing_remark"]))


def _split(by: Actor, ids: Iterator[UUID], filled: Filled) -> None:
    door = _quiet_homes(filled)[0]
    actions.split_door(by, next(ids), door.pk, (f"{door.room}A", f"{door.room}B"))


def _join(by: Actor, ids: Iterator[UUID], filled: Filled) -> None:
    """The first two neighbours on a floor."""
    homes = _quiet_homes(filled)
    pairs = pairwise(homes)
    one, other = next(
        pair for pair in pairs if (pair[0].building_id, pair[0].floor) == (pair[1].building_id, pair[1].floor)
    )
    actions.join_doors(by, next(ids), (one.pk, other.pk), f"{one.room}-{other.room}")


def _quiet_homes(filled: Filled) -> Sequence[Door]:
    """Doors where somebody lives and nobody was ever sent, in walking order."""
    lived_in = ResidencyVersion.objects.filter(
        current(), SAME_STREET, door=OuterRef("pk"), valid_to__isnull=True
    )
    visited = Visit.objects.filter(SAME_STREET, door=OuterRef("pk"))
    doors = access.open_doors(CODE).filter(Exists(lived_in), ~Exists(visited), committee=filled.id)
    return list(doors.order_by("building__sort_key", "sort_key"))
