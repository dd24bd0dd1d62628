import pytest

from tests import make
from tests.make import Place
from tests.standing import now, own_anchor

__all__ = ["now", "own_anchor"]


@pytest.fixture
def here(db: None) -> Place:
    make.street()
    return make.committee(1)


@pytest.fixture
def elsewhere(here: Place) -> Place:
    return make.committee(2)
