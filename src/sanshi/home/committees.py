"""Home of those who answer for others' work: a committee's leadership, the population office.

Plain counts by who has it to do. No order of merit: people stand by duty and name, committees by code.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from sanshi import clock
from sanshi.accounts.access import in_office
from sanshi.accounts.models import Account, Post, Role
from sanshi.collection import access as forms
from sanshi.discovery import access as discovery
from sanshi.entry import access as entry
from sanshi.entry.access import View
from sanshi.home.blocks import Block, State, Tile, clock_note, clock_tone, list_url
from sanshi.home.sheets import states as sheet_states
from sanshi.rulebook.access import calendar, policy_on
from sanshi.rulebook.clocks import Clocks
from sanshi.rulebook.quarter import Quarter
from sanshi.rulebook.workdays import ClockState, is_next_year_missing
from sanshi.settlement import access as settlement
from sanshi.settlement.models import Step
from sanshi.shell.frame import Text
from sanshi.shell.links import href
from sanshi.shell.words import listed
from sanshi.territory.access import committees
from sanshi.territory.models import Beat
from sanshi.verbs import READ_VISITS, RECORD_INSPECTION, Actor, Request, reach
from sanshi.visits import access as visits
from sanshi.visits.clocks import VisitClocks
from sanshi.visits.models import Team
from sanshi.visits.rules import teams_of

GOES_TO_DOORS = (
    Role.SECRETARY,
    Role.CADRE,
    Role.SECURITY_DIRECTOR,
    Role.COORDINATOR,
    Role.SECURITY_TEAM,
    Role.OFFICER,
)


@dataclass(slots=True)
class Load:
    """What is open of one kind of work, and how much of it is over its day."""

    open: int = 0
    overdue: int = 0


@dataclass(slots=True)
class Duty:
    """One line of the table by person."""

    who: str
    what: Text
    load: Load
    url: str = ""


def _counts(overdue: Q) -> dict[str, Count]:
    return {"open": Count("pk"), "overdue": Count("pk", filter=overdue)}


def _overdue_visits(actor: Actor) -> Q:
    return VisitClocks.today(actor.subdistrict).in_state(ClockState.RED)


def _overdue_forms(actor: Actor) -> Q:
    return Clocks.today(actor.subdistrict).in_state(ClockState.RED)


# A committee's leadership


def leading(request: Request) -> Block:
    actor = request.actor
    to_go, desk = visits.figures(actor, mine=False), entry.figures(actor)
    tiles = [
        *_open_visits(request, to_go),
        _in_the_queue(request, desk),
        _without_steward(request, discovery.coverage(actor)),
    ]
    return Block("leading", _("The committee"), tiles, more={"duties": _duties(request, desk)})


def _open_visits(request: Request, to_go: visits.Figures) -> tuple[Tile, Tile]:
    overdue = Tile(
        _("Visits overdue"),
        to_go.overdue,
        list_url(request, "visit-list", whose="all", state="overdue"),
        "red" if to_go.overdue else "neutral",
        icon="clock-exclamation",
    )
    waiting = Tile(
        _("Visits open"),
        to_go.waiting,
        list_url(request, "visit-list", whose="all"),
        "blue",
        clock_note(0, to_go.due_today),
        "door",
    )
    return overdue, waiting


def _in_the_queue(request: Request, desk: entry.Figures) -> Tile:
    return Tile(
        _("In the entry queue"),
        desk.waiting,
        href(request, "entry-queue"),
        clock_tone(desk.overdue, desk.due_today),
        clock_note(desk.overdue, desk.due_today),
        "keyboard",
    )


def _without_steward(request: Request, coverage: discovery.Coverage) -> Tile:
    return Tile(
        _("Groups without a steward"),
        coverage.without,
        list_url(request, "steward-list", groups="without"),
        "amber" if coverage.without else "neutral",
        _("of %(n)s groups") % {"n": coverage.groups},
        "user-off",
    )


def _duties(request: Request, desk: entry.Figures) -> list[Duty]:
    posts = _posts_at_doors(request.actor)
    return [
        *_visit_duties(request, posts),
        *_form_duties(request),
        _desk_duty(request, desk),
    ]


def _posts_at_doors(actor: Actor) -> Sequence[Post]:
    held = Post.objects.filter(
        in_office(clock.today()),
        subdistrict=actor.subdistrict,
        committee__in=reach(actor, READ_VISITS).committees,
        role__in=GOES_TO_DOORS,
    )
    return list(held.select_related("account").order_by("role", "account__name", "id"))


def _visit_duties(request: Request, posts: Sequence[Post]) -> list[Duty]:
    """Visits wait for a team; a cadre's for whoever has the beat (plan 2.1.2)."""
    policy = policy_on(request.actor.subdistrict, clock.today())
    waiting = visits.readable(request.actor).filter(visits.OPEN)
    counts = _counts(_overdue_visits(request.actor))
    loads = _by_team(waiting.values_list("team", "beat").annotate(**counts).order_by("team", "beat"))
    beats = _beat_names(request.actor, {beat for _team, beat in loads if beat})
    found = []
    for (team, beat), load in sorted(loads.items(), key=lambda item: (item[0][0], beats.get(item[0][1], ""))):
        names = [
            post.account.name
            for post in posts
            if team in teams_of([post.role], policy) and beat in (None, post.beat_id)
        ]
        place = f"{Team(team).label} · {beats[beat]}" if beat else str(Team(team).label)
        url = list_url(request, "visit-list", whose="all", team=team) if beat is None else ""
        found.append(Duty(listed(dict.fromkeys(names)), _("Visits · %(team)s") % {"team": place}, load, url))
    return found


