from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from sanshi.discovery.models import Notice
from sanshi.verbs import Actor
from sanshi.visits.models import Matter, Outcome, Visit
from tests.discovery.test_give_notice import give, moved_in
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, an_actor
from tests.visits.test_pages import Browser, address, signed_in, text

__all__ = ["signed_in"]


@pytest.fixture
def steward(here: CommitteeHere) -> Actor:
    return an_actor("steward", name="陈阿姨", committee=here.row, beat=here.beats[0], group=here.groups[0])


@pytest.fixture
def phone(steward: Actor, signed_in: Browser) -> Iterator[Client]:
    yield signed_in(steward)


def sent(here: CommitteeHere, **changes: object) -> dict[str, object]:
    door = here.doors[0][1]
    said = {
        "client_id": uuid4(),
        "building": door.building_id,
        "door": door.pk,
        "matter": "moved-in",
        "seen": "today",
    }
    return {**said, **changes}


def only_notice() -> Notice:
    return Notice.objects.get(subdistrict=STREET)


# Giving


def test_the_page_has_the_own_doors_only(here: CommitteeHere, phone: Client) -> None:
    page = phone.get(address("notice-give"))
    assert page.status_code == 200
    assert all(str(door.pk) in page.content.decode() for door in here.doors[0])
    assert str(here.doors[1][0].pk) not in page.content.decode()


def test_a_foreign_stairway_in_the_address_is_not_opened(here: CommitteeHere, phone: Client) -> None:
    page = phone.get(address("notice-give"), {"building": str(here.doors[1][0].building_id)})
    assert str(here.doors[1][0].pk) not in page.content.decode()


def test_four_taps_and_the_receipt_says_what_comes_next(here: CommitteeHere, phone: Client) -> None:
    answer = phone.post(address("notice-give"), sent(here), follow=True)
    assert only_notice().seen_on == TODAY
    for words in ("Received №2026-10-0001", "within 3 working days", "by 2026-10-15", "¥2.00"):
        assert words in text(answer)


def test_the_receipt_in_the_plans_words(here: CommitteeHere, phone: Client) -> None:
    phone.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    answer = phone.post(address("notice-give"), sent(here), follow=True)
    for words in ("已收到 №2026-10-0001", "3 个工作日内上门核查", "核实有效奖励 ¥2.00"):
        assert words in text(answer)


@pytest.mark.parametrize(("seen", "days_ago"), [("today", 0), ("yesterday", 1), ("other", 5)])
def test_the_day_it_was_seen(here: CommitteeHere, phone: Client, seen: str, days_ago: int) -> None:
    phone.post(address("notice-give"), sent(here, seen=seen, seen_on=TODAY - timedelta(days=5)))
    assert only_notice().seen_on == TODAY - timedelta(days=days_ago)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"door": ""}, "Which door?"),
        ({"matter": ""}, "What happened?"),
        ({"seen": "other", "seen_on": ""}, "Choose the day it was seen."),
        ({"seen": "other", "seen_on": TODAY + timedelta(days=1)}, "This day has not come yet"),
        ({"remark": "房客手机 139-0000-0001"}, "A remark holds no ID or phone number"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    here: CommitteeHere, phone: Client, changes: dict[str, object], words: str
) -> None:
    answer = phone.post(address("notice-give"), sent(here, **{"remark": "门口有新家具", **changes}))
    assert answer.status_code == 422
    assert words in text(answer)
    assert str({"remark": "门口有新家具", **changes}["remark"]) in answer.content.decode()
    if "door" not in changes:
        assert f'value="{here.doors[0][1].pk}" checked' in answer.content.decode()
    assert not Notice.objects.filter(subdistrict=STREET).exists()


