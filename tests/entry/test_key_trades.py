"""Key trades are set by the police and shown to the police (plan 2.2.4), on entered forms as elsewhere."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client

from sanshi.accounts.gate import PURPOSE_KEY
from sanshi.accounts.models import Account
from sanshi.collection.actions import Finding
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction
from sanshi.entry.actions import return_form
from sanshi.register.facts import Alteration, AlterationKind
from sanshi.verbs import Actor, Purpose
from sanshi.visits.models import FoundCategory
from tests.collection.steps import an_officer
from tests.entry.desk import a_unit, a_unit_form, entered, handed_over, stored
from tests.entry.test_pages import address
from tests.visits.neighbourhood import TODAY, CommitteeHere, an_actor

LABEL, REASON = "重点行业", "请写明是哪一类"


@pytest.fixture
def officer(here: CommitteeHere) -> Actor:
    return an_officer(here)


@pytest.fixture
def of_police(here: CommitteeHere, clerk: Actor, collector: Actor, officer: Actor) -> Form:
    """On the desk: an officer says that a unit is of a key trade."""
    known = a_unit_form(collector, here.doors[0][0])
    entered(clerk, known)
    finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=stored(known.pk).unit_id)
    facts = replace(a_unit(), key_trade=True)
    content = FormContent(unit=facts, alteration=Alteration(AlterationKind.CHANGE, TODAY))
    return handed_over(officer, here.doors[0][0], content, finding)


def read(client: Client, actor: Actor, *route: object) -> str:
    client.force_login(Account.objects.get(pk=actor.account))
    session = client.session
    session[PURPOSE_KEY] = Purpose.VERIFY_RECORD.value
    session.save()
    answer = client.get(address(*route))  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_clerk_sees_what_is_to_be_entered(clerk: Actor, of_police: Form, client: Client) -> None:
    assert LABEL in read(client, clerk, "entry-desk", of_police.pk)


def test_of_an_entered_form_the_police_alone_read_it(
    here: CommitteeHere, clerk: Actor, officer: Actor, of_police: Form, client: Client
) -> None:
    entered(clerk, of_police)
    secretary = an_actor("secretary", name="周敏", committee=here.row)
    for route in ("form-page", "form-print"):
        assert LABEL in read(client, officer, route, of_police.pk)
        for other in (secretary, clerk):
            page = read(client, other, route, of_police.pk)
            assert "晨光面馆" in page and LABEL not in page
    assert LABEL not in read(client, clerk, "entry-desk", of_police.pk)


def test_a_reason_about_it_is_not_read_either(
    here: CommitteeHere, clerk: Actor, officer: Actor, of_police: Form, client: Client
) -> None:
    reasons = {"key_trade": REASON, "name": "全称"}
    return_form(clerk, uuid4(), of_police.pk, of_police.version, reasons)
    page = read(client, an_actor("secretary", name="周敏", committee=here.row), "form-page", of_police.pk)
    assert "全称" in page and REASON not in page and LABEL not in page
    assert REASON in read(client, officer, "form-fill", of_police.pk)


def test_values_with_the_form_behind_leave_it_out(
    here: CommitteeHere, clerk: Actor, officer: Actor, of_police: Form, client: Client
) -> None:
    entered(clerk, of_police)
    unit = stored(of_police.pk).unit_id
    assert LABEL in read(client, officer, "unit-values", unit)
    for role, name in (("secretary", "周敏"), ("security-director", "吴强")):
        other = an_actor(role, name=name, committee=here.row)
        assert LABEL not in read(client, other, "unit-values", unit)
        assert LABEL not in read(client, other, "unit-page", unit)
