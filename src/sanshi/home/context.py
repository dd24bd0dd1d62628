"""The frame around every page: street, post, navigation in the plan's words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import pgettext_lazy

from sanshi import verbs
from sanshi.accounts.access import frame_facts
from sanshi.accounts.models import Role
from sanshi.shell.frame import Frame, NavigationItem
from sanshi.shell.links import href
from sanshi.verbs import Actor, Verb


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the navigation. `family`: how the names of the routes begin that belong to it."""

    label: Promise
    route: str
    verb: Verb
    icon: str = "home"
    family: tuple[str, ...] = ()

    def holds(self, route: str) -> bool:
        return route == self.route or route.startswith(self.family)


@dataclass(frozen=True, slots=True)
class Section:
    label: Promise
    icon: str
    entries: Sequence[Entry]


TODAY = Entry(pgettext_lazy("navigation", "Today"), "home", verbs.HOME, "home")
GIVE = Entry(pgettext_lazy("navigation", "Give a notice"), "notice-give", verbs.GIVE_NOTICE, "message-plus")
NOTICES = Entry(
    pgettext_lazy("navigation", "Notices"),
    "notice-list",
    verbs.READ_NOTICES,
    "messages",
    ("notice-page", "notice-print", "notice-receipt"),
)
VISITS = Entry(
    pgettext_lazy("navigation", "Visits"), "visit-list", verbs.READ_VISITS, "door", ("visit-", "own-find")
)
FORMS = Entry(
    pgettext_lazy("navigation", "Collection forms"),
    "form-list",
    verbs.READ_FORMS,
    "clipboard-text",
    ("form-page", "form-fill", "form-print"),
)
HOUSING = Entry(
    pgettext_lazy("navigation", "Housing"),
    "dwelling-list",
    verbs.READ_DWELLINGS,
    "building-community",
    ("dwelling-",),
)
BEAT = Entry(
    pgettext_lazy("navigation", "My beat"), "my-beat", verbs.READ_DWELLINGS, "map-pin", ("my-beat-",)
)
MY_REWARD = Entry(
    pgettext_lazy("navigation", "My reward"),
    "own-rewards",
    verbs.READ_OWN_REWARDS,
    "coin-yuan",
    ("own-line",),
)

