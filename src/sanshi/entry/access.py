"""What the desk fetches: checked against the reader's reach in one call, and noted for the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Exists, Min, Model, OuterRef, Q, QuerySet, UUIDField
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.accounts.access import holds_committee, within
from sanshi.accounts.models import Account
from sanshi.collection.models import Form, HandOver, State
from sanshi.collection.rules import collection_due
from sanshi.entry import rules
from sanshi.entry.models import Entry, Filing, Hold, Volume
from sanshi.journal.recording import in_committee, saw
from sanshi.rulebook.access import calendar, policy_on
from sanshi.rulebook.clocks import Clocks
from sanshi.rulebook.workdays import ClockState, RunningClock, running_clock
from sanshi.shell.paging import Page, keyset
from sanshi.streets.models import SAME_STREET
from sanshi.streets.prepared import Given, Look
from sanshi.territory.access import committees, committees_ever
from sanshi.territory.models import Committee
from sanshi.verbs import (
    CHECK_FORM,
    FILE_FORM,
    READ_ARCHIVE,
    READ_QUEUE,
    VOID_ENTRY,
    Actor,
    Verb,
    reach,
)

M = TypeVar("M", bound=Model)

BY_CLOCK = ("desk_since", "id")
LATEST = ("-opened_at", "id")
LATEST_ENTERED = ("-entered_at", "-id")
DESK = "desk_since"


# The clerk's clock


def desk_clocks(subdistrict: str) -> Clocks:
    return Clocks.today(subdistrict, rules.entry_days)


def clock_of(form: Form, clocks: Clocks) -> RunningClock | None:
    """Of the hand-over that waits for its answer; None when the form is not on the desk."""
    if form.state != State.HANDED_OVER or form.desk_since is None:
        return None
    return running_clock(form.desk_since, clocks.on, clocks.days[form.policy_id], clocks.calendar)


# The queue


class View(StrEnum):
    """Which forms the queue shows; each is one figure."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    DUE_TODAY = "due-today"
    IN_TIME = "in-time"
    HELD = "held"
    RETURNED = "returned"

    @property
    def label(self) -> Promise:
        return _VIEW_LABELS[self]


