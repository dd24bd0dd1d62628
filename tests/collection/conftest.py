from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from sanshi import clock
from sanshi.accounts.models import Account, Certificate
from sanshi.journal import anchor
from sanshi.verbs import Actor
from tests.collection.page_steps import Browser
from tests.collection.samples import certify
from tests.visits.neighbourhood import NOON, CommitteeHere, a_committee, a_street, an_actor, working_days


@pytest.fixture(autouse=True)
def noon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock stands; the anchor is the test's own."""
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
    with clock.frozen(NOON):
        yield


@pytest.fixture
def street(db: None) -> None:
    a_street()
    working_days()


@pytest.fixture
def here(street: None) -> CommitteeHere:
    return a_committee(1)


@pytest.fixture
def elsewhere(street: None) -> CommitteeHere:
    return a_committee(2)


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
