import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sanshi import clock, verbs
from sanshi.problems import SHAPE_CHANGED, Refused
from sanshi.shell.links import href
from sanshi.territory import access as places
from sanshi.territory import shapes
from sanshi.territory.access import map as access
from sanshi.territory.actions import borders as actions
from sanshi.territory.actions.borders import BorderDrawn, Pin
from sanshi.territory.coordinates import in_shanghai
from sanshi.territory.forms.map import BorderForm, PointForm, ShapeKind, ShapesForm
from sanshi.territory.geojson import Reading, collection
from sanshi.territory.layers import border_shape, compound_shape, fault_words, layers, point_shape, road_shape
from sanshi.territory.models import Border, Building, Committee
from sanshi.verbs import Reach, Request, reach

# How many problems of a file, and how many stairways without a point, a page lists.
MOST_LISTED = 50
AS_WRITTEN = {"ensure_ascii": False}


@require_safe
def map_page(request: Request) -> HttpResponse:
    shown = access.picture(reach(request.actor, verbs.READ_PLACES))
    committees = [{"row": row, "area": _hectares(shown.area_of(row.id))} for row in shown.committees]
    faults = [
        {"id": f"fault-{number}", "kind": fault.kind, "words": fault_words(fault, shown)}
        for number, fault in enumerate(shown.faults)
    ]
    values = {
        "committees": committees,
        "without_border": sum(row["area"] is None for row in committees),
        "faults": faults,
        "outside": shown.outside,
        "without_point": shown.without_point[:MOST_LISTED],
        "without_point_count": len(shown.without_point),
        "kinds": ShapeKind.choices,
        "may_make": request.actor.may(verbs.MAKE_PLACES),
        "tiles": settings.TILES,
    }
    return render(request, "territory/map.html", values)


def _hectares(square_metres: float | None) -> float | None:
    return None if square_metres is None else round(square_metres / 10_000, 1)


@require_safe
def map_data(request: Request) -> HttpResponse:
    mine = reach(request.actor, verbs.READ_PLACES)

    def link(route: str, pk: UUID) -> str:
        return href(request, route, pk)

    shown = layers(access.picture(mine), access.roads(mine.subdistrict), access.compounds(mine), link)
    return JsonResponse(shown)


@require_safe
def map_at(request: Request) -> HttpResponse:
    """What stands at a point, in words: for a click on the map."""
    mine = reach(request.actor, verbs.READ_PLACES)
    try:
        longitude, latitude = (float(request.GET.get(name, "")) for name in ("longitude", "latitude"))
    except ValueError:
        return JsonResponse({}, status=400)
    if not in_shanghai(longitude, latitude):
        return JsonResponse({"words": [_("Outside of Shanghai")], "committees": []})
    found = access.place_at(mine, longitude, latitude)
    committees = [str(committee.id) for committee in found.committees]
    return JsonResponse({"words": _words(mine.street, found), "committees": committees})


def _words(whole_street: bool, found: access.Place) -> list[str]:
    names = [committee.name for committee in found.committees]
    if not names:
        return [_("No committee's border holds this point.") if whole_street else _("Not within your reach.")]
    if len(names) > 1:
        names.insert(0, _("Several borders hold this point:"))
    if found.nearest is None:
        return names
    distance = {"address": found.nearest.address, "metres": f"{found.distance:,.0f}"}
    near = _("Nearest stairway: %(address)s, %(metres)s m") % distance
    return [*names, near, " · ".join(_places(found.nearest))]


def _places(building: Building) -> list[str]:
    return [building.beat.name, *([building.group.name] if building.group else [])]


# Drawing


@require_http_methods(["GET", "HEAD", "POST"])
def border_edit(request: Request, pk: UUID) -> HttpResponse:
    """On a conflict the drawing stays on the page beside what is stored now: who saves again saw both."""
    committee = places.open_committee(reach(request.actor, verbs.MAKE_PLACES), pk)
    now = access.border_of(request.actor.subdistrict, pk)
    form = BorderForm(committee.name, request.POST or None, initial=_drawing(now))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        drawn = BorderDrawn(committee.id, given["outline"])
        try:
            actions.draw_border(request.actor, given["client_id"], drawn, given["border"])
        except Refused as refused:
            if refused.kind != SHAPE_CHANGED:
                raise
            return _border_changed(request, committee, now, refused)
        _tell_outside(request)
        return redirect(href(request, "map") + f"#{committee.id}")
    return _border_page(request, committee, now, form, status=422 if form.errors else 200)


def _drawing(now: Border | None) -> dict[str, Any]:
    if now is None:
        return {}
    return {"border": now.id, "outline": json.dumps({"type": "MultiPolygon", "coordinates": now.outline})}


def _border_changed(
    request: Request, committee: Committee, now: Border | None, refused: Refused
) -> HttpResponse:
    kept = {"border": now.id if now else None, "outline": request.POST.get("outline", "")}
    form = BorderForm(committee.name, initial=kept)
    return _border_page(request, committee, now, form, status=409, refused=refused.message)


def _border_page(
    request: Request, committee: Committee, now: Border | None, form: BorderForm, *, status: int, **more: Any
) -> HttpResponse:
    beside = [
        {"label": name, "outline": outline}
        for name, outline in access.outlines_beside(request.actor.subdistrict, committee.id)
    ]
    values = {
        "committee": committee,
        "form": form,
        "stored": {"beside": beside, "now": now.outline if now else None},
        "tiles": settings.TILES,
        **more,
    }
    return render(request, "territory/border_edit.html", values, status=status)


