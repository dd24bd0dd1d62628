"""Places on screen: committees within reach, a stairway with its doors."""

from uuid import uuid4

from sanshi.accounts.models import Role
from tests.accounts.test_pages import address, browser, text
from tests.make import Place
from tests.persons import somebody


def test_a_reader_sees_the_committees_in_reach(here: Place, elsewhere: Place) -> None:
    collector, office = somebody(here, Role.COORDINATOR), somebody(here, Role.POPULATION_OFFICE)
    own, all_of_them = (text(browser(one).get(address("place-list"))) for one in (collector, office))
    assert "第1居委" in own and "第2居委" not in own and "1 committee" in own
    assert "第1居委" in all_of_them and "2 committees" in all_of_them


def test_a_committee_shows_its_stairways_with_their_doors(here: Place) -> None:
    answer = browser(somebody(here, Role.CADRE)).get(address("committee-page", here.committee))
    assert "金口路1弄 12 金口路1弄1号 — 1片 1组 6" in text(answer)
    assert "3 stairways" in text(answer) and "New stairways" not in text(answer)


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
