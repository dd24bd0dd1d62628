"""Committees, stations, beats and building groups on screen: made, named, arranged, decided about."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from sanshi import clock
from sanshi.accounts.models import Post, Role
from sanshi.territory import actions
from sanshi.territory.models import (
    Beat,
    Building,
    BuildingGroup,
    Committee,
    Door,
    Placing,
    Station,
    StationArea,
    TerritoryChange,
)
from sanshi.territory.plans import Merger
from tests.accounts.test_pages import address, browser, text
from tests.make import NOW, STREET, Place, house
from tests.persons import somebody

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)


def send(client: Any, route: str, *args: object, **given: object) -> Any:
    return client.post(address(route, *args), {"client_id": uuid4(), **given})


@pytest.fixture
def office(here: Place) -> Any:
    return browser(somebody(here, Role.POPULATION_OFFICE))


# Committees


def test_the_office_makes_a_committee_that_opens_today(here: Place, office: Any) -> None:
    answer = send(office, "committee-new", code=f"{STREET}009", name="新居委", full_name="新居民委员会")
    made = Committee.objects.get(subdistrict=STREET, code=f"{STREET}009")
    assert answer.headers["Location"] == address("committee-areas", made.pk)
    assert made.opened_on == TODAY


@pytest.mark.parametrize(
    ("code", "status"), [("31011501200", 422), ("310115013009", 422), (f"{STREET}001", 409)]
)
def test_a_code_is_the_streets_and_nobody_elses(here: Place, office: Any, code: str, status: int) -> None:
    answer = send(office, "committee-new", code=code, name="新居委", full_name="新居民委员会")
    assert answer.status_code == status
    assert Committee.objects.filter(subdistrict=STREET).count() == 1


def test_a_committee_gets_another_name_and_code(here: Place, elsewhere: Place, office: Any) -> None:
    given = {"code": f"{STREET}031", "name": "改名居委", "full_name": "改名居民委员会"}
    assert send(office, "committee-rename", here.committee, **given).status_code == 302
    row = Committee.objects.get(subdistrict=STREET, pk=here.committee)
    assert (row.code, row.name, row.full_name) == tuple(given.values())
    taken = send(office, "committee-rename", here.committee, **{**given, "code": f"{STREET}002"})
    assert taken.status_code == 422 and "already exists" in text(taken)


def test_a_closed_committee_stays_readable_and_is_changed_no_more(
    here: Place, elsewhere: Place, office: Any
) -> None:
    actions.decide_change(house(), uuid4(), Merger(elsewhere.committee, here.committee, TODAY))
    page = text(office.get(address("committee-page", elsewhere.committee)))
    assert "No more since 2026-10-12" in page and "New stairways" not in page
    for route in ("committee-rename", "committee-merge", "beat-new"):
        assert office.get(address(route, elsewhere.committee)).status_code == 404
    listed = text(office.get(address("place-list")))
    assert "1 committee" in listed and "Yet to open, or closed" in listed


# Beats and building groups


def test_beats_and_groups_are_made_named_and_read(here: Place, office: Any) -> None:
    assert send(office, "beat-new", here.committee, name="3片").status_code == 302
    beat = Beat.objects.get(subdistrict=STREET, name="3片")
    assert send(office, "beat-rename", beat.pk, name="东片").status_code == 302
    assert send(office, "beat-rename", beat.pk, name="1片").status_code == 422
    answer = send(office, "group-new", beat.pk, name="9组")
    group = BuildingGroup.objects.get(subdistrict=STREET, name="9组")
    assert answer.headers["Location"] == address("group-arrange", group.pk)
    cadre = text(browser(somebody(here, Role.CADRE)).get(address("committee-areas", here.committee)))
    assert "东片" in cadre and "9组" in cadre and "New beat" not in cadre and "Rename" not in cadre


def test_a_group_has_whole_stairways_and_rooms_of_a_tower(here: Place, office: Any) -> None:
    beat, whole, tower = here.beats[0], here.buildings[0], here.buildings[1]
    Building.objects.filter(subdistrict=STREET, pk=tower).update(beat=beat)
    Door.objects.filter(subdistrict=STREET, building=tower).update(beat=beat)
    given = {
        "name": "高层组",
        "buildings": [whole],
        "part_of": tower,
        "part_floors": "2-3",
        "part_rooms": "101",
    }
    assert send(office, "group-arrange", here.groups[0], **given).status_code == 302
    rooms = Door.objects.filter(subdistrict=STREET, group=here.groups[0], building=tower)
    assert sorted(rooms.values_list("room", flat=True)) == ["101", "201", "202", "301", "302"]
    assert Building.objects.get(subdistrict=STREET, pk=tower).group_id is None
    again = office.get(address("group-arrange", here.groups[0])).content.decode()
    assert 'value="101, 201, 202, 301, 302"' in again
    # Without the part it is let go.
    send(office, "group-arrange", here.groups[0], name="高层组", buildings=[whole])
    assert not rooms.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"part_floors": "9"}, "part_floors"),
        ({"part_rooms": "999"}, "part_rooms"),
        ({"part_floors": "x-"}, "part_floors"),
        ({"part_floors": "2", "part_of": ""}, "part_of"),
        ({"buildings": "01890000-0000-7000-8000-000000000000"}, "buildings"),
    ],
)
def test_what_is_not_there_is_said_beside_its_field(
    here: Place, office: Any, given: dict[str, str], field: str
) -> None:
    asked = {"name": "1组", "part_of": here.buildings[0], **given}
    answer = send(office, "group-arrange", here.groups[0], **asked)
    assert answer.status_code == 422 and f'id="id_{field}_error"' in answer.content.decode()


def test_regrouping_is_kept_in_time(here: Place, office: Any) -> None:
    made = actions.make_group(house(), uuid4(), here.beats[0], "新组")
    with clock.frozen(NOW + timedelta(days=1)):
        grouped = actions.Grouped("新组", frozenset({here.buildings[0]}))
        actions.arrange_group(house(), uuid4(), made, grouped)
    rows = Placing.objects.filter(subdistrict=STREET, building=here.buildings[0]).order_by("valid_to")
    assert {(row.group_id, row.valid_from, row.valid_to) for row in rows} == {
        (here.groups[0], None, TOMORROW),
        (made, TOMORROW, None),
    }


# Who has them


def test_who_has_what_stands_beside_it_and_nobody_leads_to_appointing(here: Place, office: Any) -> None:
    cadre = somebody(here, Role.CADRE)
    page = office.get(address("committee-areas", here.committee)).content.decode()
    assert address("committee-holders", here.committee) in page
    part = office.get(address("committee-holders", here.committee), headers={"HX-Request": "true"})
    shown = part.content.decode()
    assert f'id="who-{here.beats[0]}" hx-swap-oob="true"' in shown
    assert address("account-page", cadre.account.pk) in shown and "nobody yet" in shown
    missing = f"?role=steward&amp;group={here.groups[1]}&amp;committee={here.committee}"
    assert address("post-new") + missing in shown


def test_a_leader_sees_who_and_appoints_nobody(here: Place) -> None:
    client = browser(somebody(here, Role.SECRETARY))
    shown = client.get(address("committee-holders", here.committee)).content.decode()
    assert "周书记" in shown and address("post-new") not in shown
    coordinator = browser(somebody(here, Role.COORDINATOR))
    assert coordinator.get(address("committee-holders", here.committee)).status_code == 404
    assert (
        "committee-holders"
        not in coordinator.get(address("committee-areas", here.committee)).content.decode()
    )


def test_somebody_is_appointed_from_the_place(here: Place, office: Any) -> None:
    person = somebody(here, Role.PROPERTY_STAFF).account
    place = {"role": "steward", "committee": here.committee, "beat": "", "group": here.groups[1]}
    form = office.get(address("post-new"), {key: value for key, value in place.items() if value})
    assert form.context["form"]["group"].value() == str(here.groups[1])
    answer = send(office, "post-new", account=person.pk, valid_from=TODAY.isoformat(), **place)
    assert answer.headers["Location"] == address("account-page", person.pk)
    assert Post.objects.filter(subdistrict=STREET, account=person, group=here.groups[1]).exists()


# Stations


def test_a_station_covers_committees_one_station_each(here: Place, elsewhere: Place, office: Any) -> None:
    answer = send(office, "station-new", name="新派出所")
    made = Station.objects.get(subdistrict=STREET, name="新派出所")
    assert answer.headers["Location"] == address("station-cover", made.pk)
    both = [here.committee, elsewhere.committee]
    assert send(office, "station-cover", made.pk, name="金杨所", committees=both).status_code == 302
    areas = StationArea.objects.filter(subdistrict=STREET)
    assert set(areas.values_list("station", "committee")) == {(made.pk, one) for one in both}
    send(office, "station-cover", made.pk, name="金杨所", committees=[here.committee])
    assert "No station covers 第2居委." in text(office.get(address("station-list")))
    assert send(office, "station-cover", made.pk, name="第1派出所").status_code == 422


# Decisions


def merging(elsewhere: Place, here: Place, **more: object) -> dict[str, object]:
    return {"into": here.committee, "effective_on": TOMORROW.isoformat(), "remark": "〔2026〕1号", **more}


def test_what_follows_is_shown_and_then_decided(here: Place, elsewhere: Place, office: Any) -> None:
    asked = {"client_id": uuid4(), **merging(elsewhere, here)}
    where = address("committee-merge", elsewhere.committee)
    seen = office.post(where, asked)
    assert seen.status_code == 200 and "Stairways 3 Doors 13" in text(seen)
    assert not TerritoryChange.objects.exists()
    answers = [office.post(where, {**asked, "confirmed": "1"}) for _ in range(2)]
    (made,) = TerritoryChange.objects.filter(subdistrict=STREET)
    assert [answer.headers["Location"] for answer in answers] == [address("change-page", made.pk)] * 2
    page = text(office.get(address("change-page", made.pk)))
    assert "第2居委 is merged into 第1居委" in page and "〔2026〕1号" in page
    assert "第2居委 is merged into 第1居委" in text(office.get(address("committee-page", here.committee)))
    assert send(office, "change-withdraw", made.pk).status_code == 302
    assert "withdrawn" in text(office.get(address("change-list")))
    assert send(office, "change-withdraw", made.pk).status_code == 409


def test_only_who_reads_accounts_hears_whose_posts_end(here: Place, elsewhere: Place, office: Any) -> None:
    ending = somebody(elsewhere, Role.COORDINATOR)
    made = actions.decide_change(house(), uuid4(), Merger(elsewhere.committee, here.committee, TOMORROW))
    assert ending.account.name in text(office.get(address("change-page", made)))
    page = text(browser(somebody(here, Role.CADRE)).get(address("change-page", made)))
    assert "Posts that end the day before 1" in page
    assert f"{ending.account.name} (" not in page


def test_what_was_typed_can_be_changed_after_the_preview(here: Place, elsewhere: Place, office: Any) -> None:
    asked = merging(elsewhere, here, again="1")
    answer = send(office, "committee-merge", elsewhere.committee, **asked)
    assert answer.status_code == 200 and "See what follows" in text(answer)
    assert 'value="〔2026〕1号"' in answer.content.decode()


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}])
def test_a_plan_that_cannot_be_is_refused_before_and_after_the_preview(
    here: Place, elsewhere: Place, office: Any, confirmed: dict[str, str]
) -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    asked = merging(elsewhere, here, effective_on=yesterday) | confirmed
    answer = send(office, "committee-merge", elsewhere.committee, **asked)
    assert answer.status_code == 422 and "This day is past." in text(answer)
    whole = {"beats": here.beats, "effective_on": TODAY.isoformat(), "code": f"{STREET}009"}
    answer = send(
        office, "committee-split", here.committee, name="新", full_name="新居委", **whole, **confirmed
    )
    assert answer.status_code == 422 and "A split leaves something" in text(answer)


def test_a_split_and_a_move_are_decided_on_screen(here: Place, elsewhere: Place, office: Any) -> None:
    day = {"effective_on": TODAY.isoformat(), "confirmed": "1"}
    opened = {"code": f"{STREET}009", "name": "新居委", "full_name": "新居民委员会", "beats": here.beats[1]}
    assert send(office, "committee-split", here.committee, **day, **opened).status_code == 302
    moved = {"buildings": here.buildings[0], "to_beat": elsewhere.beats[1]}
    assert send(office, "committee-move", here.committee, **day, **moved).status_code == 302
    assert Committee.objects.get(subdistrict=STREET, code=f"{STREET}009").beats.count() == 1
    stairway = Building.objects.get(subdistrict=STREET, pk=here.buildings[0])
    assert stairway.beat_id == elsewhere.beats[1]


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.COORDINATOR, Role.LEADER])
def test_others_read_and_decide_nothing(here: Place, elsewhere: Place, role: Role) -> None:
    client = browser(somebody(here, role))
    made = actions.decide_change(house(), uuid4(), Merger(elsewhere.committee, here.committee, TOMORROW))
    assert "Withdraw" not in text(client.get(address("change-page", made)))
    for route, key in (
        ("committee-merge", here.committee),
        ("committee-split", here.committee),
        ("group-arrange", here.groups[0]),
        ("station-new", None),
    ):
        args = [key] if key else []
        assert client.get(address(route, *args)).status_code == 404
    assert send(client, "change-withdraw", made).status_code == 404


@pytest.mark.parametrize("groups", [1, 4])
def test_the_page_of_areas_asks_as_many_questions_whatever_it_shows(
    here: Place, groups: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(groups):
        actions.make_group(house(), uuid4(), here.beats[0], f"又{number}组")
    client = browser(somebody(here, Role.CADRE))
    with django_assert_max_num_queries(16):
        client.get(address("committee-areas", here.committee))