def _tell_outside(request: Request) -> None:
    """A border that is drawn moves no stairway; those left beyond it are told."""
    messages.success(request, _("Border saved."))
    count = len(access.picture(reach(request.actor, verbs.MAKE_PLACES)).outside)
    if count:
        words = ngettext(
            "%(count)s stairway stands beyond its committee's border and still belongs to it; see the list.",
            "%(count)s stairways stand beyond their committee's border and still belong to it; see the list.",
            count,
        )
        messages.warning(request, words % {"count": count})


@require_http_methods(["GET", "HEAD", "POST"])
def building_point(request: Request, pk: UUID) -> HttpResponse:
    mine = reach(request.actor, verbs.MAKE_PLACES)
    building = access.building_in_street(mine, pk)
    form = PointForm(building.address, request.POST or None, initial=_pinned(building))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            pin = Pin(building.id, *given["point"])
            actions.pin_building(request.actor, given["client_id"], pin, given["was"])
            _tell_committee(request, building, pin)
            return redirect(href(request, "building-page", building.id))
    now = access.border_of(request.actor.subdistrict, building.committee_id)
    values = {
        "building": building,
        "form": form,
        "stored": {"now": now.outline if now else None},
        "tiles": settings.TILES,
    }
    return render(request, "territory/building_point.html", values, status=422 if form.errors else 200)


def _pinned(building: Building) -> dict[str, Any]:
    if building.longitude is None:
        return {}
    return {
        "longitude": building.longitude,
        "latitude": building.latitude,
        "was": f"{building.longitude!r},{building.latitude!r}",
    }


def _tell_committee(request: Request, building: Building, pin: Pin) -> None:
    messages.success(request, _("The stairway's point is saved."))
    here = access.committees_at(building.subdistrict_id, pin.longitude, pin.latitude, clock.today())
    if here and building.committee_id not in {committee.id for committee in here}:
        words = _("The point lies in %(there)s, the stairway belongs to %(here)s. It was not moved.")
        messages.warning(request, words % {"there": here[0].name, "here": building.committee.name})


# Files


@require_http_methods(["GET", "HEAD", "POST"])
def map_import(request: Request) -> HttpResponse:
    form = ShapesForm(request.POST or None, request.FILES or None)
    reading = Reading()
    if request.method == "POST" and form.is_valid():
        read, carry_out = _IMPORTS[form.cleaned_data["kind"]]
        drawn = read(request, reading, form.cleaned_data)
        if not reading.problems:
            with form.answering():
                carry_out(request.actor, form.cleaned_data["client_id"], drawn)
                messages.success(request, _("%(count)s shapes read and saved.") % {"count": len(drawn)})
                return redirect(href(request, "map"))
    values = {
        "form": form,
        "problems": reading.problems[:MOST_LISTED],
        "more": max(0, len(reading.problems) - MOST_LISTED),
        "most": MOST_LISTED,
    }
    wrong = bool(form.errors or reading.problems)
    return render(request, "territory/map_import.html", values, status=422 if wrong else 200)


# Files may be sent to it; jobs, where larger ones are let in, stands below.
map_import.takes_upload = True  # type: ignore[attr-defined]


def _borders(request: Request, reading: Reading, given: dict[str, Any]) -> tuple[BorderDrawn, ...]:
    return shapes.borders(reading, given["file"], given["system"], access.codes(request.actor.subdistrict))


def _compounds(
    request: Request, reading: Reading, given: dict[str, Any]
) -> tuple[actions.CompoundDrawn, ...]:
    return shapes.compounds(reading, given["file"], given["system"], access.codes(request.actor.subdistrict))


def _roads(request: Request, reading: Reading, given: dict[str, Any]) -> tuple[actions.RoadDrawn, ...]:
    return shapes.roads(reading, given["file"], given["system"])


def _stairways(request: Request, reading: Reading, given: dict[str, Any]) -> tuple[Pin, ...]:
    known = access.addresses(request.actor.subdistrict)
    return shapes.stairways(reading, given["file"], given["system"], known)


_Read = Callable[[Request, Reading, dict[str, Any]], tuple[Any, ...]]
_IMPORTS: dict[str, tuple[_Read, Callable[..., UUID]]] = {
    ShapeKind.BORDERS: (_borders, actions.import_borders),
    ShapeKind.COMPOUNDS: (_compounds, actions.import_compounds),
    ShapeKind.ROADS: (_roads, actions.import_roads),
    ShapeKind.STAIRWAYS: (_stairways, actions.import_points),
}


@require_safe
def map_export(request: Request, kind: str) -> HttpResponse:
    if kind not in ShapeKind.values:
        raise Http404
    mine = reach(request.actor, verbs.READ_PLACES)
    answer = JsonResponse(collection(_exported(ShapeKind(kind), mine)), json_dumps_params=AS_WRITTEN)
    answer["Content-Type"] = "application/geo+json"
    name = f"{mine.subdistrict}-{kind}-{clock.today():%Y%m%d}.geojson"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _exported(kind: ShapeKind, mine: Reach) -> Iterable[dict[str, Any]]:
    match kind:
        case ShapeKind.BORDERS:
            return map(border_shape, access.picture(mine).borders.values())
        case ShapeKind.COMPOUNDS:
            return map(compound_shape, access.compounds(mine))
        case ShapeKind.ROADS:
            return (road_shape(road) for road in access.roads(mine.subdistrict) if road.line)
        case ShapeKind.STAIRWAYS:
            return map(point_shape, access.picture(mine).with_point)
