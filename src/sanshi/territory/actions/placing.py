"""To whom beats, groups and buildings belong from a day on. Parts of actions, run inside one.

What they were before stays in `Placing`; what stands on the places is told by the announcements.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sanshi.journal.recording import touch
from sanshi.streets.models import SAME_STREET
from sanshi.territory.announcements import beats_moved, buildings_placed, groups_moved
from sanshi.territory.models import Beat, Building, BuildingGroup, Committee, Compound, Door, Placing
from sanshi.verbs import Actor

NAME_SIGNS = 40


@dataclass(frozen=True, slots=True)
class Whose:
    committee: UUID
    beat: UUID
    group: UUID | None


def give_beats(actor: Actor, beats: Collection[UUID], committee: Committee, on: date) -> None:
    """Whole beats to another committee, with their groups and buildings and with who has them."""
    here = {"subdistrict": actor.subdistrict}
    moved = list(Beat.objects.filter(**here, pk__in=beats).select_related("committee").order_by("name", "id"))
    taken = set(Beat.objects.filter(**here, committee=committee).values_list("name", flat=True))
    for beat in moved:
        beat.name = _free_name(beat.name, beat.committee.name, taken)
        beat.committee = committee
        touch(beat, fields=("committee", "name"))
    Beat.objects.bulk_update(moved, ["committee", "name"])
    buildings = list(Building.objects.filter(**here, beat__in=beats))
    _place(buildings, lambda one: Whose(committee.id, one.beat_id, one.group_id), on)
    Door.objects.filter(**here, beat__in=beats).update(committee=committee)
    _let_compounds_follow(actor.subdistrict, [one.id for one in buildings])
    ids = frozenset(beat.id for beat in moved)
    beats_moved.send(Beat, actor=actor, beats=ids, committee=committee.id, on=on)
    for beat in moved:
        _announce(actor, [one.id for one in buildings if one.beat_id == beat.id], committee.id, beat.id, on)


def give_buildings(
    actor: Actor, buildings: Collection[UUID], beat: Beat, group: UUID | None, on: date
) -> None:
    """Single buildings to another beat. A group goes along where all its doors go and no other is named."""
    here = {"subdistrict": actor.subdistrict}
    rows = list(Building.objects.filter(**here, pk__in=buildings).order_by("id"))
    ids = [row.id for row in rows]
    if group is None:
        give_groups(actor, going_along(actor.subdistrict, ids, beat.id), beat, on)
    own = set(BuildingGroup.objects.filter(**here, beat=beat).values_list("id", flat=True))
    doors = Door.objects.filter(**here, building__in=ids)
    doors.filter(Q(group__isnull=True) | ~Q(group__in=own)).update(group=group)
    doors.update(committee=beat.committee_id, beat=beat)
    _place(
        rows,
        lambda one: Whose(beat.committee_id, beat.id, one.group_id if one.group_id in own else group),
        on,
    )
    _let_compounds_follow(actor.subdistrict, ids)
    _announce(actor, ids, beat.committee_id, beat.id, on)


def give_groups(actor: Actor, groups: Collection[BuildingGroup], beat: Beat, on: date) -> None:
    """The groups alone; their doors are the caller's."""
    rows = BuildingGroup.objects.filter(subdistrict=actor.subdistrict, beat=beat)
    taken = set(rows.values_list("name", flat=True))
    for group in groups:
        group.name = _free_name(group.name, group.beat.name, taken)
        group.beat = beat
        touch(group, fields=("beat", "name"))
    BuildingGroup.objects.bulk_update(groups, ["beat", "name"])
    if groups:
        ids = frozenset(group.id for group in groups)
        groups_moved.send(
            BuildingGroup, actor=actor, groups=ids, beat=beat.id, committee=beat.committee_id, on=on
        )


def going_along(subdistrict: str, buildings: Collection[UUID], beat: UUID) -> list[BuildingGroup]:
    """The groups of other beats all of whose doors lie in these buildings."""
    doors = Door.objects.filter(SAME_STREET, group=OuterRef("pk"), closed_on__isnull=True)
    inside = Q(building__in=list(buildings))
    rows = BuildingGroup.objects.filter(
        ~Q(beat=beat), Exists(doors.filter(inside)), ~Exists(doors.filter(~inside)), subdistrict=subdistrict
    )
    return list(rows.select_related("beat").order_by("name", "id"))


