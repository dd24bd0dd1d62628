"""Completeness as plan/fields has it: M, C and O of every kind of form."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from sanshi.collection.content import FormContent, WrongContent
from sanshi.collection.fields import FormKind, asked, fields_of
from sanshi.collection.rules import (
    Lateness,
    contradicted,
    filling_teams,
    is_collected_late,
    is_handed_over_late,
    lateness,
    may_fill,
    problems,
    tidied,
)
from sanshi.problems import (
    AFTER_COLLECTION,
    ENDS_BEFORE_START,
    IN_THE_FUTURE,
    NO_SUCH_REGION,
    NOT_A_CHOICE,
    NOT_A_NAME,
    NUMBER_OUT_OF_RANGE,
    REQUIRED,
    WRONG_CREDIT_CODE,
    WRONG_DOCUMENT_NUMBER,
    WRONG_PHONE,
    Kind,
)
from sanshi.register.facts import Alteration, AlterationKind, EndFacts
from sanshi.rulebook.policy import shipped
from sanshi.rulebook.schedule import published_calendar
from sanshi.visits.models import Team
from tests.collection.samples import (
    COMPLETE,
    MORNING,
    NUMBER,
    SHOP,
    timing,
)
from tests.visits.neighbourhood import NOON, TODAY

POLICY = shipped("jinyang-2012")
CALENDAR = published_calendar()


def found_in(kind: FormKind, content: FormContent, **changes: Any) -> dict[str | None, Kind]:
    return {one.field: one.kind for one in problems(kind, content, timing(**changes))}


def having(name: str, /, **values: Any) -> dict[str | None, Kind]:
    kind, content = COMPLETE[name]
    return found_in(kind, content.having(values))


@pytest.mark.parametrize("name", COMPLETE)
def test_a_complete_form_of_each_kind_lacks_nothing(name: str) -> None:
    assert found_in(*COMPLETE[name]) == {}


# M and C, field by field

MANDATORY = {
    "local": "name document_type document_number tenure notice_version notified_on",
    "lives here": "name document_type document_number tenure separation registered_region"
    " notice_version notified_on",
    "registered here": "name document_type document_number tenure separation present_region"
    " notice_version notified_on",
    "from elsewhere": "name document_type document_number tenure started_on registered_region stay_reason"
    " permit_status permit_valid_to notice_version notified_on",
    "overseas": "name document_type document_number sex birth_date tenure nationality latin_surname"
    " checked_in_at stay_until notice_version notified_on",
    "child": "name document_type sex birth_date guardian_name guardian_phone tenure"
    " notice_version notified_on",
    "person altered": "changed_on name document_type tenure started_on registered_region"
    " stay_reason permit_status permit_valid_to notice_version notified_on",
    "person gone": "end_reason",
    "dwelling": "use occupancy designed_rooms usable_area_m2",
    "dwelling altered": "use occupancy designed_rooms usable_area_m2",
    "unit": "name kind status",
    "unit altered": "changed_on name kind status",
    "unit closed": "",
}
OPTIONAL = {
    "local": "phone started_on household relation_to_head",
    "from elsewhere": "phone household relation_to_head",
    "overseas": "phone latin_given police_registered_on",
    "child": "document_number phone",
    "person altered": "phone",
    "dwelling": "contact_name contact_phone",
    "unit": "credit_code industry contact_name contact_phone",
}
EMPTY = {
    "started_on",
    "checked_in_at",
    "stay_until",
    "changed_on",
    "notified_on",
    "birth_date",
    "permit_valid_to",
}
EMPTY |= {"designed_rooms", "usable_area_m2", "household", "police_registered_on"}


def without(name: str, field: str) -> dict[str | None, Kind]:
    return having(name, **{field: None if field in EMPTY else ""})


@pytest.mark.parametrize(("name", "field"), [(n, f) for n, fs in MANDATORY.items() for f in fs.split()])
def test_a_mandatory_field_left_empty_is_named(name: str, field: str) -> None:
    assert without(name, field).get(field) is REQUIRED


@pytest.mark.parametrize(("name", "field"), [(n, f) for n, fs in OPTIONAL.items() for f in fs.split()])
def test_an_optional_field_may_be_left_empty(name: str, field: str) -> None:
    assert without(name, field) == {}


@pytest.mark.parametrize("name", COMPLETE)
def test_an_empty_form_names_every_field_that_is_mandatory_from_the_start(name: str) -> None:
    kind, _ = COMPLETE[name]
    missing = found_in(kind, FormContent())
    wanted = {field for field, mandatory in asked(kind, {}, TODAY).items() if mandatory}
    assert missing == dict.fromkeys(wanted, REQUIRED)
    assert wanted <= set(fields_of(kind))


# Documents


def test_without_a_document_the_reason_takes_its_place() -> None:
    assert (
        having(
            "local", document_number="", no_document_reason="refused", sex="1", birth_date=date(1990, 1, 1)
        )
        == {}
    )
    assert having(
        "local", document_number="", no_document_reason="forgot", sex="1", birth_date=date(1990, 1, 1)
    ) == {"no_document_reason": NOT_A_CHOICE}


def test_an_18_digit_number_gives_sex_and_birth_date_whatever_was_typed() -> None:
    kind, content = COMPLETE["local"]
    typed = content.having(
        {"document_number": f" {NUMBER.lower()} ", "sex": "2", "birth_date": date(2000, 1, 1)}
    )
    kept = tidied(kind, typed, TODAY).person
    assert kept is not None
    assert (kept.document_number, kept.sex, kept.birth_date) == (NUMBER, "1", date(1990, 3, 7))


def test_a_wrong_check_digit_is_named() -> None:
    last = "0" if NUMBER[-1] != "0" else "1"
    wrong = having("local", document_number=NUMBER[:-1] + last, sex="1", birth_date=date(1990, 3, 7))
    assert wrong == {"document_number": WRONG_DOCUMENT_NUMBER}


def test_a_childs_guardian_is_not_asked_for_once_it_is_fourteen() -> None:
    birthday = date(2012, 10, 12)
    assert having("child", birth_date=birthday).get("document_number") is REQUIRED
    kind, content = COMPLETE["child"]
    kept = tidied(kind, content.having({"birth_date": birthday}), TODAY).person
    assert kept is not None and (kept.guardian_name, kept.guardian_phone) == ("", "")
    still = content.having({"birth_date": birthday + timedelta(days=1)})
    assert found_in(kind, still) == {}


# What is not asked for is not stored


def test_an_answer_that_another_one_made_needless_is_not_kept() -> None:
    kind, content = COMPLETE["dwelling"]
    kept = tidied(
        kind, content.having({"occupancy": "owner", "contact_phone": "10000000001"}), TODAY
    ).dwelling
    assert kept is not None
    assert (kept.designed_rooms, kept.usable_area_m2, kept.contact_phone) == (None, None, "")
    kind, content = COMPLETE["local"]
    kept_stay = tidied(
        kind, content.having({"nationality": "GBR", "permit_status": "permit"}), TODAY
    ).residency
    assert kept_stay is not None and (kept_stay.nationality, kept_stay.permit_status) == ("", "")


def test_a_collectors_form_keeps_the_polices_key_trade_flag() -> None:
    kind, _ = COMPLETE["unit altered"]
    kept = tidied(kind, FormContent(unit=replace(SHOP, key_trade=True)), TODAY).unit
    assert kept is not None and kept.key_trade


# Values


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("child", {"document_type": "999"}, NOT_A_CHOICE),
        ("local", {"tenure": "squatter"}, NOT_A_CHOICE),
        ("local", {"phone": "12"}, WRONG_PHONE),
        ("local", {"name": "张三13800138000"}, NOT_A_NAME),
        ("child", {"guardian_name": "张三（已搬走）"}, NOT_A_NAME),
        ("overseas", {"latin_given": "P1234567"}, NOT_A_NAME),
        ("local", {"household": 0}, NUMBER_OUT_OF_RANGE),
        ("local", {"started_on": TODAY + timedelta(days=1)}, IN_THE_FUTURE),
        ("local", {"notified_on": TODAY + timedelta(days=1)}, IN_THE_FUTURE),
        ("local", {"started_on": date(1980, 1, 1)}, ENDS_BEFORE_START),
        ("from elsewhere", {"registered_region": "3401"}, NOT_A_CHOICE),
        ("from elsewhere", {"registered_region": "999999"}, NO_SUCH_REGION),
        ("lives here", {"registered_region": "380100"}, NO_SUCH_REGION),
        ("overseas", {"nationality": "England"}, NOT_A_CHOICE),
        ("overseas", {"stay_until": date(2026, 10, 1)}, ENDS_BEFORE_START),
        ("overseas", {"checked_in_at": NOON + timedelta(days=1)}, IN_THE_FUTURE),
        ("person altered", {"alteration_kind": "whim"}, NOT_A_CHOICE),
        ("person altered", {"changed_on": TODAY + timedelta(days=1)}, IN_THE_FUTURE),
        ("person gone", {"ended_on": TODAY + timedelta(days=1)}, IN_THE_FUTURE),
        ("person gone", {"end_reason": "bored"}, NOT_A_CHOICE),
        ("dwelling", {"designed_rooms": 100}, NUMBER_OUT_OF_RANGE),
        ("unit", {"credit_code": "91310000132207200B"}, WRONG_CREDIT_CODE),
        ("unit", {"industry": "F52"}, NOT_A_CHOICE),
    ],
)
def test_a_wrong_value_is_named_by_its_field(name: str, values: dict[str, Any], kind: Kind) -> None:
    assert having(name, **values) == dict.fromkeys(values, kind)


def test_a_made_up_region_is_none_in_earnest(settings: Any) -> None:
    assert having("from elsewhere", registered_region="012345") == {}
    settings.SANSHI_MODE = "live"
    made_up = having("from elsewhere", registered_region="012345")
    assert made_up == {"registered_region": NO_SUCH_REGION}
    assert having("from elsewhere", registered_region="340100") == {}


def test_a_unit_is_called_as_it_likes() -> None:
    assert having("unit", name="7-11便利店（金口路501号）") == {}


def test_what_was_typed_and_cannot_be_read_is_not_complete() -> None:
    kind, content = COMPLETE["unit"]
    typed = replace(content, unfinished={"industry": "retail?", "name": "kept beside a readable one"})
    assert found_in(kind, typed.having({"industry": ""})) == {"industry": NOT_A_CHOICE}


def test_leaving_needs_a_destination_only_when_moved() -> None:
    assert having("person gone", end_reason="died", moved_committee="") == {}
    assert having("person gone", end_reason="left-shanghai", moved_committee="") == {}
    assert having("person gone", moved_committee="") == {"moved_region": REQUIRED}
    assert having("person gone", moved_committee="", moved_region="012345") == {}
    assert having("person gone", moved_committee="", moved_region="0123") == {"moved_region": NOT_A_CHOICE}


def test_a_guardian_is_a_person_of_the_register_or_a_name_and_a_phone() -> None:
    named = having("child", guardian_name="", guardian_phone="")
    assert named == {"guardian_name": REQUIRED, "guardian_phone": REQUIRED}
    assert having("child", guardian=uuid4(), guardian_name="", guardian_phone="") == {}
    kind, content = COMPLETE["child"]
    kept = tidied(kind, content.having({"guardian": uuid4()}), TODAY).person
    assert kept is not None and (kept.guardian_name, kept.guardian_phone) == ("", "")


def test_whom_the_register_knows_is_not_asked_for_the_number_again() -> None:
    kind, content = COMPLETE["from elsewhere"]
    moved = replace(kind, known=True)
    known = {"document_number": "", "phone": "", "sex": "1", "birth_date": date(1990, 3, 7)}
    assert found_in(moved, content.having(known)) == {}


# Days


def test_the_days_of_a_form_are_in_order() -> None:
    kind, content = COMPLETE["unit"]
    assert found_in(kind, content, collected_at=None) == {"collected_at": REQUIRED}
    assert found_in(kind, content, collected_at=NOON + timedelta(minutes=1)) == {
        "collected_at": IN_THE_FUTURE
    }
    assert found_in(kind, content, learned_on=TODAY + timedelta(days=1)) == {"collected_at": AFTER_COLLECTION}
    assert found_in(kind, content, learned_on=TODAY) == {}


def test_nothing_ends_or_changes_before_the_register_knows_it() -> None:
    kind, content = COMPLETE["person gone"]
    assert found_in(kind, content, since=date(2026, 10, 9)) == {}
    assert found_in(kind, content, since=date(2026, 10, 10)) == {"ended_on": ENDS_BEFORE_START}
    kind, content = COMPLETE["unit altered"]
    assert found_in(kind, content, since=date(2026, 10, 11)) == {"changed_on": ENDS_BEFORE_START}


def test_a_registration_by_mistake_may_end_on_its_first_day() -> None:
    kind, _ = COMPLETE["person gone"]
    assert found_in(kind, FormContent(end=EndFacts(TODAY, "mistake")), since=TODAY) == {}


# Who may


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("coordinator", {"from-elsewhere", "dwelling", "unit"}),
        ("cadre", {"local", "separated"}),
        ("secretary", {"local", "separated"}),
        ("security-director", {"local", "separated", "unit"}),
        ("security-team", {"unit"}),
        ("officer", {"overseas"}),
        ("clerk", set()),
    ],
)
def test_each_role_collects_its_own_categories(role: str, may: set[str]) -> None:
    everything = {"local", "separated", "from-elsewhere", "overseas", "dwelling", "unit"}
    assert {one for one in everything if may_fill([role], one, "register", POLICY)} == may


def test_an_officer_alters_units_and_registers_none() -> None:
    """Key trades are set by the police (plan 2.2.4); units are collected by the units team (3.1.2)."""
    actions = ("register", "alter", "deregister")
    assert {one for one in actions if may_fill(["officer"], "unit", one, POLICY)} == {"alter"}
    assert filling_teams("unit", "alter", POLICY) == (Team.UNITS_TEAM, Team.OFFICER)


def test_a_coordinator_deregisters_any_category_but_overseas() -> None:
    persons = ("local", "separated", "from-elsewhere", "overseas")
    assert [may_fill(["coordinator"], one, "deregister", POLICY) for one in persons] == [
        True,
        True,
        True,
        False,
    ]
    assert filling_teams("separated", "register", POLICY) == (Team.CADRE,)


# Late


@pytest.mark.parametrize(
    ("learned_on", "collected_on", "late"),
    [
        (date(2026, 9, 30), date(2026, 10, 10), 0),
        # 10-11 is a rest day after the due day: late all the same.
        (date(2026, 9, 30), date(2026, 10, 11), 1),
        (date(2026, 9, 30), date(2026, 10, 13), 2),
        (date(2026, 10, 9), date(2026, 10, 14), 1),
    ],
)
def test_collection_is_late_after_its_working_days(learned_on: date, collected_on: date, late: int) -> None:
    assert lateness(learned_on, collected_on, collected_on, POLICY, CALENDAR) == Lateness(late, 0)
    assert is_collected_late(learned_on, collected_on, POLICY, CALENDAR) is bool(late)


def test_hand_over_is_late_after_the_day_of_collection_even_on_a_rest_day() -> None:
    friday, saturday = date(2026, 10, 16), date(2026, 10, 17)
    assert not is_handed_over_late(saturday, saturday, POLICY, CALENDAR)
    assert is_handed_over_late(friday, saturday, POLICY, CALENDAR)
    assert lateness(friday, friday, saturday, POLICY, CALENDAR) == Lateness(0, 1)


# Stored


@pytest.mark.parametrize("name", COMPLETE)
def test_content_is_read_back_as_it_was(name: str) -> None:
    _, content = COMPLETE[name]
    unfinished = replace(content, unfinished={"phone": "138"})
    assert FormContent.from_json(unfinished.to_json()) == unfinished


@pytest.mark.parametrize(
    "stored",
    [
        {"vehicle": {}},
        {"person": {"name": "张伟民", "religion": "x"}},
        {"person": {}},
        {"person": []},
        {"person": {"name": 5}},
        {"person": {"name": "张伟民", "birth_date": "tomorrow"}},
        {"dwelling": {"use": "home", "occupancy": "let", "designed_rooms": True}},
        {"dwelling": {"use": "home", "occupancy": "let", "usable_area_m2": 61.5}},
        {"alteration": {"kind": "whim"}},
        {"unfinished": {"phone": 138}},
    ],
)
def test_content_that_no_form_wrote_is_refused(stored: dict[str, Any]) -> None:
    with pytest.raises(WrongContent):
        FormContent.from_json(stored)


def test_content_has_one_name_for_each_field() -> None:
    content = FormContent(unit=SHOP, alteration=Alteration(AlterationKind.CORRECTION))
    values = content.values()
    assert (values["kind"], values["alteration_kind"]) == ("street-front", "correction")
    assert content.having({"alteration_kind": AlterationKind.CHANGE}).values()["kind"] == "street-front"


def test_the_moment_of_collection_is_a_day_in_shanghai() -> None:
    late = datetime.fromisoformat("2026-10-09T16:30:00+00:00")
    assert timing(collected_at=late).collected_on == date(2026, 10, 10)
    assert timing(collected_at=MORNING).collected_on == TODAY


@pytest.mark.parametrize(
    ("stated", "fields"),
    [
        ({}, []),
        ({"sex": "1", "birth_date": date(1990, 3, 7)}, []),
        ({"sex": "9", "birth_date": None}, []),
        ({"sex": "2"}, ["sex"]),
        ({"birth_date": date(1990, 7, 3)}, ["birth_date"]),
        ({"sex": "2", "birth_date": date(1990, 7, 3)}, ["sex", "birth_date"]),
        ({"sex": "2", "document_number": NUMBER[:-2]}, []),
        ({"sex": "2", "document_number": ""}, []),
        ({"sex": "2", "document_type": "414", "document_number": "E1234567"}, []),
    ],
)
def test_the_number_contradicts_what_was_typed(stated: dict[str, Any], fields: list[str]) -> None:
    """It counts, and the form may be handed over; but it is not overridden in silence."""
    kind, content = COMPLETE["from elsewhere"]
    typed = content.having(stated)
    assert list(contradicted(typed)) == fields
    assert contradicted(tidied(kind, typed, TODAY)) == {}
    if fields:
        assert problems(kind, typed, timing()) == ()
