"""Who is asking, and how far a reach goes in a query."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, UUIDField
from django.http import Http404
from django.utils.translation import get_language

from sanshi import clock, verbs
from sanshi.accounts.models import Account, Certificate, Post, Role
from sanshi.accounts.roles import grants_of
from sanshi.streets.models import Subdistrict
from sanshi.streets.prepared import Given, Look
from sanshi.territory.access import committees_ever, heirs, open_on
from sanshi.territory.models import Beat, BuildingGroup, Station, StationArea
from sanshi.verbs import Actor, PostFacts, Purpose, Reach, Verb, reach


def in_office(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _is_in_office(post: Post, on: date) -> bool:
    return post.valid_from <= on and (post.valid_to is None or on <= post.valid_to)


def _has_its_place(post: Post, on: date) -> bool:
    """A post at a committee that has closed, or is yet to open, gives nothing."""
    return post.committee is None or post.committee.is_open_on(on)


def row_of(account: Account) -> Account:
    """The row itself: the user of a request only stands for it, until something is asked of it."""
    return Account.objects.get(pk=account.pk)


def streets_of(account: Account) -> list[str]:
    """Codes of the streets where the account holds a post today."""
    today = clock.today()
    there = Q(committee__isnull=True) | open_on(today, "committee__")
    held = Post.objects.filter(in_office(today), there, account=account)
    return sorted(set(held.values_list("subdistrict_id", flat=True)))


_posts_of_account = Look(
    lambda: (
        Post.objects.filter(subdistrict=Given("street"), account=Given("account", UUIDField()))
        .select_related("committee")
        .order_by("role", "id")
    )
)


def actor_for(account: Account, subdistrict: str, purpose: Purpose = Purpose.NONE) -> Actor | None:
    """The account as an actor in a street today; None without a post there."""
    today = clock.today()
    posts = _posts_of_account(street=subdistrict, account=account.pk)
    held = [post for post in posts if _is_in_office(post, today) and _has_its_place(post, today)]
    if not held:
        return None
    facts = _facts(subdistrict, held)
    return Actor(account.id, account.name, subdistrict, tuple(facts), purpose)


def actor_by_id(account: UUID, subdistrict: str) -> Actor | None:
    """For work that goes on after the request: with the posts of today, None without one."""
    found = Account.objects.filter(pk=account, is_active=True).first()
    return actor_for(found, subdistrict) if found else None


def _inherited(subdistrict: str, posts: list[Post]) -> dict[UUID | None, set[UUID]]:
    """By committee: those that were merged into it."""
    found: dict[UUID | None, set[UUID]] = defaultdict(set)
    if any(post.committee and post.committee.inherits for post in posts):
        for closed, heir in heirs(subdistrict).items():
            found[heir].add(closed)
    return found


def _facts(subdistrict: str, posts: list[Post]) -> list[PostFacts]:
    inherited = _inherited(subdistrict, posts)
    stations = _committees_of_stations(subdistrict, {post.station_id for post in posts if post.station_id})
    whole = {
        post.committee_id for post in posts if post.committee_id and not post.beat_id and not post.group_id
    }
    beats = _beats_of_committees(subdistrict, whole)
    groups = _groups_of_beats(
        subdistrict, {post.beat_id for post in posts if post.beat_id and not post.group_id}
    )
    return [
        PostFacts(
            id=post.id,
            role=post.role,
            grants=grants_of(post.role),
            committees=frozenset({post.committee_id} if post.committee_id else stations[post.station_id]),
            beats=frozenset({post.beat_id} if post.beat_id else beats[post.committee_id]),
            groups=frozenset({post.group_id} if post.group_id else groups[post.beat_id]),
            inherited=frozenset(inherited[post.committee_id]),
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


def holds_committee(reach: Reach, subdistrict: str, committee: UUID) -> bool:
    """As `within` asks it, of a row that was fetched by its key."""
    return subdistrict == reach.subdistrict and (reach.street or committee in reach.committees)


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


# A handful of rows: to choose among them costs less than to say the choice.
_posts_held = Look(
    lambda: Post.objects.filter(
        subdistrict=Given("street"),
        account=Given("account", UUIDField()),
        committee=Given("committee", UUIDField()),
    )
)


def post_on(subdistrict: str, account: UUID, roles: Iterable[str], committee: UUID, day: date) -> Post | None:
    """The post in one of `roles` that the account held for a committee on a day."""
    held = _posts_held(street=subdistrict, account=account, committee=committee)
    wanted = frozenset(roles)
    fit = [post for post in held if post.role in wanted and _is_in_office(post, day)]
    return min(fit, key=lambda post: (post.valid_from, post.id), default=None)


def clerks_on(subdistrict: str, committee: UUID, day: date) -> QuerySet[Post]:
    """Entry clerk and stand-ins of a committee on a day (plan 2.5.1)."""
    return Post.objects.filter(
        in_office(day), subdistrict=subdistrict, committee=committee, role="clerk"
    ).select_related("account")


def names_of(accounts: set[UUID]) -> dict[UUID, str]:
    return dict(Account.objects.filter(pk__in=accounts).values_list("pk", "name"))


def collectors_role(subdistrict: str, account: UUID, roles: Iterable[str], committee: UUID, day: date) -> str:
    """The role under which a form of that day is collected; empty without a post."""
    post = post_on(subdistrict, account, roles, committee, day)
    return post.role if post else ""


def posts_in_reach(actor: Actor, verb: Verb) -> QuerySet[Post]:
    """Posts in office today that the actor may see, with account and place."""
    held = Post.objects.filter(within(reach(actor, verb)), in_office(clock.today()))
    return held.select_related("account", "committee", "station", "beat", "group").order_by(
        "committee__code", "role", "account__username", "id"
    )


def posts_of(actor: Actor, account: UUID) -> QuerySet[Post]:
    """All posts of an account, past ones too, that the actor may see."""
    held = Post.objects.filter(within(reach(actor, verbs.READ_ACCOUNTS)), account=account)
    return held.select_related("committee", "station", "beat", "group").order_by("-valid_from", "-id")


def account(actor: Actor, pk: UUID) -> Account:
    """An account with a post in reach, past or present; for who makes accounts also one without any post."""
    found = Account.objects.filter(pk=pk).first()
    if found is None or not (posts_of(actor, pk).exists() or without_post(actor).filter(pk=pk).exists()):
        raise Http404
    return found


def colleague(actor: Actor, pk: UUID) -> Account:
    """An account with a post in reach."""
    if not posts_of(actor, pk).exists():
        raise Http404
    return account(actor, pk)


def post(actor: Actor, pk: UUID) -> Post:
    held = Post.objects.filter(within(reach(actor, verbs.END_POST)), pk=pk)
    found = held.select_related("account").first()
    if found is None:
        raise Http404
    return found


def certificates_in_reach(actor: Actor) -> QuerySet[Certificate]:
    mine = reach(actor, verbs.READ_CERTIFICATES)
    held = Certificate.objects.filter(subdistrict=mine.subdistrict)
    if not mine.street:
        colleagues = Post.objects.filter(within(mine), in_office(clock.today())).values("account")
        held = held.filter(account__in=colleagues)
    return held.select_related("account").order_by("-valid_to", "number")


def certificates_of(actor: Actor, account: UUID) -> QuerySet[Certificate]:
    return Certificate.objects.filter(subdistrict=actor.subdistrict, account=account).order_by(
        "-valid_to", "number"
    )


def without_post(actor: Actor) -> QuerySet[Account]:
    """Accounts nobody appointed anywhere yet: only for those who make accounts."""
    if not actor.may(verbs.MAKE_ACCOUNT):
        return Account.objects.none()
    return Account.objects.filter(~Exists(Post.objects.filter(account=OuterRef("pk"))), is_active=True)


def appointable(actor: Actor) -> QuerySet[Account]:
    """Who serves or served in the street, and who was made and not appointed yet; never oneself."""
    known = Post.objects.filter(within(reach(actor, verbs.APPOINT)), account=OuterRef("pk"))
    nowhere = ~Exists(Post.objects.filter(account=OuterRef("pk")))
    rows = Account.objects.filter(Exists(known) | nowhere, ~Q(pk=actor.account), is_active=True)
    return rows.order_by("name", "username")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a place today; nobody where the list is empty."""

    label: str
    posts: Sequence[Post]
    # Of the appointment that is missing: what its form is filled in with.
    role: str
    place: UUID
    kind: str


