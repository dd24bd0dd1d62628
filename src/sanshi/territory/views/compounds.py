"""Compounds and lanes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sanshi import verbs
from sanshi.shell.links import href
from sanshi.territory import access, actions
from sanshi.territory.forms import CompoundForm, LaneNameForm, MembershipForm
from sanshi.verbs import Request, reach


@require_safe
def lane_page(request: Request, pk: UUID) -> HttpResponse:
    """The lane in which a stairway stands."""
    lane = access.lane_of(reach(request.actor, verbs.READ_PLACES), pk)
    shown = {
        "lane": lane,
        "former": access.earlier_of(lane),
        "may_make": request.actor.may(verbs.MAKE_PLACES),
    }
    return render(request, "territory/lane.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def lane_rename(request: Request, pk: UUID) -> HttpResponse:
    lane = access.lane_of(reach(request.actor, verbs.MAKE_PLACES), pk)
    now = {name: getattr(lane.name, name) for name in ("road", "lane", "sublane", "estate")}
    known = {"was": lane.name.address, "was_road": lane.name.road}
    form = LaneNameForm(request.POST or None, initial={**now, **known})
    if request.method == "POST" and form.is_valid():
        with form.answering():
            given, key = form.cleaned_data, lane.head.id
            if given["whole_road"]:
                actions.rename_road(request.actor, given["client_id"], key, given["was_road"], given["road"])
            else:
                actions.rename_lane(request.actor, given["client_id"], key, given["was"], form.lane_name())
            messages.success(request, _("Renamed. The earlier addresses stay on the pages of the doors."))
            return redirect(href(request, "lane-page", key))
    shown = {"form": form, "lane": lane}
    return render(request, "territory/lane_rename.html", shown, status=422 if form.errors else 200)


@require_safe
def compound_list(request: Request) -> HttpResponse:
    shown = {
        "compounds": access.compounds(reach(request.actor, verbs.READ_PLACES)),
        "may_make": request.actor.may(verbs.MAKE_PLACES),
    }
    return render(request, "territory/compounds.html", shown)


@require_safe
def compound_page(request: Request, pk: UUID) -> HttpResponse:
    compound = access.compound(reach(request.actor, verbs.READ_PLACES), pk)
    shown = {
        "compound": compound,
        "lanes": access.lanes(access.stairways_in(compound)),
        "may_make": request.actor.may(verbs.MAKE_PLACES),
    }
    return render(request, "territory/compound.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def compound_new(request: Request, pk: UUID) -> HttpResponse:
    committee = access.open_committee(reach(request.actor, verbs.MAKE_PLACES), pk)
    form = CompoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.answering():
            given = form.cleaned_data
            made = actions.make_compound(request.actor, given["client_id"], committee.id, given["name"])
            return redirect(href(request, "compound-fill", made))
    shown = {"form": form, "committee": committee}
    return render(request, "territory/compound_new.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def compound_rename(request: Request, pk: UUID) -> HttpResponse:
    compound = access.compound(reach(request.actor, verbs.MAKE_PLACES), pk)
    form = CompoundForm(request.POST or None, initial={"name": compound.name, "was": compound.name})
    if request.method == "POST" and form.is_valid():
        with form.answering():
            given = form.cleaned_data
            actions.rename_compound(
                request.actor, given["client_id"], compound.id, given["was"], given["name"]
            )
            return redirect(href(request, "compound-page", compound.id))
    shown = {"form": form, "compound": compound}
    return render(request, "territory/compound_rename.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def compound_fill(request: Request, pk: UUID) -> HttpResponse:
    """Which stairways are in it."""
    compound = access.compound(reach(request.actor, verbs.MAKE_PLACES), pk)
    stairways = access.stairways_for(compound)
    inside = [str(one.id) for one in stairways if one.compound_id == compound.id]
    form = MembershipForm(stairways, request.POST or None, initial={"stairways": inside, "was": inside})
    if request.method == "POST" and form.is_valid():
        with form.answering():
            given = form.cleaned_data
            actions.fill_compound(request.actor, given["client_id"], compound.id, form.membership())
            messages.success(request, _("Stored which stairways are in it."))
            return redirect(href(request, "compound-page", compound.id))
    shown = {
        "form": form,
        "compound": compound,
        "lanes": access.lanes(stairways),
        "ticked": form.ticked("stairways"),
    }
    return render(request, "territory/compound_fill.html", shown, status=422 if form.errors else 200)
