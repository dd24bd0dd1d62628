"""Housing pages: the tree, stairway grids and the dwelling's page, for whom and as of which day."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.register import actions
from sanshi.register.facts import Alteration, AlterationKind
from sanshi.register.housing import lane_of
from sanshi.register.models import Dwelling, Occupancy
from sanshi.register.tree import Level, Spot
from sanshi.territory import actions as places
from sanshi.territory.models import Building, Door, DoorSuccession, EarlierAddress, Succession
from tests import make, persons
from tests.make import STREET, Place
from tests.register.browsing import address, last_line, lives, text
from tests.register.town import a_dwelling, a_unit, at

TODAY = date(2026, 8, 3)
CHANGE = Alteration(AlterationKind.CHANGE, TODAY)


def collected(door: Door, **facts: object) -> UUID:
    return actions.register_dwelling(make.house(), uuid4(), uuid4(), a_dwelling(**facts), door.pk, TODAY)


def a_stairway(here: Place, number: str, floors: int = 2, rooms: int = 2) -> UUID:
    made = places.Stairway(here.beats[0], "金口路", number, lane="1", floors=floors, rooms=rooms)
    return places.make_stairway(make.house(), uuid4(), made)


def the_lane(here: Place) -> str:
    return lane_of(here.doors[0].building)


def shades(html: str) -> dict[str, str]:
    """Door → what its cell shows."""
    found = re.findall(r'class="cell shade-([\w-]+)" data-door="([\w-]+)"', html)
    return {door: shade for shade, door in found}


def rooms_in(html: str) -> list[str]:
    return re.findall(r'<span class="cell-room">(.*?)</span>', html)


# The tree


def branches(client: Client, spot: Spot | None = None) -> list[tuple[str, str]]:
    html = client.get(address("dwelling-tree"), {"of": str(spot)} if spot else {}).content.decode()
    names = re.findall(r'class="branch-name">(.*?)</span>(?:<span class="count">(.*?)</span>)?', html)
    return [(name, count.strip()) for name, count in names]


def test_the_tree_leads_from_the_committee_to_the_door_in_the_order_of_numbers(
    here, clerk, signed_in
) -> None:
    for number in ("10", "3"):
        a_stairway(here, number)
    client = signed_in(clerk)
    committee, lane = Spot(Level.COMMITTEE, here.committee), Spot(Level.LANE, here.committee, the_lane(here))
    assert branches(client)[0] == ("第1居委", "5 stairways")
    assert branches(client, committee) == [("金口路1弄", "4 stairways"), ("枣庄路", "1 stairway")]
    assert [name for name, _ in branches(client, lane)] == ["1号", "2号", "3号", "10号"]
    assert branches(client, lane)[0] == ("1号", "6 doors")
    doors = branches(client, Spot(Level.STAIRWAY, here.buildings[0]))
    assert [name for name, _ in doors] == ["101", "102", "201", "202", "301", "302"]


def test_what_is_closed_is_in_the_tree_no_more(here, clerk, signed_in) -> None:
    Door.objects.filter(subdistrict=STREET, pk=here.doors[0].pk).update(closed_on=TODAY)
    Building.objects.filter(subdistrict=STREET, pk=here.buildings[1]).update(closed_on=TODAY)
    client = signed_in(clerk)
    lane = Spot(Level.LANE, here.committee, the_lane(here))
    assert branches(client, lane) == [("1号", "5 doors")]
    assert ("101", "") not in branches(client, Spot(Level.STAIRWAY, here.buildings[0]))


@pytest.mark.parametrize("level", ["c", "l", "s"])
def test_nothing_grows_below_another_committee(here, elsewhere, clerk, signed_in, level) -> None:
    there = {"c": elsewhere.committee, "l": elsewhere.committee, "s": elsewhere.buildings[0]}[level]
    lane = lane_of(elsewhere.doors[0].building) if level == "l" else ""
    assert branches(signed_in(clerk), Spot(Level(level), there, lane)) == []


@pytest.mark.parametrize("nonsense", ["x", "c", "cnot-a-uuid", "z" + "0" * 32, "l"])
def test_a_branch_that_is_none_shows_the_top(here, clerk, signed_in, nonsense) -> None:
    answer = signed_in(clerk).get(address("dwelling-tree"), {"of": nonsense})
    assert answer.status_code == 200 and "第1居委" in text(answer)


def test_the_address_says_what_is_open(here, clerk, signed_in) -> None:
    spots = [Spot(Level.LANE, here.committee, the_lane(here)), Spot(Level.STAIRWAY, here.buildings[0])]
    opened = {"open": [*map(str, spots), "nonsense"]}
    page = signed_in(clerk).get(address("dwelling-list"), opened).content.decode()
    assert page.count('aria-expanded="true"') == 3
    assert "302" in re.findall(r'class="branch-name">(.*?)</span>', page)


def test_an_office_chooses_a_committee_first(here, elsewhere, signed_in) -> None:
    client = signed_in(persons.somebody(here, Role.POPULATION_OFFICE))
    assert "Choose a committee" in text(client.get(address("dwelling-list")))
    chosen = text(client.get(address("dwelling-list"), {"committee": str(elsewhere.committee)}))
    assert elsewhere.doors[0].address in chosen and here.doors[0].address not in chosen


def test_the_list_of_a_lane_goes_from_door_to_door(here, clerk, signed_in) -> None:
    a_stairway(here, "10", floors=1, rooms=1)
    asked = {"committee": str(here.committee), "lane": the_lane(here)}
    page = signed_in(clerk).get(address("dwelling-list"), asked).content.decode()
    shown = re.findall(r"<td><a href=[^>]*>(.*?)</a>", page)
    assert shown == [
        *(f"金口路1弄{stairway}号{room}室" for stairway in "12" for room in (101, 102, 201, 202, 301, 302)),
        "金口路1弄10号101室",
    ]
    everything = signed_in(clerk).get(address("dwelling-list")).content.decode()
    assert re.findall(r"<td><a href=[^>]*>(.*?)</a>", everything)[-1] == "枣庄路1号"


# The stairway grid


def test_the_grid_shows_each_doors_occupancy_and_counts_them(here, clerk, signed_in) -> None:
    let, empty, *_others = here.doors
    collected(let)
    collected(empty, occupancy=Occupancy.EMPTY)
    lives(let)
    answer = signed_in(clerk).get(address("dwelling-stairway", here.buildings[0]))
    shown = shades(answer.content.decode())
    assert (shown[str(let.pk)], shown[str(empty.pk)]) == ("let", "empty")
    assert list(shown.values()).count("unknown") == 4
    assert "6 doors lived in 1 let 1 empty 1 not collected yet 4 1 person" in text(answer)
    # From the top floor down, as the house stands.
    assert rooms_in(answer.content.decode()) == ["301", "302", "201", "202", "101", "102"]


def test_the_grid_names_nobody_and_notes_each_dwelling_it_shows(here, clerk, signed_in) -> None:
    dwelling = collected(here.doors[0])
    person = lives(here.doors[0])
    answer = signed_in(clerk).get(address("dwelling-stairway", here.buildings[0]))
    assert "张" not in text(answer) and "from elsewhere" not in text(answer).lower()
    line, seen = last_line()
    assert line.verb == "dwelling.read" and dwelling in seen and person not in seen


def test_the_grid_turns_to_a_day_and_to_what_was_known_then(here, clerk, signed_in) -> None:
    door = here.doors[0]
    dwelling = collected(door)
    with clock.frozen(at(10)):
        empty = a_dwelling(occupancy=Occupancy.EMPTY)
        changed = Alteration(AlterationKind.CHANGE, date(2026, 8, 6))
        actions.alter_dwelling(make.house(), uuid4(), uuid4(), dwelling, empty, changed, date(2026, 8, 10))
    page = address("dwelling-stairway", here.buildings[0])
    with clock.frozen(at(12)):
        client = signed_in(clerk)

        def shade(**asked: str) -> str:
            return shades(client.get(page, asked).content.decode())[str(door.pk)]

        assert shade() == "empty"
        assert shade(on="2026-08-05") == "let"
        assert shade(on="2026-08-07") == "empty"
        assert shade(on="2026-08-07", known="2026-08-09") == "let"
        turned = client.get(page, {"on": "2026-08-05"}).content.decode()
        assert f"{address('dwelling-page', door.pk)}?on=2026-08-05" in turned


def test_a_door_that_is_closed_is_dotted_from_its_day_on(here, clerk, signed_in) -> None:
    door = here.doors[0]
    Door.objects.filter(subdistrict=STREET, pk=door.pk).update(closed_on=TODAY)
    client, page = signed_in(clerk), address("dwelling-stairway", here.buildings[0])
    assert shades(client.get(page).content.decode())[str(door.pk)] == "closed"
    before = client.get(page, {"on": "2026-08-02"}).content.decode()
    assert shades(before)[str(door.pk)] == "unknown"


def test_premises_show_whether_a_unit_is_there(here, clerk, signed_in) -> None:
    assert here.shop is not None
    client, page = signed_in(clerk), address("dwelling-stairway", here.shop.building_id)
    assert list(shades(client.get(page).content.decode()).values()) == ["unknown"]
    unit = actions.register_unit(make.house(), uuid4(), uuid4(), a_unit(), here.shop.pk, TODAY)
    assert list(shades(client.get(page).content.decode()).values()) == ["unit"]
    actions.close_unit(make.house(), uuid4(), uuid4(), unit, TODAY)
    assert list(shades(client.get(page).content.decode()).values()) == ["unknown"]


def test_what_nobody_verified_for_long_is_marked_today_only(here, clerk, signed_in) -> None:
    collected(here.doors[0])
    client, page = signed_in(clerk), address("dwelling-stairway", here.buildings[0])

    def marks(**asked: str) -> int:
        return client.get(page, asked).content.decode().count('<span class="mark mark-stale"></span></a>')

    Dwelling.objects.filter(subdistrict=STREET).update(verified_on=TODAY)
    assert marks() == 0
    Dwelling.objects.filter(subdistrict=STREET).update(verified_on=date(2020, 1, 1))
    assert (marks(), marks(on="2026-08-02")) == (1, 0)


def test_a_lane_shows_its_stairways_side_by_side(here, clerk, signed_in) -> None:
    a_stairway(here, "10")
    page = signed_in(clerk).get(address("dwelling-lane", here.committee, the_lane(here))).content.decode()
    assert re.findall(r'<section class="multiple" aria-label="(.*?)"', page) == [
        f"金口路1弄{number}号" for number in (1, 2, 10)
    ]
    assert len(shades(page)) == 16


PRINTED: tuple[tuple[str, Callable[[Place], tuple[object, ...]]], ...] = (
    ("dwelling-stairway-print", lambda here: (here.buildings[0],)),
    ("dwelling-lane-print", lambda here: (here.committee, the_lane(here))),
)


@pytest.mark.parametrize(("route", "place"), PRINTED)
def test_a_sheet_says_of_which_day_it_is(here, clerk, signed_in, route, place) -> None:
    answer = signed_in(clerk).get(address(route, *place(here)))
    assert "As of 2026-08-03" in text(answer)
    turned = signed_in(clerk).get(address(route, *place(here)), {"on": "2026-08-01"})
    assert "2026-08-01" in text(turned) and "as known on 2026-08-03" in text(turned)


@pytest.mark.parametrize("route", ["dwelling-lane", "dwelling-lane-print"])
def test_a_lane_that_is_none_is_absent(here, elsewhere, clerk, signed_in, route) -> None:
    client = signed_in(clerk)
    assert client.get(address(route, here.committee, "nolane")).status_code == 404
    # The beginning of a key is no lane.
    assert client.get(address(route, here.committee, the_lane(here)[:-2])).status_code == 404
    foreign = lane_of(elsewhere.doors[0].building)
    assert client.get(address(route, elsewhere.committee, foreign)).status_code == 404


@pytest.mark.parametrize("role", [Role.SECURITY_TEAM, Role.STEWARD, Role.SECTION, Role.INSPECTOR])
def test_who_reads_no_dwellings_has_no_grid(here, signed_in, role) -> None:
    client = signed_in(persons.somebody(here, role))
    assert client.get(address("dwelling-stairway", here.buildings[0])).status_code == 404


# Queries


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_no_page_asks_more_where_there_is_more(here, clerk, signed_in) -> None:
    client = signed_in(clerk)
    lane, first = the_lane(here), here.buildings[0]
    pages = {
        address("dwelling-list"): 19,
        address("dwelling-lane", here.committee, lane): 24,
        address("dwelling-stairway", first): 25,
        address("dwelling-tree") + f"?of={Spot(Level.LANE, here.committee, lane)}": 12,
    }
    collected(here.doors[0])
    for url in pages:
        client.get(url)
    before = {url: queries(client, url) for url in pages}
    assert {url: n for url, n in before.items() if n > pages[url]} == {}
    for number in range(5, 12):
        a_stairway(here, str(number), floors=4, rooms=4)
    there = Door.objects.filter(subdistrict=STREET, committee=here.committee)
    for door in there.exclude(pk=here.doors[0].pk):
        collected(door)
    make.committee(9)
    assert {url: queries(client, url) for url in pages} == before


# The dwelling's page


def test_its_address_leads_up_to_the_street(here, clerk, signed_in) -> None:
    door = here.doors[0]
    page = signed_in(clerk).get(address("dwelling-page", door.pk)).content.decode()
    crumbs = re.search(r'<ol class="breadcrumb">(.*?)</ol>', page, re.S)
    assert crumbs is not None
    steps = re.findall(r'<li[^>]*>(?:<a href="(.*?)">)?(.*?)(?:</a>)?</li>', crumbs.group(1))
    assert [name for _url, name in steps][1:] == ["第1居委", "金口路1弄", "1号", "101"]
    links = [url for url, _name in steps]
    assert links[2:4] == [
        address("dwelling-lane", here.committee, the_lane(here)),
        address("dwelling-stairway", door.building_id),
    ]
    assert all(signed_in(clerk).get(url).status_code == 200 for url in links[:-1])


def test_it_says_when_it_was_verified_and_by_whom(here, clerk, signed_in) -> None:
    collected(here.doors[0])
    Dwelling.objects.filter(subdistrict=STREET).update(verified_on=TODAY, verified_by=clerk.account.pk)
    shown = text(signed_in(clerk).get(address("dwelling-page", here.doors[0].pk)))
    assert f"Last verified 2026-08-03 (Mon) {clerk.account.name}" in shown
    assert "Not verified for long" not in shown
    Dwelling.objects.filter(subdistrict=STREET).update(verified_on=date(2020, 1, 1))
    page = address("dwelling-page", here.doors[0].pk)
    assert "Not verified for long" in text(signed_in(clerk).get(page))
    # A page that is turned to another day says nothing of today.
    assert "Last verified" not in text(signed_in(clerk).get(page, {"on": "2026-08-01"}))


def test_it_tells_of_earlier_addresses_and_of_former_doors(here, clerk, signed_in) -> None:
    before, after = here.doors[:2]
    lives(before)
    known = {"subdistrict_id": STREET}
    EarlierAddress.objects.create(**known, door=after, address="旧路9号", until=date(2026, 8, 1))
    DoorSuccession.objects.create(
        **known, before=before, after=after, kind=Succession.SPLIT, happened_on=TODAY
    )
    client = signed_in(clerk)
    new, old = (text(client.get(address("dwelling-page", door.pk))) for door in (after, before))
    assert "Split on 2026-08-03" in new and before.address in new
    assert "1 person is still recorded at the former door." in new
    assert f"In its place there are now: {after.address}" in old
    collected(after)
    assert "旧路9号" in text(client.get(address("dwelling-page", after.pk)))


def test_its_timeline_holds_the_forms_about_who_lives_there_as_known_then(here, clerk, signed_in) -> None:
    door = here.doors[0]
    collected(door)
    with clock.frozen(at(10)):
        lives(door)
    with clock.frozen(at(12)):
        client, page = signed_in(clerk), address("dwelling-values", door.pk)
        now = text(client.get(page))
        assert "Residency: Began" in now and "Dwelling: Began" in now
        then = text(client.get(page, {"known": "2026-08-05"}))
        assert "Residency: Began" not in then and "Dwelling: Began" in then


def test_buttons_stand_where_they_lead_somewhere(here, signed_in) -> None:
    door = here.doors[0]
    collector = signed_in(persons.somebody(here, Role.COORDINATOR))
    office = signed_in(persons.somebody(here, Role.POPULATION_OFFICE))
    page = address("dwelling-page", door.pk)
    assert "Own find" in text(collector.get(page)) and "Own find" not in text(office.get(page))
    assert "Own find" not in text(collector.get(page, {"on": "2026-08-01"}))
    Door.objects.filter(subdistrict=STREET, pk=door.pk).update(closed_on=TODAY)
    closed = text(collector.get(page))
    assert "Own find" not in closed and "closed since 2026-08-03" in closed
