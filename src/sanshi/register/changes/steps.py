"""What every change does: find a record, work out what it says now, store it, note it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404

from sanshi import clock
from sanshi.journal.digests import row_digest
from sanshi.journal.recording import touch
from sanshi.problems import (
    ENDS_BEFORE_START,
    UNKNOWN_PERSON,
    Refused,
)
from sanshi.register import columns, history
from sanshi.register.facts import (
    Alteration,
    AlterationKind,
)
from sanshi.register.history import Life, Writing
from sanshi.register.models import Work
from sanshi.territory.models import Door
from sanshi.verbs import Actor


@dataclass(frozen=True, slots=True)
class Effect:
    """The records a form is about. `changed`: some value of the register is another now (plan 4.2.1 b)."""

    changed: bool
    person: UUID | None = None
    residency: UUID | None = None
    dwelling: UUID | None = None
    unit: UUID | None = None
    # Those a dwelling's form began.
    leases: tuple[UUID, ...] = ()
    # Those a unit's form began.
    employments: tuple[UUID, ...] = ()


def writing(actor: Actor, form: UUID) -> Writing:
    return Writing(actor.subdistrict, form, clock.now())


def door_of(actor: Actor, door: UUID) -> Door:
    """With its committee, as whoever registers there needs it."""
    found = (
        Door.objects.select_related("committee", "building")
        .filter(subdistrict=actor.subdistrict, pk=door)
        .first()
    )
    if found is None:
        raise Http404
    return found


def store(life: Life, work: Work | None = None) -> frozenset[str]:
    names = life.write(work)
    if names:
        kind = f"register.{life.track.kind.value}"
        touch(kind, life.record, fields=sorted(names), version=[row_digest(row) for row in life.written])
    return names


def since_of(alteration: Alteration, collected_on: date) -> date | None:
    """None: it was never so."""
    if alteration.kind == AlterationKind.CORRECTION:
        return None
    return alteration.changed_on or collected_on


def update(life: Life, stated: dict[str, Any], since: date | None) -> None:
    differing = {name: value for name, value in stated.items() if life.facts[name] != value}
    if not set(differing) - columns.ABOUT_COLLECTION:
        return
    wrong = differing if since is None else {n: v for n, v in differing.items() if n in columns.LASTING}
    if wrong:
        life.correct(wrong)
    if since is not None:
        life.change(since, {name: value for name, value in differing.items() if name not in wrong})


def begin_rather(life: Life, day: date | None) -> None:
    """The day of moving in does not change in time: another one is always a correction."""
    if day is None or day == life.starts:
        return
    if life.ends is not None and life.ends <= day:
        raise Refused(ENDS_BEFORE_START, field="started_on", start=day, end=life.ends)
    life.begin_rather(day)


def known_life(track: history.Track, writing: Writing, record: UUID) -> Life:
    life = Life(track, writing, record)
    if not life.exists:
        raise Refused(UNKNOWN_PERSON)
    return life
