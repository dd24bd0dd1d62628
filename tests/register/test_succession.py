"""Where each value came from, against forms that are replayed one after the other."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshi.register import timeline as lives
from sanshi.register.succession import How, Known, Value, as_known, succession
from sanshi.register.timeline import Timeline
from tests.register.town import at

A, B, C, D = (date(2026, 8, day) for day in (1, 5, 10, 20))


class Record:
    """Versions as `history` writes them, without a database: a form, a moment, a new timeline."""

    def __init__(self) -> None:
        self.rows: list[Known] = []
        self.timelines: list[tuple[UUID, Timeline]] = []
        self.moment = at(1)
        # What was known from each moment on.
        self.known: list[tuple[datetime, Timeline]] = []

    @property
    def timeline(self) -> Timeline:
        return self.timelines[-1][1] if self.timelines else ()

    def write(self, timeline: Timeline) -> UUID:
        form = uuid4()
        self.timelines.append((form, timeline))
        self._store(form, timeline, {})
        return form

    def undo(self) -> UUID:
        form, _ = self.timelines.pop()
        forms = {
            (row.valid_from, row.valid_to): row.form for row in self.rows if row.superseding_form == form
        }
        self._store(form, self.timeline, forms)
        return form

    def _store(self, form: UUID, timeline: Timeline, put_back: dict[Any, UUID]) -> None:
        self.moment += timedelta(hours=1)
        self.known.append((self.moment, timeline))
        standing = [row for row in self.rows if row.superseded_at is None]
        kept = []
        for row in standing:
            if any(_says(row, span) for span in timeline):
                kept.append(row)
                continue
            self.rows.remove(row)
            fields = {name: getattr(row, name) for name in Known.__slots__}
            self.rows.append(Known(**{**fields, "superseded_at": self.moment, "superseding_form": form}))
        for span in timeline:
            if not any(_says(row, span) for row in kept):
                by = put_back.get((span.valid_from, span.valid_to), form)
                self.rows.append(
                    Known(span.valid_from, span.valid_to, self.moment, None, by, None, span.facts)
                )

    def values(self, name: str = "phone") -> list[Value]:
        return succession(self.rows, [name]).get(name, [])

    def told(self, name: str = "phone") -> list[tuple[Any, date, date | None, UUID, How, bool]]:
        return [(v.value, v.since, v.until, v.form, v.how, v.stands) for v in self.values(name)]


def _says(row: Known, span: lives.Span) -> bool:
    return (row.valid_from, row.valid_to, row.facts) == (span.valid_from, span.valid_to, span.facts)


@pytest.fixture
def record() -> Record:
    return Record()


def begun(record: Record, **facts: Any) -> UUID:
    return record.write(lives.begun(A, {"name": "n", "phone": "1", **facts}))


def test_a_change_ends_the_old_value_and_names_both_forms(record: Record) -> None:
    first = begun(record)
    second = record.write(lives.changed(record.timeline, C, {"phone": "2"}))
    assert record.told() == [
        ("2", C, None, second, How.CHANGED, True),
        ("1", A, C, first, How.STATED, True),
    ]
    # The same form wrote the name's row anew, and said nothing about the name.
    assert record.told("name") == [("n", A, None, first, How.STATED, True)]


def test_a_correction_strikes_the_old_value_out(record: Record) -> None:
    first = begun(record)
    second = record.write(lives.corrected(record.timeline, {"phone": "2"}))
    [right, wrong] = sorted(record.values(), key=lambda one: not one.stands)
    assert (right.value, right.how, right.form) == ("2", How.CORRECTED, second)
    assert (wrong.value, wrong.form, wrong.superseded_by, wrong.undone) == ("1", first, second, False)


def test_an_undone_form_leaves_its_value_struck_out_and_the_old_one_with_its_own_form(record: Record) -> None:
    first = begun(record)
    second = record.write(lives.corrected(record.timeline, {"phone": "2"}))
    record.undo()
    [stands] = [one for one in record.values() if one.stands]
    [gone] = [one for one in record.values() if not one.stands]
    assert (stands.value, stands.form, stands.recorded_at) == ("1", first, at(1) + timedelta(hours=1))
    assert (gone.value, gone.form, gone.undone) == ("2", second, True)


def test_a_value_put_back_after_the_record_was_taken_away_keeps_its_form(record: Record) -> None:
    first = begun(record)
    record.write(())
    assert [one.stands for one in record.values()] == [False]
    record.undo()
    assert record.told() == [("1", A, None, first, How.STATED, True)]


def test_later_news_that_a_form_overtakes_is_struck_out(record: Record) -> None:
    first = begun(record)
    second = record.write(lives.changed(record.timeline, D, {"phone": "2"}))
    third = record.write(lives.changed(record.timeline, C, {"phone": "3"}))
    assert record.told() == [
        ("2", D, None, second, How.CHANGED, False),
        ("3", C, None, third, How.CHANGED, True),
        ("1", A, C, first, How.STATED, True),
    ]


def test_the_day_of_beginning_has_its_own_form(record: Record) -> None:
    first = begun(record)
    second = record.write(lives.begun_rather(record.timeline, B))
    third = record.write(lives.ended(record.timeline, D, {"name": "n"}))
    assert [(v.value, v.form, v.stands) for v in record.values("started_on")] == [
        (B, second, True),
        (A, first, False),
    ]
    assert [(v.value, v.form, v.stands) for v in record.values("ended_on")] == [(D, third, True)]
    assert record.told("phone") == [("1", B, D, first, How.STATED, True)]


def test_nothing_said_is_told_only_after_something_was(record: Record) -> None:
    begun(record, phone="")
    assert record.told() == []
    second = record.write(lives.changed(record.timeline, B, {"phone": "2"}))
    third = record.write(lives.changed(record.timeline, C, {"phone": ""}))
    assert [(v.value, v.form) for v in record.values()] == [("", third), ("2", second)]


def test_what_came_later_is_not_seen_at_an_earlier_moment(record: Record) -> None:
    first = begun(record)
    known = record.moment
    record.write(lives.corrected(record.timeline, {"phone": "2"}))
    seen = succession(as_known(record.rows, known), ["phone"])["phone"]
    assert [(one.value, one.form, one.stands) for one in seen] == [("1", first, True)]


# --- any script: the sources are followed day by day -------------------------------------------------------

words = st.sampled_from("ab")
some_day = st.sampled_from((A, B, C, D))
facts = st.fixed_dictionaries({}, optional={"name": words, "phone": words})
scripts = st.lists(
    st.one_of(
        st.tuples(st.just("changed"), some_day, facts),
        st.tuples(st.just("corrected"), facts),
        st.tuples(st.just("begun_rather"), some_day),
        st.tuples(st.just("undo")),
    ),
    max_size=8,
)
LAST = date(2026, 8, 25)


def every_day() -> Iterator[date]:
    yield from (A + timedelta(days=n) for n in range((LAST - A).days))


class Replayed:
    """Day by day: the value of each field and the form that first said it there. Slow and plain."""

    def __init__(self) -> None:
        self.states: list[dict[str, dict[date, str]]] = []

    def now(self) -> dict[str, dict[date, str]]:
        return self.states[-1] if self.states else {"name": {}, "phone": {}}

    def take(self, timeline: Timeline) -> None:
        said = {
            name: {day: span.facts[name] for span in timeline for day in every_day() if span.holds_on(day)}
            for name in ("name", "phone")
        }
        self.states.append(said)


@settings(max_examples=150, deadline=None)
@given(scripts)
def test_the_standing_values_are_the_timeline_and_each_form_once_said_its_value(script: Any) -> None:
    record, plain = Record(), Replayed()
    begun(record, name="a", phone="a")
    plain.take(record.timeline)
    said: dict[UUID, Timeline] = {record.timelines[0][0]: record.timeline}
    for what, *how in script:
        if what == "undo":
            if len(record.timelines) > 1:
                record.undo()
        else:
            after = getattr(lives, what)(record.timeline, *how)
            if after == record.timeline:
                continue
            said[record.write(after)] = after
        plain.take(record.timeline)
    for name in ("name", "phone"):
        values = record.values(name)
        days = {day: one.value for one in values if one.stands for day in every_day() if one.holds_on(day)}
        assert days == plain.now()[name]
        assert sum(one.holds_on(day) for one in values for day in every_day()) == len(days)
        for one in values:
            assert any(span.facts[name] == one.value for span in said[one.form])
            assert one.superseded_by is None or one.superseded_by in said


@settings(max_examples=100, deadline=None)
@given(scripts)
def test_at_each_moment_the_values_are_what_was_known_then(script: Any) -> None:
    """The page turned to a moment, against the timelines as they were written, day by day."""
    record = Record()
    begun(record, name="a", phone="a")
    for what, *how in script:
        if what == "undo":
            if len(record.timelines) > 1:
                record.undo()
        elif (after := getattr(lives, what)(record.timeline, *how)) != record.timeline:
            record.write(after)
    for moment, timeline in record.known:
        seen = succession(as_known(record.rows, moment), ["phone"])["phone"]
        stands = [one for one in seen if one.stands]
        told = {day: one.value for one in stands for day in every_day() if one.holds_on(day)}
        plain = {day: span.facts["phone"] for span in timeline for day in every_day() if span.holds_on(day)}
        assert told == plain
        assert all(one.recorded_at <= moment for one in seen)
