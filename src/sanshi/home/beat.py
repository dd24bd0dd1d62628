"""My beat (plan 2.4.1): its stairways, what changed at its doors this week, what is due, who looks after it.

Fetched and checked. A cadre's own beat comes first; others choose one of the committees they reach.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import in_office, within
from sanshi.accounts.models import Post, Role
from sanshi.collection.models import FormAction, Subject
from sanshi.entry.models import Entry
from sanshi.home.blocks import clock_note, clock_tone
from sanshi.journal.recording import in_committee, saw
from sanshi.register import housing
from sanshi.register.as_of import AsOf
from sanshi.register.freshness import stale
from sanshi.register.grid import Cell, Counts, Shade, counted, legend
from sanshi.register.housing import Place, Stairway, with_grids
from sanshi.rulebook.workdays import RunningClock
from sanshi.shell.frame import Text
from sanshi.shell.paging import Page, keyset
from sanshi.territory.models import Beat, Building, BuildingGroup
from sanshi.territory.order import natural
from sanshi.verbs import READ_DWELLINGS, Actor, reach
from sanshi.visits import access as visits
from sanshi.visits.clocks import VisitClocks
from sanshi.visits.models import AttemptResult, Visit

WEEK = timedelta(days=7)
# Rows of the short lists; the whole list is one click away.
SHOWN = 10
LATEST = ("-entered_at", "-id")


# --- which beat --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader may look at. `beat` is None until one is chosen among several committees."""

    committees: Sequence[Place]
    beats: Sequence[Beat]
    beat: Beat | None
    is_own: bool


def choose(actor: Actor, committee: UUID | None, beat: UUID | None) -> Choice:
    """Http404 for a beat out of reach."""
    here = housing.committees_here(actor)
    own = own_beats(actor)
    chosen = _beat(actor, beat) if beat else None
    place = chosen.committee_id if chosen else committee or (here[0].id if len(here) == 1 else None)
    offered = sorted(_beats(actor).filter(committee=place), key=lambda row: natural(row.name))
    if chosen is None:
        chosen = next((row for row in offered if row.pk in own), next(iter(offered), None))
    return Choice(here, offered, chosen, bool(chosen and chosen.pk in own))


def own_beats(actor: Actor) -> frozenset[UUID]:
    """Of a cadre; nobody else has one."""
    return frozenset(beat for post in actor.posts if post.role == Role.CADRE for beat in post.beats)


def _beats(actor: Actor) -> QuerySet[Beat]:
    return Beat.objects.filter(within(reach(actor, READ_DWELLINGS))).select_related("committee")


