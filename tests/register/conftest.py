from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from sanshi import clock
from sanshi.accounts.gate import PURPOSE_KEY
from sanshi.accounts.models import Role
from sanshi.journal import anchor
from sanshi.verbs import Purpose
from tests import make, persons
from tests.make import Place
from tests.persons import Person
from tests.register import town as towns
from tests.register.town import Town


@pytest.fixture(autouse=True)
def anchor_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "anchor.json"
    monkeypatch.setattr(anchor, "anchor_file", lambda: file)
    return file


@pytest.fixture
def town(db: None) -> Town:
    return towns.found()


@pytest.fixture(autouse=True)
def on_the_third_of_august() -> Iterator[None]:
    with clock.frozen(towns.at(3)):
        yield


Browser = Callable[[Person], Client]


@pytest.fixture
def here(db: None) -> Place:
    make.street()
    return make.committee(1)


@pytest.fixture
def elsewhere(here: Place) -> Place:
    return make.committee(2)


@pytest.fixture
def clerk(here: Place) -> Person:
    return persons.somebody(here, Role.CLERK)


@pytest.fixture
def signed_in() -> Browser:
    def sign_in(person: Person) -> Client:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(person.account, "sanshi.accounts.backend.AccountBackend")
        session = client.session
        session[PURPOSE_KEY] = Purpose.VERIFY_RECORD.value
        session.save()
        return client

    return sign_in
