"""A lot of employees into the register: a unit's rows on one form that alters it by their lines."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

from sanshi.collection.content import MOST_EMPLOYMENTS, FormContent
from sanshi.entry import recounting
from sanshi.entry.importing.records.entering import Entered
from sanshi.entry.importing.records.plan import CountedRow
from sanshi.entry.importing.records.workers import entered_as
from sanshi.entry.recounting import Known
from sanshi.entry.stock import Counted
from sanshi.problems import UNIT_MOVED, Refused
from sanshi.register import counted
from sanshi.register.employees import OnStaff, on_staff
from sanshi.register.facts import EmploymentFacts, UnitFacts
from sanshi.verbs import Actor

# Of the unit as registered; whom to call there is no matter of its staff's form.
_OF_UNIT = ("name", "kind", "credit_code", "industry", "key_trade", "status")
Line = tuple[CountedRow, EmploymentFacts]


def enter(actor: Actor, counted_on: date, rows: Sequence[CountedRow]) -> Entered:
    """Inside an action. Held against the register once more: who works there by now is not put on again."""
    found = Entered()
    units = {row.unit for row in rows if row.unit is not None}
    stored, staff = counted.units(actor.subdistrict, units), on_staff(actor.subdistrict, units)
    ordered = sorted((row for row in rows if row.unit), key=lambda row: (str(row.unit), row.row))
    for unit, together in groupby(ordered, key=lambda row: row.unit):
        assert unit is not None
        own = list(together)
        if unit not in stored or stored[unit][0] != own[0].door:
            for row in own:
                found.put_aside(row, {"problem": UNIT_MOVED.number})
            continue
        facts = UnitFacts(**{name: stored[unit][1][name] for name in _OF_UNIT})
        lines = _lines(own, staff[unit], found)
        for first in range(0, len(lines), MOST_EMPLOYMENTS):
            _enter(actor, counted_on, unit, facts, lines[first : first + MOST_EMPLOYMENTS], found)
    return found


def _lines(rows: Sequence[CountedRow], staff: Sequence[OnStaff], found: Entered) -> list[Line]:
    lines = [(row, entered_as(row, staff)) for row in rows]
    found.known.extend(row for row, line in lines if line is None)
    return [(row, line) for row, line in lines if line is not None]


def _enter(
    actor: Actor, counted_on: date, unit: UUID, facts: UnitFacts, lines: Sequence[Line], found: Entered
) -> None:
    content = FormContent(unit=facts, employments=tuple(line for _row, line in lines))
    known = Known(Counted(lines[0][0].door, content), unit)
    (taken,) = recounting.enter(actor, counted_on, [known])
    for row, _line in lines:
        if isinstance(taken, Refused):
            found.put_aside(row, {"problem": taken.kind.number})
        else:
            found.forms[row.row] = taken
    found.changed += not isinstance(taken, Refused)
