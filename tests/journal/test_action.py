from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from sanshi.journal.digests import row_digest
from sanshi.journal.models import Head, Line, Subject
from sanshi.journal.recording import NotRecorded, action, in_committee, record, saw, touch
from sanshi.problems import REPEATED_OTHERWISE, STALE, Refused
from sanshi.streets.models import HOUSE, Serial
from sanshi.verbs import MAKE_PLACES, READ_PERSONS, READ_PLACES, Actor, PostFacts, Purpose, Scope
from tests.journal.acts import (
    OTHER_STREET,
    STREET,
    an_actor,
    in_threads,
    lines,
    make_global,
    make_here_and_in_the_house,
    make_series,
    make_two,
    the_house,
)


def test_a_write_leaves_one_line_with_its_subjects(actor: Actor) -> None:
    row = make_series(actor, uuid4(), "notices", last=7)
    (line,) = lines()
    (subject,) = line.subjects.all()
    assert (line.number, line.verb, line.account, line.post) == (
        1,
        "place.make",
        actor.account,
        actor.posts[0].id,
    )
    assert line.result == row
    assert (subject.kind, subject.subject, subject.fields) == ("streets.serial", row, ["last", "name"])


def test_no_value_stands_in_the_journal(actor: Actor) -> None:
    make_series(actor, uuid4(), "a name nobody else has")
    columns = [*Line.objects.values(), *Subject.objects.values()]
    assert "a name nobody else has" not in repr(columns)


def test_the_digest_of_a_subject_tells_a_later_change(actor: Actor) -> None:
    row = make_series(actor, uuid4(), "notices")
    (subject,) = Subject.objects.filter(subdistrict=STREET)
    assert subject.digest == row_digest(Serial.objects.get(subdistrict=STREET, pk=row))
    Serial.objects.filter(subdistrict=STREET, pk=row).update(last=99)
    assert subject.digest != row_digest(Serial.objects.get(subdistrict=STREET, pk=row))


def test_who_may_not_finds_nothing_there(streets: None) -> None:
    with pytest.raises(Http404):
        make_series(an_actor(STREET, "notice.give"), uuid4(), "notices")
    assert not lines() and not Serial.objects.filter(subdistrict=STREET).exists()


def test_the_same_call_twice_has_one_effect(actor: Actor) -> None:
    client_id = uuid4()
    assert make_series(actor, client_id, "notices") == make_series(actor, client_id, name="notices", last=0)
    assert len(lines()) == 1
    assert Serial.objects.filter(subdistrict=STREET).count() == 1


def test_the_same_client_id_with_other_content_is_refused(actor: Actor) -> None:
    client_id = uuid4()
    make_series(actor, client_id, "notices")
    for other in ("forms", "notices "):
        with pytest.raises(Refused) as refused:
            make_series(actor, client_id, other)
        assert refused.value.kind is REPEATED_OTHERWISE
    assert len(lines()) == 1


def test_the_same_client_id_of_another_account_is_another_call(actor: Actor) -> None:
    client_id = uuid4()
    make_series(actor, client_id, "notices")
    make_series(an_actor(), client_id, "forms")
    assert [line.number for line in lines()] == [1, 2]


def test_the_house_has_no_account_and_still_acts_once(streets: None) -> None:
    client_id = uuid4()
    assert make_series(the_house(), client_id, "notices") == make_series(the_house(), client_id, "notices")
    Line.objects.get(subdistrict=STREET)
    twin = Line.objects.get(subdistrict=STREET)
    twin.pk, twin.number, twin._state.adding = uuid4(), 2, True
    with pytest.raises(IntegrityError):
        twin.save(force_insert=True)


def test_a_refused_write_leaves_neither_row_nor_line(actor: Actor) -> None:
    @action(MAKE_PLACES)
    def stumble(actor: Actor, client_id: object) -> object:
        make_series(actor, uuid4(), "notices")
        raise Refused(STALE, what="", who="", when="")

    with pytest.raises(Refused):
        stumble(actor, uuid4())
    assert not lines() and not Serial.objects.filter(subdistrict=STREET).exists()
    make_series(actor, uuid4(), "forms")
    assert [line.number for line in lines()] == [1]


def test_an_inner_action_joins_the_line_of_the_outer(streets: None) -> None:
    actor = an_actor(STREET, READ_PLACES.name)
    make_two(actor, uuid4(), "notices")
    (line,) = lines()
    assert line.verb == READ_PLACES.name
    assert line.details == {"with": ["place.make"]}
    assert [subject.position for subject in line.subjects.order_by("position")] == [1, 2]


