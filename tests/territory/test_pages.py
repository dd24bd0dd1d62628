"""Places on screen: committees within reach, a stairway with its doors, new ones by the office."""

from typing import Any
from uuid import uuid4

import pytest

from sanshi.accounts.models import Role
from sanshi.territory.models import Building, Door, DoorUse
from tests.accounts.test_pages import address, browser, text
from tests.make import STREET, Place
from tests.persons import somebody


def stairway(here: Place, **changes: Any) -> dict[str, Any]:
    asked = {
        "client_id": uuid4(),
        "beat": here.beats[0],
        "group": here.groups[0],
        "road": "金口路",
        "lane": "471",
        "number": "9",
        "estate": "金口新村",
        "floors": 6,
        "rooms": 4,
    }
    return asked | changes


def test_a_reader_sees_the_committees_in_reach(here: Place, elsewhere: Place) -> None:
    collector, office = somebody(here, Role.COORDINATOR), somebody(here, Role.POPULATION_OFFICE)
    own, all_of_them = (text(browser(one).get(address("place-list"))) for one in (collector, office))
    assert "第1居委" in own and "第2居委" not in own and "1 committee" in own
    assert "第1居委" in all_of_them and "2 committees" in all_of_them


def test_a_committee_shows_its_stairways_with_their_doors(here: Place) -> None:
    answer = browser(somebody(here, Role.CADRE)).get(address("committee-page", here.committee))
    assert "金口路1弄1号 — 1片 1组 6" in text(answer)
    assert "3 stairways" in text(answer) and "New stairway" not in text(answer)


def test_a_building_shows_its_floors_from_the_top(here: Place) -> None:
    answer = browser(somebody(here, Role.COORDINATOR)).get(address("building-page", here.buildings[0]))
    assert "Floor 3 301 302 Floor 2 201 202 Floor 1 101 102" in text(answer)
    assert "6 doors" in text(answer)
    assert address("dwelling-page", here.doors[0].pk) in answer.content.decode()


def test_places_of_another_committee_are_not_found(here: Place, elsewhere: Place) -> None:
    client = browser(somebody(here, Role.COORDINATOR))
    absent = client.get(address("building-page", uuid4())).content
    for route, key in (("committee-page", elsewhere.committee), ("building-page", elsewhere.buildings[0])):
        answer = client.get(address(route, key))
        assert (answer.status_code, answer.content) == (404, absent)


def test_the_office_makes_a_stairway_with_its_doors(here: Place) -> None:
    client, asked = browser(somebody(here, Role.POPULATION_OFFICE)), stairway(here)
    answers = [client.post(address("stairway-new", here.committee), asked) for _ in range(2)]
    made = Building.objects.get(subdistrict=STREET, lane="471")
    assert [answer.headers["Location"] for answer in answers] == [address("building-page", made.pk)] * 2
    assert made.address == "金口路471弄9号"
    assert Door.objects.filter(subdistrict=STREET, building=made).count() == 24
    assert "金口路471弄9号604室" in set(made.doors.values_list("address", flat=True))


def test_premises_at_the_street_have_one_door(here: Place) -> None:
    asked = stairway(here, group="", road="枣庄路", lane="", number="812", floors=0, rooms=0)
    client = browser(somebody(here, Role.ADMINISTRATOR))
    assert client.post(address("stairway-new", here.committee), asked).status_code == 302
    (door,) = Door.objects.filter(subdistrict=STREET, building__number="812")
    assert (door.use, door.address) == (DoorUse.PREMISES, "枣庄路812号")


def test_an_address_stands_once(here: Place) -> None:
    client = browser(somebody(here, Role.POPULATION_OFFICE))
    taken = stairway(here, lane="1", number="1")
    answer = client.post(address("stairway-new", here.committee), taken)
    assert answer.status_code == 409 and "These stand already: 金口路1弄1号." in text(answer)
    assert Building.objects.filter(subdistrict=STREET, lane="1").count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("floors", "61"), ("rooms", "-1"), ("road", ""), ("beat", "01890000-0000-7000-8000-000000000000")],
)
def test_what_was_typed_is_kept_and_the_error_stands_beside_its_field(
    here: Place, field: str, value: str
) -> None:
    client = browser(somebody(here, Role.POPULATION_OFFICE))
    answer = client.post(address("stairway-new", here.committee), stairway(here, **{field: value}))
    assert answer.status_code == 422
    assert (
        f'id="id_{field}_error"' in answer.content.decode() and 'value="金口新村"' in answer.content.decode()
    )
    assert not Building.objects.filter(subdistrict=STREET, lane="471").exists()


def test_a_beat_of_another_committee_is_no_choice(here: Place, elsewhere: Place) -> None:
    client = browser(somebody(here, Role.POPULATION_OFFICE))
    asked = stairway(here, beat=elsewhere.beats[0])
    assert client.post(address("stairway-new", here.committee), asked).status_code == 422


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SECRETARY, Role.SECTION])
def test_who_makes_no_places_finds_no_page_for_it(here: Place, role: Role) -> None:
    client = browser(somebody(here, role))
    assert client.get(address("stairway-new", here.committee)).status_code == 404
    assert client.post(address("stairway-new", here.committee), stairway(here)).status_code == 404
