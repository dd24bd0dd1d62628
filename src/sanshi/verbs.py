"""Verbs, scopes, purposes and actors as plain types. No tables.

A verb is what a page or an action does; a role is a list of verbs, each with a scope (`accounts.roles`);
a purpose is why personal data are processed (PIPL 6, plan 2.5.3).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _


class Purpose(StrEnum):
    """Why personal data are read or written. The ASKED ones are chosen by the reader before a look-up."""

    NONE = ""
    DISCOVERY = "discovery"
    COLLECTION = "collection"
    ENTRY = "entry"
    ARCHIVE = "archive"
    SETTLEMENT = "settlement"
    ADMINISTRATION = "administration"
    ASKED = "asked"
    VERIFY_RECORD = "verify-record"
    POPULATION_SERVICE = "population-service"
    GUIDANCE = "guidance"
    COMPLAINT = "complaint"
    RESIDENT_REQUEST = "resident-request"


PURPOSE_LABELS = {
    Purpose.DISCOVERY: _("Discovery"),
    Purpose.COLLECTION: _("Collection"),
    Purpose.ENTRY: _("Entry"),
    Purpose.ARCHIVE: _("Archive"),
    Purpose.SETTLEMENT: _("Settlement"),
    Purpose.ADMINISTRATION: _("Administration"),
    Purpose.VERIFY_RECORD: _("Check a record against what was found"),
    Purpose.POPULATION_SERVICE: _("Population service for a resident"),
    Purpose.GUIDANCE: _("Guidance of a committee's work"),
    Purpose.COMPLAINT: _("A resident's complaint"),
    Purpose.RESIDENT_REQUEST: _("A resident asks about the own record"),
}
CHOSEN_PURPOSES = (
    Purpose.VERIFY_RECORD,
    Purpose.POPULATION_SERVICE,
    Purpose.GUIDANCE,
    Purpose.COMPLAINT,
    Purpose.RESIDENT_REQUEST,
)


@dataclass(frozen=True, slots=True)
class Verb:
    name: str
    purpose: Purpose = Purpose.NONE
    public: bool = False
    # Any signed-in account may do it, with or without a post (own account, language).
    everybody: bool = False

    def __str__(self) -> str:
        return self.name


# Public and everybody's
SIGN_IN = Verb("session.open", public=True)
SIGN_OUT = Verb("session.close", everybody=True)
SET_LANGUAGE = Verb("language.set", public=True)
STATIC = Verb("asset.read", public=True)
START = Verb("start.open", everybody=True)
STATE_PURPOSE = Verb("purpose.state", everybody=True)
HOME = Verb("home.read", everybody=True)
CHANGE_PASSWORD = Verb("password.change", everybody=True)

# Discovery (plan 3.1.1)
GIVE_NOTICE = Verb("notice.give", Purpose.DISCOVERY)
READ_NOTICES = Verb("notice.read", Purpose.DISCOVERY)
PRINT_NOTICE = Verb("notice.print", Purpose.DISCOVERY)
READ_STEWARDS = Verb("steward.read", Purpose.ADMINISTRATION)

# Visits (plan 3.2.2) and collection (3.2.1)
READ_VISITS = Verb("visit.read", Purpose.COLLECTION)
RECORD_VISIT = Verb("visit.record", Purpose.COLLECTION)
OPEN_OWN_FIND = Verb("visit.open", Purpose.COLLECTION)
ASK_VISIT = Verb("visit.ask", Purpose.COLLECTION)
READ_FORMS = Verb("form.read", Purpose.COLLECTION)
FILL_FORM = Verb("form.fill", Purpose.COLLECTION)
HAND_OVER = Verb("form.hand-over", Purpose.COLLECTION)
PRINT_FORM = Verb("form.print", Purpose.COLLECTION)
PRINT_BLANK_FORM = Verb("form.print-blank")
READ_CERTIFICATES = Verb("certificate.read", Purpose.ADMINISTRATION)
ISSUE_CERTIFICATE = Verb("certificate.issue", Purpose.ADMINISTRATION)

# Entry (plan 3.3)
READ_QUEUE = Verb("queue.read", Purpose.ENTRY)
CHECK_FORM = Verb("form.check", Purpose.ENTRY)
ENTER_FORM = Verb("form.enter", Purpose.ENTRY)
RETURN_FORM = Verb("form.return", Purpose.ENTRY)
HOLD_FORM = Verb("form.hold", Purpose.ENTRY)
VOID_ENTRY = Verb("entry.void", Purpose.ENTRY)
READ_DECISIONS = Verb("decision.read", Purpose.ENTRY)
UNDO_DECISION = Verb("decision.undo", Purpose.ENTRY)
TELL_APART = Verb("decision.tell-apart", Purpose.ENTRY)
READ_DUPLICATES = Verb("duplicate.read", Purpose.ENTRY)
DECIDE_DUPLICATES = Verb("duplicate.decide", Purpose.ENTRY)
FIND_DUPLICATES = Verb("duplicate.find")
READ_ARCHIVE = Verb("archive.read", Purpose.ARCHIVE)
FILE_FORM = Verb("archive.file", Purpose.ARCHIVE)
TAKE_STOCK = Verb("stock.take", Purpose.ENTRY)

# Import of sheets and export to them; the long work behind them
IMPORT_PLACES = Verb("place.import")
EXPORT_PLACES = Verb("place.export")
APPROVE_STOCK = Verb("stock.approve", Purpose.ENTRY)
READ_JOBS = Verb("job.read")
RUN_JOBS = Verb("job.run")
PURGE_JOBS = Verb("job.purge")

# Register (three actuals)
# One box for persons, dwellings and units: of each as far as its own verb reaches.
SEARCH_REGISTER = Verb("register.search", Purpose.ASKED)
READ_PERSONS = Verb("person.read", Purpose.ASKED)
REVEAL = Verb("person.reveal", Purpose.ASKED)
# Deadlines of papers (plan 2.2.5; 2.3.1, 2.3.4), each for those whose task they are.
READ_OVERSEAS_DATES = Verb("overseas.read", Purpose.COLLECTION)
READ_PERMIT_DATES = Verb("permit.read", Purpose.COLLECTION)
# A resident who asks who read the own record, and why (PIPL 44).
ANSWER_RESIDENT = Verb("person.answer", Purpose.RESIDENT_REQUEST)
READ_DWELLINGS = Verb("dwelling.read", Purpose.ASKED)
READ_UNITS = Verb("unit.read", Purpose.ASKED)

# Places
READ_PLACES = Verb("place.read")
COUNT_FRESHNESS = Verb("freshness.count")
REINDEX_REGISTER = Verb("register.reindex")
READ_QUALITY = Verb("quality.read", Purpose.ASKED)
COUNT_QUALITY = Verb("quality.count")
MAKE_PLACES = Verb("place.make")

# Settlement (plan 4.2)
READ_SETTLEMENT = Verb("settlement.read", Purpose.SETTLEMENT)
READ_OWN_REWARDS = Verb("reward.read", Purpose.SETTLEMENT)
RECORD_INSPECTION = Verb("inspection.record", Purpose.SETTLEMENT)
CALCULATE_SETTLEMENT = Verb("settlement.calculate", Purpose.SETTLEMENT)
CHECK_SETTLEMENT = Verb("settlement.check", Purpose.SETTLEMENT)
APPROVE_SETTLEMENT = Verb("settlement.approve", Purpose.SETTLEMENT)
PAY_SETTLEMENT = Verb("settlement.pay", Purpose.SETTLEMENT)

# Rulebook
READ_POLICY = Verb("policy.read")
LOAD_POLICY = Verb("policy.load")
READ_CALENDAR = Verb("calendar.read")
LOAD_CALENDAR = Verb("calendar.load")

# System
READ_ACCOUNTS = Verb("account.read", Purpose.ADMINISTRATION)
MAKE_ACCOUNT = Verb("account.make", Purpose.ADMINISTRATION)
APPOINT = Verb("post.appoint", Purpose.ADMINISTRATION)
END_POST = Verb("post.end", Purpose.ADMINISTRATION)
RESET_PASSWORD = Verb("password.reset", Purpose.ADMINISTRATION)
FOUND_STREET = Verb("street.found")
READ_JOURNAL = Verb("journal.read")


def all_verbs() -> Iterator[Verb]:
    return (value for value in globals().values() if isinstance(value, Verb))


class Scope(StrEnum):
    """How far a post's verb reaches. A beat or building group falls back to nothing, never to more."""

    OWN = "own"
    GROUP = "group"
    BEAT = "beat"
    COMMITTEE = "committee"
    STATION = "station"
    STREET = "street"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class PostFacts:
    """One post in office today, with its places resolved to ids."""

    id: UUID
    role: str
    grants: Mapping[str, Scope]
    committees: frozenset[UUID] = frozenset()
    beats: frozenset[UUID] = frozenset()
    groups: frozenset[UUID] = frozenset()
    # Closed committees that were merged into the post's own: their papers are read and kept there.
    inherited: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """What an actor may touch with one verb: the union over the posts that grant it."""

    subdistrict: str
    street: bool = False
    committees: frozenset[UUID] = frozenset()
    beats: frozenset[UUID] = frozenset()
    groups: frozenset[UUID] = frozenset()
    account: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which street, with which posts. `account` is None for the house's own jobs."""

    account: UUID | None
    name: str
    subdistrict: str
    posts: tuple[PostFacts, ...] = ()
    purpose: Purpose = Purpose.NONE
    # The house itself: migrations, stock taking, nightly work. Never made from a request.
    is_house: bool = False

    def may(self, verb: Verb) -> bool:
        return verb.public or verb.everybody or self.is_house or bool(self.posts_for(verb))

    def posts_for(self, verb: Verb) -> tuple[PostFacts, ...]:
        return tuple(post for post in self.posts if verb.name in post.grants)

    def has_role(self, *roles: str) -> bool:
        return any(post.role in roles for post in self.posts)

    def post_for(self, verb: Verb, committee: UUID | None = None) -> UUID | None:
        """The post a journal line names: one of that committee before any other."""
        posts = sorted(
            self.posts_for(verb), key=lambda post: committee not in post.committees | post.inherited
        )
        return posts[0].id if posts else None