def _by_team(rows: Iterable[tuple[str, UUID, int, int]]) -> dict[tuple[str, UUID | None], Load]:
    loads: dict[tuple[str, UUID | None], Load] = defaultdict(Load)
    for team, beat, waiting, overdue in rows:
        load = loads[team, beat if team == Team.CADRE else None]
        load.open += waiting
        load.overdue += overdue
    return loads


def _beat_names(actor: Actor, beats: set[UUID]) -> dict[UUID | None, str]:
    rows = Beat.objects.filter(subdistrict=actor.subdistrict, pk__in=beats)
    return dict(rows.values_list("pk", "name"))


def _form_duties(request: Request) -> list[Duty]:
    with_collectors = forms.readable(request.actor).filter(state__in=forms.TO_DO, stock_taking=False)
    rows = with_collectors.values_list("collector__name").annotate(**_counts(_overdue_forms(request.actor)))
    return [
        Duty(name or "", _("Collection forms"), Load(waiting, late))
        for name, waiting, late in rows.order_by("collector__name")
    ]


def _desk_duty(request: Request, desk: entry.Figures) -> Duty:
    """The queue waits for whoever is entry clerk today, stand-ins included (plan 2.5.1)."""
    clerks = Account.objects.filter(
        posts__in=Post.objects.filter(
            in_office(clock.today()),
            subdistrict=request.actor.subdistrict,
            committee__in=reach(request.actor, READ_VISITS).committees,
            role=Role.CLERK,
        )
    )
    names = clerks.order_by("name").values_list("name", flat=True).distinct()
    load = Load(desk.waiting, desk.overdue)
    return Duty(listed(names), _("Entry"), load, href(request, "entry-queue"))


# The population office


@dataclass(slots=True)
class CommitteeRow:
    name: str
    url: str
    visits: Load = field(default_factory=Load)
    forms: Load = field(default_factory=Load)
    desk: Load = field(default_factory=Load)
    visits_url: str = ""
    forms_url: str = ""
    desk_url: str = ""

    @property
    def is_clear(self) -> bool:
        return not (self.visits.open or self.forms.open or self.desk.open)


def office(request: Request) -> Block:
    actor = request.actor
    to_go, papers = visits.figures(actor, mine=False), forms.figures(actor, mine=False)
    overdue = _overdue(request, to_go, papers, entry.figures(actor))
    return Block(
        "office",
        _("The street"),
        [*overdue, _without_steward(request, discovery.coverage(actor))],
        states=[*sheet_states(request), *_quarter_states(request), *_calendar_state(request)],
        more=_by_committee(request),
    )


