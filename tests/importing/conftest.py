import pytest

from sanshi.accounts.models import Role
from sanshi.verbs import Actor
from tests import make
from tests.make import Place
from tests.persons import Person, somebody
from tests.standing import now, own_anchor

__all__ = ["now", "own_anchor"]


@pytest.fixture
def here(db: None) -> Place:
    """第1居委 with 金口路 1弄 1号 (1片, 1组), 1弄 2号 (2片, 2组) of 3 × 2 rooms each, and 枣庄路 1号."""
    make.street()
    return make.committee(1)


@pytest.fixture
def office(here: Place) -> Person:
    return somebody(here, Role.POPULATION_OFFICE)


@pytest.fixture
def by(office: Person) -> Actor:
    return office.actor
