"""Sheets that wait for the reader of a home page: to approve another's, to carry out one's own."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sanshi.entry.importing import access as sheets
from sanshi.entry.importing.records.forms import LABELS
from sanshi.entry.importing.works import PLACES
from sanshi.entry.models import Import
from sanshi.home.blocks import State
from sanshi.shell.links import href
from sanshi.verbs import APPROVE_STOCK, Request


def states(request: Request) -> list[State]:
    """By what it is about: a file's name may hold a person's, so it stands on the sheet's own page."""
    return list(_states(request)) if request.actor.may(APPROVE_STOCK) else []


def _states(request: Request) -> Iterator[State]:
    for row in sheets.to_approve(request.actor):
        who = row.sent_by.name if row.sent_by else "—"
        label = _("Sheet sent by %(who)s: %(kind)s") % {"who": who, "kind": _kind(row)}
        yield State(label, _("waits for your approval"), "amber", _url(request, row))
    for row in sheets.to_carry_out(request.actor):
        label = _("Your sheet: %(kind)s") % {"kind": _kind(row)}
        yield State(label, _("approved, to be carried out"), "blue", _url(request, row))


def _kind(row: Import) -> str:
    return pgettext("sheet", "Places") if row.layout == PLACES else str(LABELS[row.layout])


def _url(request: Request, row: Import) -> str:
    return href(request, "import-page" if row.layout == PLACES else "stock-page", row.pk)
