from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sanshi.register import access, housing, shown
from sanshi.register.coverage import Freshness, freshness_by_building
from sanshi.register.forms import AsOfForm, PlaceFilter
from sanshi.register.grid import sheet_of
from sanshi.register.trail import Trail, trail_of_door
from sanshi.register.tree import Spot, Tree
from sanshi.register.views.linking import address, behind, changes_begun, turned
from sanshi.territory.models import Door
from sanshi.verbs import ASK_VISIT, OPEN_OWN_FIND, READ_VISITS, Request


@require_safe
def dwelling_list(request: Request) -> HttpResponse:
    """Of several committees one is chosen first: nobody reads a street door by door."""
    actor = request.actor
    committees = housing.committees_here(actor)
    form = PlaceFilter(request.GET, committees)
    alone = committees[0].id if len(committees) == 1 else None
    committee, lane = form.place("committee") or alone, form.word("lane")
    trail = Trail(request, committee, lane)
    listed = access.doors(actor, committee, lane, request.GET.get("after", "")) if committee else None
    context = {**trail.context(), "listed": listed, "page": listed.page if listed else None}
    return render(request, "register/dwelling_list.html", context)


@require_safe
def dwelling_tree(request: Request) -> HttpResponse:
    """One level of the tree, when its branch is opened."""
    spot = Spot.read(request.GET.get("of", ""))
    tree = Tree.of(request.actor, (), ())
    branches = tree.below(spot) if spot else tree.branches()
    return render(request, "register/parts/branches.html", {"branches": branches})


@require_safe
def dwelling_lane(request: Request, pk: UUID, lane: str) -> HttpResponse:
    """All stairways of a lane side by side."""
    return _lane(request, pk, lane, "register/dwelling_lane.html")


@require_safe
def dwelling_lane_print(request: Request, pk: UUID, lane: str) -> HttpResponse:
    return _lane(request, pk, lane, "register/dwelling_lane_print.html")


def _lane(request: Request, committee: UUID, lane: str, template: str) -> HttpResponse:
    form = AsOfForm(request.GET)
    record = housing.lane(request.actor, committee, lane, form.as_of)
    trail = Trail(request, committee, lane)
    context = {
        **trail.context(),
        **turned(request, form),
        "record": record,
        "sheet": sheet_of([stairway.grid for stairway in record.stairways]),
        "dots": _due(request, committee=str(committee), lane=lane),
    }
    return render(request, template, context)


@require_safe
def dwelling_stairway(request: Request, pk: UUID) -> HttpResponse:
    """The stairway grid: floors × rooms."""
    return _stairway(request, pk, "register/dwelling_stairway.html")


@require_safe
def dwelling_stairway_print(request: Request, pk: UUID) -> HttpResponse:
    return _stairway(request, pk, "register/dwelling_stairway_print.html")


def _stairway(request: Request, pk: UUID, template: str) -> HttpResponse:
    form = AsOfForm(request.GET)
    record = housing.stairway(request.actor, pk, form.as_of)
    place = record.building
    trail = Trail(request, place.committee_id, housing.lane_of(place), place)
    context = {
        **trail.context(),
        **turned(request, form),
        "record": record,
        "building": place,
        "sheet": sheet_of([record.grid]),
        "dots": _due(request, building=str(pk)),
    }
    return render(request, template, context)


def _due(request: Request, **place: str) -> str:
    """Where open visits are asked for: they lie below the register."""
    if not request.actor.may(READ_VISITS) or not (url := address(request, "visit-dots")):
        return ""
    return f"{url}?{urlencode(place)}"


@require_safe
def dwelling_page(request: Request, pk: UUID) -> HttpResponse:
    form = AsOfForm(request.GET)
    as_of, turn = form.as_of, turned(request, form)
    record = access.dwelling(request.actor, pk, as_of)
    context = {
        "record": record,
        "door": record.door,
        "facts": shown.dwelling_facts(record.facts) if record.facts else [],
        "people": record.people,
        "households": shown.households(record.people or ()),
        "trail": trail_of_door(request, record.door.building),
        "behind": behind(request, "dwelling-values", pk, turn["kept_day"]),
        **turn,
        **changes_begun(request),
        **_visiting(request, record.door),
    }
    return render(request, "register/dwelling_page.html", context)


def _visiting(request: Request, door: Door) -> dict[str, str]:
    """Where a visit of one's own begins, and where one is asked for."""
    finds = address(request, "own-find") if request.actor.may(OPEN_OWN_FIND) else ""
    return {
        "own_find": f"{finds}?building={door.building_id}&door={door.pk}" if finds else "",
        "ask": address(request, "visit-ask") if request.actor.may(ASK_VISIT) else "",
    }


@require_safe
def coverage_freshness(request: Request) -> HttpResponse:
    """For the map: how many dwellings of a stairway nobody verified in time; never which, nor whose."""
    rows = [
        {
            "id": str(row.building),
            "dwellings": row.dwellings,
            "stale": row.stale,
            "label": _share(row),
        }
        for row in freshness_by_building(request.actor)
    ]
    return JsonResponse({"stairways": rows})


def _share(row: Freshness) -> str:
    words = _("%(address)s: %(stale)s of %(dwellings)s not verified in time")
    return words % {"address": row.address, "stale": row.stale, "dwellings": row.dwellings}
