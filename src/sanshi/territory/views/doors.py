from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sanshi import verbs
from sanshi.shell.links import href
from sanshi.territory import access, actions
from sanshi.territory.forms import StairwayForm
from sanshi.verbs import Request, reach


@require_safe
def building_page(request: Request, pk: UUID) -> HttpResponse:
    building = access.building(reach(request.actor, verbs.READ_PLACES), pk)
    shown = {"building": building, "doors": access.doors(request.actor, building.id)}
    return render(request, "territory/building_page.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def stairway_new(request: Request, pk: UUID) -> HttpResponse:
    committee = access.committee(reach(request.actor, verbs.MAKE_PLACES), pk)
    form = StairwayForm(request.actor.subdistrict, committee.id, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        stairway = actions.Stairway(
            beat=given["beat"].id,
            group=given["group"].id if given["group"] else None,
            **{name: given[name] for name in ("road", "lane", "number", "estate", "floors", "rooms")},
        )
        with form.answering():
            made = actions.make_stairway(request.actor, given["client_id"], stairway)
            messages.success(request, _("Stairway made with its doors."))
            return redirect(href(request, "building-page", made))
    shown = {"form": form, "committee": committee}
    return render(request, "territory/stairway_new.html", shown, status=422 if form.errors else 200)
