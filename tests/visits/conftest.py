import pytest

from sanshi.verbs import Actor
from tests.standing import elsewhere, here, noon, own_anchor, street
from tests.visits.neighbourhood import CommitteeHere, an_actor

__all__ = ["elsewhere", "here", "noon", "own_anchor", "street"]


@pytest.fixture
def coordinator(here: CommitteeHere) -> Actor:
    return an_actor("coordinator", name="李强", committee=here.row)
