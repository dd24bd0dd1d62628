"""Home of the offices that see no resident: who signs settlements, inspectors, sections, administrators."""

from datetime import timedelta

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanshi import clock
from sanshi.accounts import access as accounts
from sanshi.discovery import access as notices
from sanshi.discovery.rules import NoticeOutcome, in_outcome
from sanshi.home.blocks import Block, Nothing, Tile, list_url
from sanshi.home.committees import settlement_state
from sanshi.journal.models import Head
from sanshi.rulebook.access import version_on
from sanshi.rulebook.quarter import Quarter
from sanshi.settlement import access as settlement
from sanshi.settlement.models import Settlement, Step
from sanshi.shell.links import href
from sanshi.territory.access import committees
from sanshi.verbs import (
    APPROVE_SETTLEMENT,
    PAY_SETTLEMENT,
    READ_ACCOUNTS,
    READ_JOURNAL,
    READ_PLACES,
    Actor,
    Request,
    reach,
)

# How far ahead the administrator is told of posts that end.
SOON = timedelta(weeks=6)


# Settlement: the leader approves, finance pays


def signing(request: Request) -> Block:
    held = list(settlement.settlements(request.actor))
    mine = [row for row in held if row.step in _waits_for(request.actor)]
    return Block(
        "signing",
        _("Settlement"),
        [
            _step_tile(request, held, step, label, waits=step in _waits_for(request.actor))
            for step, label in (
                (Step.DRAFT, _("Drafts being checked")),
                (Step.CHECKED, _("Checked, to approve")),
                (Step.APPROVED, _("Approved, to pay")),
                (Step.PAID, _("Paid")),
            )
        ],
        nothing=Nothing(
            _("Nothing waits for you."),
            _("After each quarter the population office works out the settlement; checked, it stands here."),
            "circle-check",
        ),
        more={"waiting": [(row, href(request, "settlement-page", row.quarter)) for row in mine]},
    )


def _waits_for(actor: Actor) -> set[str]:
    steps = {APPROVE_SETTLEMENT: Step.CHECKED.value, PAY_SETTLEMENT: Step.APPROVED.value}
    return {step for verb, step in steps.items() if actor.may(verb)}


def _step_tile(request: Request, held: list[Settlement], step: Step, label: str, *, waits: bool) -> Tile:
    """One settlement is opened at once; several by their list."""
    there = [row for row in held if row.step == step]
    one = len(there) == 1
    url = href(request, "settlement-page", there[0].quarter) if one else href(request, "settlement-list")
    note = there[0].quarter if one else ""
    return Tile(label, len(there), url, "amber" if waits and there else "neutral", note, "receipt-yuan")


# Station inspectors and sections


def inspecting(request: Request) -> Block:
    actor = request.actor
    checking = notices.readable(actor).filter(in_outcome(NoticeOutcome.CHECKING)).count()
    quarter = Quarter.of(clock.today()).previous()
    return Block(
        "inspecting",
        _("Inspection"),
        [
            Tile(
                _("Committees of the station"),
                committees(reach(actor, READ_PLACES)).count(),
                href(request, "place-list"),
                icon="building-community",
            ),
            Tile(
                _("Notices being checked"),
                checking,
                list_url(request, "notice-list", outcome=NoticeOutcome.CHECKING.value),
                "blue" if checking else "neutral",
                icon="messages",
            ),
        ],
        states=[settlement_state(request, quarter)],
    )


def section(request: Request) -> Block:
    """A section reads places and units; a look-up among units asks for its purpose first (plan 2.5.3)."""
    places = committees(reach(request.actor, READ_PLACES))
    counts = places.aggregate(places=Count("pk"), stairways=Sum("building_count"))
    return Block(
        "section",
        _("Section"),
        [
            Tile(_("Committees"), counts["places"], href(request, "place-list"), icon="building-community"),
            Tile(
                _("Stairways"),
                counts["stairways"] or 0,
                href(request, "place-list"),
                icon="building",
            ),
        ],
        more={
            "units": href(request, "unit-list"),
            "policy": version_on(request.actor.subdistrict, clock.today()).code,
            "policy_url": href(request, "policy"),
        },
    )


# The administrator: accounts and the journal, no residents


def administering(request: Request) -> Block:
    actor, today = request.actor, clock.today()
    in_office = accounts.posts_in_reach(actor, READ_ACCOUNTS)
    ending = list(in_office.filter(valid_to__lte=today + SOON).order_by("valid_to", "id"))
    unappointed = accounts.without_post(actor).count()
    return Block(
        "administering",
        _("System"),
        [
            Tile(
                _("Accounts without a post"),
                unappointed,
                href(request, "account-list"),
                "amber" if unappointed else "neutral",
                icon="id-badge-off",
            ),
            Tile(
                _("Posts ending soon"),
                len(ending),
                "#ending",
                "amber" if ending else "neutral",
                ngettext("within %(n)s week", "within %(n)s weeks", SOON.days // 7) % {"n": SOON.days // 7},
                "hourglass",
            ),
            Tile(_("Posts in office"), in_office.count(), href(request, "account-list"), icon="users"),
            _journal(request),
        ],
        nothing=Nothing(
            _("No post ends soon."),
            _("A post with a last day stands here some weeks before, so that a successor is found in time."),
            "circle-check",
        ),
        more={"ending": [(post, href(request, "account-page", post.account_id)) for post in ending]},
    )


def _journal(request: Request) -> Tile:
    head = Head.objects.filter(subdistrict=request.actor.subdistrict).first()
    url = href(request, "journal-list") if request.actor.may(READ_JOURNAL) else ""
    return Tile(_("Lines in the journal"), f"{head.number:,}" if head else 0, url, icon="notebook")