_VIEW_LABELS: dict[View, Promise] = {
    View.WAITING: _("Waiting for entry"),
    View.OVERDUE: _("Overdue"),
    View.DUE_TODAY: _("Due today"),
    View.IN_TIME: _("In time"),
    View.HELD: _("Held"),
    View.RETURNED: _("Returned"),
}
_COLOURS = {
    View.OVERDUE: ClockState.RED,
    View.DUE_TODAY: ClockState.AMBER,
    View.IN_TIME: ClockState.GREEN,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """None of them is personal, so they stand in the address."""

    view: View = View.WAITING
    subject: str = ""
    action: str = ""
    committee: UUID | None = None


@dataclass(frozen=True, slots=True)
class Row:
    form: Form
    clock: RunningClock | None
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Named as the views are: each counts what its view lists."""

    waiting: int = 0
    overdue: int = 0
    due_today: int = 0
    in_time: int = 0
    held: int = 0
    returned: int = 0

    def of(self, view: View) -> int:
        count: int = getattr(self, view.name.lower())
        return count


@dataclass(frozen=True, slots=True)
class Listed:
    rows: Sequence[Row]
    page: Page[Form]
    total: int
    figures: Figures


def queue(actor: Actor) -> QuerySet[Form]:
    """Forms on the desk of the committees in reach."""
    return _of_the_desk(actor, READ_QUEUE).filter(state=State.HANDED_OVER)


def _of_the_desk(actor: Actor, verb: Verb) -> QuerySet[Form]:
    return Form.objects.filter(within(reach(actor, verb)))


def figures(actor: Actor) -> Figures:
    """The same comparison as the list's, so counts and rows agree."""
    return _figures(_of_the_desk(actor, READ_QUEUE), desk_clocks(actor.subdistrict))


def _figures(forms: QuerySet[Form], clocks: Clocks) -> Figures:
    counts = {view.name.lower(): Count("pk", filter=_in_view(view, clocks)) for view in View}
    on_the_way = forms.filter(state__in=[State.HANDED_OVER, State.RETURNED])
    return Figures(**on_the_way.aggregate(**counts))


def _in_view(view: View, clocks: Clocks) -> Q:
    if view is View.RETURNED:
        return Q(state=State.RETURNED)
    waiting = Q(state=State.HANDED_OVER)
    if view is View.HELD:
        return waiting & Q(Exists(_holds_of_the_row()))
    return waiting & clocks.in_state(_COLOURS[view], start=DESK) if view in _COLOURS else waiting


def listed(actor: Actor, filters: Filters, after: str = "") -> Listed:
    """A page of the queue: numbers, places and clocks, nothing of what the forms say."""
    clocks = desk_clocks(actor.subdistrict)
    forms = _narrowed(_of_the_desk(actor, READ_QUEUE), filters)
    found = forms.filter(_in_view(filters.view, clocks))
    shown = found.select_related("door", "committee", "collector").defer("content")
    order = LATEST if filters.view is View.RETURNED else BY_CLOCK
    page = keyset(shown, order, after, rows_a_page(actor))
    saw(Form, [row.pk for row in page.rows], fields=("number", "state"))
    holds = {hold.form_id: hold for hold in _holds_of(actor.subdistrict, [row.pk for row in page.rows])}
    rows = [Row(row, clock_of(row, clocks), holds.get(row.pk)) for row in page.rows]
    return Listed(rows, page, found.count(), _figures(forms, clocks))


def _narrowed(forms: QuerySet[Form], filters: Filters) -> QuerySet[Form]:
    asked = {name: getattr(filters, name) for name in ("subject", "action", "committee")}
    return forms.filter(**{name: value for name, value in asked.items() if value})


def rows_a_page(actor: Actor) -> int:
    return policy_on(actor.subdistrict, clock.today()).house.rows_a_page


def _to_enter(actor: Actor) -> QuerySet[Form]:
    """Most urgent first, without those on hold and those this clerk collected: they are the stand-in's
    (plan 4.2.1 b)."""
    forms = _of_the_desk(actor, CHECK_FORM).filter(state=State.HANDED_OVER).order_by(*BY_CLOCK)
    forms = forms.filter(~Exists(_holds_of_the_row()))
    if policy_on(actor.subdistrict, clock.today()).house.clerk_may_not_enter_own_forms:
        return forms.filter(~Q(collector=actor.account))
    return forms


def next_key(actor: Actor) -> UUID | None:
    """Where the desk goes on; a key alone says nothing, so nothing is noted."""
    return _to_enter(actor).values_list("pk", flat=True).first()


def next_form(actor: Actor) -> Row | None:
    found = _to_enter(actor).select_related("door").defer("content").first()
    if found is None:
        return None
    saw(Form, [found.pk], fields=("number", "state"))
    return Row(found, clock_of(found, desk_clocks(actor.subdistrict)))


# Forms on hold (plan 3.3.3): with the answer to the hand-over the hold is over, too


def _standing() -> QuerySet[Hold]:
    return Hold.objects.filter(ended_at__isnull=True, hand_over__answered_at__isnull=True)


def _holds_of_the_row() -> QuerySet[Hold]:
    return _standing().filter(SAME_STREET, form=OuterRef("pk"))


def _holds_of(subdistrict: str, forms: Sequence[UUID]) -> QuerySet[Hold]:
    return _standing().filter(subdistrict=subdistrict, form__in=forms).select_related("held_by")


def hold_of(form: Form) -> Hold | None:
    return _holds_of(form.subdistrict_id, [form.pk]).first()


def last_hold(form: Form) -> Hold | None:
    """Of the hand-over that waits for its answer, standing or over."""
    holds = Hold.objects.filter(
        subdistrict=form.subdistrict_id, form=form, hand_over__answered_at__isnull=True
    )
    return holds.select_related("held_by", "ended_by").order_by("-held_at", "-id").first()


def open_hand_over(form: Form) -> HandOver:
    return HandOver.objects.get(subdistrict=form.subdistrict_id, form=form, answered_at__isnull=True)


def name_of(account: Account | None) -> str:
    return account.name if account else ""


@dataclass(frozen=True, slots=True)
class Coming:
    """Forms still with their collectors. `by`: the day by which the first of them is to be collected."""

    forms: int
    by: date | None


def coming(actor: Actor) -> Coming:
    with_collectors = _of_the_desk(actor, READ_QUEUE).filter(state__in=[State.DRAFT, State.RETURNED])
    found = with_collectors.aggregate(forms=Count("pk"), first=Min("learned_on"))
    if found["first"] is None:
        return Coming(0, None)
    policy = policy_on(actor.subdistrict, found["first"])
    return Coming(found["forms"], collection_due(found["first"], policy, calendar()).day)


# What was entered


@dataclass(frozen=True, slots=True)
class EntryFilters:
    """Days, both included, and the clerk: an account, so nothing personal of a resident."""

    first: date | None = None
    last: date | None = None
    clerk: UUID | None = None
    committee: UUID | None = None


@dataclass(frozen=True, slots=True)
class EntriesListed:
    page: Page[Entry]
    total: int


def entries(actor: Actor, filters: EntryFilters, after: str = "") -> EntriesListed:
    """Without stock taking: that is no clerk's work."""
    found = _entries(actor, READ_QUEUE)
    asked = {
        "entered_on__gte": filters.first,
        "entered_on__lte": filters.last,
        "clerk": filters.clerk,
        "committee": filters.committee,
    }
    found = found.filter(**{name: value for name, value in asked.items() if value})
    page = keyset(_with_form(found), LATEST_ENTERED, after, rows_a_page(actor))
    saw(Entry, [row.pk for row in page.rows], fields=("entered_at", "match"))
    return EntriesListed(page, found.count())


def _entries(actor: Actor, verb: Verb) -> QuerySet[Entry]:
    return Entry.objects.filter(within(reach(actor, verb)), form__stock_taking=False)


def _with_form(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    filings = Filing.objects.filter(SAME_STREET, form=OuterRef("form"))
    rows = entries.select_related("form", "form__door", "committee", "clerk").defer("form__content")
    return rows.annotate(is_filed=Exists(filings))


def clerks_in_reach(actor: Actor) -> list[tuple[UUID, str]]:
    """Who entered something there: account and name."""
    found = _entries(actor, READ_QUEUE).filter(clerk__isnull=False).order_by("clerk__name")
    return list(found.values_list("clerk", "clerk__name").distinct())


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Entries of a month that stand: the actor's own, and his committees' (plan 4.2.1 d counts these)."""

    own: int = 0
    committee: int = 0


def month_figures(actor: Actor, month: date | None = None) -> MonthFigures:
    first = (month or clock.today()).replace(day=1)
    found = _entries(actor, CHECK_FORM).filter(
        entered_on__gte=first, entered_on__lt=_next_month(first), voided_at__isnull=True
    )
    own = Count("pk", filter=Q(clerk=actor.account))
    return MonthFigures(**found.aggregate(own=own, committee=Count("pk")))


def _next_month(first: date) -> date:
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def entry(actor: Actor, pk: UUID, verb: Verb = VOID_ENTRY) -> Entry:
    found = _with_form(_entries(actor, verb)).filter(pk=pk).first()
    if found is None:
        raise Http404
    saw(Entry, [found.pk], fields=("entered_at", "match"))
    in_committee(found.committee_id)
    return found


# The archive


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next paper of a committee goes."""

    volume: Volume
    position: int


def volumes(actor: Actor, committee: UUID | None = None) -> QuerySet[Volume]:
    """With the number of papers in each, the latest first."""
    found = Volume.objects.filter(within(reach(actor, READ_ARCHIVE)))
    if committee:
        found = found.filter(committee=committee)
    return found.select_related("committee").annotate(papers=Count("filings")).order_by("-opened_on", "-id")


def unfiled(actor: Actor, committee: UUID | None = None, after: str = "") -> EntriesListed:
    """Forms entered whose paper lies nowhere yet, the earliest first."""
    filings = Filing.objects.filter(SAME_STREET, form=OuterRef("form"))
    found = _entries(actor, READ_ARCHIVE).filter(~Exists(filings), voided_at__isnull=True)
    if committee:
        found = found.filter(committee=committee)
    page = keyset(_with_form(found), ("entered_at", "id"), after, rows_a_page(actor))
    saw(Form, [row.form_id for row in page.rows], fields=("number", "state"))
    return EntriesListed(page, found.count())


def places(actor: Actor) -> dict[UUID, Place]:
    """By committee: the volume opened last and its next position."""
    latest: dict[UUID, Volume] = {}
    for volume in Volume.objects.filter(within(reach(actor, FILE_FORM))).order_by("opened_on", "id"):
        latest[volume.committee_id] = volume
    return {
        committee: Place(volume, rules.free_position(_taken(volume))) for committee, volume in latest.items()
    }


def _taken(volume: Volume) -> list[int]:
    return list(volume.filings.values_list("position", flat=True))


def volume(actor: Actor, pk: UUID) -> Volume:
    found = volumes(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    in_committee(found.committee_id)
    return found


def contents(volume: Volume) -> Sequence[Filing]:
    """The papers in order."""
    rows = volume.filings.select_related("form", "form__door", "clerk").defer("form__content")
    found = list(rows.order_by("position"))
    saw(Form, [filing.form_id for filing in found], fields=("number",))
    return found


def unfiled_form(actor: Actor, pk: UUID) -> Form:
    """A form whose paper the actor may file; Http404 when it is none."""
    found = _of_the_desk(actor, FILE_FORM).filter(pk=pk, stock_taking=False)
    form = found.select_related("door", "committee").defer("content").first()
    if form is None:
        raise Http404
    saw(Form, [form.pk], fields=("number", "state"))
    return form


def volumes_to_file_in(actor: Actor, committee: UUID) -> list[Place]:
    """The committee's volumes, each with its next position, the latest first."""
    found = Volume.objects.filter(within(reach(actor, FILE_FORM)), committee=committee)
    return [
        Place(volume, rules.free_position(_taken(volume))) for volume in found.order_by("-opened_on", "-id")
    ]


def committees_in_reach(actor: Actor, verb: Verb = READ_QUEUE) -> QuerySet[Committee]:
    """Closed ones too: their papers are here."""
    return committees_ever(reach(actor, verb))


def open_committees_in_reach(actor: Actor) -> QuerySet[Committee]:
    return committees(reach(actor, READ_QUEUE))


# One row, locked for the action that will change it


# With its door and the door's committee: what is entered lies there.
_lock_form = Look(
    lambda: (
        Form.objects.select_for_update(of=("self",))
        .select_related("door__committee", "door__building")
        .filter(subdistrict=Given("street"), pk=Given("pk", UUIDField()))
    )
)


def form_to_answer(actor: Actor, verb: Verb, pk: UUID) -> Form:
    """A form in reach, in whatever state. Two answers to one form take turns."""
    found = next(iter(_lock_form(street=actor.subdistrict, pk=pk)), None)
    if found is None or not holds_committee(reach(actor, verb), found.subdistrict_id, found.committee_id):
        raise Http404
    saw(Form, rows=[found], fields=("content",))
    in_committee(found.committee_id)
    return found


def form_to_file(actor: Actor, pk: UUID) -> Form:
    return _locked(_of_the_desk(actor, FILE_FORM).filter(pk=pk).defer("content"))


def entry_to_void(actor: Actor, pk: UUID) -> Entry:
    entries = Entry.objects.filter(within(reach(actor, VOID_ENTRY)), pk=pk)
    found = _locked(entries, "form", "voided_by")
    in_committee(found.committee_id)
    return found


def volume_to_file_in(actor: Actor, pk: UUID) -> Volume:
    found = _locked(Volume.objects.filter(within(reach(actor, FILE_FORM)), pk=pk), "committee")
    in_committee(found.committee_id)
    return found


def committee_to_file_in(actor: Actor, pk: UUID) -> Committee:
    found = committees_ever(reach(actor, FILE_FORM)).filter(pk=pk).first()
    if found is None:
        raise Http404
    in_committee(found.pk)
    return found


def _locked(rows: QuerySet[M], *related: str) -> M:
    # Without names select_related() would join every table a row points at.
    joined = rows.select_related(*related) if related else rows
    found = joined.select_for_update(of=("self",)).first()
    if found is None:
        raise Http404
    return found
