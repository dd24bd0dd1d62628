"""A notice is about a place: it has no field for a person and takes no number of one (plan 3.1.1)."""

from dataclasses import fields

import pytest
from django.db.models import ForeignKey

from sanshi.accounts.models import Account
from sanshi.discovery.actions import NoticeGiven
from sanshi.discovery.forms import NoticeForm
from sanshi.discovery.models import Notice
from sanshi.identity.fictive import fictive_phone, fictive_resident_number
from sanshi.identity.remarks import looks_like_personal_number
from sanshi.register.models import Person, Residency
from sanshi.visits.models import Visit
from tests.make import NOW

PERSONS = {Person, Residency}


@pytest.mark.parametrize("model", [Notice, Visit])
def test_it_points_at_no_resident(model: type[Notice] | type[Visit]) -> None:
    pointed = {field.related_model for field in model._meta.concrete_fields if isinstance(field, ForeignKey)}
    assert pointed.isdisjoint(PERSONS)


def test_its_people_are_staff() -> None:
    """Who gave it, who went there."""
    of_notices = {field.name for field in Notice._meta.concrete_fields if field.related_model is Account}
    of_visits = {field.name for field in Visit._meta.concrete_fields if field.related_model is Account}
    assert (of_notices, of_visits) == ({"giver"}, {"opened_by", "verifier"})


def test_what_is_asked() -> None:
    assert {field.name for field in fields(NoticeGiven)} == {"door", "matter", "seen_on", "remark"}
    assert set(NoticeForm().fields) == {
        *("client_id", "version", "door", "matter", "seen", "seen_on", "remark")
    }


def test_what_is_written_freely_is_the_remark_alone() -> None:
    free = {
        field.name
        for field in Notice._meta.concrete_fields
        if field.get_internal_type() in {"CharField", "TextField", "JSONField"} and not field.choices
    }
    assert free == {"number", "remark"}


@pytest.mark.parametrize(
    "number",
    [
        fictive_resident_number("010101", NOW.date().replace(year=1990), 7),
        fictive_phone(77).replace("100", "139", 1),
    ],
)
@pytest.mark.parametrize("written", ["{}", "房客{}", "no. {} moved in", "{} "])
def test_a_remark_with_a_number_of_a_person_is_refused(number: str, written: str) -> None:
    assert looks_like_personal_number(written.format(number))
