"""My beat: whose, what its page counts, and that each count opens to the list behind it."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanshi.entry.models import Entry
from sanshi.verbs import Actor
from sanshi.visits.actions import record_attempt
from sanshi.visits.models import AttemptResult, Team
from tests.entry.desk import a_clerk, a_collector, an_arrival, entered
from tests.home.conftest import Browser, address, text, tiles
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, a_dwelling, a_visit, an_actor

WEEK_AGO = TODAY - timedelta(days=7)
MOST_QUERIES = 45


@pytest.fixture
def cadre(here: CommitteeHere) -> Actor:
    return an_actor("cadre", name="陈静", committee=here.row, beat=here.beats[1])


@pytest.fixture
def reader(signed_in: Browser) -> Browser:
    """Signed in, with the purpose stated that the register asks for."""

    def sign_in(actor: Actor, **headers: str) -> Client:
        client = signed_in(actor, **headers)
        session = client.session
        session["purpose"] = "verify-record"
        session.save()
        return client

    return sign_in


def beat_page(client: Client, **asked: object) -> HttpResponse:
    answer = client.get(address("my-beat"), {name: str(value) for name, value in asked.items()})
    assert answer.status_code == 200
    return answer


def heading(answer: HttpResponse) -> str:
    found = re.search(r"<h1>(.*?)</h1>", answer.content.decode(), re.S)
    assert found is not None
    return found.group(1).strip()


def an_entry(here: CommitteeHere, beat: int = 1, door: int = 0) -> UUID:
    collector, clerk = a_collector(here, "李强"), a_clerk(here, "王芳")
    return entered(clerk, an_arrival(collector, here.doors[beat][door])).pk


# Whose


def test_a_cadres_own_beat_comes_first_and_colleagues_beats_are_there_too(
    here: CommitteeHere, cadre: Actor, reader: Browser
) -> None:
    client = reader(cadre)
    assert heading(beat_page(client)) == "My beat: 2片"
    assert heading(beat_page(client, beat=here.beats[0].pk)) == "1片"


@pytest.mark.parametrize("role", ["secretary", "coordinator", "clerk", "officer"])
def test_others_begin_with_the_first_beat_of_the_committee(
    here: CommitteeHere, reader: Browser, role: str
) -> None:
    assert heading(beat_page(reader(an_actor(role, committee=here.row)))) == "1片"


def test_an_office_chooses_the_committee_first(
    here: CommitteeHere, elsewhere: CommitteeHere, reader: Browser
) -> None:
    client = reader(an_actor("population-office"))
    assert "Choose a committee first." in text(beat_page(client))
    assert "第2居委" in text(beat_page(client, committee=elsewhere.row.pk))


def test_a_beat_of_another_committee_is_absent(
    here: CommitteeHere, elsewhere: CommitteeHere, cadre: Actor, reader: Browser
) -> None:
    client = reader(cadre)
    assert client.get(address("my-beat"), {"beat": str(elsewhere.beats[0].pk)}).status_code == 404
    assert client.get(address("my-beat-week", elsewhere.beats[0].pk)).status_code == 404


@pytest.mark.parametrize("role", ["steward", "security-team", "section", "leader"])
def test_who_reads_no_dwellings_has_no_beat(here: CommitteeHere, reader: Browser, role: str) -> None:
    place = {"committee": here.row} if role in {"steward", "security-team"} else {}
    assert reader(an_actor(role, **place)).get(address("my-beat")).status_code == 404


# What it counts


def test_its_stairways_stand_there_with_their_grids_and_no_others(
    here: CommitteeHere, cadre: Actor, reader: Browser
) -> None:
    page = beat_page(reader(cadre)).content.decode()
    shown = set(re.findall(r'class="cell [^"]*" data-door="([\w-]+)"', page))
    assert shown == {str(door.pk) for door in here.doors[1]}


def test_a_cadre_sees_the_visits_he_goes_to_and_a_secretary_all(
    here: CommitteeHere, cadre: Actor, reader: Browser
) -> None:
    a_visit(here.doors[1][0], team=Team.CADRE)
    a_visit(here.doors[1][1], team=Team.COORDINATOR)
    a_visit(here.doors[0][0], team=Team.CADRE)
    assert tiles(beat_page(reader(cadre)))["Visits open"][0] == "1"
    secretary = reader(an_actor("secretary", committee=here.row))
    assert tiles(beat_page(secretary, beat=here.beats[1].pk))["Visits open"][0] == "2"


def test_doors_where_nobody_was_in_are_named_with_the_attempts(
    here: CommitteeHere, cadre: Actor, reader: Browser
) -> None:
    visit = a_visit(here.doors[1][0], team=Team.CADRE)
    a_visit(here.doors[1][1], team=Team.CADRE)
    for version in (0, 1):
        record_attempt(cadre, uuid4(), visit.pk, version, AttemptResult.NOBODY_IN)
    record_attempt(cadre, uuid4(), visit.pk, 2, AttemptResult.REFUSED)
    answer = beat_page(reader(cadre))
    assert tiles(answer)["Nobody was in"][0] == "1"
    part = answer.content.decode().split('id="nobody-in"')[1].split("</section>")[0]
    assert here.doors[1][0].address in part and '<td class="number" data-label="Attempts">2</td>' in part


def test_a_clerk_reads_no_visits_but_the_beat(here: CommitteeHere, reader: Browser) -> None:
    a_visit(here.doors[0][0])
    answer = beat_page(reader(an_actor("clerk", committee=here.row)))
    assert "Visits open" not in tiles(answer) and "data-dots" not in answer.content.decode()


def test_groups_name_their_stewards_or_say_that_there_is_none(
    here: CommitteeHere, cadre: Actor, reader: Browser
) -> None:
    assert "No steward" in text(beat_page(reader(cadre)))
    place = {"committee": here.row, "beat": here.beats[1], "group": here.groups[1]}
    an_actor("steward", name="陈阿姨", **place)
    shown = text(beat_page(reader(cadre)))
    assert "陈阿姨" in shown and "No steward" not in shown


def test_what_is_not_verified_in_time_is_counted(here: CommitteeHere, cadre: Actor, reader: Browser) -> None:
    for doors in here.doors:
        a_dwelling(doors[0])
    assert tiles(beat_page(reader(cadre)))["Not verified for long"][0] == "1"


# The week


def week_of(client: Client, here: CommitteeHere, **asked: str) -> HttpResponse:
    answer = client.get(address("my-beat-week", here.beats[1].pk), asked)
    assert answer.status_code == 200
    return answer


def test_a_change_of_the_week_is_counted_and_opens_to_its_door(
    here: CommitteeHere, cadre: Actor, reader: Browser
) -> None:
    an_entry(here)
    client = reader(cadre)
    answer = beat_page(client)
    count, url = tiles(answer)["Changes of the week"]
    assert count == "1"
    link = re.search(r'<a href="([^"]*subject=person[^"]*)">1</a>', answer.content.decode())
    assert link is not None and link.group(1).startswith(url)
    listed = client.get(link.group(1).replace("&amp;", "&"))
    assert here.doors[1][0].address in text(listed) and "1 change" in text(listed)
    assert "1 change" not in text(week_of(client, here, subject="unit"))


def test_what_is_older_undone_of_another_beat_or_changed_nothing_is_no_change(
    here: CommitteeHere, cadre: Actor, reader: Browser
) -> None:
    client = reader(cadre)
    old, void, same, other = (an_entry(here, beat, door) for beat, door in ((1, 0), (1, 1), (1, 2), (0, 0)))
    entries = Entry.objects.filter(subdistrict=STREET)
    entries.filter(pk=old).update(entered_on=WEEK_AGO)
    entries.filter(pk=void).update(voided_at=entries.get(pk=void).entered_at)
    entries.filter(pk=same).update(changed=False)
    assert entries.filter(pk=other).exists()
    assert tiles(beat_page(client))["Changes of the week"][0] == "0"
    assert "Nothing changed in the register" in text(week_of(client, here))
    entries.filter(pk=old).update(entered_on=WEEK_AGO + timedelta(days=1))
    assert tiles(beat_page(client))["Changes of the week"][0] == "1"


# Queries


def test_the_page_asks_no_more_where_there_is_more(
    here: CommitteeHere, cadre: Actor, reader: Browser
) -> None:
    client = reader(cadre)
    an_entry(here)
    a_visit(here.doors[1][1], team=Team.CADRE)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            beat_page(client)
        return len(queries)

    asked()
    before = asked()
    assert before <= MOST_QUERIES
    an_entry(here, door=1)
    for door in here.doors[1]:
        a_visit(door, team=Team.CADRE)
    assert asked() == before
