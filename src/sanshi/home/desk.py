"""Home of the entry clerk: the desk's queue by due day, and the month's work."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanshi import clock
from sanshi.collection.fields import FormKind
from sanshi.collection.labels import kind_label
from sanshi.collection.models import Form
from sanshi.entry import access as entry
from sanshi.entry.access import View
from sanshi.home.blocks import SHOWN, Block, Link, Nothing, Task, Tile, list_url
from sanshi.journal.recording import saw
from sanshi.rulebook.quarter import Quarter
from sanshi.settlement.access import OwnWork, own_work
from sanshi.shell.links import href
from sanshi.shell.words import moment, yuan
from sanshi.verbs import Request

_TILES = {
    View.OVERDUE: ("red", "clock-exclamation"),
    View.DUE_TODAY: ("amber", "hourglass"),
    View.WAITING: ("blue", "clipboard-text"),
    View.RETURNED: ("neutral", "arrow-back-up"),
}


def desk(request: Request) -> Block:
    counts = entry.figures(request.actor)
    return Block(
        "desk",
        _("Entry desk"),
        [
            Tile(
                view.label,
                counts.of(view),
                _url(request, view),
                tone if counts.of(view) else "neutral",
                icon=icon,
            )
            for view, (tone, icon) in _TILES.items()
        ],
        _queue(request),
        counts.waiting,
        [Link(_("The whole queue"), href(request, "entry-queue"))],
        Nothing(
            _("No forms wait for entry."),
            _("They appear when a collector hands them over, each with its own clock."),
            "clipboard-check",
        ),
        who=_("Collector"),
        since=_("Handed over"),
        own=_month(own_work(request.actor, Quarter.of(clock.today()))),
    )


def _url(request: Request, view: View) -> str:
    return list_url(request, "entry-queue", view=view.value)


def _queue(request: Request) -> list[Task]:
    clocks = entry.desk_clocks(request.actor.subdistrict)
    queue = entry.queue(request.actor).select_related("door", "collector").defer("content")
    rows = list(queue.order_by(*entry.BY_CLOCK)[:SHOWN])
    saw(Form, [row.pk for row in rows], fields=("number", "state"))
    return [
        Task(
            href(request, "entry-desk", row.pk),
            row.number,
            kind_label(FormKind.of(row)),
            row.door.address,
            entry.clock_of(row, clocks),
            row.collector.name if row.collector else "",
            moment(row.handed_over_at),
        )
        for row in rows
    ]


def _month(work: OwnWork) -> list[str]:
    """This month's entries, the allowance they make now, and what brings the next step (plan 4.2.1 d)."""
    said = ngettext("Entered this month: %(n)s form", "Entered this month: %(n)s forms", work.entries)
    lines = [said % {"n": work.entries}, _("allowance now %(amount)s") % {"amount": yuan(work.allowance)}]
    if work.next_step:
        missing, fen = work.next_step
        further = ngettext("%(n)s more form: %(amount)s", "%(n)s more forms: %(amount)s", missing)
        lines.append(further % {"n": missing, "amount": yuan(fen)})
    return lines
