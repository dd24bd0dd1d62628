"""Possible duplicates: found by the batch, decided by people, taken back (plan 3.3.3)."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanshi import clock
from sanshi.accounts.models import Account, Role
from sanshi.entry.duplicates import access, actions, names
from sanshi.entry.duplicates.access import Filters
from sanshi.entry.models import Duplicate, MatchDecision, MatchVerdict
from sanshi.identity.fictive import fictive_resident_number
from sanshi.jobs import running
from sanshi.jobs.models import Job, State
from sanshi.journal.models import Line
from sanshi.journal.recording import reading
from sanshi.problems import BUILT_UPON, DECIDED_ALREADY, NOT_A_CHOICE, STALE, UNDONE_ALREADY, Refused
from sanshi.project.daily import run_daily
from sanshi.register import actions as register
from sanshi.register.access.merging import merged_into
from sanshi.register.facts import Alteration, AlterationKind
from sanshi.register.finding.store import follow
from sanshi.register.history import current
from sanshi.register.models import PersonVersion, Residency
from sanshi.verbs import DECIDE_DUPLICATES, READ_DUPLICATES, Actor
from tests import make
from tests.entry.test_races import at_once, refusals
from tests.make import NOW, STREET, Place, house
from tests.persons import somebody
from tests.standing import now, own_anchor

__all__ = ["now", "own_anchor"]


@dataclass
class Scene:
    here: Place
    there: Place
    clerk: Actor
    other_clerk: Actor
    office: Actor


@pytest.fixture
def scene(db: None) -> Scene:
    make.street()
    here, there = make.committee(1), make.committee(2)
    clerk, other_clerk = somebody(here, Role.CLERK), somebody(there, Role.CLERK)
    office = somebody(here, Role.POPULATION_OFFICE)
    return Scene(here, there, clerk.actor, other_clerk.actor, office.actor)


def live(place: Place, door: int = 0, **facts: object) -> UUID:
    person = register.register_person(
        house(), uuid4(), uuid4(), make.person(**facts), make.stay(), place.doors[door].pk, clock.today()
    )
    follow(STREET, [person])
    return person


def twice(place: Place, other: Place | None = None, name: str = "张伟民") -> tuple[UUID, UUID]:
    """One person with a number, and again without one, with the same phone."""
    known = make.person(name)
    first = live(place, name=known.name, document_number=known.document_number, phone=known.phone, sex="2")
    nameless = {"document_type": "", "document_number": "", "phone": known.phone, "name": known.name}
    return first, live(other or place, 1, **nameless, no_document_reason="not_at_hand")


def search(street: str = STREET) -> Job:
    """As the worker runs it."""
    actions.ask_search(house(street), uuid4())
    job = Job.objects.filter(kind=names.FIND).latest("created_at")
    running.run(street, job.pk)
    job.refresh_from_db()
    return job


def only_pair() -> Duplicate:
    return Duplicate.objects.get()


def version(pair: Duplicate) -> int:
    return access.version_of(pair)


@contextmanager
def refused(kind: object) -> Any:
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.kind == kind


# The search


def test_search_writes_pairs_once_and_says_who_is_older(scene: Scene) -> None:
    one, other = twice(scene.here)
    live(scene.here, 2, name="欧阳秋实")
    assert search().state == State.DONE
    pair = only_pair()
    assert (pair.one, pair.other, pair.committee_id) == (one, other, scene.here.committee)
    assert pair.why
    again = search()
    assert (again.state, again.done) == (State.DONE, 3)
    assert Duplicate.objects.count() == 1


def test_search_that_was_stopped_goes_on(scene: Scene) -> None:
    twice(scene.here)
    actions.ask_search(house(), uuid4())
    job = Job.objects.get(kind=names.FIND)
    Job.objects.filter(pk=job.pk).update(done=2)
    running.run(STREET, job.pk)
    assert only_pair().gone_at is None


def test_second_search_waits_for_the_first(scene: Scene) -> None:
    first = actions.ask_search(scene.office, uuid4())
    assert actions.ask_search(scene.office, uuid4()) == first
    assert Job.objects.filter(kind=names.FIND).count() == 1


def test_pair_that_is_found_no_more_is_gone_and_comes_back(scene: Scene) -> None:
    one, other = twice(scene.here)
    with clock.frozen(NOW):
        search()
    stay = Residency.objects.get(person=other)
    was = make.person(name="司马冬青")
    with clock.frozen(NOW.replace(hour=11)):
        form = uuid4()
        change = Alteration(AlterationKind.CORRECTION)
        register.alter_person(house(), uuid4(), form, stay.pk, was, None, change, clock.today())
        follow(STREET, [one, other])
        search()
    assert only_pair().gone_at is not None
    with clock.frozen(NOW.replace(hour=12)):
        register.undo(house(), uuid4(), form)
        follow(STREET, [one, other])
        search()
    assert only_pair().gone_at is None


def test_namesake_of_another_birthday_by_valid_numbers_is_nobody_to_look_at(scene: Scene) -> None:
    for born in (date(1990, 5, 17), date(1972, 11, 3)):
        number = fictive_resident_number("010101", born, 901)
        live(scene.here, name="张伟民", document_number=number, birth_date=born, sex="1")
    assert search().state == State.DONE
    assert not Duplicate.objects.exists()


def test_register_is_searched_on_sundays(scene: Scene) -> None:
    for day, asked in ((10, 0), (11, 1), (11, 1), (12, 1)):
        with clock.frozen(datetime(2026, 10, day, 4, 30, tzinfo=clock.SHANGHAI)):
            assert list(run_daily())
        assert Job.objects.filter(kind=names.FIND).count() == asked


# The decision


def test_two_persons_are_never_asked_about_again(scene: Scene) -> None:
    twice(scene.here)
    search()
    pair = only_pair()
    decision = actions.tell_apart(scene.clerk, uuid4(), pair.pk, version(pair), "双胞胎")
    row = MatchDecision.objects.get(pk=decision)
    assert (row.verdict, row.one, row.other, row.reason) == (
        MatchVerdict.DIFFERENT,
        pair.one,
        pair.other,
        "双胞胎",
    )
    assert (row.band, row.probability, row.why) == (pair.band, pair.probability, pair.why)
    search()
    assert not Duplicate.objects.filter(access.WAITING).exists()
    actions.undo(scene.clerk, uuid4(), decision, "看错了")
    assert Duplicate.objects.filter(access.WAITING).get().pk == pair.pk


def test_merged_pair_is_one_record_and_two_again(scene: Scene) -> None:
    one, other = twice(scene.here)
    search()
    pair = only_pair()
    before = set(PersonVersion.objects.filter(current()).values_list("person", "name", "form"))
    decision = actions.merge(scene.clerk, uuid4(), pair.pk, version(pair), other, ("sex",), "同一人")
    assert merged_into(STREET, one) == other
    said = PersonVersion.objects.get(current(), person=other)
    assert said.document_number is not None and said.sex == "2"
    assert MatchDecision.objects.get(pk=decision).verdict == MatchVerdict.MERGED
    actions.undo(scene.clerk, uuid4(), decision, "看错了")
    assert set(PersonVersion.objects.filter(current()).values_list("person", "name", "form")) == before
    assert merged_into(STREET, one) is None
    assert only_pair().decision is None
    with refused(UNDONE_ALREADY):
        actions.undo(scene.clerk, uuid4(), decision, "再来")


def test_other_pairs_of_a_merged_record_wait_no_more_until_it_is_undone(scene: Scene) -> None:
    one, other = twice(scene.here)
    third = live(scene.here, 2)
    rows = [
        Duplicate.objects.create(
            subdistrict_id=STREET,
            kind="person",
            one=a,
            other=b,
            committee_id=scene.here.committee,
            band="look",
            probability=0.5,
            found_at=clock.now(),
        )
        for a, b in ((one, other), (other, third))
    ]
    decision = actions.merge(scene.clerk, uuid4(), rows[0].pk, version(rows[0]), one, (), "同一人")
    assert not Duplicate.objects.filter(access.WAITING).exists()
    actions.undo(scene.clerk, uuid4(), decision, "看错了")
    assert Duplicate.objects.filter(access.WAITING).count() == 2


def test_who_comes_second_is_told_what_was_decided(scene: Scene) -> None:
    twice(scene.here)
    search()
    pair = only_pair()
    seen = version(pair)
    actions.tell_apart(scene.clerk, uuid4(), pair.pk, seen, "双胞胎")
    with refused(DECIDED_ALREADY):
        actions.merge(scene.office, uuid4(), pair.pk, seen, pair.one, (), "同一人")


def test_page_that_is_overtaken_by_a_form_decides_nothing(scene: Scene) -> None:
    _one, other = twice(scene.here)
    search()
    pair = only_pair()
    seen = version(pair)
    stay = Residency.objects.get(person=other)
    later = make.person(name="张伟敏")
    change = Alteration(AlterationKind.CORRECTION)
    register.alter_person(house(), uuid4(), uuid4(), stay.pk, later, None, change, clock.today())
    with refused(STALE):
        actions.tell_apart(scene.clerk, uuid4(), pair.pk, seen, "双胞胎")


def test_merge_built_upon_by_a_form_is_not_undone(scene: Scene) -> None:
    twice(scene.here)
    search()
    pair = only_pair()
    decision = actions.merge(scene.clerk, uuid4(), pair.pk, version(pair), pair.one, (), "同一人")
    stay = Residency.objects.filter(versions__superseded_at=None, versions__valid_to=None).latest("id")
    later = make.person(name="张伟敏", document_number="", document_type="")
    change = Alteration(AlterationKind.CORRECTION)
    register.alter_person(house(), uuid4(), uuid4(), stay.pk, later, None, change, clock.today())
    with refused(BUILT_UPON):
        actions.undo(scene.clerk, uuid4(), decision, "看错了")
    assert MatchDecision.objects.get(pk=decision).undone_at is None


def test_kept_record_is_one_of_the_two_and_parts_are_known(scene: Scene) -> None:
    twice(scene.here)
    search()
    pair = only_pair()
    with refused(NOT_A_CHOICE):
        actions.merge(scene.clerk, uuid4(), pair.pk, version(pair), uuid4(), (), "同一人")
    with refused(NOT_A_CHOICE):
        actions.merge(scene.clerk, uuid4(), pair.pk, version(pair), pair.one, ("shoe size",), "同一人")
    assert not MatchDecision.objects.exists()


def test_pair_across_committees_is_the_offices(scene: Scene) -> None:
    twice(scene.here, scene.there)
    search()
    pair = only_pair()
    for clerk in (scene.clerk, scene.other_clerk):
        assert not access.waiting(clerk, Filters()).exists()
        with pytest.raises(Http404):
            actions.tell_apart(clerk, uuid4(), pair.pk, version(pair), "双胞胎")
    assert access.waiting(scene.office, Filters()).get() == pair
    actions.tell_apart(scene.office, uuid4(), pair.pk, version(pair), "双胞胎")


# The pages


@pytest.fixture
def browse() -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        account = Account.objects.get(pk=actor.account)
        client.force_login(account, "sanshi.accounts.backend.AccountBackend")
        return client

    return sign_in


Browse = Callable[[Actor], Client]


def test_list_agrees_with_its_counts_and_shows_no_whole_name(scene: Scene, browse: Browse) -> None:
    twice(scene.here)
    twice(scene.here, name="欧阳秋实")
    search()
    page = browse(scene.clerk).get(f"/{STREET}/duplicates")
    text = page.content.decode()
    assert "<strong>2</strong> pairs wait" in text
    assert "张伟民" not in text and "欧阳秋实" not in text
    with reading(scene.clerk, READ_DUPLICATES):
        listed = access.listed(scene.clerk, Filters(), "")
    assert len(listed.rows) == listed.total == 2
    for band in ("same", "look"):
        answer = browse(scene.clerk).get(f"/{STREET}/duplicates?band={band}")
        assert answer.content.decode().count("data-row") == getattr(listed, band)


def test_pair_page_shows_both_and_leads_to_the_next(scene: Scene, browse: Browse) -> None:
    twice(scene.here)
    twice(scene.here, name="欧阳秋实")
    search()
    client = browse(scene.clerk)
    first, second = access.waiting(scene.clerk, Filters()).order_by(*access.ORDER)
    text = client.get(f"/{STREET}/duplicates/{first.pk}").content.decode()
    assert "张伟民" in text or "欧阳秋实" in text
    assert PersonVersion.objects.filter(document_number__isnull=False)[0].document_number.open() not in text
    sent = {
        "client_id": str(uuid4()),
        "version": version(first),
        "verdict": "merged",
        "kept": "one",
        "reason": "同一人",
    }
    answer = client.post(f"/{STREET}/duplicates/{first.pk}", sent)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/duplicates/{second.pk}")
    undo = client.get(answer["Location"]).content.decode()
    decision = MatchDecision.objects.get()
    assert f"/duplicates/decided/{decision.pk}/undo" in undo
    gone = client.get(f"/{STREET}/duplicates/{first.pk}")
    assert gone.status_code == 200
    done = client.post(
        f"/{STREET}/duplicates/decided/{decision.pk}/undo", {"client_id": str(uuid4()), "reason": "看错了"}
    )
    assert done["Location"].endswith("/duplicates/decided")
    assert "Undone" in client.get(done["Location"]).content.decode()


def test_decision_without_a_reason_or_with_a_number_in_it_is_refused(scene: Scene, browse: Browse) -> None:
    twice(scene.here)
    search()
    pair = only_pair()
    sent = {"client_id": str(uuid4()), "version": version(pair), "verdict": "different", "kept": "one"}
    url = f"/{STREET}/duplicates/{pair.pk}"
    assert browse(scene.clerk).post(url, sent).status_code == 422
    number = "010101199005170019"
    assert browse(scene.clerk).post(url, sent | {"reason": number}).status_code == 422
    assert not MatchDecision.objects.exists()


def test_list_asks_no_more_for_more_rows(scene: Scene, browse: Browse) -> None:
    client = browse(scene.clerk)
    counts = []
    for name in ("张伟民", "欧阳秋实", "司马冬青", "诸葛春晓"):
        twice(scene.here, name=name)
        search()
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{STREET}/duplicates")
        counts.append(len(queries))
    assert counts[-1] <= counts[1]


def test_reads_are_noted(scene: Scene) -> None:
    twice(scene.here)
    search()
    before = Line.objects.count()
    with reading(scene.clerk, DECIDE_DUPLICATES):
        access.sides(scene.clerk, only_pair())
    line = Line.objects.latest("number")
    assert Line.objects.count() == before + 1
    assert line.verb == "duplicate.decide"


# Two at once


def test_one_of_two_decisions_at_once_stands(transactional_db: None) -> None:
    make.street()
    place = make.committee(1)
    clerks = [somebody(place, Role.CLERK).actor, somebody(place, Role.POPULATION_OFFICE).actor]
    one, other = twice(place)
    search()
    pair = only_pair()
    seen = version(pair)
    answers = at_once(
        lambda: actions.merge(clerks[0], uuid4(), pair.pk, seen, one, (), "同一人"),
        lambda: actions.tell_apart(clerks[1], uuid4(), pair.pk, seen, "双胞胎"),
        lambda: actions.merge(clerks[1], uuid4(), pair.pk, seen, other, (), "同一人"),
    )
    assert refusals(answers) == [DECIDED_ALREADY] * 2
    decision = MatchDecision.objects.get()
    assert only_pair().decision == decision
    merged = decision.verdict == MatchVerdict.MERGED
    assert PersonVersion.objects.filter(current()).count() == (1 if merged else 2)
