"""Eight at once at one change: it takes effect once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sanshi import clock
from sanshi.accounts.models import Post, Role
from sanshi.journal.verify import verify
from sanshi.problems import CHANGE_UNDER_WAY, STALE
from sanshi.territory import actions
from sanshi.territory.models import Committee, Placing, TerritoryChange
from sanshi.territory.plans import Merger
from tests import make
from tests.entry.test_races import at_once, refusals
from tests.make import NOW, STREET, Place, house
from tests.persons import somebody

TOMORROW = NOW.date() + timedelta(days=1)


@pytest.fixture
def places(transactional_db: None, now: None) -> tuple[Place, Place]:
    make.street()
    return make.committee(1), make.committee(2)


def test_eight_who_put_it_into_force_at_once(places: tuple[Place, Place]) -> None:
    here, there = places
    cadre = somebody(there, Role.CADRE)
    made = actions.decide_change(house(), uuid4(), Merger(there.committee, here.committee, TOMORROW))
    with clock.frozen(NOW + timedelta(days=1)):
        counts = at_once(*(lambda: actions.apply_due_changes(STREET) for _ in range(4)))
        answers = at_once(*(lambda: actions.apply_change(house(), uuid4(), made) for _ in range(8)))
    assert refusals(answers) == [STALE] * 8 and 1 <= sum(counts) <= 4
    assert Placing.objects.filter(subdistrict=STREET).count() == 6
    assert Post.objects.filter(subdistrict=STREET, account=cadre.account).count() == 2
    assert str(verify()).startswith("intact")


def test_eight_who_decide_otherwise_at_once(places: tuple[Place, Place]) -> None:
    here, there = places
    plans = [
        Merger(there.committee, here.committee, TOMORROW),
        Merger(here.committee, there.committee, TOMORROW),
    ]
    answers = at_once(
        *(lambda plan=plan: actions.decide_change(house(), uuid4(), plan) for plan in plans * 4)
    )
    assert refusals(answers) == [CHANGE_UNDER_WAY] * 7
    assert TerritoryChange.objects.filter(subdistrict=STREET).count() == 1


def test_withdrawing_and_applying_take_turns(places: tuple[Place, Place]) -> None:
    here, there = places
    made = actions.decide_change(house(), uuid4(), Merger(there.committee, here.committee, TOMORROW))
    with clock.frozen(NOW + timedelta(days=1)):
        answers = at_once(
            *(lambda: actions.apply_change(house(), uuid4(), made) for _ in range(4)),
            *(lambda: actions.withdraw_change(house(), uuid4(), made) for _ in range(4)),
        )
    assert refusals(answers) == [STALE] * 7
    change = TerritoryChange.objects.get(subdistrict=STREET)
    is_closed = Committee.objects.get(subdistrict=STREET, pk=there.committee).closed_on is not None
    assert is_closed is (change.applied_at is not None) is not (change.withdrawn_at is not None)
