from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sanshi import clock
from sanshi.collection import actions
from sanshi.collection.access import buildings_in_reach, doors_of
from sanshi.collection.actions import Change, Finding
from sanshi.collection.models import FormAction
from sanshi.collection.moving import access
from sanshi.collection.moving.forms import MoveForm
from sanshi.shell.links import href
from sanshi.verbs import Request
from sanshi.visits.models import FoundCategory


@require_http_methods(["GET", "POST"])
def unit_move(request: Request) -> HttpResponse:
    """It may have stood in another committee: whoever meets it at the new door names it."""
    actor = request.actor
    buildings = buildings_in_reach(actor)
    chosen = next((one for one in buildings if str(one.pk) == request.GET.get("building")), None)
    known = access.known(actor, request.GET.get("unit", ""))
    context: dict[str, Any] = {"buildings": buildings, "chosen": chosen, "known": known}
    if chosen is None:
        return render(request, "collection/unit_move.html", context)
    sent = request.POST if request.method == "POST" else None
    form = MoveForm(doors_of(actor, chosen.pk), sent, initial={"learned_on": clock.today()})
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            unit = known.unit_id if known else access.named(actor, given["unit"])
            finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=unit, moved_here=True)
            change = Change(UUID(given["door"]), finding, given["learned_on"])
            return redirect(
                href(request, "form-fill", actions.open_change(actor, given["client_id"], change))
            )
    context["form"] = form
    return render(request, "collection/unit_move.html", context, status=422 if form.errors else 200)
