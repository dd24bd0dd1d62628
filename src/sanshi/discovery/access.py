"""Notices, the doors one may give notice of, and the network of stewards."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import in_office, within
from sanshi.accounts.models import Post, Role
from sanshi.discovery.models import Capacity, Notice
from sanshi.discovery.rules import NoticeOutcome, in_outcome, with_outcome
from sanshi.journal.recording import in_committee, saw
from sanshi.rulebook.access import policy_on
from sanshi.shell.paging import Page, keyset
from sanshi.shell.words import listed as listed_words
from sanshi.streets.models import SAME_STREET
from sanshi.territory.access import open_doors
from sanshi.territory.models import Building, BuildingGroup, Door
from sanshi.verbs import GIVE_NOTICE, READ_NOTICES, READ_STEWARDS, Actor, PostFacts, Scope, Verb, reach
from sanshi.visits.access import readable as readable_visits
from sanshi.visits.models import Outcome, Visit

NOTHING = Q(pk__in=[])
LATEST = ("-given_on", "-id")
SHOWN = ("door", "matter", "seen_on", "outcome")

_CAPACITIES = {Role.STEWARD.value: Capacity.STEWARD, Role.PROPERTY_STAFF.value: Capacity.PROPERTY_STAFF}


# Giving notice: whose doors


@dataclass(frozen=True, slots=True)
class Giver:
    """The post that gives the notice, and in which capacity (plan 3.1.1)."""

    account: UUID
    post: UUID
    capacity: Capacity


def _doors_of(post: PostFacts) -> Q:
    """A post with building groups gives notice of their doors only, any other of its committee's."""
    if post.groups or post.grants[GIVE_NOTICE.name] is Scope.GROUP:
        return Q(group__in=post.groups)
    return Q(committee__in=post.committees)


def doors_to_notice(actor: Actor) -> QuerySet[Door]:
    own = NOTHING
    for post in actor.posts_for(GIVE_NOTICE):
        own |= _doors_of(post)
    return open_doors(actor.subdistrict).filter(own)


def door_to_notice(actor: Actor, pk: UUID, *, lock: bool = False) -> Door:
    """Http404 where it is absent or not the actor's. Locked, notices of one change come in turn."""
    doors = doors_to_notice(actor)
    found = (doors.select_for_update() if lock else doors).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def giver_at(actor: Actor, door: Door) -> Giver:
    posts = sorted(actor.posts_for(GIVE_NOTICE), key=lambda post: post.role != Role.STEWARD)
    for post in posts:
        here = door.group_id in post.groups if post.groups else door.committee_id in post.committees
        if here and actor.account and post.role in _CAPACITIES:
            return Giver(actor.account, post.id, _CAPACITIES[post.role])
    raise Http404


@dataclass(frozen=True, slots=True)
class DoorChoice:
    door: Door
    noticed_today: bool

    @property
    def label(self) -> str:
        return self.door.room or self.door.address


def buildings_to_notice(actor: Actor) -> Sequence[Building]:
    """The actor's own stairways: those he last gave notice of first, the others by number."""
    doors = doors_to_notice(actor).filter(SAME_STREET, building=OuterRef("pk"))
    given = Notice.objects.filter(SAME_STREET, giver=actor.account, door__building=OuterRef("pk"))
    rows = Building.objects.filter(Exists(doors), subdistrict=actor.subdistrict)
    found = list(rows.annotate(last=Subquery(given.order_by("-given_at").values("given_at")[:1])))
    found.sort(key=lambda building: building.sort_key)
    return sorted(found, key=lambda building: -building.last.timestamp() if building.last else 0)


def doors_of_building(actor: Actor, building: UUID) -> Sequence[DoorChoice]:
    """The actor's doors in a stairway, from the ground up; those noticed today, by anybody, are marked."""
    today = Notice.objects.filter(SAME_STREET, door=OuterRef("pk"), given_on=clock.today())
    doors = doors_to_notice(actor).filter(building=building).annotate(noticed=Exists(today))
    return [DoorChoice(door, door.noticed) for door in doors.order_by("sort_key", "id")]


