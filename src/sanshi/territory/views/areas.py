from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sanshi import verbs
from sanshi.territory import access
from sanshi.verbs import Request, reach


@require_safe
def place_list(request: Request) -> HttpResponse:
    shown = {"committees": access.committees(reach(request.actor, verbs.READ_PLACES))}
    return render(request, "territory/place_list.html", shown)


@require_safe
def committee_page(request: Request, pk: UUID) -> HttpResponse:
    mine = reach(request.actor, verbs.READ_PLACES)
    committee = access.committee(mine, pk)
    buildings = list(access.buildings(mine, committee.id))
    shown = {
        "committee": committee,
        "lanes": access.lanes(buildings),
        "stairways": len(buildings),
        "closed": access.closed_buildings(mine, committee.id),
        "may_make": request.actor.may(verbs.MAKE_PLACES),
    }
    return render(request, "territory/committee_page.html", shown)
