"""Two at the same moment: one visit, one first notice."""

from uuid import uuid4

import pytest

from sanshi.discovery.actions import NoticeGiven, give_notice
from sanshi.discovery.models import Notice
from sanshi.journal.models import Line
from sanshi.problems import STALE, Refused
from sanshi.visits.actions import close_visit
from sanshi.visits.models import Matter, Outcome, Visit
from sanshi.visits.rules import Closing
from tests.journal.acts import in_threads
from tests.visits.neighbourhood import STREET, TODAY, a_committee, a_street, a_visit, an_actor, working_days

THREADS = 4


@pytest.mark.django_db(transaction=True)
def test_notices_of_one_change_at_the_same_moment_open_one_visit() -> None:
    a_street()
    here = a_committee(1)
    givers = [an_actor("property-staff", committee=here.row) for _ in range(THREADS)]
    given = NoticeGiven(here.doors[0][0].pk, Matter.MOVED_IN, TODAY)
    answers = in_threads([lambda giver=giver: give_notice(giver, uuid4(), given) for giver in givers])  # type: ignore[misc]
    notices = Notice.objects.filter(subdistrict=STREET)
    assert set(answers) == set(notices.values_list("pk", flat=True))
    first = notices.get(duplicate_of=None)
    assert notices.filter(duplicate_of=first).count() == THREADS - 1
    assert {notice.visit_id for notice in notices} == {Visit.objects.get(subdistrict=STREET).pk}
    assert sorted(notices.values_list("number", flat=True))[-1] == f"2026-10-{THREADS:04}"


@pytest.mark.django_db(transaction=True)
def test_one_visit_closed_by_several_at_once_has_one_effect() -> None:
    a_street()
    working_days()
    here = a_committee(1)
    visit = a_visit(here.doors[0][0])
    colleagues = [an_actor("coordinator", committee=here.row) for _ in range(THREADS)]
    before = Line.objects.filter(subdistrict=STREET).count()
    closing = Closing(Outcome.UNFOUNDED)
    answers = in_threads(
        [lambda who=who: close_visit(who, uuid4(), visit.pk, 0, closing) for who in colleagues]  # type: ignore[misc]
    )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [answer.kind for answer in refused] == [STALE] * (THREADS - 1)
    assert answers.count(visit.pk) == 1
    assert Line.objects.filter(subdistrict=STREET).count() == before + 1
