"""Visits an actor may read or record: fetched and checked in one call, and noted for the journal."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import in_office, within
from sanshi.accounts.models import Post, Role
from sanshi.journal.recording import in_committee, saw
from sanshi.rulebook.access import policy_on
from sanshi.rulebook.clocks import NOTHING
from sanshi.rulebook.policy import Policy
from sanshi.rulebook.workdays import ClockState, RunningClock
from sanshi.shell.paging import Page, keyset
from sanshi.streets.models import SAME_STREET
from sanshi.territory.models import Door
from sanshi.verbs import ASK_VISIT, READ_VISITS, RECORD_VISIT, Actor, PostFacts, Scope, Verb, reach
from sanshi.visits.clocks import VisitClocks
from sanshi.visits.models import Attempt, AttemptResult, Team, Visit
from sanshi.visits.rules import OVERSEERS, State, teams_of

OPEN = Q(outcome="")
# The colour first: clocks of different lengths do not end in the order in which they started.
BY_CLOCK = ("urgency", "learned_on", "id")
# A stairway's doors together, from the ground up.
BY_STAIRWAY = ("door__building__sort_key", "door__building_id", "door__sort_key", "door_id", "id")
LATEST_CLOSED = ("-outcome_at", "id")


# Whose visits


def _goes_to(post: PostFacts, policy: Policy) -> Q:
    """The visits a post's teams go to: the cadres' by beat (plan 2.1.2), all others by committee."""
    teams = teams_of([post.role], policy)
    visits = Q(team__in=teams - {Team.CADRE}, committee__in=post.committees)
    return visits | Q(beat__in=post.beats, team=Team.CADRE) if Team.CADRE in teams else visits


def oversees(actor: Actor) -> bool:
    """Whether the actor reads more visits than he goes to."""
    return any(post.role in OVERSEERS for post in actor.posts_for(READ_VISITS))


def _oversees(post: PostFacts, verb: Verb) -> Q:
    if post.role not in OVERSEERS:
        return NOTHING
    return Q() if post.grants[verb.name] is Scope.STREET else Q(committee__in=post.committees)


def _own(actor: Actor, verb: Verb) -> Q:
    if actor.is_house:
        return Q()
    policy = policy_on(actor.subdistrict, clock.today())
    own = NOTHING
    for post in actor.posts_for(verb):
        own |= _goes_to(post, policy)
    return own


def recordable(actor: Actor) -> QuerySet[Visit]:
    """Visits, open and closed, that are for one of the actor's own teams at his own places."""
    return Visit.objects.filter(within(reach(actor, RECORD_VISIT)), _own(actor, RECORD_VISIT))


def queue(actor: Actor) -> QuerySet[Visit]:
    """What the actor still has to go to."""
    return recordable(actor).filter(OPEN)


def readable(actor: Actor) -> QuerySet[Visit]:
    """The own ones, those an overseer answers for, and those the actor opened or closed."""
    seen = _own(actor, READ_VISITS) | Q(opened_by=actor.account) | Q(verifier=actor.account)
    for post in actor.posts_for(READ_VISITS):
        overseen = _oversees(post, READ_VISITS)
        if overseen == Q():
            return Visit.objects.filter(within(reach(actor, READ_VISITS)))
        seen |= overseen
    return Visit.objects.filter(within(reach(actor, READ_VISITS)), seen)


def recording_post(actor: Actor, visit: Visit) -> PostFacts | None:
    """The post in which the actor records this visit; None where he only reads it."""
    policy = policy_on(actor.subdistrict, clock.today())
    return next((post for post in actor.posts_for(RECORD_VISIT) if _covers(post, visit, policy)), None)


def _covers(post: PostFacts, visit: Visit, policy: Policy) -> bool:
    if visit.team not in teams_of([post.role], policy):
        return False
    return visit.beat_id in post.beats if visit.team == Team.CADRE else visit.committee_id in post.committees


def own_teams(actor: Actor, verb: Verb = RECORD_VISIT) -> frozenset[Team]:
    if actor.is_house:
        return frozenset(Team)
    policy = policy_on(actor.subdistrict, clock.today())
    return teams_of((post.role for post in actor.posts_for(verb)), policy)


