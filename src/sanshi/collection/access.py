"""Forms an actor may read or fill in: fetched and checked in one call, and noted for the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import certificate_on, in_office, within
from sanshi.accounts.models import Post
from sanshi.collection.content import FormContent
from sanshi.collection.fields import FormKind
from sanshi.collection.labels import kind_label
from sanshi.collection.models import Form, HandOver, State
from sanshi.collection.rules import Lateness, filling_teams, lateness, may_fill
from sanshi.journal.recording import in_committee, saw
from sanshi.rulebook.access import calendar, policy_on
from sanshi.rulebook.policy import Policy
from sanshi.rulebook.workdays import ClockState
from sanshi.shell.paging import Page, keyset
from sanshi.territory.models import Door, StationArea
from sanshi.verbs import FILL_FORM, OPEN_OWN_FIND, PRINT_FORM, READ_FORMS, Actor, PostFacts, Verb, reach
from sanshi.visits.access import FormRef
from sanshi.visits.clocks import Clocks, RowClock
from sanshi.visits.models import Outcome, Team, Visit
from sanshi.visits.rules import teams_of

TO_DO = (State.DRAFT, State.RETURNED)
BY_CLOCK = ("learned_on", "id")
LATEST = ("-opened_at", "id")


def account_of(actor: Actor) -> UUID:
    if actor.account is None:
        raise Http404
    return actor.account


# In which capacity


def own_team_at(actor: Actor, door: Door, found: str, action: str, policy: Policy) -> Team | None:
    """The team as whose member the actor collects this here; None where another one does (plan 3.1.2)."""
    for post in actor.posts_for(FILL_FORM):
        for team in filling_teams(found, action, policy):
            if _serves(post, team, door, policy):
                return team
    return None


def _serves(post: PostFacts, team: Team, door: Door, policy: Policy) -> bool:
    """Cadres by beat (plan 2.1.2), all others by committee."""
    if team not in teams_of([post.role], policy):
        return False
    return door.beat_id in post.beats if team is Team.CADRE else door.committee_id in post.committees


def collecting_post(form: Form, policy: Policy, day: date) -> Post | None:
    """By which the collector may collect this on a day; one whose forms are rewarded before others."""
    stations = StationArea.objects.filter(subdistrict=form.subdistrict_id, committee=form.committee_id)
    here = Q(committee=form.committee_id) | Q(station__in=stations.values("station"))
    held = Post.objects.filter(
        here, in_office(day), subdistrict=form.subdistrict_id, account=form.collector_id
    )
    kind = FormKind.of(form)
    fit = [
        post
        for post in held.order_by("valid_from", "id")
        if may_fill([post.role], kind.found, kind.action, policy)
    ]
    return min(fit, key=lambda post: not policy.rewards_form_of(post.role), default=None)


def certificate_missing_on(form: Form) -> date | None:
    """The day whose missing certificate keeps the form from being handed over; None when all is well."""
    policy = form.policy.policy
    for day in filter(None, (form.collected_on, clock.today())):
        post = collecting_post(form, policy, day)
        if post is None or not policy.needs_certificate(post.role):
            continue
        if certificate_on(form.subdistrict_id, post.account_id, day) is None:
            return day
    return None


# One form


def form(actor: Actor, pk: UUID, verb: Verb = READ_FORMS) -> Form:
    """For reading: the collector's own; of an own committee for its leadership and clerk. Else Http404."""
    return _noted(readable(actor, verb).filter(pk=pk).first())


def form_to_print(actor: Actor, pk: UUID) -> Form:
    return form(actor, pk, PRINT_FORM)


def form_to_fill(actor: Actor, pk: UUID) -> Form:
    """For its collector alone, in whatever state it is."""
    own = Form.objects.filter(subdistrict=actor.subdistrict, collector=account_of(actor))
    return _noted(_with_places(own).filter(pk=pk).first())


def readable(actor: Actor, verb: Verb = READ_FORMS) -> QuerySet[Form]:
    return _with_places(Form.objects.filter(within(reach(actor, verb), own="collector")))


def _with_places(forms: QuerySet[Form]) -> QuerySet[Form]:
    return forms.select_related("door", "committee", "visit", "policy", "collector")


def _noted(found: Form | None) -> Form:
    if found is None:
        raise Http404
    saw(Form, rows=[found], fields=("content",))
    if found.person_id:
        saw("register.person", [found.person_id])
    in_committee(found.committee_id)
    return found


def content_of(form: Form) -> FormContent:
    return FormContent.from_json(form.content.open()) if form.content else FormContent()


def is_own(actor: Actor, form: Form) -> bool:
    return actor.account is not None and form.collector_id == actor.account


def hand_overs_of(form: Form) -> Sequence[HandOver]:
    return list(form.hand_overs.select_related("account", "clerk").order_by("sequence"))


def reasons_for(form: Form) -> dict[str, str]:
    """Of a returned form: why, by field."""
    if form.state != State.RETURNED:
        return {}
    last = form.hand_overs.order_by("-sequence").first()
    return dict(last.reasons) if last else {}


def clock_of(form: Form) -> RowClock:
    """The collector's: it runs while the form is with him, else as it stood on the day of collection."""
    return Clocks.today(form.subdistrict_id).of(form, _stopped_on(form))


def _stopped_on(form: Form) -> date | None:
    return None if form.state in TO_DO else form.collected_on


def lateness_of(form: Form) -> Lateness:
    """As handed over first, or as it would be if it were handed over now."""
    collected_on = form.collected_on or clock.today()
    handed_over_on = clock.shanghai_day(form.handed_over_at) if form.handed_over_at else clock.today()
    return lateness(form.learned_on, collected_on, handed_over_on, form.policy.policy, calendar())


# A door and its visits


