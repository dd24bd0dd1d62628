"""The editor of stairways and the pages of their doors, as the office uses them, without scripts."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import Http404, HttpResponse
from django.test import Client

from sanshi.accounts.models import Role
from sanshi.discovery.actions import NoticeGiven, give_notice
from sanshi.territory import actions
from sanshi.territory.models import Building, Compound, Door, DoorUse, Making
from tests import make
from tests.accounts.test_pages import address, browser, text
from tests.make import NOW, STREET, Place
from tests.persons import somebody


@pytest.fixture
def client(here: Place) -> Client:
    return browser(somebody(here, Role.POPULATION_OFFICE))


def typed(here: Place, **changes: Any) -> dict[str, Any]:
    known = {
        "client_id": uuid4(),
        "beat": here.beats[0],
        "group": here.groups[0],
        "road": "金口路",
        "lane": "471弄",
        "numbers": "9",
        "estate": "金口新村",
        "floors": "1-6",
        "rooms": "01-04",
    }
    return known | changes


def hidden(answer: HttpResponse, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, f"no {name} in the page"
    return found.group(1)


def made(client: Client, here: Place, what: dict[str, Any]) -> HttpResponse:
    """First looked at, then made."""
    page = address("stairway-new", here.committee)
    seen = client.post(page, {**what, "preview": "1"})
    assert seen.status_code == 200, text(seen)
    return client.post(page, {**what, "make": "1", "shown": hidden(seen, "shown")})


def doors(**where: Any) -> list[str]:
    rows = Door.objects.filter(subdistrict=STREET, **where)
    return list(rows.order_by("floor", "sort_key").values_list("room", flat=True))


# The editor


def test_nothing_is_stored_by_a_preview(here: Place, client: Client) -> None:
    answer = client.post(address("stairway-new", here.committee), typed(here, numbers="9-10"))
    assert answer.status_code == 200 and "2 stairways · 48 doors" in text(answer)
    assert not Building.objects.filter(subdistrict=STREET, lane="471").exists()


def test_what_the_preview_shows_is_made(here: Place, client: Client) -> None:
    what = typed(here, skipped_floors="4", shops="1", turned=["9|3|302", "9|6|605"])
    answer = made(client, here, what)
    making = Making.objects.get(subdistrict=STREET, doors=20)
    assert answer.headers["Location"] == address("making-page", making.pk)
    building = Building.objects.get(subdistrict=STREET, making=making)
    assert (building.address, building.estate) == ("金口路471弄9号", "金口新村")
    rooms = doors(building=building)
    assert len(rooms) == 20 and "302" not in rooms and "605" in rooms and "401" not in rooms
    assert doors(building=building, use=DoorUse.PREMISES) == ["101", "102", "103", "104"]


def test_only_what_was_seen_is_made(here: Place, client: Client) -> None:
    page = address("stairway-new", here.committee)
    seen = client.post(page, typed(here))
    changed = {**typed(here, numbers="10"), "make": "1", "shown": hidden(seen, "shown")}
    for unseen in (changed, {**typed(here), "make": "1"}):
        answer = client.post(page, unseen)
        assert answer.status_code == 200 and "Something was changed since the preview." in text(answer)
    assert not Making.objects.filter(subdistrict=STREET).filter(doors=24).exists()


def test_sent_twice_it_is_made_once(here: Place, client: Client) -> None:
    what = typed(here)
    places = {made(client, here, what).headers.get("Location") for _ in range(1)}
    seen = client.post(address("stairway-new", here.committee), {**what, "numbers": "11"})
    again = {**what, "numbers": "11", "make": "1", "shown": hidden(seen, "shown")}
    assert client.post(address("stairway-new", here.committee), again).status_code == 409
    assert len(places) == 1 and Building.objects.filter(subdistrict=STREET, lane="471").count() == 1


def test_what_stands_is_named_with_what_would_be_right(here: Place, client: Client) -> None:
    page, what = address("stairway-new", here.committee), typed(here, lane="1", numbers="1-4")
    answer = client.post(page, what)
    assert "These stand already" in text(answer)
    assert "金口路1弄1号 (第1居委): there already: 101-102, 201-202, 301-302" in text(answer)
    assert hidden(answer, "right_numbers") == "3-4"
    assert client.post(page, {**what, "make": "1", "shown": hidden(answer, "shown")}).status_code == 200
    right = client.post(page, {**what, "right_numbers": "3-4"})
    assert 'value="3-4"' in right.content.decode() and "These stand already" not in text(right)


def test_premises_at_the_street_have_one_door(here: Place, client: Client) -> None:
    what = typed(here, group="", road="枣庄路", lane="", numbers="812-816", side="even", floors="", rooms="")
    assert made(client, here, what).status_code == 302
    found = Door.objects.filter(subdistrict=STREET, address__startswith="枣庄路81")
    assert sorted(found.values_list("use", "address")) == [
        (DoorUse.PREMISES, f"枣庄路{number}号") for number in (812, 814, 816)
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("floors", "6-1"),
        ("rooms", "101-104"),
        ("rooms", ""),
        ("numbers", ""),
        ("numbers", "金口路"),
        ("skipped_floors", "4th"),
        ("shops", "0"),
        ("beat", "01890000-0000-7000-8000-000000000000"),
    ],
)
def test_what_was_typed_is_kept_and_the_error_stands_beside_its_field(
    here: Place, client: Client, field: str, value: str
) -> None:
    answer = client.post(address("stairway-new", here.committee), typed(here, **{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page and 'value="金口新村"' in page


def test_somewhere_it_has_to_be(here: Place, client: Client) -> None:
    answer = client.post(address("stairway-new", here.committee), typed(here, road="", estate=""))
    assert answer.status_code == 422 and "Give a road, or the estate" in text(answer)


def test_beats_and_groups_are_the_committees_own(here: Place, elsewhere: Place, client: Client) -> None:
    for changes in ({"beat": elsewhere.beats[0]}, {"group": here.groups[1]}):
        answer = client.post(address("stairway-new", here.committee), typed(here, **changes))
        assert answer.status_code == 422


def test_a_part_of_the_page_is_the_preview_alone(here: Place, client: Client) -> None:
    page = address("stairway-new", here.committee)
    for what, said in ((typed(here), "24 doors"), (typed(here, floors="x"), "The preview waits for")):
        answer = client.post(page, what, headers={"HX-Request": "true"})
        assert answer.status_code == 200 and said in text(answer) and "<html" not in answer.content.decode()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SECRETARY, Role.SECTION])
def test_who_makes_no_places_finds_no_page_for_it(here: Place, role: Role) -> None:
    client = browser(somebody(here, role))
    assert client.get(address("stairway-new", here.committee)).status_code == 404
    assert client.post(address("stairway-new", here.committee), typed(here)).status_code == 404


def test_sixty_stairways_are_shown_in_few_statements(
    here: Place, client: Client, django_assert_max_num_queries: Any
) -> None:
    page = address("stairway-new", here.committee)
    client.get(page)
    with django_assert_max_num_queries(20):
        client.post(page, typed(here, numbers="1-60"))


# Undoing


def test_it_is_undone_on_its_page(here: Place, client: Client) -> None:
    made(client, here, typed(here))
    page = address("making-page", Making.objects.get(subdistrict=STREET, doors=24).pk)
    assert "金口路471弄9号" in text(client.get(page))
    assert client.post(page, {"client_id": uuid4()}).status_code == 302
    assert not Building.objects.filter(subdistrict=STREET, lane="471").exists()
    assert "nothing of it is left" in text(client.get(page))


def test_what_rests_there_is_said_on_the_page(here: Place, client: Client) -> None:
    made(client, here, typed(here))
    making = Making.objects.get(subdistrict=STREET, doors=24)
    door = Door.objects.filter(subdistrict=STREET, making=making).earliest("id")
    make.notice(somebody(here, Role.STEWARD).actor, door)
    answer = client.post(address("making-page", making.pk), {"client_id": uuid4()})
    assert answer.status_code == 403 and "on its doors rest" in text(answer)
    assert "金口路471弄9号101室" in text(answer)


def test_from_the_building_one_comes_to_its_making(here: Place, client: Client) -> None:
    making = Building.objects.get(subdistrict=STREET, pk=here.buildings[0]).making_id
    page = client.get(address("building-page", here.buildings[0])).content.decode()
    assert address("making-page", making) in page


# Doors


def sent(client: Client, route: str, key: UUID, **what: Any) -> HttpResponse:
    return client.post(address(route, key), {"client_id": uuid4(), **what})


def test_doors_are_added(here: Place, client: Client) -> None:
    answer = sent(client, "doors-add", here.buildings[0], floor="4", rooms="401、402", use="dwelling")
    assert answer.status_code == 302 and doors(building=here.buildings[0])[-2:] == ["401", "402"]
    again = sent(client, "doors-add", here.buildings[0], floor="4", rooms="402", use="dwelling")
    assert again.status_code == 422 and "金口路1弄1号402室" in text(again)


def test_a_door_is_split_and_its_history_shown(here: Place, client: Client) -> None:
    answer = sent(client, "door-split", here.doors[5].pk, rooms="302A,302B")
    assert answer.headers["Location"] == address("building-page", here.buildings[0])
    page = text(client.get(address("building-page", here.buildings[0])))
    assert "302 Split 302A" in page and "7 doors" in page and "1 closed" in page


def test_ticked_doors_are_joined(here: Place, client: Client) -> None:
    both = [here.doors[4].pk, here.doors[5].pk]
    assert sent(client, "stairway-doors", here.buildings[0], doors=both).status_code == 302
    assert "301-302" in doors(building=here.buildings[0], closed_on=None)
    assert sent(client, "stairway-doors", here.buildings[0], doors=[here.doors[0].pk]).status_code == 422
    assert sent(client, "stairway-doors", here.buildings[0]).status_code == 422


def test_a_door_is_closed_with_a_reason(here: Place, client: Client) -> None:
    assert sent(client, "door-close", here.doors[0].pk).status_code == 422
    answer = sent(client, "door-close", here.doors[0].pk, reason="walled-up", remark="封门")
    assert answer.status_code == 302
    assert "101 Walled up · 封门" in text(client.get(address("building-page", here.buildings[0])))
    assert client.get(address("door-close", here.doors[0].pk)).status_code == 404


def test_a_refusal_to_close_stands_on_the_page(here: Place, client: Client) -> None:
    make.notice(somebody(here, Role.STEWARD).actor, here.doors[0])
    answer = sent(client, "stairway-close", here.buildings[0], reason="demolished")
    assert answer.status_code == 403 and "there still are: 1 open visit" in text(answer)


def test_a_closed_stairway_stays_readable(here: Place, client: Client) -> None:
    assert sent(client, "stairway-close", here.buildings[1], reason="demolished").status_code == 302
    assert "Closed since 2026-10-12" in text(client.get(address("building-page", here.buildings[1])))
    assert "Closed stairways" in text(client.get(address("committee-page", here.committee)))
    assert client.get(address("stairway-doors", here.buildings[1])).status_code == 404


# Names


def test_a_stairway_is_renamed_and_shows_its_earlier_address(here: Place, client: Client) -> None:
    page = address("stairway-rename", here.buildings[0])
    was = hidden(client.get(page), "was")
    answer = client.post(
        page, {"client_id": uuid4(), "road": "金口路", "lane": "1", "number": "甲1", "was": was}
    )
    assert answer.status_code == 302
    shown = text(client.get(address("building-page", here.buildings[0])))
    assert "金口路1弄1甲号" in shown and "Earlier address 金口路1弄1号 until 2026-10-12" in shown
    taken = {"client_id": uuid4(), "road": "金口路", "lane": "1", "number": "2", "was": "金口路1弄1甲号"}
    assert client.post(page, taken).status_code == 422


def test_a_lane_is_renamed_from_its_page(here: Place, client: Client) -> None:
    page = address("lane-rename", here.buildings[0])
    what = {"client_id": uuid4(), "road": "金口路", "lane": "471", "was": "金口路1弄", "was_road": "金口路"}
    assert client.post(page, what).status_code == 302
    shown = text(client.get(address("lane-page", here.buildings[0])))
    assert "金口路471弄" in shown and "Earlier addresses" in shown and "金口路1弄1号" in shown
    road = {**what, "client_id": uuid4(), "road": "金杨路", "lane": "471", "whole_road": "on"}
    assert client.post(page, road).status_code == 302
    assert Building.objects.filter(subdistrict=STREET, road="金杨路").count() == 2


# Compounds


def test_a_compound_is_made_filled_and_renamed(here: Place, client: Client) -> None:
    answer = sent(client, "compound-new", here.committee, name="金口 新村")
    compound = Compound.objects.get(subdistrict=STREET, name="金口新村")
    assert answer.headers["Location"] == address("compound-fill", compound.pk)
    assert sent(client, "compound-fill", compound.pk, stairways=here.buildings).status_code == 302
    assert "金口路1弄1号" in text(client.get(address("compound-page", compound.pk)))
    left = {"stairways": here.buildings[:1], "was": here.buildings}
    assert sent(client, "compound-fill", compound.pk, **left).status_code == 302
    assert Building.objects.filter(subdistrict=STREET, compound=compound).count() == 1
    assert sent(client, "compound-rename", compound.pk, name="金口一村", was="金口新村").status_code == 302
    assert "金口一村" in text(client.get(address("compound-list")))
    assert sent(client, "compound-rename", compound.pk, name="金口二村", was="金口新村").status_code == 409


def test_a_reader_sees_compounds_and_lanes_but_changes_none(here: Place) -> None:
    client = browser(somebody(here, Role.CADRE))
    assert client.get(address("lane-page", here.buildings[0])).status_code == 200
    assert "Rename" not in text(client.get(address("lane-page", here.buildings[0])))
    assert "Change doors" not in text(client.get(address("building-page", here.buildings[0])))
    assert client.get(address("compound-list")).status_code == 200


# What is closed is not offered


def test_closed_doors_are_not_offered_to_stewards_and_collectors(here: Place) -> None:
    office = somebody(here, Role.POPULATION_OFFICE).actor
    gone = actions.Closing("demolished")
    actions.close_door(office, uuid4(), here.doors[0].pk, gone)
    actions.close_stairway(office, uuid4(), here.buildings[1], gone)
    steward, collector = somebody(here, Role.STEWARD), somebody(here, Role.COORDINATOR)
    give = browser(steward).get(address("notice-give"))
    find = browser(collector).get(address("own-find") + f"?building={here.buildings[0]}")
    for page in (give.content.decode(), find.content.decode()):
        assert str(here.doors[1].pk) in page
        assert str(here.doors[0].pk) not in page and str(here.buildings[1]) not in page
    given = NoticeGiven(here.doors[0].pk, "let", NOW.date())
    with pytest.raises(Http404):
        give_notice(steward.actor, uuid4(), given)
