"""Forms an actor may read or fill in: fetched and checked in one call, and noted for the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import certificate_on, in_office, within
from sanshi.accounts.models import Post
from sanshi.collection import standing
from sanshi.collection.content import FormContent
from sanshi.collection.fields import FormKind
from sanshi.collection.labels import kind_label
from sanshi.collection.models import Form, FormAction, HandOver, State, Subject
from sanshi.collection.rules import Lateness, filling_teams, lateness, may_fill
from sanshi.journal.recording import in_committee, saw
from sanshi.register.access.units import sees_key_trades
from sanshi.register.models import Separation
from sanshi.rulebook.access import calendar, policy_on
from sanshi.rulebook.clocks import Clocks, collection_days
from sanshi.rulebook.policy import Policy
from sanshi.rulebook.workdays import ClockState, RunningClock
from sanshi.shell.paging import Page, keyset
from sanshi.territory.access import committee_on, open_buildings, open_doors, open_on
from sanshi.territory.models import Building, Committee, Door, StationArea
from sanshi.vault.masking import mask_name
from sanshi.verbs import FILL_FORM, OPEN_OWN_FIND, PRINT_FORM, READ_FORMS, Actor, PostFacts, Verb, reach
from sanshi.visits.access import FormRef
from sanshi.visits.models import FoundCategory, Outcome, Team, Visit
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
    """By which the collector may collect this on a day; one whose forms are rewarded before others.

    At the committee that has the door now, else at the one that had it on that day.
    """
    found = _collecting_post(form, policy, day, form.committee_id)
    if found:
        return found
    then = committee_on(form.subdistrict_id, form.door.building_id, day)
    return _collecting_post(form, policy, day, then) if then and then != form.committee_id else None


def _collecting_post(form: Form, policy: Policy, day: date, committee: UUID) -> Post | None:
    stations = StationArea.objects.filter(subdistrict=form.subdistrict_id, committee=committee)
    here = Q(committee=committee) | Q(station__in=stations.values("station"))
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


def form_to_change(actor: Actor, pk: UUID) -> Form:
    """As `form_to_fill`, with what an action on it needs and no more."""
    own = Form.objects.filter(subdistrict=actor.subdistrict, collector=account_of(actor))
    return _noted(own.select_related("policy").filter(pk=pk).first())


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


def clock_of(form: Form) -> RunningClock:
    """The collector's: it runs while the form is with him, else as it stood on the day of collection."""
    return Clocks.today(form.subdistrict_id).of(form, _stopped_on(form))


def _stopped_on(form: Form) -> date | None:
    return None if form.state in TO_DO else form.collected_on


def lateness_of(form: Form) -> Lateness:
    """As handed over first, or as it would be if it were handed over now."""
    collected_on = form.collected_on or clock.today()
    handed_over_on = clock.shanghai_day(form.handed_over_at) if form.handed_over_at else clock.today()
    return lateness(form.learned_on, collected_on, handed_over_on, form.policy.policy, calendar())


def kind_shown(actor: Actor, form: Form) -> FormKind:
    """As it is asked of whoever is no police: without what is set by the police and shown to it alone."""
    kind = FormKind.of(form)
    return kind if sees_key_trades(actor) else replace(kind, by_police=False)


# A door and its visits


def door(actor: Actor, pk: UUID) -> Door:
    """A door where the actor may open a visit of his own."""
    found = Door.objects.filter(within(reach(actor, OPEN_OWN_FIND)), pk=pk).first()
    if found is None:
        raise Http404
    return found


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


@dataclass(frozen=True, slots=True)
class KnownHere:
    residents: Sequence[standing.Resident] = ()
    dwelling: standing.Place | None = None
    units: Sequence[standing.Place] = ()


def known_at(visit: Visit) -> KnownHere:
    """What may have changed at the door; the units team is told units only (plan 3.1.2)."""
    street, door = visit.subdistrict_id, visit.door_id
    units = standing.units_at(street, door)
    if visit.team == Team.UNITS_TEAM:
        return KnownHere(units=units)
    return KnownHere(standing.residents(street, door), standing.dwelling_at(street, door), units)


def passed_on(actor: Actor, visit: Visit) -> dict[str, str]:
    """Categories that another team collects here, and which."""
    policy = visit.policy.policy
    return {
        found.value: str(filling_teams(found, FormAction.REGISTER, policy)[0].label)
        for found in FoundCategory
        if own_team_at(actor, visit.door, found, FormAction.REGISTER, policy) is None
    }


