"""The lists of leases and let dwellings: what they hold and count, who sees them, what they never say."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.journal.recording import reading
from sanshi.register import actions
from sanshi.register.facts import Alteration, AlterationKind, DwellingFacts, EndFacts, LeaseFacts
from sanshi.register.letting.access import Filters, View, listed
from sanshi.register.models import Filed, LeaseVersion, LessorKind, Residency
from sanshi.vault.masking import mask_name
from sanshi.verbs import READ_DWELLINGS
from tests import make, persons
from tests.make import STREET, Place
from tests.register.browsing import address, last_line, lives, text
from tests.register.town import a_dwelling, at

TODAY = date(2026, 8, 3)
LEASE = LeaseFacts(
    lessor_kind=LessorKind.PERSON,
    lessor_name="欧阳房东",
    started_on=date(2026, 1, 1),
    ends_on=date(2027, 12, 31),
    let_rooms=2,
    filed=Filed.YES,
    filing_number="2026-17",
)


def let(door: Any, *leases: LeaseFacts, facts: DwellingFacts | None = None) -> UUID:
    by = make.house()
    return actions.register_dwelling(
        by, uuid4(), uuid4(), facts or a_dwelling(), door.pk, TODAY - timedelta(days=2), leases
    )


def ending(day: date, **changes: Any) -> LeaseFacts:
    return replace(LEASE, ends_on=day, **changes)


def rows(person: Any, view: View, **filters: Any) -> set[str]:
    with reading(person.actor, READ_DWELLINGS):
        found = listed(person.actor, Filters(view, **filters))
    assert len(found.rows) == found.total == found.counts[view]
    return {row.door.address for row in found.rows}


@pytest.fixture
def office(here: Place) -> Any:
    return persons.somebody(here, Role.POPULATION_OFFICE)


# What each list holds


@pytest.mark.parametrize("filed", [Filed.NO, Filed.UNKNOWN])
def test_not_filed_or_not_known_to_be(here: Place, clerk: Any, filed: str) -> None:
    let(here.doors[0], LEASE)
    let(here.doors[1], replace(LEASE, filed=filed, filing_number=""))
    assert rows(clerk, View.NOT_FILED) == {here.doors[1].address}
    assert len(rows(clerk, View.ALL)) == 2


def test_about_to_end_is_from_today_to_the_houses_figure(here: Place, clerk: Any) -> None:
    let(here.doors[0], ending(TODAY - timedelta(days=1)))
    let(here.doors[1], ending(TODAY))
    let(here.doors[2], ending(TODAY + timedelta(days=30)))
    let(here.doors[3], ending(TODAY + timedelta(days=31)))
    assert rows(clerk, View.EXPIRING) == {here.doors[1].address, here.doors[2].address}


def test_ended_with_tenants_still_registered(here: Place, clerk: Any) -> None:
    past = ending(date(2026, 7, 31))
    for door in here.doors[:3]:
        let(door, past)
    lives(here.doors[0])
    person = lives(here.doors[1], make.person("李小龙"))
    lives(here.doors[2], make.person("王小明"), tenure="owner")
    assert rows(clerk, View.EXPIRED) == {here.doors[0].address, here.doors[1].address}
    stay = Residency.objects.get(subdistrict=STREET, person=person)
    gone = EndFacts(TODAY, "left-shanghai")
    actions.end_residency(make.house(), uuid4(), uuid4(), stay.pk, gone)
    assert rows(clerk, View.EXPIRED) == {here.doors[0].address}


def test_a_lease_that_is_over_is_in_no_list(here: Place, clerk: Any) -> None:
    dwelling = let(here.doors[0], ending(date(2026, 7, 31), filed=Filed.NO, filing_number=""))
    lives(here.doors[0])
    lease = LeaseVersion.objects.get(subdistrict=STREET)
    over = replace(LEASE, record=str(lease.lease_id), ended_on=TODAY)
    change = Alteration(AlterationKind.CHANGE, TODAY)
    actions.alter_dwelling(make.house(), uuid4(), uuid4(), dwelling, a_dwelling(), change, TODAY, [over])
    assert all(rows(clerk, view) == set() for view in View if view.is_of_leases)
    assert rows(clerk, View.NO_LEASE) == {here.doors[0].address}


def test_let_without_a_lease_known(here: Place, clerk: Any) -> None:
    let(here.doors[0], LEASE)
    let(here.doors[1])
    let(here.doors[2], facts=DwellingFacts("home", "owner"))
    assert rows(clerk, View.NO_LEASE) == {here.doors[1].address}


def test_over_occupied_by_the_houses_figures(here: Place, clerk: Any) -> None:
    for door in here.doors[:2]:
        let(door, facts=a_dwelling(designed_rooms=1))
    for n in range(3):
        lives(here.doors[0], make.person(f"李小{'龙虎豹'[n]}"))
    assert rows(clerk, View.CROWDED) == {here.doors[0].address}


def test_lists_are_narrowed_by_committee_and_beat(here: Place, elsewhere: Place, office: Any) -> None:
    mine, foreign = here.doors[0], elsewhere.doors[0]
    let(mine, LEASE)
    let(foreign, LEASE)
    assert rows(office, View.ALL) == {mine.address, foreign.address}
    assert rows(office, View.ALL, committee=mine.committee_id) == {mine.address}
    assert rows(office, View.ALL, beat=foreign.beat_id) == {foreign.address}


def test_another_committees_leases_are_not_seen(here: Place, elsewhere: Place, clerk: Any) -> None:
    let(elsewhere.doors[0], replace(LEASE, filed=Filed.NO, filing_number=""))
    assert all(rows(clerk, view) == set() for view in View)


# Pages


def test_the_list_names_no_person(here: Place, clerk: Any, signed_in: Any) -> None:
    let(here.doors[0], replace(LEASE, filed=Filed.NO, filing_number=""), facts=a_dwelling(designed_rooms=1))
    for n in range(3):
        lives(here.doors[0], make.person(f"李小{'龙虎豹'[n]}"))
    for view in View:
        for route in ("letting-list", "letting-print"):
            said = text(signed_in(clerk).get(address(route), {"view": view.value}))
            assert here.doors[0].address in said or view not in (View.CROWDED, View.NOT_FILED)
            assert not any(name in said for name in ("李小", "李*", "欧阳", mask_name("李小龙")))


def test_the_list_is_journalled_by_lease(here: Place, clerk: Any, signed_in: Any) -> None:
    let(here.doors[0], LEASE)
    lease = LeaseVersion.objects.get(subdistrict=STREET).lease_id
    signed_in(clerk).get(address("letting-list"), {"view": "all"})
    line, seen = last_line()
    assert line.verb == "dwelling.read" and lease in seen


def test_pages_go_on_where_the_last_ended(here: Place, clerk: Any) -> None:
    for door in here.doors[:5]:
        let(door, LEASE)
    with reading(clerk.actor, READ_DWELLINGS):
        first = listed(clerk.actor, Filters(View.ALL), size=3)
        second = listed(clerk.actor, Filters(View.ALL), first.page.next, size=3)
    assert (len(first.rows), len(second.rows), second.page.next, second.total) == (3, 2, "", 5)


@pytest.mark.parametrize("query", ["?view=x&beat=y&committee=z", "?after=tampered"])
def test_a_filter_that_is_none_is_left_out_of_the_list(here, clerk, signed_in, query) -> None:
    assert signed_in(clerk).get(address("letting-list") + query).status_code == 200


def test_a_longer_list_asks_no_more(here: Place, clerk: Any, signed_in: Any) -> None:
    def asked(view: View) -> int:
        browser = signed_in(clerk)
        browser.get(address("letting-list"), {"view": view.value})
        with CaptureQueriesContext(connection) as queries:
            browser.get(address("letting-list"), {"view": view.value})
        return len(queries)

    let(here.doors[0], facts=a_dwelling(designed_rooms=1))
    let(here.doors[1], LEASE)
    lives(here.doors[0])
    few = [asked(view) for view in View]
    for door in here.doors[2:6]:
        let(door, LEASE)
        lives(door, make.person(f"李{door.room}"))
    assert [asked(view) for view in View] == few
    assert max(few) <= 34


def test_a_secretary_can_ask_for_visits_a_clerk_cannot(here: Place, clerk: Any, signed_in: Any) -> None:
    let(here.doors[0], LEASE)
    secretary = persons.somebody(here, Role.SECRETARY)
    asks = f'name="door" value="{here.doors[0].pk}"'
    shown = signed_in(secretary).get(address("letting-list"), {"view": "all"}).content.decode()
    assert asks in shown and address("visit-ask") in shown
    assert asks not in signed_in(clerk).get(address("letting-list"), {"view": "all"}).content.decode()


# At a door


def test_the_dwellings_part_shows_leases_and_the_working(here: Place, clerk: Any, signed_in: Any) -> None:
    person = lives(here.doors[0])
    let(here.doors[0], replace(LEASE, tenants=(str(person),)), facts=a_dwelling(designed_rooms=2))
    said = text(signed_in(clerk).get(address("dwelling-letting", here.doors[0].pk)))
    assert "2026-17" in said and mask_name("欧阳房东") in said and "欧阳房东" not in said
    assert mask_name("张伟民") in said and "1 residents ÷ 2 rooms by design = 0.5" in said
    _line, seen = last_line()
    assert {person, LeaseVersion.objects.get(subdistrict=STREET).lease_id} <= seen


def test_the_part_shows_what_was_so_on_another_day(here: Place, clerk: Any, signed_in: Any) -> None:
    with clock.frozen(at(1, month=3)):
        dwelling = let(here.doors[0], replace(LEASE, filed=Filed.NO, filing_number=""))
    lease = LeaseVersion.objects.get(subdistrict=STREET).lease_id
    filed = replace(LEASE, record=str(lease))
    change = Alteration(AlterationKind.CHANGE, TODAY)
    actions.alter_dwelling(make.house(), uuid4(), uuid4(), dwelling, a_dwelling(), change, TODAY, [filed])
    browser, where = signed_in(clerk), address("dwelling-letting", here.doors[0].pk)
    assert "2026-17" in text(browser.get(where))
    assert "2026-17" not in text(browser.get(where, {"on": "2026-08-02"}))
    assert "2026-17" not in text(browser.get(where, {"on": "2026-08-03", "known": "2026-08-02"}))
    assert "Not filed" in text(browser.get(where, {"on": "2026-08-02"}))


def test_a_door_elsewhere_or_nowhere_has_no_part(here, elsewhere, clerk, signed_in) -> None:
    for pk in (elsewhere.doors[0].pk, uuid4()):
        assert signed_in(clerk).get(address("dwelling-letting", pk)).status_code == 404
