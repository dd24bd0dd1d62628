from uuid import UUID

import pytest

from sanshi.collection.models import Form
from sanshi.register.facts import PersonFacts
from sanshi.verbs import Actor
from tests.entry.desk import a_clerk, a_collector, a_person, an_arrival, entered, resembling, stored
from tests.standing import elsewhere, here, noon, own_anchor, street
from tests.visits.neighbourhood import CommitteeHere

__all__ = ["elsewhere", "here", "noon", "own_anchor", "street"]


@pytest.fixture
def clerk(here: CommitteeHere) -> Actor:
    return a_clerk(here, "王芳")


@pytest.fixture
def collector(here: CommitteeHere) -> Actor:
    return a_collector(here, "李强")


# Somebody registered, and a form that may be about them.


@pytest.fixture
def someone() -> PersonFacts:
    return a_person(name="欧阳晓岚")


@pytest.fixture
def known(here: CommitteeHere, clerk: Actor, collector: Actor, someone: PersonFacts) -> UUID:
    """Registered at the first door."""
    form = entered(clerk, an_arrival(collector, here.doors[0][0], someone)).form
    person = stored(form.pk).person_id
    assert person is not None
    return person


@pytest.fixture
def alike(here: CommitteeHere, collector: Actor, known: UUID, someone: PersonFacts) -> Form:
    """On the desk: may be the one known."""
    return an_arrival(collector, here.doors[0][1], resembling(someone))