# One visit


def visit(actor: Actor, pk: UUID) -> Visit:
    """For reading. Http404 where it is absent or not the actor's to see."""
    return _noted(_with_places(readable(actor)).filter(pk=pk).first())


def visit_to_record(actor: Actor, pk: UUID) -> Visit:
    """Open or closed, of an own team at an own place; Http404 otherwise."""
    return _noted(_with_places(recordable(actor)).filter(pk=pk).first())


def visit_to_change(actor: Actor, pk: UUID) -> Visit:
    """As `visit_to_record`, with what an action on it needs and no more."""
    return _noted(recordable(actor).select_related("door", "policy").filter(pk=pk).first())


def _with_places(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return visits.select_related("door", "door__building", "committee", "verifier", "parent")


def _noted(found: Visit | None) -> Visit:
    if found is None:
        raise Http404
    saw(Visit, rows=[found])
    in_committee(found.committee_id)
    return found


def clock_of(visit: Visit) -> RunningClock:
    """As it runs today, or as it stood on the day of the outcome."""
    return VisitClocks.today(visit.subdistrict_id).of(visit, visit.outcome_on)


def attempts_of(visit: Visit) -> Sequence[Attempt]:
    return list(visit.attempts.select_related("account").order_by("at", "id"))


def follow_ups_of(visit: Visit) -> Sequence[Visit]:
    return list(visit.follow_ups.order_by("id"))


def stewards_of(visit: Visit) -> list[str]:
    """Names of the building group's stewards in office: the collector may ask for company (plan 2.6.3)."""
    group = visit.door.group_id
    if group is None:
        return []
    held = Post.objects.filter(
        in_office(clock.today()), subdistrict=visit.subdistrict_id, group=group, role=Role.STEWARD
    )
    return list(held.order_by("valid_from", "id").values_list("account__name", flat=True))


# Lists and figures


@dataclass(frozen=True, slots=True)
class Filters:
    """None of them is personal, so they stand in the address."""

    state: str = State.OPEN.value
    team: str = ""
    matter: str = ""
    committee: UUID | None = None
    # Only what the actor himself has to go to.
    mine: bool = False
    by_stairway: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    visit: Visit
    clock: RunningClock


@dataclass(frozen=True, slots=True)
class Figures:
    """Open visits by the colour of their clock; `waiting` is all of them."""

    overdue: int = 0
    due_today: int = 0
    in_time: int = 0

    @property
    def waiting(self) -> int:
        return self.overdue + self.due_today + self.in_time


@dataclass(frozen=True, slots=True)
class Listed:
    """`total`: all rows under these filters; `figures`: those of each state under the other filters."""

    rows: Sequence[Row]
    page: Page[Visit]
    total: int
    figures: Figures


def listed(actor: Actor, filters: Filters, after: str = "") -> Listed:
    clocks = VisitClocks.today(actor.subdistrict)
    visits = _narrowed(recordable(actor) if filters.mine else readable(actor), filters)
    found = visits.filter(_in_state(State(filters.state), clocks))
    page = keyset(_with_attempts(by_urgency(found, clocks)), _order(filters), after, _rows_a_page(actor))
    saw(Visit, [row.pk for row in page.rows], fields=("door", "matter", "outcome"))
    rows = [Row(row, clocks.of(row, row.outcome_on)) for row in page.rows]
    return Listed(rows, page, found.count(), figures_of(visits, clocks))


def figures(actor: Actor, *, mine: bool = True) -> Figures:
    """Of the own queue, or of all that an overseer reads. The same comparison as the list's."""
    return figures_of(recordable(actor) if mine else readable(actor), VisitClocks.today(actor.subdistrict))


def figures_of(visits: QuerySet[Visit], clocks: VisitClocks) -> Figures:
    states = {"overdue": ClockState.RED, "due_today": ClockState.AMBER, "in_time": ClockState.GREEN}
    counts = {name: Count("pk", filter=clocks.in_state(colour)) for name, colour in states.items()}
    return Figures(**visits.filter(OPEN).aggregate(**counts))


def _with_attempts(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    attempts = Attempt.objects.filter(SAME_STREET, visit=OuterRef("pk"))
    return visits.select_related("door", "door__building", "committee", "verifier").annotate(
        nobody_in=Exists(attempts.filter(result=AttemptResult.NOBODY_IN)),
        refused=Exists(attempts.filter(result=AttemptResult.REFUSED)),
    )


def _order(filters: Filters) -> Sequence[str]:
    if filters.state == State.CLOSED:
        return LATEST_CLOSED
    return BY_STAIRWAY if filters.by_stairway else BY_CLOCK


def _rows_a_page(actor: Actor) -> int:
    return policy_on(actor.subdistrict, clock.today()).house.rows_a_page


_COLOURS = {
    State.OVERDUE: ClockState.RED,
    State.DUE_TODAY: ClockState.AMBER,
    State.IN_TIME: ClockState.GREEN,
}


def _narrowed(visits: QuerySet[Visit], filters: Filters) -> QuerySet[Visit]:
    for name in ("team", "matter", "committee"):
        if wanted := getattr(filters, name):
            visits = visits.filter(**{name: wanted})
    return visits


def _in_state(state: State, clocks: VisitClocks) -> Q:
    if state is State.CLOSED:
        return ~OPEN
    return OPEN if state is State.OPEN else OPEN & clocks.in_state(_COLOURS[state])


def next_visit(actor: Actor) -> Row | None:
    """The queue's most urgent one."""
    clocks = VisitClocks.today(actor.subdistrict)
    found = by_urgency(queue(actor), clocks).select_related("door").order_by(*BY_CLOCK).first()
    if found is None:
        return None
    saw(Visit, [found.pk], fields=("door", "matter"))
    return Row(found, clocks.of(found))


def by_urgency(visits: QuerySet[Visit], clocks: VisitClocks) -> QuerySet[Visit]:
    """Annotated for BY_CLOCK."""
    red, amber = clocks.in_state(ClockState.RED), clocks.in_state(ClockState.AMBER)
    return visits.annotate(
        urgency=Case(When(red, then=Value(0)), When(amber, then=Value(1)), default=Value(2))
    )


# Asked for by the house itself


def door_to_ask_at(actor: Actor, pk: UUID) -> Door:
    """Within the reach, and still there; Http404 else."""
    doors = Door.objects.filter(within(reach(actor, ASK_VISIT)), pk=pk)
    door = doors.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=clock.today())).first()
    if door is None:
        raise Http404
    return door