# Without these a committee's work stands still: nobody there is said, with the way to appoint.
_NEEDED = (Role.SECRETARY, Role.SECURITY_DIRECTOR, Role.COORDINATOR, Role.CLERK, Role.OFFICER)


def committee_holders(actor: Actor, committee: UUID) -> list[Holder]:
    """By role, and by beat and building group; Http404 for a committee out of reach."""
    if not committees_ever(reach(actor, verbs.READ_ACCOUNTS)).filter(pk=committee).exists():
        raise Http404
    posts = list(posts_in_reach(actor, verbs.READ_ACCOUNTS).filter(committee=committee))
    wide = [post for post in posts if not post.beat_id and not post.group_id]
    roles = [*_NEEDED, *sorted({Role(post.role) for post in wide} - set(_NEEDED))]
    return [
        Holder(str(role.label), [one for one in wide if one.role == role], role, committee, "committee")
        for role in roles
    ]


def area_holders(actor: Actor, committee: UUID) -> list[Holder]:
    here = {"subdistrict": actor.subdistrict}
    posts = list(posts_in_reach(actor, verbs.READ_ACCOUNTS).filter(committee=committee))
    beats = Beat.objects.filter(**here, committee=committee).order_by("name", "id")
    groups = BuildingGroup.objects.filter(**here, beat__committee=committee).order_by("id")
    of_beats = [one for one in posts if one.beat_id and one.role == Role.CADRE]
    of_groups = [one for one in posts if one.group_id and one.role == Role.STEWARD]
    return [
        *(
            Holder(
                beat.name, [one for one in of_beats if one.beat_id == beat.id], Role.CADRE, beat.id, "beat"
            )
            for beat in beats
        ),
        *(
            Holder(
                group.name,
                [one for one in of_groups if one.group_id == group.id],
                Role.STEWARD,
                group.id,
                "group",
            )
            for group in groups
        ),
    ]


