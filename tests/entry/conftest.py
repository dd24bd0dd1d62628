import pytest

from sanshi.verbs import Actor
from tests.entry.desk import a_clerk, a_collector
from tests.standing import elsewhere, here, noon, own_anchor, street
from tests.visits.neighbourhood import CommitteeHere

__all__ = ["elsewhere", "here", "noon", "own_anchor", "street"]


@pytest.fixture
def clerk(here: CommitteeHere) -> Actor:
    return a_clerk(here, "王芳")


@pytest.fixture
def collector(here: CommitteeHere) -> Actor:
    return a_collector(here, "李强")