def asked_at(actor: Actor, doors: Collection[UUID], cause: str) -> list[Visit]:
    """The open visits for a cause at these doors, of those the actor reads; the oldest of each door."""
    rows = readable(actor).filter(OPEN, cause=cause, door__in=list(doors)).order_by("-learned_on", "-id")
    found = {row.door_id: row for row in rows}
    saw(Visit, [row.pk for row in found.values()], fields=("door", "cause"))
    return list(found.values())


# What lies below the visits in the order of the apps offers itself here


@dataclass(frozen=True, slots=True)
class FormRef:
    """A collection form as a visit may point at it: number and kind, nothing of what it says."""

    id: UUID
    number: str
    visit: UUID | None
    label: str
    collected_on: date | None = None


FormsAt = Callable[[str, UUID], Sequence[FormRef]]


@dataclass(slots=True)
class _Offered:
    forms_at: FormsAt = field(default=lambda subdistrict, door: ())


_offered = _Offered()


def offer_forms(forms_at: FormsAt) -> None:
    """Called once by the app that has the forms: (subdistrict, door) → forms that stand, latest first."""
    _offered.forms_at = forms_at


def forms_at(visit: Visit) -> Sequence[FormRef]:
    return _offered.forms_at(visit.subdistrict_id, visit.door_id)


def forms_of(visit: Visit) -> Sequence[FormRef]:
    return [form for form in forms_at(visit) if form.visit == visit.pk]
