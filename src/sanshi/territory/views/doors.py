"""A stairway with its doors, and what becomes of single ones."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sanshi import verbs
from sanshi.problems import Refused
from sanshi.shell.links import href
from sanshi.territory import access, actions
from sanshi.territory.forms import ClosingForm, JoinForm, SplitForm, StairwayNameForm
from sanshi.territory.models import Building
from sanshi.verbs import Request, reach


@require_safe
def building_page(request: Request, pk: UUID) -> HttpResponse:
    building = access.building(reach(request.actor, verbs.READ_PLACES), pk)
    doors = list(access.doors(request.actor, building.id))
    closed = [door for door in doors if door.closed_on]
    shown = {
        "building": building,
        "doors": doors,
        "closed": closed,
        "open_count": len(doors) - len(closed),
        "earlier": access.earlier_addresses(building),
        "successions": access.successions_in(building),
        "may_make": request.actor.may(verbs.MAKE_PLACES) and building.closed_on is None,
    }
    return render(request, "territory/building_page.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def stairway_doors(request: Request, pk: UUID) -> HttpResponse:
    """Its doors one by one, to close or split; several to join."""
    building = _building(request, pk)
    doors = access.open_doors_of(building)
    form = JoinForm(doors, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.answering():
            chosen = tuple(door.id for door in form.cleaned_data["doors"])
            actions.join_doors(request.actor, form.cleaned_data["client_id"], chosen, form.room())
            messages.success(request, _("Joined. What is recorded at the former doors stays there."))
            return redirect(href(request, "building-page", building.id))
    shown = {"building": building, "doors": doors, "form": form, "ticked": form.ticked("doors")}
    return render(request, "territory/stairway_doors.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def door_split(request: Request, pk: UUID) -> HttpResponse:
    door = access.door_to_show(reach(request.actor, verbs.MAKE_PLACES), pk)
    form = SplitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.answering():
            given = form.cleaned_data
            actions.split_door(request.actor, given["client_id"], door.id, given["parts"])
            messages.success(request, _("Split. What is recorded at the former door stays there."))
            return redirect(href(request, "building-page", door.building_id))
    shown = {"form": form, "door": door, "building": door.building}
    return render(request, "territory/door_split.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def door_close(request: Request, pk: UUID) -> HttpResponse:
    door = access.door_to_show(reach(request.actor, verbs.MAKE_PLACES), pk)

    def close(form: ClosingForm) -> object:
        return actions.close_door(request.actor, form.cleaned_data["client_id"], door.id, form.closing())

    shown = {"door": door, "building": door.building}
    return _closing(request, close, door.building, "territory/door_close.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def stairway_close(request: Request, pk: UUID) -> HttpResponse:
    building = _building(request, pk)

    def close(form: ClosingForm) -> object:
        given = form.cleaned_data
        return actions.close_stairway(request.actor, given["client_id"], building.id, form.closing())

    return _closing(request, close, building, "territory/stairway_close.html", {"building": building})


def _closing(
    request: Request,
    close: Callable[[ClosingForm], object],
    building: Building,
    template: str,
    shown: dict[str, Any],
) -> HttpResponse:
    form = ClosingForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                close(form)
                messages.success(request, _("Closed. Its page stays, and it is not offered any more."))
                return redirect(href(request, "building-page", building.id))
            except Refused as refused:
                status = refused.status
                form.refuse(refused)
    return render(request, template, {**shown, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def stairway_rename(request: Request, pk: UUID) -> HttpResponse:
    building = _building(request, pk)
    columns = ("road", "lane", "sublane", "estate", "number", "block", "entrance")
    now = {name: getattr(building, name) for name in columns}
    form = StairwayNameForm(request.POST or None, initial={**now, "was": building.address})
    if request.method == "POST" and form.is_valid():
        with form.answering():
            given = form.cleaned_data
            actions.rename_stairway(request.actor, given["client_id"], building.id, given["was"], form.name())
            messages.success(request, _("Renamed. The earlier address stays on its pages."))
            return redirect(href(request, "building-page", building.id))
    shown = {"form": form, "building": building}
    return render(request, "territory/stairway_rename.html", shown, status=422 if form.errors else 200)


def _building(request: Request, pk: UUID) -> Building:
    return access.open_building(reach(request.actor, verbs.MAKE_PLACES), pk)
