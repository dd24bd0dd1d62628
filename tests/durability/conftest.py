import pytest

from sanshi.accounts.models import Role
from sanshi.collection.models import Form
from tests import make
from tests.make import ARRIVED, Place, arrival, change, handed_over
from tests.persons import Person, somebody
from tests.standing import now, own_anchor

__all__ = ["now", "own_anchor"]


@pytest.fixture
def here(transactional_db: None) -> Place:
    """Committed, so that other processes and connections see it."""
    make.street()
    return make.committee(1)


@pytest.fixture
def collector(here: Place) -> Person:
    return somebody(here, Role.COORDINATOR)


@pytest.fixture
def clerk(here: Place) -> Person:
    return somebody(here, Role.CLERK)


@pytest.fixture
def form(here: Place, collector: Person) -> Form:
    """On the clerk's desk."""
    return on_the_desk(here, collector, 0)


def on_the_desk(here: Place, collector: Person, door: int) -> Form:
    """At another door somebody else: nobody is asked who it is."""
    by, name = collector.actor, ("欧阳晓岚", "司马青云")[door]
    return handed_over(by, change(by, here.doors[door], ARRIVED), arrival(name))
