from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from django.utils import translation

from sanshi import clock
from sanshi.journal.models import Line
from sanshi.problems import IN_THE_FUTURE, NOT_A_CHOICE, POLICY_MISSING, REPEATED_OTHERWISE, STALE, Refused
from sanshi.verbs import Actor
from sanshi.visits import access
from sanshi.visits.access import FormRef
from sanshi.visits.actions import VisitOpened, close_visit, confirm_visit, open_visit, record_attempt
from sanshi.visits.models import Attempt, AttemptResult, Cause, Matter, Outcome, Team, Visit
from sanshi.visits.rules import Closing
from tests.visits.neighbourhood import NOON, STREET, TODAY, CommitteeHere, a_visit, an_actor, the_house

NO_CHANGE = Closing(Outcome.UNFOUNDED)


def stored(visit: Visit) -> Visit:
    return Visit.objects.get(subdistrict=STREET, pk=visit.pk)


def refused_by(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def own_find(door: UUID, **changes: object) -> VisitOpened:
    return replace(VisitOpened(door, Cause.OWN_FIND, Matter.MOVED_IN, Team.COORDINATOR, TODAY), **changes)


# Opening


def test_a_visit_has_a_number_a_place_and_the_policy_of_the_day_it_became_known(
    here: CommitteeHere, coordinator: Actor
) -> None:
    door = here.doors[1][0]
    pk = open_visit(coordinator, uuid4(), own_find(door.pk, learned_on=date(2026, 10, 9)))
    visit = Visit.objects.get(subdistrict=STREET, pk=pk)
    assert visit.number == "V2026-10-0001"
    assert (visit.committee_id, visit.beat_id) == (here.row.pk, here.beats[1].pk)
    assert (visit.learned_on, visit.policy.code, visit.outcome) == (date(2026, 10, 9), "jinyang-2012", "")
    assert visit.opened_by_id == coordinator.account


def test_an_own_find_is_for_an_own_team_at_an_own_place(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor
) -> None:
    refused = refused_by(
        lambda: open_visit(coordinator, uuid4(), own_find(here.doors[0][0].pk, team=Team.OFFICER))
    )
    assert (refused.kind, refused.field) == (NOT_A_CHOICE, "team")
    with pytest.raises(Http404):
        open_visit(coordinator, uuid4(), own_find(elsewhere.doors[0][0].pk))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"cause": "rumour"}, "cause"),
        ({"matter": "gone"}, "matter"),
        ({"team": "x"}, "team"),
        ({"category": "x"}, "category"),
    ],
)
def test_an_unknown_code_is_refused_by_its_field(
    here: CommitteeHere, coordinator: Actor, wrong: dict[str, str], field: str
) -> None:
    refused = refused_by(lambda: open_visit(coordinator, uuid4(), own_find(here.doors[0][0].pk, **wrong)))
    assert (refused.kind, refused.field) == (NOT_A_CHOICE, field)


def test_nothing_becomes_known_tomorrow(here: CommitteeHere, coordinator: Actor) -> None:
    tomorrow = own_find(here.doors[0][0].pk, learned_on=TODAY + timedelta(days=1))
    refused = refused_by(lambda: open_visit(coordinator, uuid4(), tomorrow))
    assert (refused.kind, refused.field) == (IN_THE_FUTURE, "learned_on")


def test_before_the_first_policy_there_is_no_clock(here: CommitteeHere, coordinator: Actor) -> None:
    early = own_find(here.doors[0][0].pk, learned_on=date(2012, 5, 29))
    assert refused_by(lambda: open_visit(coordinator, uuid4(), early)).kind is POLICY_MISSING


def test_a_follow_up_keeps_the_first_visits_day_and_policy(here: CommitteeHere) -> None:
    first = a_visit(here.doors[0][0], learned_on=date(2026, 10, 8))
    passed_on = VisitOpened(
        first.door_id,
        Cause.FOLLOW_UP,
        first.matter,
        Team.OFFICER,
        TODAY,
        parent=first.pk,
        category="overseas",
    )
    follow_up = Visit.objects.get(subdistrict=STREET, pk=open_visit(the_house(), uuid4(), passed_on))
    assert (follow_up.learned_on, follow_up.policy_id) == (first.learned_on, first.policy_id)
    assert (follow_up.category, follow_up.parent_id) == ("overseas", first.pk)


# Attempts


def test_nobody_in_leaves_the_visit_open_with_its_clock(here: CommitteeHere, coordinator: Actor) -> None:
    visit = a_visit(here.doors[0][0])
    record_attempt(coordinator, uuid4(), visit.pk, visit.version, AttemptResult.NOBODY_IN)
    record_attempt(coordinator, uuid4(), visit.pk, visit.version + 1, AttemptResult.REFUSED)
    now = stored(visit)
    assert (now.outcome, now.learned_on, now.version) == ("", visit.learned_on, 2)
    assert [attempt.result for attempt in access.attempts_of(now)] == ["nobody-in", "refused"]


def test_a_resent_attempt_counts_once(here: CommitteeHere, coordinator: Actor) -> None:
    visit, sent = a_visit(here.doors[0][0]), uuid4()
    first = record_attempt(coordinator, sent, visit.pk, 0, AttemptResult.NOBODY_IN)
    assert record_attempt(coordinator, sent, visit.pk, 0, AttemptResult.NOBODY_IN) == first
    refused = refused_by(lambda: record_attempt(coordinator, sent, visit.pk, 0, AttemptResult.REFUSED))
    assert refused.kind is REPEATED_OTHERWISE
    assert Attempt.objects.filter(subdistrict=STREET).count() == 1


# Closing


