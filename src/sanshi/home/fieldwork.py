"""Home of those who go to the doors, and of those who give notice."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sanshi import clock
from sanshi.collection import access as forms
from sanshi.collection.fields import FormKind
from sanshi.collection.labels import kind_label
from sanshi.collection.models import Form, State
from sanshi.discovery import access as notices
from sanshi.discovery.models import Notice
from sanshi.discovery.rules import NoticeOutcome, outcome_of
from sanshi.home.blocks import (
    SHOWN,
    Block,
    Link,
    Nothing,
    Task,
    Tile,
    clock_note,
    clock_tone,
    list_url,
    since,
)
from sanshi.journal.recording import saw
from sanshi.rulebook.access import policy_on
from sanshi.rulebook.clocks import Clocks
from sanshi.rulebook.quarter import Quarter
from sanshi.settlement.access import OwnWork, own_work
from sanshi.shell.links import href
from sanshi.shell.words import yuan
from sanshi.verbs import READ_DWELLINGS, Actor, Request
from sanshi.visits import access as visits
from sanshi.visits.clocks import VisitClocks
from sanshi.visits.models import Visit

TONES = {
    NoticeOutcome.CHECKING: "blue",
    NoticeOutcome.VALID: "green",
    NoticeOutcome.DUPLICATE: "neutral",
    NoticeOutcome.UNFOUNDED: "neutral",
    NoticeOutcome.NOT_VERIFIABLE: "amber",
}


def collecting(request: Request) -> Block:
    """Visits to go to and forms to hand over, by due day together."""
    actor = request.actor
    to_go, papers = visits.figures(actor), forms.figures(actor)
    return Block(
        "collecting",
        _("Visits and collection"),
        [
            _visits_tile(request, to_go),
            Tile(
                _("Forms to hand over"),
                papers.to_fill,
                list_url(request, "form-list", state=State.DRAFT.value),
                "blue" if papers.to_fill else "neutral",
                _("on the day of collection"),
                "clipboard-text",
            ),
            Tile(
                _("Returned to me"),
                papers.returned,
                list_url(request, "form-list", state=State.RETURNED.value),
                "amber" if papers.returned else "neutral",
                icon="arrow-back-up",
            ),
            _fourth(request, papers),
        ],
        _round(request),
        to_go.waiting + papers.to_do,
        [
            Link(_("All visits"), href(request, "visit-list")),
            Link(_("All my forms"), href(request, "form-list")),
            *_of_the_beat(request),
        ],
        Nothing(
            _("Nothing to go to and nothing to hand over."),
            _("Visits come from notices and from colleagues. What you see yourself you open as an own find."),
            "circle-check",
        ),
        since=_("Known since"),
    )


def _of_the_beat(request: Request) -> list[Link]:
    """Where the doors themselves are looked up, on the phone, too."""
    if not request.actor.may(READ_DWELLINGS):
        return []
    return [
        Link(pgettext("navigation", "My beat"), href(request, "my-beat")),
        Link(pgettext("navigation", "Housing"), href(request, "dwelling-list")),
    ]


def _visits_tile(request: Request, to_go: visits.Figures) -> Tile:
    return Tile(
        _("Visits to go to"),
        to_go.waiting,
        href(request, "visit-list"),
        clock_tone(to_go.overdue, to_go.due_today),
        clock_note(to_go.overdue, to_go.due_today),
        "door",
    )


def _fourth(request: Request, papers: forms.Figures) -> Tile:
    """The reward of the running quarter, for the roles that earn one (plan 4.2.1 b)."""
    actor = request.actor
    policy = policy_on(actor.subdistrict, clock.today())
    if not any(policy.rewards_form_of(post.role) for post in actor.posts):
        label, url = _("Waiting for entry"), list_url(request, "form-list", state=State.HANDED_OVER.value)
        return Tile(label, papers.handed_over, url, icon="hourglass")
    work = own_work(actor, _quarter())
    return Tile(
        _("My reward, %(quarter)s") % {"quarter": work.quarter},
        yuan(work.form_fen),
        href(request, "own-rewards"),
        note=ngettext("%(n)s form entered", "%(n)s forms entered", work.forms) % {"n": work.forms},
        icon="coin-yuan",
    )


def _quarter() -> Quarter:
    return Quarter.of(clock.today())


def _round(request: Request) -> list[Task]:
    tasks = [*_visits(request), *_forms(request)]
    return sorted(tasks, key=_due)[:SHOWN]


def _due(task: Task) -> date:
    return task.clock.due if task.clock and task.clock.due else date.max


def _visits(request: Request) -> list[Task]:
    clocks = VisitClocks.today(request.actor.subdistrict)
    queue = visits.by_urgency(visits.queue(request.actor), clocks).select_related("door")
    rows = list(queue.order_by(*visits.BY_CLOCK)[:SHOWN])
    saw(Visit, [row.pk for row in rows], fields=("door", "matter"))
    return [
        Task(
            href(request, "visit-page", row.pk),
            row.number,
            _("Visit · %(matter)s") % {"matter": _matter(row)},
            row.door.address,
            clocks.of(row),
            since=since(row.learned_on),
        )
        for row in rows
    ]


def _matter(visit: Visit) -> str:
    """Of a visit passed on, the category found at the door as well."""
    said = visit.get_matter_display()
    return f"{said} · {visit.get_category_display()}" if visit.category else said


def _forms(request: Request) -> list[Task]:
    clocks = Clocks.today(request.actor.subdistrict)
    queue = forms.queue(request.actor).select_related("door").defer("content")
    rows = list(queue.order_by(*forms.BY_CLOCK)[:SHOWN])
    saw(Form, [row.pk for row in rows], fields=("number", "state"))
    return [
        Task(
            href(request, "form-fill", row.pk),
            row.number,
            kind_label(FormKind.of(row)),
            row.door.address,
            clocks.of(row),
            since=since(row.learned_on),
            state=row.get_state_display() if row.state == State.RETURNED else "",
        )
        for row in rows
    ]


# Those who give notice


def noticing(request: Request) -> Block:
    """A steward's or property staff's: one big button, what became of the notices, the reward."""
    actor, quarter = request.actor, _quarter()
    counts = notices.own_figures(actor, quarter.first_day, quarter.last_day)
    work = own_work(actor, quarter)
    return Block(
        "noticing",
        _("My notices"),
        [
            Tile(
                _("Being checked"),
                counts.checking,
                list_url(request, "notice-list", outcome=NoticeOutcome.CHECKING.value),
                "blue",
            ),
            _notice_reward(request, work),
        ],
        lists=[Link(_("All my notices"), href(request, "notice-list"))],
        nothing=Nothing(
            _("No notices yet."),
            _("When somebody moves in or out, or a shop opens, give notice; what became of it stands here."),
            "message-plus",
        ),
        more={"rows": _latest(request), "give": href(request, "notice-give"), "quarter": work.quarter},
    )


def _notice_reward(request: Request, work: OwnWork) -> Tile:
    """Of this quarter; zero stays a figure, so that it is seen to be counted."""
    valid = ngettext("%(n)s valid", "%(n)s valid", work.notices) % {"n": work.notices}
    return Tile(
        _("My reward, %(quarter)s") % {"quarter": work.quarter},
        yuan(work.notice_fen),
        href(request, "own-rewards"),
        "green" if work.notices else "neutral",
        valid,
    )


def _latest(request: Request) -> list[tuple[Notice, NoticeOutcome, str, str]]:
    rows = list(_own(request.actor))
    saw(Notice, [row.pk for row in rows], fields=("door", "matter", "outcome"))
    return [
        (row, outcome_of(row), TONES[outcome_of(row)], href(request, "notice-page", row.pk)) for row in rows
    ]


def _own(actor: Actor) -> list[Notice]:
    given = notices.readable(actor).filter(giver=actor.account).select_related("door", "visit")
    return list(given.order_by(*notices.LATEST)[:SHOWN])