def _overdue(
    request: Request, to_go: visits.Figures, papers: forms.Figures, desk: entry.Figures
) -> Iterator[Tile]:
    """Of all the street's visits, forms and entries; each among those that are open."""
    late = ClockState.RED.value
    for label, overdue, waiting, url, icon in (
        (
            _("Visits overdue"),
            to_go.overdue,
            to_go.waiting,
            list_url(request, "visit-list", whose="all", state="overdue"),
            "door",
        ),
        (
            _("Forms overdue with collectors"),
            papers.overdue,
            papers.to_do,
            list_url(request, "form-list", whose="all", state="to-do", colour=late),
            "clipboard-text",
        ),
        (
            _("Entry overdue"),
            desk.overdue,
            desk.waiting,
            list_url(request, "entry-queue", view=View.OVERDUE.value),
            "keyboard",
        ),
    ):
        tone = "red" if overdue else "neutral"
        yield Tile(label, overdue, url, tone, _("of %(n)s open") % {"n": waiting}, icon)


def _quarter_states(request: Request) -> list[State]:
    """Of the quarter that was closed last: it is inspected and settled in the weeks after its end."""
    quarter = Quarter.of(clock.today()).previous()
    recorded, all_committees = _inspected(request.actor, quarter)
    inspection = State(
        _("Inspection results %(quarter)s") % {"quarter": quarter},
        _("%(n)s of %(all)s committees recorded") % {"n": recorded, "all": all_committees},
        "green" if recorded == all_committees else "amber" if recorded else "neutral",
        list_url(request, "inspection-list", quarter=str(quarter)),
    )
    return [inspection, settlement_state(request, quarter)]


def _inspected(actor: Actor, quarter: Quarter) -> tuple[int, int]:
    if not actor.may(RECORD_INSPECTION):
        return 0, 0
    rows = settlement.inspection_rows(actor, quarter)
    return sum(result is not None for _committee, result in rows), len(rows)


def settlement_state(request: Request, quarter: Quarter) -> State:
    label = _("Settlement %(quarter)s") % {"quarter": quarter}
    held = settlement.settlements(request.actor).filter(quarter=str(quarter)).first()
    if held is None:
        return State(label, _("not worked out yet"), "amber", href(request, "settlement-list"))
    tone = {Step.DRAFT: "amber", Step.PAID: "green"}.get(Step(held.step), "blue")
    return State(label, held.get_step_display(), tone, href(request, "settlement-page", held.quarter))


def _calendar_state(request: Request) -> list[State]:
    """From 1 November on, until the State Council's notice is loaded."""
    today = clock.today()
    if not is_next_year_missing(today, calendar()):
        return []
    label = _("Working days %(year)s") % {"year": today.year + 1}
    return [State(label, _("notice not loaded"), "red", href(request, "calendar-load"))]


def _by_committee(request: Request) -> dict[str, Any]:
    rows = _rows_by_committee(request)
    busy = [row for row in rows if not row.is_clear]
    columns = [[getattr(row, name) for row in busy] for name in ("visits", "forms", "desk")]
    totals = [Load(sum(one.open for one in loads), sum(one.overdue for one in loads)) for loads in columns]
    return {"rows": busy, "clear": len(rows) - len(busy), "totals": totals}


def _rows_by_committee(request: Request) -> list[CommitteeRow]:
    actor = request.actor
    rows = {
        one.pk: CommitteeRow(
            one.name,
            href(request, "committee-page", one.pk),
            visits_url=list_url(request, "visit-list", whose="all", committee=str(one.pk)),
            forms_url=list_url(request, "form-list", whose="all", state="to-do", committee=str(one.pk)),
            desk_url=list_url(request, "entry-queue", committee=str(one.pk)),
        )
        for one in committees(reach(actor, READ_VISITS))
    }
    overdue_at_desk = entry.desk_clocks(actor.subdistrict).in_state(ClockState.RED, start=entry.DESK)
    with_collectors = Q(state__in=forms.TO_DO, stock_taking=False)
    piles = (
        ("visits", visits.readable(actor).filter(visits.OPEN), _counts(_overdue_visits(actor))),
        ("forms", forms.readable(actor).filter(with_collectors), _counts(_overdue_forms(actor))),
        ("desk", entry.queue(actor), _counts(overdue_at_desk)),
    )
    for name, pile, counts in piles:
        counted = pile.values_list("committee").annotate(**counts).order_by("committee")
        for committee, waiting, overdue in counted:
            setattr(rows[committee], name, Load(waiting, overdue))
    return list(rows.values())