def door(actor: Actor, pk: UUID) -> Door:
    """A door where the actor may open a visit of his own."""
    found = Door.objects.filter(within(reach(actor, OPEN_OWN_FIND), beat="beat"), pk=pk).first()
    if found is None:
        raise Http404
    return found


def doors_in_reach(actor: Actor) -> QuerySet[Door]:
    return Door.objects.filter(within(reach(actor, OPEN_OWN_FIND), beat="beat"))


def confirmed_visit(actor: Actor, pk: UUID) -> Visit:
    """A visit whose findings the actor recorded."""
    own = Visit.objects.filter(
        subdistrict=actor.subdistrict, pk=pk, verifier=account_of(actor), outcome=Outcome.CONFIRMED
    )
    found = own.select_related("door", "policy").first()
    if found is None:
        raise Http404
    saw(Visit, rows=[found])
    in_committee(found.committee_id)
    return found


def forms_of_visit(actor: Actor, visit: UUID) -> Sequence[Form]:
    found = list(readable(actor).filter(visit=visit).order_by("opened_at", "id"))
    saw(Form, [row.pk for row in found], fields=("number", "state"))
    return found


# Lists and figures


@dataclass(frozen=True, slots=True)
class Filters:
    """None is personal, so they stand in the address. `state`: a State or "to-do"; `colour`: a ClockState."""

    state: str = ""
    colour: str = ""
    subject: str = ""
    action: str = ""
    committee: UUID | None = None
    mine: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    form: Form
    clock: RowClock | None


@dataclass(frozen=True, slots=True)
class Listed:
    rows: Sequence[Row]
    page: Page[Form]
    total: int


def listed(actor: Actor, filters: Filters, after: str = "") -> Listed:
    """A page of forms without what they say; the total counts all that the filters let through."""
    clocks = Clocks.today(actor.subdistrict)
    found = _narrowed(_of(actor, filters.mine), filters, clocks)
    shown = found.select_related("door", "committee", "collector").defer("content")
    size = policy_on(actor.subdistrict, clock.today()).house.rows_a_page
    page = keyset(shown, BY_CLOCK if filters.state in ("to-do", *TO_DO) else LATEST, after, size)
    saw(Form, [row.pk for row in page.rows], fields=("number", "state"))
    return Listed([_row(row, clocks) for row in page.rows], page, found.count())


def _of(actor: Actor, mine: bool) -> QuerySet[Form]:
    found = Form.objects.filter(within(reach(actor, READ_FORMS), own="collector"))
    return found.filter(collector=account_of(actor)) if mine else found.filter(stock_taking=False)


def _row(form: Form, clocks: Clocks) -> Row:
    ticking = form.state in TO_DO or form.collected_on
    return Row(form, clocks.of(form, _stopped_on(form)) if ticking and not form.stock_taking else None)


def _narrowed(forms: QuerySet[Form], filters: Filters, clocks: Clocks) -> QuerySet[Form]:
    if filters.state:
        forms = forms.filter(state__in=TO_DO if filters.state == "to-do" else [filters.state])
    if filters.colour:
        forms = forms.filter(clocks.in_state(ClockState(filters.colour)), state__in=TO_DO)
    for name in ("subject", "action", "committee"):
        if wanted := getattr(filters, name):
            forms = forms.filter(**{name: wanted})
    return forms


@dataclass(frozen=True, slots=True)
class Figures:
    """`overdue`, `due_today`, `in_time`: forms still with their collector, by the colour of their clock."""

    overdue: int = 0
    due_today: int = 0
    in_time: int = 0
    to_fill: int = 0
    returned: int = 0
    handed_over: int = 0
    entered: int = 0

    @property
    def to_do(self) -> int:
        return self.to_fill + self.returned


def figures(actor: Actor, *, mine: bool = True) -> Figures:
    """The same comparison as the list's, so counts and rows agree."""
    clocks = Clocks.today(actor.subdistrict)
    here = Q(state__in=TO_DO)
    wanted = {
        "overdue": here & clocks.in_state(ClockState.RED),
        "due_today": here & clocks.in_state(ClockState.AMBER),
        "in_time": here & clocks.in_state(ClockState.GREEN),
        "to_fill": Q(state=State.DRAFT),
        "returned": Q(state=State.RETURNED),
        "handed_over": Q(state=State.HANDED_OVER),
        "entered": Q(state=State.ENTERED),
    }
    counts = {name: Count("pk", filter=condition) for name, condition in wanted.items()}
    return Figures(**_of(actor, mine).aggregate(**counts))


def queue(actor: Actor) -> QuerySet[Form]:
    """Own forms that are still to be handed over, or handed over again."""
    return _of(actor, mine=True).filter(state__in=TO_DO)


def next_form(actor: Actor) -> Row | None:
    """The most urgent of the queue."""
    clocks = Clocks.today(actor.subdistrict)
    found = queue(actor).select_related("door").defer("content").order_by(*BY_CLOCK).first()
    if found is None:
        return None
    saw(Form, [found.pk], fields=("number", "state"))
    return _row(found, clocks)


# For the pages of visits, which stand above


STANDING = (State.HANDED_OVER, State.RETURNED, State.ENTERED)


def forms_at(subdistrict: str, door: UUID) -> Sequence[FormRef]:
    """The forms of a door that still stand, latest first: number and kind, nothing of what they say."""
    found = Form.objects.filter(subdistrict=subdistrict, door=door, state__in=STANDING, stock_taking=False)
    columns = ("id", "number", "visit_id", "subject", "category", "action", "collected_on")
    return [
        FormRef(pk, number, visit, kind_label(FormKind(subject, action, category)), collected_on)
        for pk, number, visit, subject, category, action, collected_on in found.order_by(*LATEST).values_list(
            *columns
        )
    ]
