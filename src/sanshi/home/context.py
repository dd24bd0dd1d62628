"""The frame around every page: street, post, navigation in the plan's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from sanshi import verbs
from sanshi.accounts.access import frame_facts
from sanshi.shell.frame import Frame, NavigationItem
from sanshi.shell.links import href
from sanshi.verbs import Actor, Verb


@dataclass(frozen=True, slots=True)
class Entry:
    label: Promise
    route: str
    verb: Verb
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    label: Promise
    icon: str
    entries: Sequence[Entry]


SECTIONS = (
    Section(_("Today"), "checklist", (Entry(_("Today"), "home", verbs.HOME),)),
    Section(
        _("Discovery"),
        "bulb",
        (
            Entry(_("Give a notice"), "notice-give", verbs.GIVE_NOTICE, "message-plus"),
            Entry(_("Notices"), "notice-list", verbs.READ_NOTICES, "messages"),
            Entry(_("Stewards"), "steward-list", verbs.READ_STEWARDS),
        ),
    ),
    Section(
        _("Collection"),
        "clipboard-text",
        (
            Entry(_("Visits"), "visit-list", verbs.READ_VISITS, "door"),
            Entry(_("Collection forms"), "form-list", verbs.READ_FORMS, "clipboard-text"),
            Entry(_("Certificates"), "certificate-list", verbs.READ_CERTIFICATES),
            Entry(_("Blank forms"), "form-blank", verbs.PRINT_BLANK_FORM),
        ),
    ),
    Section(
        _("Entry"),
        "keyboard",
        (
            Entry(_("Queue"), "entry-queue", verbs.READ_QUEUE),
            Entry(_("Entered"), "entry-list", verbs.READ_QUEUE),
            Entry(_("Archive"), "archive", verbs.READ_ARCHIVE),
        ),
    ),
    Section(
        _("Register"),
        "address-book",
        (
            Entry(_("Population"), "person-list", verbs.READ_PERSONS),
            Entry(_("Housing"), "dwelling-list", verbs.READ_DWELLINGS),
            Entry(_("Units"), "unit-list", verbs.READ_UNITS),
            Entry(_("Places"), "place-list", verbs.READ_PLACES),
        ),
    ),
    Section(
        _("Settlement"),
        "coin-yuan",
        (
            Entry(_("My reward"), "own-rewards", verbs.READ_OWN_REWARDS, "coin-yuan"),
            Entry(_("Quarters"), "settlement-list", verbs.READ_SETTLEMENT),
            Entry(_("Inspection results"), "inspection-list", verbs.RECORD_INSPECTION),
            Entry(_("Policy"), "policy", verbs.READ_POLICY),
            Entry(_("Working days"), "calendar", verbs.READ_CALENDAR),
        ),
    ),
    Section(
        _("System"),
        "settings",
        (
            Entry(_("Accounts"), "account-list", verbs.READ_ACCOUNTS),
            Entry(_("Journal"), "journal-list", verbs.READ_JOURNAL),
        ),
    ),
)
# The tab bar of the phone pages: what is done in the stairway.
TABS = ("home", "notice-give", "notice-list", "visit-list", "form-list", "own-rewards")


def navigation(request: HttpRequest) -> dict[str, Any]:
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
        navigation=[item for section in SECTIONS if (item := _section(request, actor, section))],
        tabs=[_item(request, entry) for entry in _all_entries() if entry.route in TABS and actor.may(entry.verb)],
        purpose_url=href(request, "purpose"),
    )


def _all_entries() -> list[Entry]:
    return [entry for section in SECTIONS for entry in section.entries]


def _section(request: HttpRequest, actor: Actor, section: Section) -> NavigationItem | None:
    items = [_item(request, entry) for entry in section.entries if actor.may(entry.verb)]
    if not items:
        return None
    if len(section.entries) == 1:
        return NavigationItem(section.label, section.icon, items[0].url, items[0].active)
    return NavigationItem(section.label, section.icon, children=items)


def _item(request: HttpRequest, entry: Entry) -> NavigationItem:
    match = request.resolver_match
    here = match is not None and match.url_name == entry.route
    return NavigationItem(entry.label, entry.icon or "home", href(request, entry.route), active=here)
