from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from sanshi.accounts.models import Account, Certificate
from sanshi.verbs import Actor
from tests.collection.page_steps import Browser
from tests.collection.samples import certify
from tests.standing import elsewhere, here, noon, own_anchor, street
from tests.visits.neighbourhood import CommitteeHere, an_actor

__all__ = ["elsewhere", "here", "noon", "own_anchor", "street"]


@pytest.fixture
def coordinator(here: CommitteeHere) -> Actor:
    """With a certificate for the year."""
    actor = an_actor("coordinator", name="李强", committee=here.row)
    certify(actor)
    return actor


@pytest.fixture
def cadre(here: CommitteeHere) -> Actor:
    actor = an_actor("cadre", name="陈静", committee=here.row, beat=here.beats[0])
    certify(actor)
    return actor


@pytest.fixture
def short_certificate(here: CommitteeHere, coordinator: Actor) -> Certificate:
    """Ends on the day of the test."""
    held = Certificate.objects.get(account=coordinator.account)
    held.valid_to = date(2026, 10, 12)
    held.save()
    return held


@pytest.fixture
def signed_in() -> Browser:
    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(Account.objects.get(pk=actor.account), "sanshi.accounts.backend.AccountBackend")
        return client

    return sign_in
