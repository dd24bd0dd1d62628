"""Who is asking, and how far a reach goes in a query."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from sanshi import clock
from sanshi.accounts.models import Account, Certificate, Post
from sanshi.accounts.roles import grants_of
from sanshi.territory.models import Beat, BuildingGroup, StationArea
from sanshi.verbs import Actor, PostFacts, Purpose, Reach


def in_office(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def streets_of(account: Account) -> list[str]:
    """Codes of the streets where the account holds a post today."""
    held = Post.objects.filter(in_office(clock.today()), account=account)
    return sorted(set(held.values_list("subdistrict_id", flat=True)))


def actor_for(account: Account, subdistrict: str, purpose: Purpose = Purpose.NONE) -> Actor | None:
    """The account as an actor in a street today; None without a post there."""
    posts = Post.objects.filter(in_office(clock.today()), subdistrict=subdistrict, account=account)
    held = list(posts.order_by("role", "id"))
    if not held:
        return None
    facts = _facts(subdistrict, held)
    return Actor(account.id, account.name, subdistrict, tuple(facts), purpose)


def _facts(subdistrict: str, posts: list[Post]) -> list[PostFacts]:
    stations = _committees_of_stations(subdistrict, {post.station_id for post in posts if post.station_id})
    whole = {post.committee_id for post in posts if post.committee_id and not post.beat_id and not post.group_id}
    beats = _beats_of_committees(subdistrict, whole)
    groups = _groups_of_beats(subdistrict, {post.beat_id for post in posts if post.beat_id and not post.group_id})
    return [
        PostFacts(
            id=post.id,
            role=post.role,
            grants=grants_of(post.role),
            committees=frozenset({post.committee_id} if post.committee_id else stations[post.station_id]),
            beats=frozenset({post.beat_id} if post.beat_id else beats[post.committee_id]),
            groups=frozenset({post.group_id} if post.group_id else groups[post.beat_id]),
        )
        for post in posts
    ]


def _committees_of_stations(subdistrict: str, stations: set[UUID]) -> dict[UUID | None, set[UUID]]:
    found: dict[UUID | None, set[UUID]] = defaultdict(set)
    if stations:
        areas = StationArea.objects.filter(subdistrict=subdistrict, station__in=stations)
        for station, committee in areas.values_list("station_id", "committee_id"):
            found[station].add(committee)
    return found


def _beats_of_committees(subdistrict: str, committees: set[UUID]) -> dict[UUID | None, set[UUID]]:
    found: dict[UUID | None, set[UUID]] = defaultdict(set)
    if committees:
        beats = Beat.objects.filter(subdistrict=subdistrict, committee__in=committees)
        for committee, beat in beats.values_list("committee_id", "id"):
            found[committee].add(beat)
    return found


def _groups_of_beats(subdistrict: str, beats: set[UUID]) -> dict[UUID | None, set[UUID]]:
    found: dict[UUID | None, set[UUID]] = defaultdict(set)
    if beats:
        groups = BuildingGroup.objects.filter(subdistrict=subdistrict, beat__in=beats)
        for beat, group in groups.values_list("beat_id", "id"):
            found[beat].add(group)
    return found


def within(
    reach: Reach, *, committee: str = "committee", beat: str = "", group: str = "", own: str = ""
) -> Q:
    """The reach as a filter; the names are the model's own columns, empty where it has none."""
    here = Q(subdistrict=reach.subdistrict)
    if reach.street:
        return here
    reached = Q(pk__in=[])
    for column, places in ((committee, reach.committees), (beat, reach.beats), (group, reach.groups)):
        if column and places:
            reached |= Q(**{f"{column}__in": places})
    if own and reach.account:
        reached |= Q(**{own: reach.account})
    return here & reached


def certificate_on(subdistrict: str, account: UUID, day: date) -> Certificate | None:
    """The collector's certificate valid on a day (plan 3.1.3)."""
    held = Certificate.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
        subdistrict=subdistrict,
        account=account,
        valid_from__lte=day,
        valid_to__gte=day,
    )
    return held.order_by("valid_from").first()


def post_on(subdistrict: str, account: UUID, roles: Iterable[str], committee: UUID, day: date) -> Post | None:
    """The post in one of `roles` that the account held for a committee on a day."""
    held = Post.objects.filter(
        in_office(day), subdistrict=subdistrict, account=account, role__in=list(roles), committee=committee
    )
    return held.order_by("valid_from", "id").first()


def clerks_on(subdistrict: str, committee: UUID, day: date) -> QuerySet[Post]:
    """Entry clerk and stand-ins of a committee on a day (plan 2.5.1)."""
    return Post.objects.filter(
        in_office(day), subdistrict=subdistrict, committee=committee, role="clerk"
    ).select_related("account")
