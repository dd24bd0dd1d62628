"""What a form does to a unit."""

from datetime import date
from uuid import UUID

from sanshi.register import columns
from sanshi.register.changes.steps import Effect, known_life, since_of, store, update
from sanshi.register.facts import (
    Alteration,
    UnitFacts,
)
from sanshi.register.history import UNITS, Life, Writing
from sanshi.register.models import (
    Unit,
    UnitStatus,
)
from sanshi.territory.models import Door


def register_unit(
    writing: Writing, facts: UnitFacts, door: Door, collected_on: date, by_police: bool = False
) -> Effect:
    unit = Unit(subdistrict_id=writing.subdistrict, created_at=writing.at)
    unit.save(force_insert=True)
    life = Life(UNITS, writing, unit.pk, fresh=True)
    life.begin(collected_on, columns.unit(facts, unit, door, by_police))
    store(life)
    return Effect(True, unit=unit.pk)


def alter_unit(
    writing: Writing,
    unit: UUID,
    facts: UnitFacts,
    alteration: Alteration,
    collected_on: date,
    by_police: bool = False,
) -> Effect:
    life = known_life(UNITS, writing, unit)
    update(life, columns.stated_unit(facts, life.facts, by_police), since_of(alteration, collected_on))
    return Effect(bool(store(life)), unit=unit)


def close_unit(writing: Writing, unit: UUID, closed_on: date) -> Effect:
    """注销 of a unit: closed since a day; the record stays."""
    life = known_life(UNITS, writing, unit)
    update(life, {"status": UnitStatus.CLOSED}, closed_on)
    return Effect(bool(store(life)), unit=unit)