SECTIONS = (
    Section(pgettext_lazy("navigation", "Today"), "checklist", (TODAY,)),
    Section(pgettext_lazy("navigation", "My beat"), "map-pin", (BEAT,)),
    Section(
        pgettext_lazy("navigation", "Discovery"),
        "bulb",
        (
            GIVE,
            NOTICES,
            Entry(pgettext_lazy("navigation", "Stewards"), "steward-list", verbs.READ_STEWARDS),
        ),
    ),
    Section(
        pgettext_lazy("navigation", "Collection"),
        "clipboard-text",
        (
            VISITS,
            FORMS,
            Entry(pgettext_lazy("navigation", "Blank forms"), "form-blank", verbs.PRINT_BLANK_FORM),
            Entry(
                pgettext_lazy("navigation", "Certificates"),
                "certificate-list",
                verbs.READ_CERTIFICATES,
                family=("certificate-",),
            ),
        ),
    ),
    Section(
        pgettext_lazy("navigation", "Entry"),
        "keyboard",
        (
            Entry(
                pgettext_lazy("navigation", "Queue"),
                "entry-queue",
                verbs.READ_QUEUE,
                family=(
                    "entry-desk",
                    "entry-beside",
                    "entry-enter",
                    "entry-apart",
                    "entry-return",
                    "entry-hold",
                    "entry-take-up",
                ),
            ),
            Entry(
                pgettext_lazy("navigation", "Entered"), "entry-list", verbs.READ_QUEUE, family=("entry-void",)
            ),
            Entry(
                pgettext_lazy("navigation", "Match decisions"),
                "decision-list",
                verbs.READ_DECISIONS,
                family=("decision-",),
            ),
            Entry(
                pgettext_lazy("navigation", "Possible duplicates"),
                "duplicate-list",
                verbs.READ_DUPLICATES,
                family=("duplicate-",),
            ),
            Entry(
                pgettext_lazy("navigation", "Archive"),
                "archive",
                verbs.READ_ARCHIVE,
                family=("volume-", "form-file"),
            ),
        ),
    ),
    Section(
        pgettext_lazy("navigation", "Register"),
        "address-book",
        (
            Entry(
                pgettext_lazy("navigation", "Population"),
                "population",
                verbs.READ_PERSONS,
                family=("person-",),
            ),
            Entry(pgettext_lazy("navigation", "Overseas dates"), "overseas-dates", verbs.READ_OVERSEAS_DATES),
            Entry(pgettext_lazy("navigation", "Permit dates"), "permit-dates", verbs.READ_PERMIT_DATES),
            HOUSING,
            Entry(
                pgettext_lazy("navigation", "Letting"),
                "letting-list",
                verbs.READ_DWELLINGS,
                family=("letting-",),
            ),
            Entry(pgettext_lazy("navigation", "Units"), "unit-list", verbs.READ_UNITS, family=("unit-",)),
            Entry(pgettext_lazy("navigation", "Freshness"), "freshness-page", verbs.READ_PLACES),
            Entry(
                pgettext_lazy("navigation", "Quality of records"),
                "quality",
                verbs.READ_QUALITY,
                family=("quality-",),
            ),
            Entry(pgettext_lazy("navigation", "Map"), "map", verbs.READ_PLACES, family=("map", "border-")),
            Entry(
                pgettext_lazy("navigation", "Places"),
                "place-list",
                verbs.READ_PLACES,
                family=(
                    "committee-",
                    "beat-",
                    "group-",
                    "station-",
                    "change-list",
                    "change-page",
                    "building-",
                    "stairway-",
                ),
            ),
            Entry(
                pgettext_lazy("navigation", "Imports"),
                "import-list",
                verbs.IMPORT_PLACES,
                family=("import-",),
            ),
            Entry(
                pgettext_lazy("navigation", "Stock taking"),
                "stock-list",
                verbs.TAKE_STOCK,
                family=("stock-",),
            ),
        ),
    ),
    Section(
        pgettext_lazy("navigation", "Inspection"),
        "zoom-check",
        (
            Entry(
                pgettext_lazy("navigation", "Results by quarter"),
                "inspection-list",
                verbs.RECORD_INSPECTION,
                family=("inspection-",),
            ),
        ),
    ),
    Section(
        pgettext_lazy("navigation", "Settlement"),
        "coin-yuan",
        (
            MY_REWARD,
            Entry(
                pgettext_lazy("navigation", "By quarter"),
                "settlement-list",
                verbs.READ_SETTLEMENT,
                family=("settlement-", "statement-", "line-"),
            ),
            Entry(pgettext_lazy("navigation", "Policy"), "policy", verbs.READ_POLICY, family=("policy-",)),
            Entry(
                pgettext_lazy("navigation", "Working days"),
                "calendar",
                verbs.READ_CALENDAR,
                family=("calendar-",),
            ),
        ),
    ),
    Section(
        pgettext_lazy("navigation", "System"),
        "settings",
        (
            Entry(
                pgettext_lazy("navigation", "Accounts"),
                "account-list",
                verbs.READ_ACCOUNTS,
                family=("account-", "post-"),
            ),
            Entry(
                pgettext_lazy("navigation", "Journal"),
                "journal-list",
                verbs.READ_JOURNAL,
                family=("journal-",),
            ),
            Entry(
                pgettext_lazy("navigation", "My jobs"),
                "job-list",
                verbs.READ_JOBS,
                family=("job-", "place-export"),
            ),
            Entry(pgettext_lazy("navigation", "My password"), "change-password", verbs.CHANGE_PASSWORD),
        ),
    ),
)
# The tab bar of the phone pages: what is done in the stairway. Short words, for they stand side by side.
TABS = (
    (TODAY, pgettext_lazy("tab", "Today")),
    (GIVE, pgettext_lazy("tab", "Report")),
    (VISITS, pgettext_lazy("tab", "Visits")),
    (FORMS, pgettext_lazy("tab", "Forms")),
    (HOUSING, pgettext_lazy("tab", "Housing")),
    (NOTICES, pgettext_lazy("tab", "Notices")),
    (MY_REWARD, pgettext_lazy("tab", "Reward")),
)
MOST_TABS = 5
NO_DESK = frozenset({Role.STEWARD, Role.PROPERTY_STAFF})


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Made only when a page asks for it: fragments and error pages cost nothing."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor) or not actor.subdistrict:
        return {}
    return {"frame": SimpleLazyObject(lambda: _frame(request, actor))}


def _frame(request: HttpRequest, actor: Actor) -> Frame:
    facts = frame_facts(actor)
    return Frame(
        street=facts.street,
        post=facts.post,
        person=actor.name,
        home=href(request, "home"),
        navigation=list(_navigation(request, actor)),
        tabs=list(_tabs(request, actor))[:MOST_TABS],
        purpose_url=href(request, "purpose"),
        search_url=href(request, "search") if actor.may(verbs.SEARCH_REGISTER) else "",
        is_office=any(post.role not in NO_DESK for post in actor.posts),
    )


def _navigation(request: HttpRequest, actor: Actor) -> Iterator[NavigationItem]:
    for section in SECTIONS:
        items = [item for entry in section.entries if (item := _item(request, actor, entry))]
        if not items:
            continue
        if len(section.entries) == 1 and section.entries[0] in (TODAY, BEAT):
            yield NavigationItem(section.label, section.icon, items[0].url, items[0].active)
        else:
            yield NavigationItem(section.label, section.icon, children=items)


def _tabs(request: HttpRequest, actor: Actor) -> Iterator[NavigationItem]:
    for entry, label in TABS:
        if item := _item(request, actor, entry):
            yield NavigationItem(label, item.icon, item.url, item.active)


def _item(request: HttpRequest, actor: Actor, entry: Entry) -> NavigationItem | None:
    if not actor.may(entry.verb):
        return None
    try:
        url = href(request, entry.route)
    except NoReverseMatch:
        return None
    match = request.resolver_match
    here = match is not None and entry.holds(match.url_name or "")
    return NavigationItem(entry.label, entry.icon, url, active=here)
