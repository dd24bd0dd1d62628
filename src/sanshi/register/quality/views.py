from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sanshi.register.forms import Filter
from sanshi.register.quality import access, actions
from sanshi.register.quality.faults import Group
from sanshi.shell.forms import ActionForm
from sanshi.shell.links import href
from sanshi.verbs import COUNT_QUALITY, Request


@require_safe
def quality(request: Request) -> HttpResponse:
    """Counts only: no record is read."""
    actor = request.actor
    here = access.places(actor)
    form = Filter(request.GET, here)
    chosen = form.place("committee") or (here[0].pk if len(here) == 1 else None)
    place = access.committee(actor, chosen) if chosen else None
    told = {
        "form": form if len(here) > 1 else None,
        "place": place,
        "groups": list(Group),
        "report": access.report(actor, [place] if place else here),
        "rows": () if place else access.by_committee(actor, here),
        "count": ActionForm(auto_id=False) if place and actor.may(COUNT_QUALITY) else None,
    }
    return render(request, "register/quality.html", told)


@require_safe
def quality_list(request: Request, pk: UUID, fault: str) -> HttpResponse:
    """The records of one committee that have a fault, as it is now."""
    place = access.committee(request.actor, pk)
    listed = access.listed(request.actor, place, fault, request.GET.get("after", ""))
    told = {"place": place, "fault": access.fault_of(fault), "listed": listed, "page": listed.page}
    return render(request, "register/quality_list.html", told)


@require_POST
def quality_count(request: Request, pk: UUID) -> HttpResponse:
    form = ActionForm(request.POST)
    if form.is_valid():
        actions.count_committee(request.actor, form.cleaned_data["client_id"], pk)
        messages.success(request, _("Counted anew."))
    return redirect(f"{href(request, 'quality')}?committee={pk}")
