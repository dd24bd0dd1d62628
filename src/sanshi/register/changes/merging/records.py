"""One way for every kind of record that can be there twice."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sanshi.journal.recording import touch
from sanshi.problems import GONE_RECORD, ONE_RECORD, Refused
from sanshi.register import history
from sanshi.register.changes.merging import persons, units
from sanshi.register.changes.merging.anchors import anchors_follow
from sanshi.register.changes.steps import store
from sanshi.register.history import PERSONS, UNITS, Life, Track, Writing
from sanshi.register.models import Kind, Work


@dataclass(frozen=True, slots=True)
class _Way:
    """`unite`: what the kept record says from now on. `hand_on`: whatever named the other names the kept one.

    `found_by`: by what both are found follows what they say. `hanging`: what changed where the record itself
    says the same as before.
    """

    track: Track
    unite: Callable[[Life, Life, Collection[str]], None]
    hand_on: Callable[[Writing, Life, Life], None]
    found_by: Callable[[str, list[UUID]], None]
    hanging: str


_WAYS: Mapping[Kind, _Way] = {
    Kind.PERSON: _Way(PERSONS, persons.unite, persons.hand_on, persons.found_by, "residency"),
    Kind.UNIT: _Way(UNITS, units.unite, units.hand_on, units.found_by, "employment"),
}


def merge(writing: Writing, kind: Kind, kept: UUID, other: UUID, taken: Collection[str] = ()) -> None:
    """`other` becomes part of `kept`. `taken`: names of PARTS of which the other's value is the right one.

    What `kept` does not state is filled from the other. Raises Refused: ONE_RECORD, GONE_RECORD.
    """
    if kept == other:
        raise Refused(ONE_RECORD)
    way = _WAYS[kind]
    # Two who merge the same records turned round wait for each other here.
    first, second = sorted((kept, other))
    locked = {one: Life(way.track, writing, one) for one in (first, second)}
    stays, goes = locked[kept], locked[other]
    if not stays.exists or not goes.exists:
        raise Refused(GONE_RECORD)
    way.unite(stays, goes, taken)
    goes.retract()
    # A number is free before it is held anew.
    store(goes, Work.MERGED)
    names = store(stays, Work.TOOK_IN)
    way.hand_on(writing, stays, goes)
    for one in (other, kept):
        touch(f"register.{kind.value}", one, fields=sorted(names) or (way.hanging,))
    way.found_by(writing.subdistrict, [other, kept])


def undo_merge(writing: Writing, number_of: Callable[[UUID], str] = str) -> None:
    """Two records again, as they were. Raises Refused: BUILT_UPON, ALREADY_REGISTERED."""
    records = history.undo(writing, number_of)
    anchors_follow(writing.subdistrict, records)
    for kind, way in _WAYS.items():
        way.found_by(writing.subdistrict, [record for one, record in records if one == kind])
    for kind, record in records:
        touch(f"register.{kind.value}", record)
