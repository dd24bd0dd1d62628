from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshi.register import access, housing, shown
from sanshi.register.coverage import Freshness, freshness_by_building
from sanshi.register.forms import (
    AsOfForm,
    PersonFilter,
    PlaceFilter,
    RevealForm,
    SearchForm,
    UnitFilter,
)
from sanshi.register.grid import sheet_of
from sanshi.register.reveal import Reason, Revealed, left_today, reveal
from sanshi.register.trail import Trail, trail_of_door
from sanshi.register.tree import Spot, Tree
from sanshi.shell.links import href
from sanshi.territory.models import Door
from sanshi.verbs import (
    ASK_VISIT,
    OPEN_OWN_FIND,
    READ_FORMS,
    READ_PERSONS,
    READ_UNITS,
    READ_VISITS,
    REVEAL,
    Request,
)


@require_safe
def person_list(request: Request) -> HttpResponse:
    form = PersonFilter(request.GET, access.committees_read(request.actor, READ_PERSONS))
    listed = access.persons(
        request.actor, form.place("committee"), form.word("category"), request.GET.get("after", "")
    )
    context = {"form": form, "search": SearchForm(), "listed": listed, "page": listed.page}
    return render(request, "register/person_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_search(request: Request) -> HttpResponse:
    """The answer to a POST, without redirect: nothing of what was typed may stand in an address."""
    if request.method != "POST":
        return redirect(href(request, "person-list"))
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "register/person_search.html", {"search": form}, status=422)
    text = form.cleaned_data["text"]
    # No list holds a number, not even the one just typed.
    shown = SearchForm() if access.is_number(text) else form
    context = {"search": shown, "found": access.search(request.actor, text)}
    return render(request, "register/person_search.html", context)


@require_safe
def person_page(request: Request, pk: UUID) -> HttpResponse:
    form = AsOfForm(request.GET)
    as_of = form.as_of
    record = access.person_record(request.actor, pk, as_of)
    context = {
        "record": record,
        "form": form,
        "as_of": as_of,
        "facts": shown.person_facts(record.facts) if record.facts else [],
        "stays": [(row, shown.residency_facts(row.stay)) for row in record.stays],
        "acts": [(act, _form_link(request, act.form)) for act in record.acts],
        **_changes(request),
        "may_reveal": request.actor.may(REVEAL) and as_of.is_now,
    }
    return render(request, "register/person_page.html", context)


@require_POST
def person_reveal(request: Request, pk: UUID) -> HttpResponse:
    """One number in full, in its place on the page; first the reason is asked."""
    access.person(request.actor, pk, REVEAL)
    form = RevealForm(request.POST if "reason" in request.POST else None, initial=request.POST.dict())
    context: dict[str, Any] = {"person": pk, "form": form, "field": request.POST.get("field", "")}
    if form.is_valid():
        chosen = form.cleaned_data
        number = reveal(request.actor, pk, Revealed(chosen["field"]), Reason(chosen["reason"]))
        context["number"] = number
    context["left"] = left_today(request.actor)
    template = "register/reveal.html" if request.htmx else "register/reveal_page.html"
    return render(request, template, context, status=422 if form.errors else 200)


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
        **_turned(request, form),
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
        **_turned(request, form),
        "record": record,
        "building": place,
        "sheet": sheet_of([record.grid]),
        "dots": _due(request, building=str(pk)),
    }
    return render(request, template, context)


def _turned(request: Request, form: AsOfForm) -> dict[str, Any]:
    """The day a page is turned to, kept in the links from it."""
    as_of = form.as_of
    kept = "" if as_of.is_now else "?" + urlencode({k: v for k, v in request.GET.items() if k in form.fields})
    return {"form": form, "as_of": as_of, "kept_day": kept}


def _due(request: Request, **place: str) -> str:
    """Where open visits are asked for: they lie below the register."""
    if not request.actor.may(READ_VISITS) or not (url := _address(request, "visit-dots")):
        return ""
    return f"{url}?{urlencode(place)}"


@require_safe
def dwelling_page(request: Request, pk: UUID) -> HttpResponse:
    form = AsOfForm(request.GET)
    as_of = form.as_of
    record = access.dwelling(request.actor, pk, as_of)
    context = {
        "record": record,
        "door": record.door,
        "form": form,
        "as_of": as_of,
        "facts": shown.dwelling_facts(record.facts) if record.facts else [],
        "people": None if record.people is None else [shown.resident(one) for one in record.people],
        "acts": [(act, _form_link(request, act.form)) for act in record.acts],
        "trail": trail_of_door(request, record.door.building),
        **_turned(request, form),
        **_changes(request),
        **_visiting(request, record.door),
    }
    return render(request, "register/dwelling_page.html", context)


def _visiting(request: Request, door: Door) -> dict[str, str]:
    """Where a visit of one's own begins, and where one is asked for."""
    finds = _address(request, "own-find") if request.actor.may(OPEN_OWN_FIND) else ""
    return {
        "own_find": f"{finds}?building={door.building_id}&door={door.pk}" if finds else "",
        "ask": _address(request, "visit-ask") if request.actor.may(ASK_VISIT) else "",
    }


@require_safe
def unit_list(request: Request) -> HttpResponse:
    form = UnitFilter(request.GET, access.committees_read(request.actor, READ_UNITS))
    listed = access.units(
        request.actor,
        form.place("committee"),
        form.word("kind"),
        form.word("status"),
        request.GET.get("after", ""),
    )
    return render(request, "register/unit_list.html", {"form": form, "listed": listed, "page": listed.page})


@require_safe
def unit_page(request: Request, pk: UUID) -> HttpResponse:
    form = AsOfForm(request.GET)
    as_of = form.as_of
    record = access.unit(request.actor, pk, as_of)
    context = {
        "record": record,
        "unit": record.facts,
        "form": form,
        "as_of": as_of,
        "facts": shown.unit_facts(record),
        "acts": [(act, _form_link(request, act.form)) for act in record.acts],
        **_changes(request),
    }
    return render(request, "register/unit_page.html", context)


def _changes(request: Request) -> dict[str, Any]:
    """Where a collector begins a change of what the page shows, and the number that makes a click one act."""
    may = request.actor.may(OPEN_OWN_FIND)
    return {"open_form": _address(request, "form-open") if may else "", "client_id": uuid4()}


def _form_link(request: Request, form: UUID) -> str:
    return _address(request, "form-page", form) if request.actor.may(READ_FORMS) else ""


def _address(request: Request, route: str, *args: object) -> str:
    """Of a page of an app below this one; empty while there is none."""
    try:
        return href(request, route, *args)
    except NoReverseMatch:
        return ""


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
