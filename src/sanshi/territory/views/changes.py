"""Decisions about committees and beats: made, shown with what follows, withdrawn."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshi import clock, verbs
from sanshi.shell.forms import ActionForm
from sanshi.shell.links import href
from sanshi.territory import access, actions
from sanshi.territory.access import areas
from sanshi.territory.access.plans import check_plan
from sanshi.territory.foresight import Foreseen, foresee
from sanshi.territory.forms.changes import ChangeForm, MergeForm, MoveForm, SplitForm
from sanshi.territory.models import TerritoryChange
from sanshi.verbs import Request, reach

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def committee_merge(request: Request, pk: UUID) -> HttpResponse:
    return _decide(request, pk, MergeForm, _("Merge into another committee"))


@form_page
def committee_split(request: Request, pk: UUID) -> HttpResponse:
    return _decide(request, pk, SplitForm, _("Split the committee"))


@form_page
def committee_move(request: Request, pk: UUID) -> HttpResponse:
    return _decide(request, pk, MoveForm, _("Move beats and stairways"))


def _decide(request: Request, pk: UUID, kind: type[Any], title: str) -> HttpResponse:
    """First what follows is shown; sent again, it is decided."""
    committee = areas.open_committee(reach(request.actor, verbs.MAKE_PLACES), pk)
    form: ChangeForm = kind(committee, request.POST or None)
    shown: dict[str, Any] = {"form": form, "committee": committee, "title": title}
    shown["wide"] = ("beats", "buildings")
    if request.method == "POST" and form.is_valid() and "again" not in request.POST:
        plan = form.plan()  # type: ignore[attr-defined]
        if "confirmed" in request.POST:
            with form.answering():
                made = actions.decide_change(request.actor, form.cleaned_data["client_id"], plan)
                messages.success(request, _done(plan.effective_on == clock.today()))
                return redirect(href(request, "change-page", made))
        else:
            with form.answering():
                check_plan(request.actor.subdistrict, plan)
                shown["foreseen"] = foresee(request.actor.subdistrict, plan)
                shown["plan"] = plan
    return render(request, "territory/change_decide.html", shown, status=422 if form.errors else 200)


def _done(at_once: bool) -> str:
    return _("In force from today.") if at_once else _("Decided. Until its day it can be withdrawn.")


@require_safe
def change_list(request: Request) -> HttpResponse:
    shown = {"changes": access.changes(request.actor.subdistrict)}
    return render(request, "territory/change_list.html", shown)


@require_safe
def change_page(request: Request, pk: UUID) -> HttpResponse:
    change = access.change(request.actor.subdistrict, pk)
    is_open = change.applied_at is None and change.withdrawn_at is None
    shown = {
        "change": change,
        "lines": access.lines_of(change),
        "decided_by": access.decided_by(change),
        "foreseen": _foreseen(request, change) if is_open else None,
        "form": ActionForm() if is_open and request.actor.may(verbs.MAKE_PLACES) else None,
    }
    return render(request, "territory/change_page.html", shown)


def _foreseen(request: Request, change: TerritoryChange) -> Foreseen:
    """Who is in office in another committee is named to those who read the whole street's accounts."""
    found = foresee(request.actor.subdistrict, access.plan_of(change))
    if reach(request.actor, verbs.READ_ACCOUNTS).street:
        return found
    return replace(found, consequences=[replace(one, names=()) for one in found.consequences])


@require_POST
def change_withdraw(request: Request, pk: UUID) -> HttpResponse:
    change = access.change(request.actor.subdistrict, pk)
    form = ActionForm(request.POST)
    if form.is_valid():
        actions.withdraw_change(request.actor, form.cleaned_data["client_id"], change.id)
        messages.success(request, _("Withdrawn. Everything stays as it is."))
    return redirect(href(request, "change-page", change.id))