def may_add(actor: Actor, visit: UUID) -> Sequence[FoundCategory]:
    """What the actor may add to a visit whose findings he recorded; nothing to another's."""
    own = Visit.objects.filter(
        subdistrict=actor.subdistrict, pk=visit, verifier=actor.account, outcome=Outcome.CONFIRMED
    )
    found = own.select_related("door", "policy").first()
    if found is None or not actor.may(FILL_FORM):
        return ()
    policy = found.policy.policy
    # A door has one dwelling; the findings page knows whether it is there already.
    several = [one for one in FoundCategory if one is not FoundCategory.DWELLING]
    return [one for one in several if own_team_at(actor, found.door, one, FormAction.REGISTER, policy)]


def drafts_of(actor: Actor, visit: Visit) -> Sequence[Form]:
    """Own forms of a visit that are still to be handed over, in the order they were opened."""
    found = Form.objects.filter(
        subdistrict=actor.subdistrict, visit=visit.pk, collector=actor.account, state__in=TO_DO
    )
    return list(found.defer("content").order_by("number"))


def siblings_of(actor: Actor, form: Form) -> Sequence[Form]:
    """All own forms of the same visit that are still to be handed over, this one too."""
    return drafts_of(actor, form.visit) if form.visit else [form]


def next_of_visit(actor: Actor, form: Form) -> Form | None:
    return next((one for one in siblings_of(actor, form) if one.pk != form.pk), None) if form.visit else None


@dataclass(frozen=True, slots=True)
class Target:
    door: UUID
    category: str = ""


def target_of_change(actor: Actor, given: Mapping[str, Any]) -> Target:
    """Where and what a change from a page of the register is about; Http404 outside of the own places."""
    street = actor.subdistrict
    target: Target | None = Target(given["door"]) if given["door"] else None
    if given["residency"]:
        stay = standing.residence(street, given["residency"])
        target = Target(stay.door, stay.stay.category) if stay else None
    elif given["dwelling"] or given["unit"]:
        category = FoundCategory.DWELLING if given["dwelling"] else FoundCategory.UNIT
        read = standing.dwelling if given["dwelling"] else standing.unit
        place = read(street, given["dwelling"] or given["unit"])
        target = Target(place.door, category) if place else None
    if target is None:
        raise Http404
    door(actor, target.door)
    return target


@dataclass(frozen=True, slots=True)
class WhoMoves:
    """`name` is masked; `door` and `address` are those of before."""

    residency: UUID
    name: str
    address: str
    door: UUID
    category: str


def who_moves(actor: Actor, residency: UUID) -> WhoMoves:
    """Somebody who lives at a door of the actor's. Http404 else."""
    known = standing.residence(actor.subdistrict, residency)
    if known is None or known.stay.separation == Separation.REGISTERED_HERE:
        raise Http404
    here = door(actor, known.door)
    return WhoMoves(residency, mask_name(known.person.name), here.address, here.pk, known.stay.category)


def buildings_in_reach(actor: Actor) -> Sequence[Building]:
    """Where the actor may have found something himself: places that are there today."""
    found = open_buildings(actor.subdistrict).filter(within(reach(actor, OPEN_OWN_FIND)))
    return list(found.order_by("committee_id", "sort_key", "id"))


def doors_of(actor: Actor, building: UUID) -> list[tuple[UUID, str]]:
    doors = open_doors(actor.subdistrict).filter(building=building)
    found = doors.filter(within(reach(actor, OPEN_OWN_FIND)))
    return list(found.order_by("-floor", "sort_key").values_list("pk", "room"))


def collection_days_today(actor: Actor) -> int:
    return collection_days(policy_on(actor.subdistrict, clock.today()))


def committees_to_name(form: Form) -> dict[str, list[tuple[str, str]]]:
    """Where somebody may have moved to within the street, for the field that asks it."""
    if form.action != FormAction.DEREGISTER or form.subject != Subject.PERSON:
        return {}
    here = Committee.objects.filter(open_on(clock.today()), subdistrict=form.subdistrict_id)
    return {"moved_committee": list(here.order_by("code").values_list("code", "name"))}


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
    clock: RunningClock | None


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


def reads_others(actor: Actor) -> bool:
    """Whether forms of other collectors are to be seen."""
    wide = reach(actor, READ_FORMS)
    return wide.street or bool(wide.committees)


def colour(text: str) -> str:
    """A colour as the address may name it; empty for anything else."""
    return text if text in set(ClockState) else ""


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