# Reading notices


def readable(actor: Actor, verb: Verb = READ_NOTICES) -> QuerySet[Notice]:
    mine = within(reach(actor, verb), beat="door__beat", own="giver")
    return Notice.objects.filter(mine)


def reads_only_own(actor: Actor) -> bool:
    """A giver: he is told the outcome, never who else gave notice or who went there."""
    posts = actor.posts_for(READ_NOTICES)
    return bool(posts) and all(post.grants[READ_NOTICES.name] is Scope.OWN for post in posts)


def notice(actor: Actor, pk: UUID, verb: Verb = READ_NOTICES) -> Notice:
    rows = readable(actor, verb).select_related(
        "door", "committee", "giver", "visit", "visit__verifier", "duplicate_of", "policy"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    saw(Notice, rows=[found])
    in_committee(found.committee_id)
    return found


def notices_of(visit: Visit) -> Sequence[Notice]:
    """What was said about the place of a visit, for those who go there: the reader's right is the visit's."""
    found = list(Notice.objects.filter(subdistrict=visit.subdistrict_id, visit=visit).order_by("id"))
    saw(Notice, [row.pk for row in found], fields=("capacity", "seen_on", "remark"))
    return found


def visit_of(actor: Actor, notice: Notice) -> Visit | None:
    """The notice's visit, for those who may open it."""
    return readable_visits(actor).filter(pk=notice.visit_id).first()


@dataclass(frozen=True, slots=True)
class Filters:
    outcome: str = ""
    matter: str = ""
    committee: UUID | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    page: Page[Notice]
    total: int


def listed(actor: Actor, filters: Filters, after: str = "") -> Listed:
    found = _narrowed(readable(actor), filters)
    shown = found.select_related("door", "committee", "giver", "visit")
    page = keyset(shown, LATEST, after, policy_on(actor.subdistrict, clock.today()).house.rows_a_page)
    saw(Notice, [row.pk for row in page.rows], fields=SHOWN)
    return Listed(page, found.count())


def _narrowed(notices: QuerySet[Notice], filters: Filters) -> QuerySet[Notice]:
    if filters.outcome:
        notices = notices.filter(in_outcome(filters.outcome))
    for column, wanted in (
        ("matter", filters.matter),
        ("committee", filters.committee),
        ("given_on", filters.day),
    ):
        if wanted:
            notices = notices.filter(**{column: wanted})
    return notices


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """A giver's own notices: those still being checked, and those of a period by the day they count on."""

    checking: int
    valid: int
    duplicate: int
    without_result: int


def own_figures(actor: Actor, first: date, last: date) -> OwnFigures:
    """Duplicates count on the day they are given, the others on that of their outcome."""
    mine = Notice.objects.filter(subdistrict=actor.subdistrict, giver=actor.account)
    decided = Q(visit__outcome_on__range=(first, last))
    unfounded = in_outcome(NoticeOutcome.UNFOUNDED) | in_outcome(NoticeOutcome.NOT_VERIFIABLE)
    # A duplicate from the start has its own day; one found so at the door its visit's.
    duplicate = Q(duplicate_of__isnull=False, given_on__range=(first, last)) | (
        decided & Q(duplicate_of__isnull=True, visit__outcome=Outcome.DUPLICATE)
    )
    counts = mine.aggregate(
        checking=Count("pk", filter=in_outcome(NoticeOutcome.CHECKING)),
        valid=Count("pk", filter=in_outcome(NoticeOutcome.VALID) & decided),
        duplicate=Count("pk", filter=duplicate),
        without_result=Count("pk", filter=unfounded & decided),
    )
    return OwnFigures(**counts)


def rewarded(subdistrict: str, first: date, last: date) -> QuerySet[Notice]:
    """Valid notices that count in these days (plan 4.2.1 a, e), of any capacity; annotates `outcome_on`."""
    valid = Notice.objects.filter(
        in_outcome(NoticeOutcome.VALID), subdistrict=subdistrict, visit__outcome_on__range=(first, last)
    )
    return with_outcome(valid)


# The network of stewards


@dataclass(frozen=True, slots=True)
class Steward:
    name: str
    since: date
    # How many groups the steward holds in all; one may hold several.
    groups: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    group: BuildingGroup
    stairways: str
    doors: int
    stewards: Sequence[Steward]


@dataclass(frozen=True, slots=True)
class Coverage:
    groups: int
    without: int


@dataclass(frozen=True, slots=True)
class Network:
    rows: Sequence[GroupRow]
    page: Page[BuildingGroup]
    coverage: Coverage


def _steward_posts(subdistrict: str) -> QuerySet[Post]:
    return Post.objects.filter(in_office(clock.today()), subdistrict=subdistrict, role=Role.STEWARD)


def _groups(actor: Actor) -> QuerySet[BuildingGroup]:
    return BuildingGroup.objects.filter(within(reach(actor, READ_STEWARDS), committee="beat__committee"))


def _has_steward(actor: Actor) -> Exists:
    return Exists(_steward_posts(actor.subdistrict).filter(SAME_STREET, group=OuterRef("pk")))


def coverage(actor: Actor, committee: UUID | None = None) -> Coverage:
    """Building groups, and those without a steward in office (plan 2.1.4)."""
    groups = _groups(actor)
    if committee:
        groups = groups.filter(beat__committee=committee)
    without = Count("pk", filter=~_has_steward(actor))
    return Coverage(**groups.aggregate(groups=Count("pk"), without=without))


def network(actor: Actor, committee: UUID | None, only_without: bool, after: str = "") -> Network:
    groups = _groups(actor)
    if committee:
        groups = groups.filter(beat__committee=committee)
    if only_without:
        groups = groups.filter(~_has_steward(actor))
    size = policy_on(actor.subdistrict, clock.today()).house.rows_a_page
    shown = groups.select_related("beat", "beat__committee")
    page = keyset(shown, ("beat__committee__code", "beat_id", "id"), after, size)
    return Network(_group_rows(actor.subdistrict, page.rows), page, coverage(actor, committee))


def _group_rows(subdistrict: str, groups: Sequence[BuildingGroup]) -> Sequence[GroupRow]:
    shown = [group.pk for group in groups]
    stewards = _stewards_of(subdistrict, shown)
    doors = open_doors(subdistrict).filter(group__in=shown)
    counts = dict(doors.values_list("group").annotate(Count("pk")))
    stairways = _stairways_of(subdistrict, shown)
    return [
        GroupRow(group, stairways[group.pk], counts.get(group.pk, 0), stewards[group.pk]) for group in groups
    ]


def _stewards_of(subdistrict: str, groups: Iterable[UUID]) -> dict[UUID | None, list[Steward]]:
    posts = list(
        _steward_posts(subdistrict).filter(group__in=groups).select_related("account").order_by("id")
    )
    accounts = {post.account_id for post in posts}
    held = _steward_posts(subdistrict).filter(account__in=accounts)
    counts = dict(held.values_list("account").annotate(Count("pk")))
    found: dict[UUID | None, list[Steward]] = defaultdict(list)
    for post in posts:
        found[post.group_id].append(Steward(post.account.name, post.valid_from, counts[post.account_id]))
    saw(Post, [post.pk for post in posts], fields=("account", "group"))
    return found


def _stairways_of(subdistrict: str, groups: Iterable[UUID]) -> dict[UUID | None, str]:
    """Addresses of a group's stairways in one line."""
    doors = open_doors(subdistrict).filter(group__in=groups)
    places = doors.values_list("group", "building__sort_key", "building__address").distinct()
    found: dict[UUID | None, list[str]] = defaultdict(list)
    for group, _place, address in places.order_by("group", "building__sort_key", "building__address"):
        found[group].append(address)
    return defaultdict(str, {group: listed_words(addresses) for group, addresses in found.items()})
