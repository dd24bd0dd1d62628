"""The pure algebra of a record's life against the same life written day by day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sanshi.register import timeline as lives
from sanshi.register.timeline import Timeline

FIRST = date(2026, 8, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(12)]
Life = dict[date, dict[str, str]]

days = st.sampled_from(DAYS)
words = st.sampled_from("abc")
facts = st.fixed_dictionaries({}, optional={"name": words, "phone": words})
whole = st.fixed_dictionaries({"name": words, "phone": words, "why": st.just("")})
operations = st.one_of(
    st.tuples(st.just("change"), days, facts),
    st.tuples(st.just("correct"), st.none(), facts),
    st.tuples(st.just("begin_rather"), days, st.none()),
    st.tuples(st.just("end"), days, st.just({"why": "moved"})),
)


def day_by_day(life: Life, what: str, day: date | None, said: dict[str, str] | None) -> Life:
    """One operation on a life that is a dictionary from days to facts."""
    if not life:
        return {}
    first, last = min(life), max(life)
    if what == "change":
        return {d: {**f, **said} if d >= day else f for d, f in life.items()}
    if what == "correct":
        wrong = life[last]
        return {d: {**f, **{n: v for n, v in said.items() if f[n] == wrong[n]}} for d, f in life.items()}
    if what == "begin_rather":
        return {d: life[max(d, first)] for d in DAYS if day <= d <= last}
    return {d: {**f, **said} for d, f in life.items() if d < day}


def on_timeline(timeline: Timeline, what: str, day: date | None, said: dict[str, str] | None) -> Timeline:
    if not timeline:
        return ()
    match what:
        case "change":
            return lives.changed(timeline, day, said)
        case "correct":
            return lives.corrected(timeline, said)
        case "begin_rather":
            return lives.begun_rather(timeline, day)
    return lives.ended(timeline, day, said)


def spelled_out(timeline: Timeline) -> Life:
    return {day: dict(span.facts) for day in DAYS for span in timeline if span.holds_on(day)}


@given(days, whole, st.lists(operations, max_size=6))
def test_a_timeline_says_what_the_days_say(day, said, done):
    timeline: Timeline = lives.begun(day, said)
    naive: Life = {d: dict(said) for d in DAYS if d >= day}
    for operation in done:
        timeline, naive = on_timeline(timeline, *operation), day_by_day(naive, *operation)
        assert spelled_out(timeline) == naive


@given(days, whole, st.lists(operations, max_size=6))
def test_spans_are_in_order_without_gap_or_overlap_and_say_different_things(day, said, done):
    timeline: Timeline = lives.begun(day, said)
    for operation in done:
        timeline = on_timeline(timeline, *operation)
        for one, next_one in pairwise(timeline):
            assert one.valid_to == next_one.valid_from
        assert all(span.valid_to is None or span.valid_from < span.valid_to for span in timeline)


@given(days, whole, days, facts)
def test_differing_names_what_the_days_show(day, said, since, other):
    before = lives.begun(day, said)
    after = lives.changed(before, since, other)
    shown = {
        name
        for d in spelled_out(before)
        for name in said
        if spelled_out(before)[d][name] != spelled_out(after)[d][name]
    }
    assert lives.differing(before, after) == shown


@given(days, whole, days, whole, days, facts)
def test_of_two_lives_one_says_on_each_day_what_is_made_of_both(
    day, said, other_day, other_said, since, other
):
    one = lives.changed(lives.begun(day, said), since, other)
    two = lives.ended(lives.begun(other_day, other_said), DAYS[9], {"why": "moved"})

    def both(first, second):
        return {"first": first and dict(first), "second": second and dict(second)}

    left, right = spelled_out(one), spelled_out(two)
    assert spelled_out(lives.combined(one, two, both)) == {
        d: both(left.get(d), right.get(d)) for d in DAYS if d in left or d in right
    }


def test_a_correction_leaves_an_earlier_other_value_alone():
    life = lives.changed(lives.begun(DAYS[0], {"name": "张伟民"}), DAYS[5], {"name": "张为民"})
    life = lives.corrected(life, {"name": "张维民"})
    assert [span.facts["name"] for span in life] == ["张伟民", "张维民"]


def test_a_change_reported_late_keeps_what_is_known_of_later_days():
    life = lives.begun(DAYS[0], {"tenure": "tenant", "phone": "1"})
    life = lives.changed(life, DAYS[8], {"phone": "2"})
    life = lives.changed(life, DAYS[4], {"tenure": "owner"})
    assert [(span.valid_from, span.facts["tenure"], span.facts["phone"]) for span in life] == [
        (DAYS[0], "tenant", "1"),
        (DAYS[4], "owner", "1"),
        (DAYS[8], "owner", "2"),
    ]
