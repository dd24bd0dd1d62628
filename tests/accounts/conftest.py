import pytest

from sanshi.accounts.models import Role
from tests import make
from tests.make import Place
from tests.persons import Person, somebody
from tests.standing import now, own_anchor

__all__ = ["now", "own_anchor"]


@pytest.fixture
def street(db: None) -> str:
    return make.street()


@pytest.fixture
def here(street: str) -> Place:
    return make.committee(1)


@pytest.fixture
def elsewhere(street: str) -> Place:
    return make.committee(2)


@pytest.fixture
def coordinator(here: Place) -> Person:
    return somebody(here, Role.COORDINATOR)
