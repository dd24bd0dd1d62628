"""Two at once, each in a thread with its own connection."""

from uuid import uuid4

import pytest

from sanshi.journal.verify import verify
from sanshi.problems import FROZEN, STALE, Refused
from sanshi.settlement import actions
from sanshi.settlement.actions import Figures
from sanshi.settlement.models import InspectionResult, Settlement, Statement
from tests.entry.test_races import at_once, refusals
from tests.settlement.rows import STREET, Street, a_street, on

DAY, Q3 = "2026-10-09", "2026Q3"


@pytest.fixture
def there(transactional_db: None, own_anchor: None) -> Street:
    return a_street()


def test_two_who_work_a_quarter_out_at_once(there: Street) -> None:
    with on(DAY):
        actors = [there.drafter.actor, there.checker.actor] * 4
        answers = at_once(
            *(lambda actor=actor: actions.calculate(actor, uuid4(), Q3, None) for actor in actors)
        )
        assert refusals(answers) == [STALE] * 7
        answers = at_once(*(lambda actor=actor: actions.calculate(actor, uuid4(), Q3, 0) for actor in actors))
        assert refusals(answers) == [STALE] * 7
    assert Settlement.objects.get(subdistrict=STREET).version == 1
    assert Statement.objects.filter(subdistrict=STREET).count() == 2
    assert str(verify()).startswith("intact")


def test_two_first_inspection_figures_at_once(there: Street) -> None:
    with on(DAY):
        answers = at_once(
            *(
                lambda errors=errors: actions.record_inspection(
                    there.drafter.actor, uuid4(), there.here.committee, Q3, None, Figures(100, errors, 0, 0)
                )
                for errors in range(4)
            )
        )
    assert refusals(answers) == [STALE] * 3
    assert InspectionResult.objects.filter(subdistrict=STREET).count() == 1


def test_figures_and_approval_take_turns(there: Street) -> None:
    """Either the figures come first and the approval is refused, or they come too late."""
    there.calculate(DAY, Q3)
    held = there.step(DAY, actions.check, there.checker, Q3)
    with on(DAY, 17):
        leader, drafter = there.leader.actor, there.drafter.actor
        answers = at_once(
            lambda: actions.approve(leader, uuid4(), held.pk, held.version),
            lambda: actions.record_inspection(
                drafter, uuid4(), there.here.committee, Q3, None, Figures(100, 50, 0, 0)
            ),
        )
    approval, figures = answers
    is_frozen = there.settlement(Q3).approved_at is not None
    assert is_frozen is not isinstance(approval, Refused)
    assert is_frozen is isinstance(figures, Refused)
    assert InspectionResult.objects.filter(subdistrict=STREET).exists() is not is_frozen
    if isinstance(figures, Refused):
        assert figures.kind is FROZEN
