"""Two records of one unit: whoever works in either works in the kept one, once."""

from collections.abc import Callable, Collection
from datetime import date
from uuid import UUID

from sanshi.register.changes.merging.anchors import anchors_follow
from sanshi.register.changes.merging.namesakes import lines_of, whose
from sanshi.register.changes.merging.parts import PARTS, chosen
from sanshi.register.changes.merging.staff import lives_of, one_each, told
from sanshi.register.changes.steps import store
from sanshi.register.finding import store as finding
from sanshi.register.history import Life, Writing, current
from sanshi.register.models import EmploymentVersion, Kind, UnitStatus
from sanshi.register.timeline import Facts, combined

# What a unit is for some time: where it stands, and whether it is open.
IN_TIME = ("status", "address")
_LASTING = [part for part in PARTS[Kind.UNIT] if part not in IN_TIME]


def unite(stays: Life, goes: Life, taken: Collection[str]) -> None:
    """From the first day of both. Where it stands and whether it is open, as the record says that has the
    right value, from its own first day on; before that, as the other one says.
    """
    stays.correct(chosen(Kind.UNIT, _LASTING, stays.facts, goes.facts, taken))
    stays.timeline = combined(stays.timeline, goes.timeline, _on_a_day(stays.timeline[0].facts, taken))


def hand_on(writing: Writing, stays: Life, goes: Life) -> None:
    """Employments of both: of one person's that meet in time one stands; none runs on in a closed unit."""
    rows = list(
        EmploymentVersion.objects.filter(
            current(), subdistrict=writing.subdistrict, unit__in=[stays.record, goes.record]
        )
    )
    who = whose(lines_of(writing.subdistrict, rows))
    lives = lives_of(writing, rows)
    for life in lives:
        life.restate(lambda _: {"unit": stays.facts["unit"]})
    one_each(lives, told(writing.subdistrict, lives), lambda life: who[life.record])
    if (closed_on := _closed_on(stays)) is not None:
        _end(lives, closed_on)
    for life in lives:
        store(life)
    anchors_follow(writing.subdistrict, [(Kind.EMPLOYMENT, life.record) for life in lives])


def found_by(subdistrict: str, units: list[UUID]) -> None:
    finding.follow_units(subdistrict, units)


def _on_a_day(first: Facts, taken: Collection[str]) -> Callable[[Facts | None, Facts | None], Facts]:
    """`first`: what the kept record began with, which holds before its first day too."""

    def said(kept: Facts | None, other: Facts | None) -> Facts:
        found = dict(kept or first)
        for part in IN_TIME:
            right, otherwise = (other, kept) if part in taken else (kept, other)
            source = right or otherwise or first
            found |= {name: source[name] for name in PARTS[Kind.UNIT][part]}
        return found | {"key_trade": any(one["key_trade"] for one in (kept, other) if one)}

    return said


def _closed_on(life: Life) -> date | None:
    closed = None
    for span in life.timeline:
        is_closed = span.facts["status"] == UnitStatus.CLOSED
        closed = (closed or span.valid_from) if is_closed else None
    return closed


def _end(lives: Collection[Life], closed_on: date) -> None:
    for life in lives:
        if life.exists and life.ends is None:
            life.end(max(closed_on, life.starts), {})