def station_holders(actor: Actor, station: UUID) -> list[Holder]:
    mine = reach(actor, verbs.READ_ACCOUNTS)
    if not mine.street or not Station.objects.filter(subdistrict=actor.subdistrict, pk=station).exists():
        raise Http404
    posts = posts_in_reach(actor, verbs.READ_ACCOUNTS).filter(station=station, role=Role.INSPECTOR)
    return [Holder(str(Role.INSPECTOR.label), list(posts), Role.INSPECTOR, station, "station")]


@dataclass(frozen=True, slots=True)
class FrameFacts:
    street: str
    # The first post in words: role and place.
    post: str


_street = Look(lambda: Subdistrict.objects.filter(pk=Given("street")))
_post_with_place = Look(
    lambda: Post.objects.select_related("committee", "station").filter(
        subdistrict=Given("street"), pk=Given("pk", UUIDField())
    )
)


def frame_facts(actor: Actor) -> FrameFacts:
    (street,) = _street(street=actor.subdistrict)
    held = [row for post in actor.posts[:1] for row in _post_with_place(street=actor.subdistrict, pk=post.id)]
    if not held:
        return FrameFacts(_local_name(street), "")
    first = held[0]
    place = first.committee or first.station
    role = str(Role(first.role).label)
    return FrameFacts(_local_name(street), f"{place} · {role}" if place else role)


def _local_name(street: Subdistrict) -> str:
    english = (get_language() or "").startswith("en")
    return street.name_en if english and street.name_en else street.name
