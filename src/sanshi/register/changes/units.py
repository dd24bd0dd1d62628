"""What a form does to a unit and its staff."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sanshi.problems import ENDS_BEFORE_START, UNIT_CLOSED, UNIT_IS_HERE, UNIT_MOVED, Refused
from sanshi.register import columns
from sanshi.register.changes import staff
from sanshi.register.changes.persons import NEVER_WAS
from sanshi.register.changes.steps import Effect, known_life, since_of, store, update
from sanshi.register.facts import (
    Alteration,
    EmploymentFacts,
    UnitFacts,
)
from sanshi.register.finding import store as finding
from sanshi.register.history import UNITS, Life, Writing
from sanshi.register.models import (
    Unit,
    UnitStatus,
)
from sanshi.territory.models import Door


def register_unit(
    writing: Writing,
    facts: UnitFacts,
    door: Door,
    collected_on: date,
    by_police: bool = False,
    employments: Sequence[EmploymentFacts] = (),
) -> Effect:
    unit = Unit(subdistrict_id=writing.subdistrict, created_at=writing.at)
    unit.save(force_insert=True)
    life = Life(UNITS, writing, unit.pk, fresh=True)
    life.begin(collected_on, columns.unit(facts, unit, door, by_police))
    store(life)
    finding.follow_units(writing.subdistrict, [unit.pk])
    lines = () if facts.status == UnitStatus.CLOSED else employments
    return _effect(life, True, staff.carry_out(writing, unit, lines, collected_on, collected_on))


def alter_unit(
    writing: Writing,
    unit: UUID,
    facts: UnitFacts,
    alteration: Alteration,
    collected_on: date,
    by_police: bool = False,
    employments: Sequence[EmploymentFacts] = (),
    moved: tuple[UUID, Door] | None = None,
) -> Effect:
    """变更: since a day, or never so. `moved`: from which door to which (a correction: it never was there).

    Raises Refused: UNIT_CLOSED, UNIT_MOVED, UNIT_IS_HERE and what the lines about its staff refuse.
    """
    life = known_life(UNITS, writing, unit)
    since = since_of(alteration, collected_on)
    if since is not None:
        _refuse_closed(life)
    stated = columns.stated_unit(facts, life.facts, by_police)
    update(life, {**stated, **(_to(life, *moved) if moved else {})}, since)
    closes = life.facts["status"] == UnitStatus.CLOSED
    own = _stored(life)
    if closes:
        of_staff = staff.end_all(writing, unit, since)
    else:
        of_staff = staff.carry_out(writing, life.facts["unit"], employments, since, collected_on)
    return _effect(life, bool(own), of_staff)


def close_unit(writing: Writing, unit: UUID, closed_on: date, end_reason: str = "") -> Effect:
    """注销 of a unit: closed since a day, and nobody works there any more; the record stays.

    Registered twice or by mistake: it never was, nor did anybody work there. Raises Refused: UNIT_CLOSED,
    ENDS_BEFORE_START.
    """
    life = known_life(UNITS, writing, unit)
    _refuse_closed(life)
    if end_reason in NEVER_WAS:
        life.retract()
    elif closed_on < life.starts:
        raise Refused(ENDS_BEFORE_START, field="ended_on", start=life.starts, end=closed_on)
    else:
        update(life, {"status": UnitStatus.CLOSED}, closed_on)
    own = _stored(life)
    return _effect(life, bool(own), staff.end_all(writing, unit, closed_on if life.exists else None))


def _to(life: Life, former: UUID, door: Door) -> dict[str, Any]:
    if life.facts["door"].pk == door.pk:
        raise Refused(UNIT_IS_HERE)
    if life.facts["door"].pk != former:
        raise Refused(UNIT_MOVED)
    return {"door": door, "committee": door.committee}


def _stored(life: Life) -> frozenset[str]:
    names = store(life)
    if names:
        finding.follow_units(life.writing.subdistrict, [life.record])
    return names


def _refuse_closed(life: Life) -> None:
    last = life.timeline[-1]
    if last.facts["status"] == UnitStatus.CLOSED:
        raise Refused(UNIT_CLOSED, day=last.valid_from.isoformat())


def _effect(life: Life, own: bool, of_staff: Sequence[Life]) -> Effect:
    if of_staff and not own:
        life.refer()
    begun = tuple(one.record for one in of_staff if one.is_new)
    return Effect(own or bool(of_staff), unit=life.record, employments=begun)
