"""The register's pages: what they show, to whom, of which day; what leaves a line in the journal."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.journal.models import Subject
from sanshi.register import actions
from sanshi.register.facts import EndFacts
from sanshi.register.models import EndReason, Residency
from sanshi.vault.masking import mask_document, mask_name, mask_phone
from sanshi.verbs import Purpose
from tests import make, persons
from tests.make import STREET, Place
from tests.register.browsing import FACTS, address, last_line, lives, text
from tests.register.town import a_dwelling, a_unit, at

TODAY = date(2026, 8, 3)


# Lists


def test_the_list_shows_masked_names_of_the_own_committee(here, elsewhere, clerk, signed_in) -> None:
    mine = lives(here.doors[0])
    foreign = lives(elsewhere.doors[0], make.person("欧阳明月"))
    answer = signed_in(clerk).get(address("person-list"))
    assert answer.status_code == 200
    assert mask_name(FACTS.name) in text(answer) and FACTS.name not in text(answer)
    assert mask_name("欧阳明月") not in text(answer)
    line, seen = last_line()
    assert (line.verb, line.purpose) == ("person.read", Purpose.VERIFY_RECORD)
    assert mine in seen and foreign not in seen


def test_the_list_filters_by_category_and_counts_its_rows(here, clerk, signed_in) -> None:
    lives(here.doors[0])
    lives(here.doors[1], make.person("李小龙"), category="local")
    answer = signed_in(clerk).get(address("person-list"), {"view": "local"})
    assert "李*龙" in text(answer) and mask_name(FACTS.name) not in text(answer)
    assert "1 person" in text(answer)


@pytest.mark.parametrize("query", ["?committee=x&view=y", "?after=tampered"])
def test_a_filter_that_is_none_is_left_out(here, clerk, signed_in, query) -> None:
    lives(here.doors[0])
    answer = signed_in(clerk).get(address("person-list") + query)
    assert mask_name(FACTS.name) in text(answer)


@pytest.mark.parametrize("route", ["person-list", "dwelling-list", "unit-list"])
def test_an_empty_list_says_what_would_fill_it(here, clerk, signed_in, route) -> None:
    answer = signed_in(clerk).get(address(route))
    assert answer.status_code == 200
    assert "empty-state" in answer.content.decode() or route == "dwelling-list"


def test_the_number_of_queries_does_not_grow_with_the_list(here, clerk, signed_in) -> None:
    client = signed_in(clerk)
    for route in ("person-list", "dwelling-list", "unit-list"):
        with CaptureQueriesContext(connection) as empty:
            client.get(address(route))
        fill(here)
        with CaptureQueriesContext(connection) as some:
            client.get(address(route))
        fill(here)
        with CaptureQueriesContext(connection) as more:
            client.get(address(route))
        # An empty list asks for no names; beyond that, a row more is no query more.
        assert len(empty) <= len(some) == len(more) <= 25
        assert all("OFFSET" not in query["sql"] for query in more)


def fill(here: Place) -> None:
    for n in range(6):
        door = here.doors[n]
        lives(door, make.person("陈小龙"))
        actions.register_unit(make.house(), uuid4(), uuid4(), a_unit(), door.pk, TODAY)
        actions.register_dwelling(make.house(), uuid4(), uuid4(), a_dwelling(), door.pk, TODAY)


# A person


def test_a_person_is_shown_with_masked_numbers(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    answer = signed_in(clerk).get(address("person-page", person))
    shown = text(answer)
    assert FACTS.name in shown and here.doors[0].address in shown
    assert mask_document(FACTS.document_number) in shown and mask_phone(FACTS.phone) in shown
    assert FACTS.document_number not in shown and FACTS.phone not in shown
    _, seen = last_line()
    assert person in seen


def test_absent_foreign_and_forbidden_look_the_same(here, elsewhere, clerk, signed_in) -> None:
    foreign = lives(elsewhere.doors[0])
    section = persons.somebody(here, Role.SECTION)
    answers = [
        signed_in(clerk).get(address("person-page", foreign)),
        signed_in(clerk).get(address("person-page", uuid4())),
        signed_in(section).get(address("person-page", foreign)),
        signed_in(clerk).get(address("dwelling-page", elsewhere.doors[0].pk)),
        signed_in(clerk).get(address("unit-page", uuid4())),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({without_frame(answer) for answer in answers[:2]}) == 1


def without_frame(answer: HttpResponse) -> str:
    return re.sub(r"(csrfmiddlewaretoken|X-CSRFToken|nonce)\W+\w+", "", text(answer))


def test_who_left_stays_visible_to_the_committee_and_the_new_address_is_the_new_committees(
    here, elsewhere, clerk, signed_in
) -> None:
    person = lives(here.doors[0])
    with clock.frozen(at(20)):
        lives(elsewhere.doors[0], same_as=person, started_on=date(2026, 8, 18))
        answer = signed_in(clerk).get(address("person-page", person))
    assert answer.status_code == 200
    assert "第2居委" in text(answer) and elsewhere.doors[0].address not in text(answer)


def test_the_page_turns_to_a_day_and_to_what_was_known(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    stay = Residency.objects.get(subdistrict=STREET, person=person).pk
    with clock.frozen(at(20)):
        end = EndFacts(date(2026, 8, 10), EndReason.LEFT_SHANGHAI)
        actions.end_residency(make.house(), uuid4(), uuid4(), stay, end)
        client = signed_in(clerk)
        page, door = address("person-page", person), address("dwelling-page", here.doors[0].pk)
        assert "Left Shanghai" in text(client.get(page))
        assert "Left Shanghai" not in text(client.get(page, {"on": "2026-08-15", "known": "2026-08-19"}))
        assert "Nothing about this person was known then." in text(client.get(page, {"known": "2026-08-01"}))
        assert mask_name(FACTS.name) not in text(client.get(door, {"on": "2026-08-15"}))
        assert mask_name(FACTS.name) in text(client.get(door, {"on": "2026-08-15", "known": "2026-08-19"}))
        assert mask_name(FACTS.name) in text(client.get(door, {"on": "2026-08-09"}))
        assert "Enter a day like" in text(client.get(page, {"on": "yesterday"}))


def test_the_page_says_who_read_it_before(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    client = signed_in(clerk)
    client.get(address("person-page", person))
    assert "王芳" in text(client.get(address("person-page", person))).split("Who read or wrote")[1]


# A dwelling, a unit


def test_a_dwelling_shows_facts_people_and_units(here, clerk, signed_in) -> None:
    door = here.doors[0]
    lives(door)
    actions.register_dwelling(make.house(), uuid4(), uuid4(), a_dwelling(), door.pk, TODAY)
    actions.register_unit(make.house(), uuid4(), uuid4(), a_unit(), door.pk, TODAY)
    shown = text(signed_in(clerk).get(address("dwelling-page", door.pk)))
    assert all(word in shown for word in (door.address, "Let", mask_name(FACTS.name), "试验小吃店"))
    assert a_dwelling().contact_name not in shown and a_dwelling().contact_phone not in shown
    listed = text(signed_in(clerk).get(address("dwelling-list")))
    assert door.address in listed and "Not collected yet" in listed


def test_a_door_of_which_nothing_is_known_has_a_page(here, clerk, signed_in) -> None:
    answer = signed_in(clerk).get(address("dwelling-page", here.doors[2].pk))
    assert "Nothing is known of this dwelling." in text(answer)


@pytest.mark.parametrize(
    ("role", "contact", "key_trade"),
    [(Role.SECTION, False, False), (Role.CLERK, True, False), (Role.OFFICER, True, True)],
)
def test_contact_and_key_trade_are_for_those_who_need_them(here, signed_in, role, contact, key_trade) -> None:
    facts = a_unit(key_trade=True)
    unit = actions.register_unit(make.house(), uuid4(), uuid4(), facts, here.shop.pk, TODAY, by_police=True)
    shown = text(signed_in(persons.somebody(here, role)).get(address("unit-page", unit)))
    assert facts.name in shown
    assert ("Key trade" in shown) is key_trade
    assert (mask_phone(facts.contact_phone) in shown) is contact
    assert (facts.contact_name in shown) is contact
    _, seen = last_line()
    fields = Subject.objects.get(subdistrict=STREET, line=last_line()[0], kind="register.unit").fields
    assert unit in seen and ("key_trade" in fields) is key_trade and ("contact_phone" in fields) is contact


def test_units_are_listed_by_kind_and_status(here, clerk, signed_in) -> None:
    actions.register_unit(make.house(), uuid4(), uuid4(), a_unit(), here.shop.pk, TODAY)
    client = signed_in(clerk)
    assert "试验小吃店" in text(client.get(address("unit-list"), {"kind": "street-front"}))
    assert "试验小吃店" not in text(client.get(address("unit-list"), {"status": "closed"}))


@pytest.mark.parametrize(
    ("language", "on_a_day", "until_then"),
    [
        ("en", ("Nothing is known of this day.", "The record begins on 2026-08-0"), "known"),
        ("zh-hans", ("尚无这一天的记录。", "记录自2026-08-0"), "当时尚"),
    ],
)
def test_of_a_day_before_the_record_began_nothing_is_known(
    here, clerk, signed_in, language, on_a_day, until_then
) -> None:
    door = here.doors[0]
    person = lives(door)
    dwelling = a_dwelling()
    actions.register_dwelling(make.house(), uuid4(), uuid4(), dwelling, door.pk, TODAY)
    unit = actions.register_unit(make.house(), uuid4(), uuid4(), a_unit(), door.pk, TODAY)
    client = signed_in(clerk)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    facts = {
        address("person-page", person): FACTS.name,
        address("dwelling-page", door.pk): mask_name(dwelling.contact_name),
        address("unit-page", unit): mask_phone(a_unit().contact_phone),
    }
    for page, fact in facts.items():
        assert fact in text(client.get(page, {"on": "2026-08-03"}))
        for turned in ({"on": "2026-07-31"}, {"known": "2026-08-02"}):
            answer = client.get(page, turned)
            assert fact not in text(answer) and 'name="on"' in answer.content.decode()
            said = on_a_day if "on" in turned else (until_then,)
            assert all(words in text(answer) for words in said)
