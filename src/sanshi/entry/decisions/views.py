from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sanshi.collection.models import State
from sanshi.entry.decisions import access, actions
from sanshi.entry.decisions.access import Row, View
from sanshi.entry.forms import VoidForm
from sanshi.shell.links import href
from sanshi.verbs import CHECK_FORM, DECIDE_DUPLICATES, UNDO_DECISION, VOID_ENTRY, Request


@require_safe
def decision_list(request: Request) -> HttpResponse:
    actor = request.actor
    view = _view(request.GET.get("view", ""))
    listed = access.listed(actor, view, request.GET.get("after", ""))
    shown = {
        "views": list(View),
        "view": view,
        "listed": listed,
        "page": listed.page,
        "may_open": actor.may(CHECK_FORM),
        "may_undo": actor.may(UNDO_DECISION),
        "may_void": actor.may(VOID_ENTRY),
        "may_decide_pairs": actor.may(DECIDE_DUPLICATES),
    }
    return render(request, "entry/decisions.html", shown)


def _view(text: str) -> View:
    return View(text) if text in set(View) else View.ALL


def _back(request: Request, row: Row) -> str:
    """Where it is asked again: at the desk, as long as the form waits there."""
    form = row.decision.form
    if form is not None and form.state == State.HANDED_OVER and request.actor.may(CHECK_FORM):
        return href(request, "entry-desk", form.pk)
    return href(request, "decision-list")


@require_http_methods(["GET", "HEAD", "POST"])
def decision_undo(request: Request, pk: UUID) -> HttpResponse:
    row = access.decision(request.actor, pk)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            actions.undo_decision(request.actor, given["client_id"], pk, given["reason"])
            messages.success(request, _("Undone: the two are compared again when one of them is met."))
            return redirect(_back(request, row))
    shown = {"row": row, "form": form, "back": _back(request, row)}
    return render(request, "entry/decision_undo.html", shown, status=422 if form.errors else 200)
