"""Two clerks, one form: whoever is second is told; the register has one of everything."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from sanshi.collection.models import HandOver, State
from sanshi.entry.actions import (
    VolumeOpened,
    enter,
    file_form,
    hold_form,
    open_volume,
    return_form,
)
from sanshi.entry.choice import Decision, Seen
from sanshi.entry.models import Entry, Filing, Hold, Match, MatchDecision
from sanshi.identity.matching.evidence import Band
from sanshi.journal.verify import verify
from sanshi.problems import ALREADY_FILED, ALREADY_REGISTERED, CANDIDATES_CHANGED, STALE, Refused
from sanshi.register.models import Person
from tests.entry.desk import a_clerk, a_collector, a_person, an_arrival, entered, resembling, stored
from tests.visits.neighbourhood import STREET, CommitteeHere, a_committee, a_street, working_days

THREADS = 8


@pytest.fixture
def there(transactional_db: None) -> CommitteeHere:
    a_street()
    working_days()
    return a_committee(1, doors=THREADS)


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Each in a thread with its own connection; an exception is an answer too."""
    together = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        together.wait()
        try:
            return job()
        except Exception as failure:
            return failure
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def refusals(answers: list[object]) -> list[object]:
    failed = [one for one in answers if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert not failed
    return [one.kind for one in answers if isinstance(one, Refused)]


def test_eight_clerks_enter_one_form_once(there: CommitteeHere) -> None:
    form = an_arrival(a_collector(there, "李强"), there.doors[0][0])
    clerks = [a_clerk(there, f"王芳{number}") for number in range(THREADS)]
    answers = at_once(
        *(lambda clerk=clerk: enter(clerk, uuid4(), form.pk, form.version, Decision()) for clerk in clerks)
    )
    assert refusals(answers) == [STALE] * (THREADS - 1)
    assert Entry.objects.filter(subdistrict=STREET).count() == 1
    assert Person.objects.filter(subdistrict=STREET).count() == 1
    assert HandOver.objects.filter(subdistrict=STREET, answer="entered").count() == 1
    assert str(verify()).startswith("intact")


def test_a_double_click_enters_once_and_both_see_it_done(there: CommitteeHere) -> None:
    form = an_arrival(a_collector(there, "李强"), there.doors[0][0])
    clerk, sent = a_clerk(there, "王芳"), uuid4()
    click = lambda: enter(clerk, sent, form.pk, form.version, Decision())  # noqa: E731
    answers = at_once(*[click] * THREADS)
    assert answers == [answers[0]] * THREADS
    assert Entry.objects.get(subdistrict=STREET).pk == answers[0]


def test_entered_or_returned_but_never_both(there: CommitteeHere) -> None:
    form = an_arrival(a_collector(there, "李强"), there.doors[0][0])
    clerk, colleague = a_clerk(there, "王芳"), a_clerk(there, "周敏")
    reasons = {"phone": "少一位"}
    answers = at_once(
        lambda: enter(clerk, uuid4(), form.pk, form.version, Decision()),
        lambda: return_form(colleague, uuid4(), form.pk, form.version, reasons),
    )
    assert refusals(answers) == [STALE]
    state = stored(form.pk).state
    assert state in {State.ENTERED, State.RETURNED}
    assert Entry.objects.filter(subdistrict=STREET).count() == (state == State.ENTERED)


def test_one_person_on_eight_forms_is_registered_once(there: CommitteeHere) -> None:
    collector, someone = a_collector(there, "李强"), a_person()
    forms = [an_arrival(collector, door, someone) for door in there.doors[0]]
    clerk = a_clerk(there, "王芳")
    answers = at_once(
        *(lambda form=form: enter(clerk, uuid4(), form.pk, form.version, Decision()) for form in forms)
    )
    assert refusals(answers) == [ALREADY_REGISTERED] * (THREADS - 1)
    assert Person.objects.filter(subdistrict=STREET).count() == 1


def test_one_person_without_a_number_is_registered_once(there: CommitteeHere) -> None:
    """Each alone would be somebody new: whoever is second is asked whether it is the first one."""
    collector, someone = a_collector(there, "李强"), resembling(a_person())
    forms = [an_arrival(collector, door, someone) for door in there.doors[0]]
    clerk = a_clerk(there, "王芳")
    seen = Decision(seen=Seen(Band.NEW))
    answers = at_once(
        *(lambda form=form: enter(clerk, uuid4(), form.pk, form.version, seen) for form in forms)
    )
    assert refusals(answers) == [CANDIDATES_CHANGED] * (THREADS - 1)
    assert Person.objects.filter(subdistrict=STREET).count() == 1


def test_the_same_or_another_but_never_both(there: CommitteeHere) -> None:
    collector, someone = a_collector(there, "李强"), a_person()
    first = an_arrival(collector, there.doors[0][0], someone)
    clerk, colleague = a_clerk(there, "王芳"), a_clerk(there, "周敏")
    known = stored(entered(clerk, first).form_id).person_id
    form = an_arrival(collector, there.doors[0][1], resembling(someone))
    answers = at_once(
        lambda: enter(clerk, uuid4(), form.pk, form.version, Decision(Match.SAME, known, "见过本人")),
        lambda: enter(colleague, uuid4(), form.pk, form.version, Decision(Match.NEW, None, "双胞胎")),
        lambda: hold_form(colleague, uuid4(), form.pk, form.version, "等证件"),
    )
    assert refusals(answers) == [STALE, STALE]
    persons = Person.objects.filter(subdistrict=STREET).count()
    verdicts = tuple(MatchDecision.objects.filter(subdistrict=STREET).values_list("verdict", flat=True))
    held = Hold.objects.filter(subdistrict=STREET).count()
    assert (persons, verdicts, held) in {(1, (), 1), (1, ("same",), 0), (2, ("different",), 0)}


def test_a_place_in_a_volume_is_given_once(there: CommitteeHere) -> None:
    collector, clerk = a_collector(there, "李强"), a_clerk(there, "王芳")
    forms = [entered(clerk, an_arrival(collector, door)).form for door in there.doors[0]]
    volume = open_volume(clerk, uuid4(), VolumeOpened(there.row.pk))
    answers = at_once(*(lambda form=form: file_form(clerk, uuid4(), form.pk, volume, 1) for form in forms))
    assert refusals(answers) == [ALREADY_FILED] * (THREADS - 1)
    assert Filing.objects.filter(subdistrict=STREET).count() == 1