def _beat(actor: Actor, pk: UUID) -> Beat:
    found = _beats(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# --- its page ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """An open visit. `nobody_in`: how often nobody opened, `last`: the last time."""

    visit: Visit
    clock: RunningClock
    nobody_in: int
    last: object


@dataclass(frozen=True, slots=True)
class Group:
    group: BuildingGroup
    stairways: Sequence[str]
    stewards: Sequence[str]


@dataclass(frozen=True, slots=True)
class BeatRecord:
    beat: Beat
    stairways: Sequence[Stairway]
    groups: Sequence[Group]
    # Subject → how many were registered, altered, deregistered.
    changes: Sequence["Changes"]
    due: Sequence[Due]
    figures: visits.Figures
    stale: int

    @property
    def cells(self) -> list[Cell]:
        return [cell for stairway in self.stairways for cell in stairway.grid.cells]

    @property
    def counts(self) -> Counts:
        return counted(self.cells)

    @property
    def legend(self) -> list[tuple[Shade, Text, int]]:
        return [*legend(self.cells)]

    @property
    def changed(self) -> int:
        return sum(count for line in self.changes for _action, count in line.counts)

    @property
    def tone(self) -> str:
        return clock_tone(self.figures.overdue, self.figures.due_today)

    @property
    def clock_note(self) -> Text:
        return clock_note(self.figures.overdue, self.figures.due_today)

    @property
    def nobody_in(self) -> list[Due]:
        return [one for one in self.due if one.nobody_in]


@dataclass(frozen=True, slots=True)
class Changes:
    """Of one subject, each action with its count."""

    subject: Subject
    counts: Sequence[tuple[FormAction, int]]


def record(actor: Actor, beat: Beat) -> BeatRecord:
    in_committee(beat.committee_id)
    standing = housing.standing(clock.today())
    rows = Building.objects.filter(standing, subdistrict=actor.subdistrict, beat=beat)
    places = list(rows.select_related("committee", "group").order_by("sort_key", "id"))
    open_visits = visits.readable(actor).filter(visits.OPEN, door__beat=beat)
    return BeatRecord(
        beat,
        with_grids(actor, places, AsOf.of(None, None)),
        _groups(actor, beat, places),
        _changes(entered_this_week(actor, beat)),
        _due(actor, open_visits),
        visits.figures_of(open_visits, VisitClocks.today(actor.subdistrict)),
        stale(actor.subdistrict).filter(door__beat=beat).count(),
    )


def _groups(actor: Actor, beat: Beat, places: Sequence[Building]) -> list[Group]:
    """Each with its stewards in office: colleagues, who are named."""
    held = Post.objects.filter(
        in_office(clock.today()), subdistrict=actor.subdistrict, group__beat=beat, role=Role.STEWARD
    )
    stewards = list(held.select_related("account").order_by("valid_from", "id"))
    saw(Post, [post.pk for post in stewards], fields=("account", "group"))
    rows = BuildingGroup.objects.filter(subdistrict=actor.subdistrict, beat=beat)
    return [
        Group(
            row,
            [place.address for place in places if place.group_id == row.pk],
            [post.account.name for post in stewards if post.group_id == row.pk],
        )
        for row in sorted(rows, key=lambda row: natural(row.name))
    ]


def _due(actor: Actor, open_visits: QuerySet[Visit]) -> list[Due]:
    """By urgency."""
    clocks = VisitClocks.today(actor.subdistrict)
    nobody = Q(attempts__result=AttemptResult.NOBODY_IN)
    rows = visits.by_urgency(open_visits, clocks).select_related("door")
    rows = rows.annotate(times=Count("attempts", filter=nobody), last=Max("attempts__at", filter=nobody))
    found = [Due(row, clocks.of(row), row.times, row.last) for row in rows.order_by(*visits.BY_CLOCK)]
    saw(Visit, [one.visit.pk for one in found], fields=("door", "matter"))
    return found


# --- the week ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Week:
    beat: Beat
    page: Page[Entry]
    total: int
    since: date


def entered_this_week(actor: Actor, beat: Beat) -> QuerySet[Entry]:
    """What forms changed in the register at the beat's doors; what was undone is not among it."""
    return Entry.objects.filter(
        subdistrict=actor.subdistrict,
        committee=beat.committee_id,
        entered_on__gt=clock.today() - WEEK,
        form__door__beat=beat,
        form__stock_taking=False,
        changed=True,
        voided_at__isnull=True,
    )


def _changes(entries: QuerySet[Entry]) -> list[Changes]:
    kinds = entries.order_by().values_list("form__subject", "form__action").annotate(n=Count("pk"))
    found = Counter({(subject, action): n for subject, action, n in kinds})
    return [
        Changes(subject, [(action, found[subject.value, action.value]) for action in FormAction])
        for subject in Subject
    ]


def week(actor: Actor, beat: UUID, subject: str, action: str, after: str) -> Week:
    """The entries behind a count, the latest first."""
    place = _beat(actor, beat)
    in_committee(place.committee_id)
    entries = entered_this_week(actor, place)
    asked = {"form__subject": subject, "form__action": action}
    entries = entries.filter(**{name: value for name, value in asked.items() if value})
    page = keyset(entries.select_related("form__door"), LATEST, after)
    saw(Entry, [row.pk for row in page.rows], fields=("form", "entered_at"))
    return Week(place, page, entries.count(), clock.today() - WEEK + timedelta(days=1))