def regroup(subdistrict: str, buildings: Collection[UUID], on: date) -> None:
    """After doors changed their groups: a building's own is that of its doors, where they have one."""
    rows = list(Building.objects.filter(subdistrict=subdistrict, pk__in=buildings))
    groups: dict[UUID, set[UUID | None]] = {row.id: set() for row in rows}
    doors = Door.objects.filter(subdistrict=subdistrict, building__in=groups, closed_on__isnull=True)
    for building, group in doors.values_list("building_id", "group_id").distinct():
        groups[building].add(group)

    def whose(row: Building) -> Whose:
        found = groups[row.id]
        return Whose(row.committee_id, row.beat_id, next(iter(found)) if len(found) == 1 else None)

    _place(rows, whose, on)


def _place(buildings: Sequence[Building], whose: Callable[[Building], Whose], on: date) -> None:
    changed = [(row, whose(row)) for row in buildings if whose(row) != _of(row)]
    if not changed:
        return
    _keep_history(changed, on)
    for row, now in changed:
        row.committee_id, row.beat_id, row.group_id = now.committee, now.beat, now.group
        touch(row, fields=("committee", "beat", "group"))
    Building.objects.bulk_update([row for row, _now in changed], ["committee", "beat", "group"])


def _of(row: Any) -> Whose:
    return Whose(row.committee_id, row.beat_id, row.group_id)


def _keep_history(changed: Sequence[tuple[Building, Whose]], on: date) -> None:
    """What was placed twice on a day was on that day what it was placed last."""
    street = changed[0][0].subdistrict_id
    ids = [row.id for row, _now in changed]
    rows = Placing.objects.filter(subdistrict=street, building__in=ids, valid_to__isnull=True)
    present = {row.building_id: row for row in rows}
    ended, again, made = [], [], []
    for building, now in changed:
        row = present.get(building.id)
        since = max(on, row.valid_from) if row and row.valid_from else on
        if row and row.valid_from == since:
            row.committee_id, row.beat_id, row.group_id = now.committee, now.beat, now.group
            again.append(row)
            continue
        if row:
            row.valid_to = since
            ended.append(row)
        else:
            made.append(_placing(building, _of(building), None, since))
        made.append(_placing(building, now, since, None))
    Placing.objects.bulk_update(ended, ["valid_to"])
    Placing.objects.bulk_update(again, ["committee", "beat", "group"])
    Placing.objects.bulk_create(made)


def _placing(building: Building, whose: Whose, since: date | None, until: date | None) -> Placing:
    return Placing(
        subdistrict_id=building.subdistrict_id,
        building=building,
        committee_id=whose.committee,
        beat_id=whose.beat,
        group_id=whose.group,
        valid_from=since,
        valid_to=until,
    )


def _let_compounds_follow(subdistrict: str, buildings: Collection[UUID]) -> None:
    """An estate is the committee's that has all its buildings; a divided one stays where it was."""
    standing = Building.objects.filter(subdistrict=subdistrict, closed_on__isnull=True)
    touched = standing.filter(pk__in=buildings, compound__isnull=False).values_list("compound", flat=True)
    for compound in set(touched):
        committees = set(standing.filter(compound=compound).values_list("committee", flat=True))
        if len(committees) == 1:
            rows = Compound.objects.filter(subdistrict=subdistrict, pk=compound)
            rows.update(committee=committees.pop())


def _announce(actor: Actor, buildings: Iterable[UUID], committee: UUID, beat: UUID, on: date) -> None:
    ids = frozenset(buildings)
    if ids:
        buildings_placed.send(
            Building, subdistrict=actor.subdistrict, buildings=ids, committee=committee, beat=beat, on=on
        )


def _free_name(name: str, before: str, taken: set[str]) -> str:
    """The name itself; where the new place has one like it, with that of the old place before it."""
    found, number = name, 1
    while found in taken:
        tail = name if number == 1 else f"{name}{number}"
        found = f"{before[: NAME_SIGNS - len(tail) - 1]}·{tail}"[:NAME_SIGNS]
        number += 1
    taken.add(found)
    return found
