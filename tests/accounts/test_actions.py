"""Accounts, posts and certificates (plan 2.1.4, 2.5.1, 3.1.3)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import Http404

from sanshi.accounts import access
from sanshi.accounts.actions import Appointment, appoint, end_post, issue_certificate
from sanshi.accounts.models import Account, Certificate, Post, Role
from sanshi.problems import (
    ENDS_BEFORE_START,
    NOT_YOUR_PLACE,
    OWN_APPOINTMENT,
    PERIOD_TAKEN,
    REQUIRED,
    Refused,
)
from sanshi.verbs import Actor
from tests import make
from tests.make import NEXT_STREET, NOW, STREET, Place
from tests.persons import SINCE, Person, account, somebody

TODAY = NOW.date()


@pytest.fixture
def office(here: Place) -> Actor:
    return somebody(here, Role.POPULATION_OFFICE).actor


@pytest.fixture
def newcomer(street: str) -> Account:
    return account("newcomer", "新人")


def given(to: Account, role: Role, place: Place, **changes: Any) -> Appointment:
    where = {"committee": place.committee, "valid_from": TODAY, **changes}
    return Appointment(to.pk, role.value, **where)


def refused(actor: Actor, asked: Appointment) -> Refused:
    with pytest.raises(Refused) as caught:
        appoint(actor, uuid4(), asked)
    return caught.value


# Posts


def test_a_post_names_who_gave_it(office: Actor, newcomer: Account, here: Place) -> None:
    made = appoint(office, uuid4(), given(newcomer, Role.COORDINATOR, here))
    post = Post.objects.get(subdistrict=STREET, pk=made)
    assert (post.appointed_by_id, post.appointed_at, post.valid_to) == (office.account, NOW, None)


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        (Role.SECRETARY, "committee"),
        (Role.CADRE, "beat"),
        (Role.COORDINATOR, "committee"),
        (Role.CLERK, "committee"),
        (Role.STEWARD, "group"),
        (Role.OFFICER, "committee"),
        (Role.INSPECTOR, "station"),
    ],
)
def test_a_role_needs_its_place(
    office: Actor, newcomer: Account, here: Place, role: Role, missing: str
) -> None:
    without = given(newcomer, role, here, committee=None)
    problem = refused(office, without)
    assert (problem.kind, problem.field) == (REQUIRED, missing)


def test_a_beat_or_group_of_another_committee_is_refused(
    office: Actor, newcomer: Account, here: Place, elsewhere: Place
) -> None:
    """It would reach there."""
    beat = refused(office, given(newcomer, Role.CADRE, here, beat=elsewhere.beats[0]))
    group = refused(office, given(newcomer, Role.STEWARD, here, group=elsewhere.groups[0]))
    assert [(one.kind, one.field) for one in (beat, group)] == [
        (NOT_YOUR_PLACE, "beat"),
        (NOT_YOUR_PLACE, "group"),
    ]


def test_one_entry_clerk_at_a_time(office: Actor, newcomer: Account, here: Place, elsewhere: Place) -> None:
    clerk = somebody(here, Role.CLERK)
    problem = refused(office, given(newcomer, Role.CLERK, here))
    assert (problem.kind, problem.field, clerk.account.name in problem.message) == (
        PERIOD_TAKEN,
        "valid_from",
        True,
    )
    appoint(office, uuid4(), given(newcomer, Role.CLERK, elsewhere))


def test_the_next_clerk_begins_the_day_after_the_last(office: Actor, newcomer: Account, here: Place) -> None:
    clerk = somebody(here, Role.CLERK)
    post = Post.objects.get(subdistrict=STREET, account=clerk.account)
    end_post(office, uuid4(), post.pk, TODAY)
    assert refused(office, given(newcomer, Role.CLERK, here)).kind == PERIOD_TAKEN
    appoint(office, uuid4(), given(newcomer, Role.CLERK, here, valid_from=TODAY + timedelta(days=1)))


def test_a_stand_in_stands_beside_the_clerk(office: Actor, newcomer: Account, here: Place) -> None:
    somebody(here, Role.CLERK)
    appoint(office, uuid4(), given(newcomer, Role.CLERK, here, stand_in=True, valid_to=TODAY))
    names = [post.account.name for post in access.clerks_on(STREET, here.committee, TODAY)]
    assert sorted(names) == ["新人", "王芳"]


def test_one_steward_a_group_and_several_groups_a_steward(
    office: Actor, newcomer: Account, here: Place
) -> None:
    appoint(office, uuid4(), given(newcomer, Role.STEWARD, here, group=here.groups[0]))
    appoint(office, uuid4(), given(newcomer, Role.STEWARD, here, group=here.groups[1]))
    second = account("second", "第二人")
    assert refused(office, given(second, Role.STEWARD, here, group=here.groups[0])).kind == PERIOD_TAKEN


def test_a_post_does_not_end_before_it_began(office: Actor, coordinator: Person) -> None:
    post = Post.objects.get(subdistrict=STREET, account=coordinator.account)
    with pytest.raises(Refused) as caught:
        end_post(office, uuid4(), post.pk, SINCE - timedelta(days=1))
    assert (caught.value.kind, caught.value.field) == (ENDS_BEFORE_START, "last_day")


def test_sent_twice_is_one_post(office: Actor, newcomer: Account, here: Place) -> None:
    client_id, asked = uuid4(), given(newcomer, Role.COORDINATOR, here)
    assert appoint(office, client_id, asked) == appoint(office, client_id, asked)
    assert Post.objects.filter(subdistrict=STREET, account=newcomer).count() == 1


@pytest.mark.parametrize("role", [Role.POPULATION_OFFICE, Role.ADMINISTRATOR])
def test_nobody_appoints_himself(here: Place, role: Role) -> None:
    """Else who may appoint could approve or pay what he drafted himself."""
    one = somebody(here, role).actor
    account = Account.objects.get(pk=one.account)
    with pytest.raises(Refused) as caught:
        appoint(one, uuid4(), given(account, Role.LEADER, here))
    assert caught.value.kind == OWN_APPOINTMENT
    assert not Post.objects.filter(subdistrict=STREET, account=account, role=Role.LEADER).exists()


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CLERK, Role.LEADER, Role.FINANCE])
def test_who_does_not_appoint_gets_nowhere(newcomer: Account, here: Place, role: Role) -> None:
    with pytest.raises(Http404):
        appoint(somebody(here, role).actor, uuid4(), given(newcomer, Role.ADMINISTRATOR, here))


# Certificates


@pytest.mark.parametrize(
    ("day", "is_valid"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
    ],
)
def test_a_certificate_holds_on_both_its_days(
    office: Actor, newcomer: Account, day: date, is_valid: bool
) -> None:
    issue_certificate(office, uuid4(), newcomer.pk, date(2026, 3, 1), date(2026, 9, 30))
    assert (access.certificate_on(STREET, newcomer.pk, day) is not None) is is_valid


def test_a_certificate_withdrawn_holds_no_more_on_that_day(office: Actor, newcomer: Account) -> None:
    made = issue_certificate(office, uuid4(), newcomer.pk, SINCE, date(2026, 12, 31))
    Certificate.objects.filter(subdistrict=STREET, pk=made).update(withdrawn_on=TODAY)
    yesterday = TODAY - timedelta(days=1)
    assert access.certificate_on(STREET, newcomer.pk, yesterday) is not None
    assert access.certificate_on(STREET, newcomer.pk, TODAY) is None


def test_certificates_are_numbered_without_gaps(office: Actor, newcomer: Account) -> None:
    def issue() -> UUID:
        return issue_certificate(office, uuid4(), newcomer.pk, SINCE, date(2026, 12, 31))

    with pytest.raises(Refused):
        issue_certificate(office, uuid4(), newcomer.pk, TODAY, TODAY - timedelta(days=1))
    numbers = [Certificate.objects.get(subdistrict=STREET, pk=issue()).number for _ in range(2)]
    assert numbers == ["CJ20260001", "CJ20260002"]


# Who sees whom


def test_the_administrator_sees_new_accounts_and_none_of_another_street(
    here: Place, newcomer: Account
) -> None:
    make.street(NEXT_STREET, "花木街道", "Huamu")
    neighbour = somebody(make.committee(1, NEXT_STREET), Role.COORDINATOR)
    administrator = somebody(here, Role.ADMINISTRATOR).actor
    assert access.account(administrator, newcomer.pk) == newcomer
    with pytest.raises(Http404):
        access.account(administrator, neighbour.account.pk)


def test_a_secretary_sees_the_own_committee(here: Place, elsewhere: Place) -> None:
    secretary = somebody(here, Role.SECRETARY).actor
    mine, other = somebody(here, Role.CLERK), somebody(elsewhere, Role.CLERK)
    assert access.account(secretary, mine.account.pk) == mine.account
    with pytest.raises(Http404):
        access.account(secretary, other.account.pk)


def test_passwords_are_stored_by_argon2() -> None:
    """The tests' own quick hash is the tests' alone."""
    import os
    import subprocess
    import sys

    asked = "from sanshi.project import settings; print(settings.PASSWORD_HASHERS)"
    live = os.environ | {"SANSHI_MODE": "live", "SANSHI_SECRET": "x" * 50}
    said = subprocess.run([sys.executable, "-c", asked], env=live, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "['django.contrib.auth.hashers.Argon2PasswordHasher']"