@pytest.mark.parametrize("outcome", [Outcome.UNFOUNDED, Outcome.NOT_VERIFIABLE])
def test_a_visit_is_closed_with_who_when_and_in_which_post(
    here: CommitteeHere, coordinator: Actor, outcome: Outcome
) -> None:
    visit = a_visit(here.doors[0][0])
    close_visit(coordinator, uuid4(), visit.pk, visit.version, Closing(outcome, " 门锁着 "))
    now = stored(visit)
    assert (now.outcome, now.outcome_on, now.outcome_at, now.remark) == (outcome, TODAY, NOON, "门锁着")
    assert (now.verifier_id, now.verifier_post) == (coordinator.account, coordinator.posts[0].id)


def test_a_duplicate_points_at_a_form_of_the_same_door(
    here: CommitteeHere, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = FormRef(uuid4(), "2026-10-00001", None, "")
    monkeypatch.setattr(access._offered, "forms_at", lambda street, door: [form])
    visit = a_visit(here.doors[0][0])
    foreign = Closing(Outcome.DUPLICATE, same_as_form=uuid4())
    refused = refused_by(lambda: close_visit(coordinator, uuid4(), visit.pk, visit.version, foreign))
    assert (refused.kind, refused.field) == (NOT_A_CHOICE, "same_as_form")
    close_visit(coordinator, uuid4(), visit.pk, 0, Closing(Outcome.DUPLICATE, same_as_form=form.id))
    assert stored(visit).same_as_form == form.id


def test_findings_confirm_a_visit(here: CommitteeHere, coordinator: Actor) -> None:
    from sanshi.journal.recording import action
    from sanshi.verbs import RECORD_VISIT

    @action(RECORD_VISIT)
    def record_findings(actor: Actor, client_id: UUID, visit: UUID, version: int) -> UUID:
        return confirm_visit(actor, visit, version).pk

    visit = a_visit(here.doors[0][0])
    record_findings(coordinator, uuid4(), visit.pk, visit.version)
    assert stored(visit).outcome == Outcome.CONFIRMED
    refused = refused_by(lambda: record_findings(coordinator, uuid4(), visit.pk, visit.version))
    assert refused.kind is STALE


def test_the_line_names_the_visit_its_fields_and_the_post(here: CommitteeHere, coordinator: Actor) -> None:
    visit = a_visit(here.doors[0][0])
    close_visit(coordinator, uuid4(), visit.pk, visit.version, NO_CHANGE)
    line = Line.objects.filter(subdistrict=STREET).order_by("-number")[0]
    assert (line.verb, line.purpose, line.post) == ("visit.record", "collection", coordinator.posts[0].id)
    subjects = {subject.kind: subject for subject in line.subjects.all()}
    assert subjects["visits.visit"].subject == visit.pk
    assert "outcome" in subjects["visits.visit"].fields


# Stale


def test_a_late_answer_hears_what_happened_who_and_when(here: CommitteeHere, coordinator: Actor) -> None:
    colleague = an_actor("coordinator", name="王芳", committee=here.row)
    visit = a_visit(here.doors[0][0])
    with clock.frozen(NOON.replace(hour=10, minute=32)):
        close_visit(colleague, uuid4(), visit.pk, visit.version, NO_CHANGE)
    late = refused_by(
        lambda: record_attempt(coordinator, uuid4(), visit.pk, visit.version, AttemptResult.NOBODY_IN)
    )
    assert late.kind is STALE
    with translation.override("en"):
        assert (str(late.params["what"]), late.params["who"], late.params["when"]) == (
            "No change",
            "王芳",
            "10-12 10:32",
        )


def test_an_attempt_of_a_colleague_makes_a_page_stale(here: CommitteeHere, coordinator: Actor) -> None:
    colleague = an_actor("coordinator", name="王芳", committee=here.row)
    visit = a_visit(here.doors[0][0])
    record_attempt(colleague, uuid4(), visit.pk, visit.version, AttemptResult.REFUSED)
    late = refused_by(lambda: close_visit(coordinator, uuid4(), visit.pk, visit.version, NO_CHANGE))
    assert (late.kind, str(late.params["who"])) == (STALE, "王芳")
    assert stored(visit).outcome == ""


# Whose


def test_only_an_own_teams_visit_at_an_own_place_is_recorded(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor
) -> None:
    for foreign in (a_visit(elsewhere.doors[0][0]), a_visit(here.doors[0][0], team=Team.OFFICER)):
        with pytest.raises(Http404):
            close_visit(coordinator, uuid4(), foreign.pk, foreign.version, NO_CHANGE)


def test_a_cadres_visit_is_recorded_on_the_own_beat_or_by_who_leads_the_committee(
    here: CommitteeHere,
) -> None:
    cadre = an_actor("cadre", committee=here.row, beat=here.beats[1])
    leaders = [an_actor(role, committee=here.row) for role in ("secretary", "security-director")]
    visit = a_visit(here.doors[0][0], team=Team.CADRE)
    with pytest.raises(Http404):
        close_visit(cadre, uuid4(), visit.pk, visit.version, NO_CHANGE)
    for leader in leaders:
        open_one = a_visit(here.doors[0][0], team=Team.CADRE)
        close_visit(leader, uuid4(), open_one.pk, open_one.version, NO_CHANGE)
        assert stored(open_one).outcome == Outcome.UNFOUNDED


def test_who_only_reads_does_not_record(here: CommitteeHere) -> None:
    office = an_actor("population-office")
    visit = a_visit(here.doors[0][0])
    with pytest.raises(Http404):
        close_visit(office, uuid4(), visit.pk, visit.version, NO_CHANGE)
