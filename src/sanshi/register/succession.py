"""Which values a field has had, and from which form each came. Pure: versions in, values out.

A version is a whole row, and a form that changes one field writes all of it anew. So where a value comes from
is followed from one state of knowledge to the next: what stood before and stands still keeps its form.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

# They are about the whole record: no days of their own.
WHOLE = frozenset({"started_on", "ended_on", "end_reason", "moved_to"})


@dataclass(frozen=True, slots=True)
class Known:
    """A version: what was so from when to when, as known from when to when, by which forms."""

    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    superseded_at: datetime | None
    form: UUID
    superseding_form: UUID | None
    facts: Mapping[str, Any]

    def is_known(self, moment: datetime) -> bool:
        return self.recorded_at <= moment and (self.superseded_at is None or moment < self.superseded_at)


class How(StrEnum):
    STATED = "stated"
    # It was so before and is otherwise since a day.
    CHANGED = "changed"
    # What stood there was never so.
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Value:
    """`until`: the first day without it. `superseded_at`: when it was known to be wrong; None, it stands.

    `undone`: the form that said it was taken back.
    """

    value: Any
    since: date
    until: date | None
    how: How
    form: UUID
    recorded_at: datetime
    superseded_at: datetime | None = None
    superseded_by: UUID | None = None

    @property
    def stands(self) -> bool:
        return self.superseded_at is None

    @property
    def undone(self) -> bool:
        return self.superseded_by == self.form

    @property
    def is_stated(self) -> bool:
        return is_stated(self.value)

    def holds_on(self, day: date) -> bool:
        return self.stands and self.since <= day and (self.until is None or day < self.until)


def is_stated(value: Any) -> bool:
    return value not in (None, "", [], ())


def as_known(rows: Iterable[Known], moment: datetime) -> list[Known]:
    """What could be seen at a moment: nothing recorded later, nor that something was superseded later."""
    return [
        row
        if row.superseded_at and row.superseded_at <= moment
        else replace(row, superseded_at=None, superseding_form=None)
        for row in rows
        if row.recorded_at <= moment
    ]


def succession(rows: Sequence[Known], names: Iterable[str]) -> dict[str, list[Value]]:
    """By field its values, the latest first; a field that never said anything is left out."""
    states = list(_states(rows))
    written = _first_written(rows)
    found = {name: _Field(name, written).read(states) for name in names}
    return {name: values for name, values in found.items() if values}


def _first_written(rows: Iterable[Known]) -> dict[UUID, datetime]:
    """A form writes a record once; rows of it that come later are put back by an undoing."""
    first: dict[UUID, datetime] = {}
    for row in rows:
        first[row.form] = min(first.get(row.form, row.recorded_at), row.recorded_at)
    return first


@dataclass(frozen=True, slots=True)
class _State:
    """What was known from a moment on, and what was known no more since then."""

    moment: datetime
    standing: Sequence[Known]
    ended: Sequence[Known]


def _states(rows: Sequence[Known]) -> Iterator[_State]:
    moments = {row.recorded_at for row in rows} | {row.superseded_at for row in rows if row.superseded_at}
    for moment in sorted(moments):
        standing = sorted((row for row in rows if row.is_known(moment)), key=lambda row: row.valid_from)
        ended = [row for row in rows if row.superseded_at == moment]
        yield _State(moment, [_with_ends(row, standing) for row in standing], ended)


def _with_ends(row: Known, standing: Sequence[Known]) -> Known:
    ends = {"started_on": standing[0].valid_from, "ended_on": standing[-1].valid_to}
    return replace(row, facts={**row.facts, **ends})


@dataclass(frozen=True, slots=True)
class _Run:
    """One value over neighbouring versions."""

    value: Any
    since: date
    until: date | None
    rows: tuple[Known, ...]

    def is_same(self, other: Value) -> bool:
        return self.value == other.value and self.meets(other)

    def meets(self, other: Value | Known) -> bool:
        since, until = _days(other)
        return (until is None or self.since < until) and (self.until is None or since < self.until)


def _days(of: Value | Known) -> tuple[date, date | None]:
    return (of.valid_from, of.valid_to) if isinstance(of, Known) else (of.since, of.until)


def _runs(rows: Iterable[Known], name: str) -> list[_Run]:
    runs: list[_Run] = []
    for row in rows:
        run = _Run(row.facts.get(name), row.valid_from, row.valid_to, (row,))
        if runs and runs[-1].until == run.since and runs[-1].value == run.value:
            run = replace(run, since=runs[-1].since, rows=(*runs[-1].rows, row))
            runs.pop()
        runs.append(run)
    return runs


class _Field:
    """The values of one field, while its states are read in their order."""

    def __init__(self, name: str, written: Mapping[UUID, datetime]) -> None:
        self.name, self.written = name, written
        self.standing: list[Value] = []
        self.gone: list[Value] = []

    def read(self, states: Iterable[_State]) -> list[Value]:
        for state in states:
            self._turn(state)
        return self._told()

    def _turn(self, state: _State) -> None:
        runs = _runs(state.standing, self.name)
        left = [one for one in self.standing if not any(run.is_same(one) for run in runs)]
        now = [self._value(run, state.moment, left, runs[:place]) for place, run in enumerate(runs)]
        self.gone += [self._superseded(one, state) for one in left]
        self.standing = now

    def _superseded(self, one: Value, state: _State) -> Value:
        run = _Run(one.value, one.since, one.until, ())
        by = next((row.superseding_form for row in state.ended if run.meets(row)), None)
        return replace(one, superseded_at=state.moment, superseded_by=by)

    def _value(self, run: _Run, moment: datetime, left: Sequence[Value], before: Sequence[_Run]) -> Value:
        kept = [one for one in self.standing if run.is_same(one)]
        if kept:
            return replace(min(kept, key=lambda one: one.recorded_at), since=run.since, until=run.until)
        wrote = next((row for row in run.rows if row.recorded_at == moment), run.rows[0])
        if wrote.recorded_at > self.written[wrote.form] and (again := self._put_back(run)):
            return again
        return Value(run.value, run.since, run.until, _how(run, left, before), wrote.form, moment)

    def _put_back(self, run: _Run) -> Value | None:
        """The same value of the same form, after the form that took it away was undone."""
        for one in reversed(self.gone):
            if run.is_same(one):
                self.gone.remove(one)
                return replace(one, since=run.since, until=run.until, superseded_at=None, superseded_by=None)
        return None

    def _told(self) -> list[Value]:
        said = [one for one in (*self.standing, *self.gone) if one.is_stated]
        if not said:
            return []
        # That nothing is said is told only where something was before.
        first = min(one.since for one in said)
        silent = [one for one in self.standing if not one.is_stated and one.since > first]
        told = [*said, *(silent if self.name not in WHOLE else [])]
        return sorted(told, key=lambda one: (one.since, one.recorded_at), reverse=True)


def _how(run: _Run, left: Sequence[Value], before: Sequence[_Run]) -> How:
    wrong = [one for one in left if one.is_stated and run.meets(one)]
    follows = bool(before) and before[-1].until == run.since and is_stated(before[-1].value)
    if wrong and (not follows or any(one.since == run.since for one in wrong)):
        return How.CORRECTED
    return How.CHANGED if follows else How.STATED
