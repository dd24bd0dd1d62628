"""Single doors: closed, split and joined. What was said of the former ones stays with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from sanshi import clock, verbs
from sanshi.journal.recording import action, in_committee, touch
from sanshi.problems import (
    CLOSED_ALREADY,
    NOT_A_CHOICE,
    NOT_ONE_STAIRWAY,
    PLACE_EXISTS,
    PLACES_STAND,
    ROOM_TWICE,
    TOO_FEW_PARTS,
    Refused,
)
from sanshi.shell.words import day, listed
from sanshi.territory import access
from sanshi.territory.announcements import doors_changed
from sanshi.territory.models import ClosingReason, Door, DoorSuccession, Succession
from sanshi.territory.naming import address_of_room
from sanshi.verbs import Actor


@dataclass(frozen=True, slots=True)
class Closing:
    reason: str
    remark: str = ""


@action(verbs.MAKE_PLACES)
def close_door(actor: Actor, client_id: UUID, door: UUID, closing: Closing) -> UUID:
    """Refused by the register while somebody is recorded there."""
    _check_reason(closing)
    [row] = _open(actor, [door])
    _close(actor, [row], closing=closing)
    return row.id


@action(verbs.MAKE_PLACES)
def close_stairway(actor: Actor, client_id: UUID, building: UUID, closing: Closing) -> UUID:
    """With all its doors."""
    _check_reason(closing)
    row = access.building_to_change(actor, building)
    doors = access.open_doors(actor.subdistrict).filter(building=row).select_for_update()
    _close(actor, list(doors.order_by("sort_key", "id")), closing=closing)
    row.closed_on = clock.today()
    row.save(update_fields=["closed_on"])
    touch(row, fields=("closed_on",))
    in_committee(row.committee_id)
    return row.id


@action(verbs.MAKE_PLACES)
def split_door(actor: Actor, client_id: UUID, door: UUID, rooms: tuple[str, ...]) -> UUID:
    """302 becomes 302A and 302B; the id of the first new door."""
    [row] = _open(actor, [door])
    if len(rooms) < 2:
        raise Refused(TOO_FEW_PARTS, field="rooms")
    return _succeed(actor, [row], rooms, Succession.SPLIT)[0].id


@action(verbs.MAKE_PLACES)
def join_doors(actor: Actor, client_id: UUID, doors: tuple[UUID, ...], room: str) -> UUID:
    """301 and 302 become 301-302; the id of the new door."""
    rows = _open(actor, doors)
    if len(rows) < 2 or len({row.building_id for row in rows}) > 1:
        raise Refused(NOT_ONE_STAIRWAY, field="doors")
    return _succeed(actor, rows, (room,), Succession.JOIN)[0].id


# Parts of these


def _check_reason(closing: Closing) -> None:
    if closing.reason not in ClosingReason.values:
        raise Refused(NOT_A_CHOICE, field="reason")


def _open(actor: Actor, keys: Sequence[UUID]) -> list[Door]:
    rows = access.doors_to_change(actor, keys)
    for row in rows:
        if row.closed_on:
            raise Refused(CLOSED_ALREADY, place=row.address, day=day(row.closed_on))
    return rows


def _succeed(actor: Actor, before: Sequence[Door], rooms: Sequence[str], kind: Succession) -> list[Door]:
    _check_rooms(before, rooms)
    _shut(before)
    after = [_successor(before[0], room) for room in rooms]
    try:
        with transaction.atomic():
            Door.objects.bulk_create(after)
    except IntegrityError as error:
        raise Refused(PLACE_EXISTS, field="rooms") from error
    DoorSuccession.objects.bulk_create(
        DoorSuccession(
            subdistrict_id=actor.subdistrict, before=old, after=new, kind=kind, happened_on=clock.today()
        )
        for old in before
        for new in after
    )
    for new in after:
        touch(new)
    _announce(actor, before, after, kind)
    return after


def _check_rooms(before: Sequence[Door], rooms: Sequence[str]) -> None:
    """The number of a former door is free again."""
    if len(set(rooms)) < len(rooms):
        raise Refused(ROOM_TWICE, field="rooms", rooms=listed(sorted(set(rooms))))
    first = before[0]
    others = access.open_doors(first.subdistrict_id).filter(building=first.building_id, room__in=rooms)
    own = {row.id for row in before}
    taken = [row.address for row in others.order_by("sort_key") if row.id not in own]
    if taken:
        raise Refused(PLACES_STAND, field="rooms", places=listed(taken))


def _successor(before: Door, room: str) -> Door:
    stairway = before.building
    return Door(
        subdistrict_id=before.subdistrict_id,
        building=stairway,
        committee_id=before.committee_id,
        beat_id=before.beat_id,
        group_id=before.group_id,
        floor=before.floor,
        room=room,
        use=before.use,
        address=address_of_room(stairway.address, room),
    )


def _close(actor: Actor, doors: Sequence[Door], closing: Closing) -> None:
    for door in doors:
        door.closing_reason, door.closing_remark = closing.reason, closing.remark.strip()
    _shut(doors)
    _announce(actor, doors, [], "")


def _shut(doors: Sequence[Door]) -> None:
    for door in doors:
        door.closed_on = clock.today()
        touch(door, fields=("closed_on",))
        in_committee(door.committee_id)
    Door.objects.bulk_update(doors, ["closed_on", "closing_reason", "closing_remark"])


def _announce(actor: Actor, before: Iterable[Door], after: Iterable[Door], kind: str) -> None:
    doors_changed.send(
        Door,
        subdistrict=actor.subdistrict,
        actor=actor,
        before=[door.id for door in before],
        after=[door.id for door in after],
        kind=kind,
        on=clock.today(),
    )