def test_an_inner_act_on_a_global_row_goes_to_the_chain_of_the_house(actor: Actor) -> None:
    client_id = uuid4()
    make_here_and_in_the_house(actor, client_id, "notices")
    (here,) = lines()
    (there,) = lines(HOUSE)
    assert [subject.kind for subject in here.subjects.all()] == ["streets.serial"]
    assert (there.verb, there.details, there.client_id) == ("account.make", {"street": STREET}, None)
    assert [subject.subject for subject in there.subjects.all()] == [client_id]


def test_an_act_on_a_global_row_goes_to_the_chain_of_the_house(streets: None) -> None:
    make_global(an_actor(STREET, "account.make"), uuid4())
    assert not lines() and len(lines(HOUSE)) == 1


def test_each_street_has_a_chain_of_its_own(streets: None) -> None:
    make_series(an_actor(STREET), uuid4(), "notices")
    make_series(an_actor(OTHER_STREET), uuid4(), "notices")
    assert [line.number for line in lines(STREET) + lines(OTHER_STREET)] == [1, 1]


def test_what_is_read_in_an_action_stands_in_its_line(actor: Actor) -> None:
    seen = uuid4()

    @action(MAKE_PLACES)
    def look(actor: Actor, client_id: object) -> object:
        saw("register.person", [seen], fields=("document",))
        return seen

    look(actor, uuid4())
    assert [subject.subject for subject in lines()[0].subjects.all()] == [seen]


def test_a_record_named_twice_is_one_subject(actor: Actor) -> None:
    one = uuid4()

    @action(MAKE_PLACES)
    def twice(actor: Actor, client_id: object) -> object:
        touch("register.person", one, fields=("name",))
        touch("register.person", one, fields=("birth_date",), version=3)
        return one

    twice(actor, uuid4())
    (subject,) = lines()[0].subjects.all()
    assert subject.fields == ["birth_date", "name"] and subject.digest


def test_the_line_names_the_post_of_the_place(streets: None) -> None:
    here, there = uuid4(), uuid4()
    grants = {MAKE_PLACES.name: Scope.COMMITTEE}
    posts = tuple(PostFacts(uuid4(), "clerk", grants, frozenset({place})) for place in (here, there))

    @action(MAKE_PLACES)
    def act(actor: Actor, client_id: object) -> object:
        in_committee(there)
        return there

    act(Actor(uuid4(), "clerk", STREET, posts), uuid4())
    assert lines()[0].post == posts[1].id


def test_a_stated_purpose_is_kept(actor: Actor) -> None:
    @action(READ_PERSONS)
    def look(actor: Actor, client_id: object) -> object:
        return client_id

    look(actor, uuid4())
    assert lines()[0].purpose == Purpose.COMPLAINT


def test_writing_outside_of_an_action_is_an_error(actor: Actor) -> None:
    with pytest.raises(NotRecorded):
        touch("register.person", uuid4())


def test_a_line_without_an_action(actor: Actor) -> None:
    record(actor, MAKE_PLACES, house=True, attempt=1)
    (line,) = lines(HOUSE)
    assert line.details == {"attempt": 1, "street": STREET}


def test_an_append_is_five_statements(actor: Actor) -> None:
    make_series(actor, uuid4(), "first")
    with CaptureQueriesContext(connection) as queries:
        make_series(actor, uuid4(), "second")
    journal = [query["sql"] for query in queries if '"journal_' in query["sql"]]
    assert len(journal) == 5
    assert "journal_head" in journal[-1] and journal[-1].startswith("UPDATE")


def test_the_head_is_the_last_line(actor: Actor) -> None:
    for name in ("notices", "forms"):
        make_series(actor, uuid4(), name)
    head = Head.objects.get(subdistrict=STREET)
    assert (head.number, head.mac) == (2, lines()[-1].mac)


@pytest.mark.usefixtures("streets_for_threads")
def test_two_at_once_with_one_client_id_have_one_effect() -> None:
    actor, client_id = an_actor(), uuid4()
    answers = in_threads([lambda: make_series(actor, client_id, "notices")] * 4)
    assert len(set(answers)) == 1
    assert len(lines()) == 1
    assert Serial.objects.filter(subdistrict=STREET).count() == 1


@pytest.mark.usefixtures("streets_for_threads")
def test_two_at_once_with_one_client_id_and_other_content_have_one_effect() -> None:
    actor, client_id = an_actor(), uuid4()
    answers = in_threads(
        [lambda: make_series(actor, client_id, "notices"), lambda: make_series(actor, client_id, "forms")]
    )
    (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert refused.kind is REPEATED_OTHERWISE
    assert len(lines()) == 1
    assert Serial.objects.filter(subdistrict=STREET).count() == 1