@dataclass(slots=True)
class _Widening:
    street: bool = False
    committees: set[UUID] = field(default_factory=set)
    beats: set[UUID] = field(default_factory=set)
    groups: set[UUID] = field(default_factory=set)
    own: bool = False

    def add(self, post: PostFacts, scope: Scope) -> None:
        match scope:
            case Scope.STREET | Scope.HOUSE:
                self.street = True
            case Scope.COMMITTEE | Scope.STATION:
                self.committees |= post.committees | post.inherited
            case Scope.BEAT:
                self.beats |= post.beats
            case Scope.GROUP:
                self.groups |= post.groups
            case Scope.OWN:
                self.own = True


def reach(actor: Actor, verb: Verb) -> Reach:
    if actor.is_house:
        return Reach(actor.subdistrict, street=True)
    wide = _Widening()
    for post in actor.posts_for(verb):
        wide.add(post, post.grants[verb.name])
    return Reach(
        actor.subdistrict,
        wide.street,
        frozenset(wide.committees),
        frozenset(wide.beats),
        frozenset(wide.groups),
        actor.account if wide.own else None,
    )


class HtmxFacts(Protocol):
    def __bool__(self) -> bool: ...


class Request(HttpRequest):
    """What a view gets: the gate (`accounts.gate`) has set the actor before."""

    actor: Actor
    verb: Verb
    htmx: HtmxFacts


View = Callable[..., HttpResponseBase]


def page(route: str, verb: Verb, view: View, name: str) -> URLPattern:
    """A URL that names its verb. The street in the URL is the gate's matter; views find it in the actor."""

    @wraps(view)
    def named(request: HttpRequest, *args: Any, subdistrict: str = "", **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    named.verb = verb  # type: ignore[attr-defined]
    return path(route, named, name=name)


def verb_of(callback: object) -> Verb | None:
    verb = getattr(callback, "verb", None)
    return verb if isinstance(verb, Verb) else None
