from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sanshi.shell.links import href
from sanshi.territory.access import committees_ever
from sanshi.verbs import READ_VISITS, RECORD_VISIT, Request, reach
from sanshi.visits import access, actions, dots, employees, freshness
from sanshi.visits.forms import (
    AskedForm,
    AskForm,
    AttemptForm,
    CloseForm,
    CommitteeForm,
    FilterForm,
    PlaceForm,
)
from sanshi.visits.known import known_here
from sanshi.visits.models import AttemptResult, Outcome, Visit
from sanshi.visits.rules import CLOSING_OUTCOMES, Closing, State

DAY, TABLE = "day", "table"


@require_safe
def visit_list(request: Request) -> HttpResponse:
    """A table by clock; on the phone the day's round, stairway by stairway."""
    actor = request.actor
    day = _wants_day(request)
    form = FilterForm(
        request.GET.dict(),
        committees_ever(reach(actor, READ_VISITS)),
        records=actor.may(RECORD_VISIT),
        oversees=access.oversees(actor),
    )
    filters = form.filters(by_stairway=day)
    listed = access.listed(actor, filters, request.GET.get("after", ""))
    context = {
        "form": form,
        "filters": filters,
        "listed": listed,
        "page": listed.page,
        "states": _states(listed),
    }
    return render(request, "visits/day.html" if day else "visits/list.html", context)


@require_safe
def visit_dots(request: Request) -> HttpResponse:
    """Marks for the doors of a stairway, a lane or a beat: a part of a grid that stands above the visits."""
    form = PlaceForm(request.GET)
    shown = dots.dots(request.actor, form.there)
    return render(request, "visits/dots.html", {"dots": shown})


@require_POST
def visit_ask(request: Request) -> HttpResponse:
    """From a page of the register: a look at one door or at several chosen ones; back to that page."""
    form = AskForm(request.POST)
    if not form.is_valid():
        raise Http404
    given, doors = form.cleaned_data, form.doors
    if doors:
        actions.ask_visits(request.actor, given["client_id"], doors, given["cause"])
        text = ngettext(
            "A visit is asked for at %(n)s door.", "Visits are asked for at %(n)s doors.", len(doors)
        )
        messages.success(request, text % {"n": len(doors)})
    else:
        messages.info(request, _("No door was chosen."))
    return redirect(_where_from(request, given["next"]))


def _where_from(request: Request, asked: str) -> str:
    """The page of this house that sent it; else the list of visits."""
    for url in (asked, request.headers.get("Referer", "")):
        if url and url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()):
            return url
    return href(request, "visit-list")


@require_safe
def visit_asked(request: Request) -> HttpResponse:
    """Part of a page of the register: at which of its doors a visit is open already, and since when."""
    form = AskedForm(request.GET)
    found = form.is_valid() and form.cleaned_data
    rows = access.asked_at(request.actor, found["door"], found["cause"]) if found else []
    return render(request, "visits/asked.html", {"visits": [(row, access.clock_of(row)) for row in rows]})


def _wants_day(request: Request) -> bool:
    view = request.GET.get("view", "")
    return view == DAY if view in {DAY, TABLE} else "Mobi" in request.headers.get("User-Agent", "")


def _states(listed: access.Listed) -> list[tuple[State, int | None]]:
    counts = listed.figures
    return [
        (State.OPEN, counts.waiting),
        (State.OVERDUE, counts.overdue),
        (State.DUE_TODAY, counts.due_today),
        (State.IN_TIME, counts.in_time),
        (State.CLOSED, None),
    ]


@require_safe
def visit_page(request: Request, pk: UUID) -> HttpResponse:
    return _shown(request, access.visit(request.actor, pk))


@require_POST
def visit_attempt(request: Request, pk: UUID) -> HttpResponse:
    visit = access.visit_to_record(request.actor, pk)
    form = AttemptForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with form.answering():
            actions.record_attempt(
                request.actor, given["client_id"], visit.pk, given["version"] or 0, given["result"]
            )
            messages.success(request, _("Noted. The visit stays open and its clock runs on."))
            return redirect(href(request, "visit-page", visit.pk))
    return _shown(request, visit, wrong=form)


@require_POST
def visit_close(request: Request, pk: UUID) -> HttpResponse:
    visit = access.visit_to_record(request.actor, pk)
    form = CloseForm(request.POST, forms_here=access.forms_at(visit))
    if form.is_valid():
        given = form.cleaned_data
        with form.answering():
            closing = Closing(given["outcome"], given["remark"], given["same_as_form"])
            actions.close_visit(request.actor, given["client_id"], visit.pk, given["version"] or 0, closing)
            messages.success(request, _("Closed: %(outcome)s.") % {"outcome": Outcome(closing.outcome).label})
            return redirect(href(request, "visit-page", visit.pk))
    return _shown(request, visit, wrong=form)


def _shown(request: Request, visit: Visit, wrong: AttemptForm | CloseForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "visit": visit,
        "clock": access.clock_of(visit),
        "attempts": access.attempts_of(visit),
        "stewards": access.stewards_of(visit),
        "follow_ups": access.follow_ups_of(visit),
        "wrong": wrong,
    }
    records = not visit.outcome and bool(access.recording_post(request.actor, visit))
    context["employees"] = employees.told(visit, in_full=records)
    if records:
        context |= {"records": True, "known": known_here(request.actor, visit), **_forms(visit, wrong)}
    return render(request, "visits/visit.html", context, status=422 if wrong else 200)


def _forms(visit: Visit, wrong: AttemptForm | CloseForm | None) -> dict[str, Any]:
    """One form for each thing that can be said; the one that was refused keeps what was typed."""
    sent = wrong.data.get("outcome") if isinstance(wrong, CloseForm) else None
    forms_here = access.forms_at(visit)
    closing = {
        outcome.name.lower(): wrong
        if sent == outcome
        else CloseForm(
            initial={"outcome": outcome},
            version=visit.version,
            forms_here=forms_here,
            auto_id=f"id_{outcome}_%s",
        )
        for outcome in CLOSING_OUTCOMES
    }
    attempts = [
        (result, AttemptForm(initial={"result": result}, version=visit.version, auto_id=f"id_{result}_%s"))
        for result in AttemptResult
    ]
    return {"closing": closing, "attempt_forms": attempts, "forms_here": forms_here}


@require_safe
def freshness_page(request: Request) -> HttpResponse:
    """How many dwellings were verified in time, by committee and over time: counts, nobody's record."""
    form = CommitteeForm(request.GET)
    shown = freshness.shown(request.actor, form.committee)
    points = [[point.day.isoformat(), point.percent] for point in shown.line]
    return render(request, "visits/freshness.html", {"shown": shown, "points": points})
