"""Versions in the database against a model that keeps every form and replays those known at a moment."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshi import clock
from sanshi.problems import BUILT_UPON, Refused
from sanshi.register import history
from sanshi.register.history import PERSONS, Life, Writing
from sanshi.register.models import Person, PersonVersion
from tests.register.test_timeline import DAYS, day_by_day
from tests.register.town import STREET, Town, at

EMPTY: dict[str, Any] = {
    "document_type": "",
    "document_number": None,
    "document_index": "",
    "no_document_reason": "",
    "sex": "",
    "birth_date": None,
    "guardian_phone": None,
    "notice_version": "",
    "notified_on": None,
}
NEVER = datetime(9999, 1, 1, tzinfo=clock.SHANGHAI)
SHOWN = ("name", "phone", "guardian_name")

days = st.sampled_from(DAYS)
words = st.sampled_from("abc")
# phone is a sealed column, guardian_name stands for how it ended.
facts = st.fixed_dictionaries({}, optional={"name": words, "phone": words})
steps = st.one_of(
    st.tuples(st.just("begin"), days, st.fixed_dictionaries({"name": words, "phone": words})),
    st.tuples(st.just("change"), days, facts),
    st.tuples(st.just("correct"), st.none(), facts),
    st.tuples(st.just("begin_rather"), days, st.none()),
    st.tuples(st.just("end"), days, st.just({"guardian_name": "moved"})),
    st.tuples(st.just("retract"), st.none(), st.none()),
    st.tuples(st.just("undo"), st.none(), st.none()),
)
# Which of two records, how many minutes later (the clock may stand still or be set back), what.
scripts = st.lists(st.tuples(st.integers(0, 1), st.integers(-1, 2), steps), max_size=10)


@dataclass
class Entered:
    """One form of the model: replayed by whoever asks at a moment from `at` on and before `undone_at`."""

    form: UUID
    at: datetime
    step: tuple[str, date | None, dict[str, str] | None]
    undone_at: datetime | None = None

    def known(self, moment: datetime) -> bool:
        return self.at <= moment and (self.undone_at is None or moment < self.undone_at)


@dataclass
class Naive:
    """All forms about one record, in the order they came."""

    forms: list[Entered] = field(default_factory=list)
    last: datetime | None = None

    def moment(self, now: datetime) -> datetime:
        self.last = max(self.last or now, now)
        return self.last

    def life(self, moment: datetime) -> dict[date, dict[str, str]]:
        days: dict[date, dict[str, str]] = {}
        for entered in self.forms:
            if entered.known(moment):
                days = self._after(days, *entered.step)
        return days

    @staticmethod
    def _after(days, what, day, said):
        if what == "begin":
            return {d: {**said, "guardian_name": ""} for d in DAYS if d >= day}
        return {} if what == "retract" else day_by_day(days, what, day, said)

    def standing(self) -> list[Entered]:
        return [entered for entered in self.forms if entered.undone_at is None]


def write(record: UUID, form: UUID, now: datetime, what: str, day: date | None, said: Any) -> bool:
    life = Life(PERSONS, Writing(STREET, form, now), record)
    if what == "begin":
        who = Person.objects.get(subdistrict=STREET, pk=record)
        life.begin(day, {**EMPTY, **said, "guardian_name": "", "person": who})
    elif what == "correct":
        life.correct(said)
    elif what in {"begin_rather"}:
        life.begin_rather(day)
    elif what == "retract":
        life.retract()
    else:
        getattr(life, what)(day, said)
    return bool(life.write())


def play(script: Any) -> dict[UUID, Naive]:
    records = [Person.objects.create(subdistrict_id=STREET).pk for _ in range(2)]
    naive = {record: Naive() for record in records}
    now = at(3)
    for which, minutes, (what, day, said) in script:
        now += timedelta(minutes=minutes)
        model, record = naive[records[which]], records[which]
        if what == "undo":
            undo_some(model, now)
        elif bool(model.life(NEVER)) != (what == "begin"):
            form = uuid4()
            if write(record, form, now, what, day, said):
                model.forms.append(Entered(form, model.moment(now), (what, day, said)))
    return naive


def undo_some(model: Naive, now: datetime) -> None:
    """The last standing form goes; the one before it is refused as long as that one stands."""
    standing = model.standing()
    if not standing:
        return
    *earlier, last = standing
    for entered in earlier:
        with pytest.raises(Refused) as refused:
            history.undo(Writing(STREET, entered.form, now), number_of=lambda form: f"no {form}")
        assert refused.value.kind is BUILT_UPON
        assert refused.value.params == {"number": f"no {last.form}"}
    history.undo(Writing(STREET, last.form, now))
    last.undone_at = model.moment(now)


def answer(record: UUID, moment: datetime) -> dict[date, dict[str, str]]:
    rows = PersonVersion.objects.filter(history.known_at(moment), subdistrict=STREET, person=record)
    found: dict[date, dict[str, str]] = {}
    for row in rows:
        facts = history.facts_of(row)
        for day in DAYS:
            if row.valid_from <= day and (row.valid_to is None or day < row.valid_to):
                assert day not in found, "two versions of one record hold on one day"
                found[day] = {name: facts[name] for name in SHOWN}
    return found


def moments(naive: Naive) -> list[datetime]:
    marks = [entered.at for entered in naive.forms]
    marks += [entered.undone_at for entered in naive.forms if entered.undone_at]
    around = {mark + timedelta(seconds=seconds) for mark in marks for seconds in (-1, 0, 1)}
    return sorted(around)


many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(scripts)
def test_each_day_as_known_at_each_moment_is_what_the_forms_known_by_then_say(
    town: Town, script: Any
) -> None:
    for record, naive in play(script).items():
        for moment in moments(naive):
            assert answer(record, moment) == naive.life(moment)


@many
@given(scripts)
def test_what_was_known_stays_known(town: Town, script: Any) -> None:
    """Only superseded_at and superseding_form of a version are ever written, once, together."""
    seen: dict[UUID, Any] = {}

    def look(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        result = execute(sql, *rest)
        if "register_personversion" in sql and not sql.startswith("SELECT"):
            assert not sql.startswith("DELETE")
            compare(seen)
        return result

    with connection.execute_wrapper(look):
        play(script)


def compare(seen: dict[UUID, Any]) -> None:
    now = {row["id"]: row for row in PersonVersion.objects.values()}
    for pk, before in seen.items():
        after = now[pk]
        if before["superseded_at"] is None and after["superseded_at"] is not None:
            assert after["superseding_form"] is not None
            assert after["superseded_at"] >= after["recorded_at"]
            after = {**after, "superseded_at": None, "superseding_form": None}
        assert after == before
    seen.update(now)


def a_person(form: UUID, name: str = "a", since: date = DAYS[0]) -> UUID:
    record = Person.objects.create(subdistrict_id=STREET).pk
    write(record, form, at(3), "begin", since, {"name": name, "phone": "1"})
    return record


def test_undoing_brings_back_the_words_of_the_earlier_form(town: Town) -> None:
    first, second = uuid4(), uuid4()
    record = a_person(first)
    write(record, second, at(4), "change", DAYS[3], {"phone": "2"})
    history.undo(Writing(STREET, second, at(5)))
    row = PersonVersion.objects.get(history.current(), subdistrict=STREET, person=record)
    assert (row.form, row.recorded_at, row.phone.open()) == (first, at(5), "1")
    history.undo(Writing(STREET, first, at(6)))
    assert not PersonVersion.objects.filter(history.current(), subdistrict=STREET, person=record).exists()


def test_undoing_twice_is_undoing_once(town: Town) -> None:
    first, second = uuid4(), uuid4()
    record = a_person(first)
    write(record, second, at(4), "change", DAYS[3], {"phone": "2"})
    history.undo(Writing(STREET, second, at(5)))
    before = list(PersonVersion.objects.order_by("id").values_list("id", "superseded_at"))
    history.undo(Writing(STREET, second, at(6)))
    assert list(PersonVersion.objects.order_by("id").values_list("id", "superseded_at")) == before


def test_a_form_that_changes_nothing_leaves_no_trace(town: Town) -> None:
    record = a_person(uuid4())
    assert not write(record, uuid4(), at(4), "change", DAYS[3], {"phone": "1"})
    assert PersonVersion.objects.filter(subdistrict=STREET, person=record).count() == 1


def test_a_record_that_another_rests_on_cannot_be_undone_but_its_later_words_can(town: Town) -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    record = a_person(first)
    write(record, second, at(4), "change", DAYS[3], {"phone": "2"})
    Life(PERSONS, Writing(STREET, third, at(5)), record).refer()
    history.undo(Writing(STREET, second, at(6)))
    with pytest.raises(Refused) as refused:
        history.undo(Writing(STREET, first, at(7)), number_of=str)
    assert refused.value.params == {"number": str(third)}
    history.undo(Writing(STREET, third, at(8)))
    history.undo(Writing(STREET, first, at(9)))
    assert not PersonVersion.objects.filter(history.current(), subdistrict=STREET, person=record).exists()


def test_a_record_of_another_street_stays_untouched(town: Town) -> None:
    record = a_person(uuid4())
    life = Life(PERSONS, Writing("000000102", uuid4(), at(4)), record)
    assert not life.exists