def test_a_double_click_gives_one_notice(here: CommitteeHere, phone: Client) -> None:
    body = sent(here)
    first, second = (phone.post(address("notice-give"), body) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert only_notice()
    assert phone.post(address("notice-give"), {**body, "matter": "let"}).status_code == 409


def test_a_door_of_others_is_not_found(here: CommitteeHere, phone: Client) -> None:
    assert phone.post(address("notice-give"), sent(here, door=here.doors[1][0].pk)).status_code == 404


def test_a_duplicate_hears_that_the_first_one_counts(here: CommitteeHere, phone: Client) -> None:
    phone.post(address("notice-give"), sent(here))
    answer = text(phone.post(address("notice-give"), sent(here), follow=True))
    assert "noticed before" in answer and "¥2.00" not in answer
    assert "noticed today" in text(phone.get(address("notice-give")))


# Reading


def test_a_giver_is_told_the_outcome_and_never_what_is_in_a_record(
    here: CommitteeHere, steward: Actor, phone: Client
) -> None:
    notice = give(steward, moved_in(here.doors[0][0].pk))
    Visit.objects.filter(subdistrict=STREET, pk=notice.visit_id).update(
        outcome=Outcome.CONFIRMED, outcome_on=TODAY, outcome_at=notice.given_at, remark="三口人"
    )
    for url in (
        address("notice-list"),
        address("notice-page", notice.pk),
        address("notice-print", notice.pk),
    ):
        page = phone.get(url)
        assert (page.status_code, "Valid" in text(page), "三口人" in text(page)) == (200, True, False)


def test_another_givers_notice_is_not_found(here: CommitteeHere, steward: Actor, signed_in: Browser) -> None:
    notice = give(steward, moved_in(here.doors[0][0].pk))
    neighbour = signed_in(an_actor("steward", committee=here.row, beat=here.beats[0], group=here.groups[0]))
    for route in ("notice-page", "notice-receipt", "notice-print"):
        assert neighbour.get(address(route, notice.pk)).status_code == 404
    assert notice.number not in text(neighbour.get(address("notice-list")))


@pytest.mark.parametrize("role", ["secretary", "coordinator", "officer"])
def test_the_committee_reads_its_notices_with_who_gave_them(
    here: CommitteeHere, steward: Actor, signed_in: Browser, role: str
) -> None:
    notice = give(steward, moved_in(here.doors[0][0].pk))
    client = signed_in(an_actor(role, committee=here.row))
    for url in (address("notice-list"), address("notice-page", notice.pk)):
        page = text(client.get(url))
        assert notice.number in page and "陈阿姨" in page


def test_filters_of_the_list_are_in_the_address(
    here: CommitteeHere, steward: Actor, signed_in: Browser
) -> None:
    kept = give(steward, moved_in(here.doors[0][0].pk))
    other = give(steward, moved_in(here.doors[0][0].pk, matter=Matter.LET))
    client = signed_in(an_actor("secretary", committee=here.row))
    page = text(client.get(address("notice-list"), {"matter": "moved-in", "outcome": "checking", "day": "x"}))
    assert kept.number in page and other.number not in page


def test_the_printed_form_holds_the_fields_of_the_plan(
    here: CommitteeHere, steward: Actor, signed_in: Browser
) -> None:
    notice = give(steward, moved_in(here.doors[0][0].pk))
    page = text(signed_in(an_actor("secretary", committee=here.row)).get(address("notice-print", notice.pk)))
    for words in (
        notice.number,
        "陈阿姨",
        "Steward",
        notice.door.address,
        "Moved in",
        "302室门口有新家具",
        notice.visit.number,
    ):
        assert words in page


def test_who_goes_reads_what_was_said_and_the_capacity_but_no_name(
    here: CommitteeHere, steward: Actor, signed_in: Browser
) -> None:
    notice = give(steward, moved_in(here.doors[0][0].pk))
    for headers in ({}, {"hx-request": "true"}):
        client = signed_in(an_actor("coordinator", committee=here.row))
        said = text(client.get(address("visit-notices", notice.visit_id), headers=headers))
        assert "302室门口有新家具" in said and "Steward" in said and "陈阿姨" not in said
    stranger = signed_in(an_actor("officer", committee=here.row))
    assert stranger.get(address("visit-notices", notice.visit_id)).status_code == 404


def test_the_list_of_stewards(here: CommitteeHere, steward: Actor, signed_in: Browser) -> None:
    client = signed_in(an_actor("secretary", committee=here.row))
    page = text(client.get(address("steward-list")))
    assert "陈阿姨" in page and "1 without a steward" in page
    assert "陈阿姨" not in text(client.get(address("steward-list") + "?groups=without"))
