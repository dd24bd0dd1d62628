"""Committees, stations, beats and building groups. Who has them is shown by accounts, beside them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sanshi import clock, verbs
from sanshi.shell.links import href
from sanshi.territory import access, actions
from sanshi.territory.access import areas
from sanshi.territory.forms.areas import CommitteeForm, GroupForm, NameForm, StationForm, initial_of
from sanshi.verbs import Request, reach

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def place_list(request: Request) -> HttpResponse:
    today = clock.today()
    found = list(access.committees_ever(reach(request.actor, verbs.READ_PLACES)))
    shown = {
        "committees": [one for one in found if one.is_open_on(today)],
        "others": [one for one in found if not one.is_open_on(today)],
        "today": today,
        "may_make": request.actor.may(verbs.MAKE_PLACES),
    }
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
        "may_make": request.actor.may(verbs.MAKE_PLACES) and committee.closed_on is None,
        "changes": access.concerning(committee),
        "is_open": committee.is_open_on(clock.today()),
    }
    return render(request, "territory/committee_page.html", shown)


@form_page
def committee_new(request: Request) -> HttpResponse:
    form = CommitteeForm(request.actor.subdistrict, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        names = (given["code"], given["name"], given["full_name"])
        with form.answering():
            made = actions.make_committee(request.actor, given["client_id"], *names, clock.today())
            messages.success(request, _("Committee made. Give it beats, then appoint its people."))
            return redirect(href(request, "committee-areas", made))
    return _form(request, form, _("New committee"))


@form_page
def committee_rename(request: Request, pk: UUID) -> HttpResponse:
    committee = areas.open_committee(reach(request.actor, verbs.MAKE_PLACES), pk)
    initial = {name: getattr(committee, name) for name in ("code", "name", "full_name")}
    form = CommitteeForm(request.actor.subdistrict, request.POST or None, initial=initial)
    back = href(request, "committee-page", committee.id)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        names = (given["code"], given["name"], given["full_name"])
        with form.answering():
            actions.rename_committee(request.actor, given["client_id"], committee.id, *names)
            messages.success(request, _("Kept."))
            return redirect(back)
    return _form(request, form, _("Rename the committee"), back, trail=_trail(request, committee))


def _form(request: Request, form: Any, title: str, back: str = "", trail: Any = ()) -> HttpResponse:
    shown = {
        "form": form,
        "title": title,
        "back": back or href(request, "place-list"),
        "wide": ("buildings", "committees"),
        "trail": [(_("Committees"), href(request, "place-list")), *trail, (title, "")],
    }
    return render(request, "territory/place_form.html", shown, status=422 if form.errors else 200)


def _trail(request: Request, committee: Any) -> list[tuple[str, str]]:
    return [(committee.name, href(request, "committee-page", committee.id))]


def _areas_trail(request: Request, committee: Any) -> list[tuple[str, str]]:
    return [
        *_trail(request, committee),
        (_("Beats and groups"), href(request, "committee-areas", committee.id)),
    ]


# Beats and building groups


@require_safe
def committee_areas(request: Request, pk: UUID) -> HttpResponse:
    committee = access.committee(reach(request.actor, verbs.READ_PLACES), pk)
    shown = {
        "committee": committee,
        "rows": areas.beat_rows(committee),
        "may_make": request.actor.may(verbs.MAKE_PLACES) and committee.closed_on is None,
        "changes": access.concerning(committee),
        "is_open": committee.is_open_on(clock.today()),
        "may_ask_who": request.actor.may(verbs.READ_ACCOUNTS),
    }
    return render(request, "territory/committee_areas.html", shown)


@form_page
def beat_new(request: Request, pk: UUID) -> HttpResponse:
    committee = areas.open_committee(reach(request.actor, verbs.MAKE_PLACES), pk)
    form, back = NameForm(request.POST or None), href(request, "committee-areas", committee.id)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            actions.make_beat(request.actor, given["client_id"], committee.id, given["name"])
            messages.success(request, _("Beat made. Stairways come to it by moving them."))
            return redirect(back)
    return _form(request, form, _("New beat"), back, trail=_areas_trail(request, committee))


@form_page
def beat_rename(request: Request, pk: UUID) -> HttpResponse:
    beat = areas.beat(reach(request.actor, verbs.MAKE_PLACES), pk)
    form = NameForm(request.POST or None, initial={"name": beat.name})
    back = href(request, "committee-areas", beat.committee_id)
    if request.method == "POST" and form.is_valid():
        with form.answering():
            actions.rename_beat(
                request.actor, form.cleaned_data["client_id"], beat.id, form.cleaned_data["name"]
            )
            messages.success(request, _("Kept."))
            return redirect(back)
    return _form(request, form, _("Rename the beat"), back, trail=_areas_trail(request, beat.committee))


@form_page
def group_new(request: Request, pk: UUID) -> HttpResponse:
    beat = areas.beat(reach(request.actor, verbs.MAKE_PLACES), pk)
    form, back = NameForm(request.POST or None), href(request, "committee-areas", beat.committee_id)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            made = actions.make_group(request.actor, given["client_id"], beat.id, given["name"])
            messages.success(request, _("Building group made. Say now which households it has."))
            return redirect(href(request, "group-arrange", made))
    return _form(request, form, _("New building group"), back, trail=_areas_trail(request, beat.committee))


@form_page
def group_arrange(request: Request, pk: UUID) -> HttpResponse:
    group = areas.group(reach(request.actor, verbs.MAKE_PLACES), pk)
    form = GroupForm(group.beat, request.POST or None, initial=initial_of(group))
    back = href(request, "committee-areas", group.beat.committee_id)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kept = areas.unshown(group, given["part_of"])
        grouped = actions.Grouped(given["name"], form.whole, given["doors"] | kept)
        with form.answering():
            actions.arrange_group(request.actor, given["client_id"], group.id, grouped)
            messages.success(request, _("Kept."))
            return redirect(back)
    trail = _areas_trail(request, group.beat.committee)
    return _form(request, form, f"{group.beat} › {group}", back, trail=trail)


# Stations


@require_safe
def station_list(request: Request) -> HttpResponse:
    shown = {
        "stations": areas.stations(request.actor.subdistrict),
        "uncovered": areas.uncovered(request.actor.subdistrict),
        "may_make": request.actor.may(verbs.MAKE_PLACES),
        "may_ask_who": request.actor.may(verbs.READ_ACCOUNTS),
    }
    return render(request, "territory/station_list.html", shown)


@form_page
def station_new(request: Request) -> HttpResponse:
    form, back = NameForm(request.POST or None), href(request, "station-list")
    if request.method == "POST" and form.is_valid():
        with form.answering():
            made = actions.make_station(
                request.actor, form.cleaned_data["client_id"], form.cleaned_data["name"]
            )
            messages.success(request, _("Station made. Say now which committees it covers."))
            return redirect(href(request, "station-cover", made))
    return _form(request, form, _("New police station"), back, trail=[(_("Police stations"), back)])


@form_page
def station_cover(request: Request, pk: UUID) -> HttpResponse:
    station, back = areas.station(request.actor.subdistrict, pk), href(request, "station-list")
    covered = [area.committee_id for area in station.areas.all()]
    initial = {"name": station.name, "committees": covered}
    form = StationForm(request.actor.subdistrict, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            actions.arrange_station(
                request.actor, given["client_id"], station.id, given["name"], form.covered
            )
            messages.success(request, _("Kept."))
            return redirect(back)
    return _form(request, form, station.name, back, trail=[(_("Police stations"), back)])
