from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sanshi import clock
from sanshi.discovery import access
from sanshi.discovery.actions import give_notice
from sanshi.discovery.forms import FilterForm, NoticeForm, StewardFilterForm, chosen_committee
from sanshi.discovery.models import Notice
from sanshi.discovery.rules import NoticeOutcome, outcome_of
from sanshi.rulebook.quarter import Quarter
from sanshi.shell.links import href
from sanshi.territory.access import committees, committees_ever
from sanshi.territory.models import Building
from sanshi.verbs import APPOINT, PRINT_NOTICE, READ_NOTICES, READ_STEWARDS, Request, reach
from sanshi.visits import access as visits

TONES = {
    NoticeOutcome.CHECKING: "blue",
    NoticeOutcome.VALID: "green",
    NoticeOutcome.DUPLICATE: "neutral",
    NoticeOutcome.UNFOUNDED: "neutral",
    NoticeOutcome.NOT_VERIFIABLE: "amber",
}


# Giving notice


@require_http_methods(["GET", "HEAD", "POST"])
def notice_give(request: Request) -> HttpResponse:
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.answering():
            notice = give_notice(request.actor, form.cleaned_data["client_id"], form.given())
            return redirect(href(request, "notice-receipt", notice))
    return render(request, "discovery/give.html", _doors(request, form), status=422 if form.errors else 200)


def _doors(request: Request, form: NoticeForm) -> dict[str, Any]:
    buildings = access.buildings_to_notice(request.actor)
    building = _chosen(request, buildings)
    doors = access.doors_of_building(request.actor, building.pk) if building else ()
    return {
        "form": form,
        "buildings": buildings,
        "building": building,
        "doors": doors,
        "door": str(form["door"].value() or ""),
    }


def _chosen(request: Request, buildings: Sequence[Building]) -> Building | None:
    """The stairway named in the address or sent along, else the one last used."""
    named = request.POST.get("building") or request.GET.get("building")
    return next(
        (building for building in buildings if str(building.pk) == named), next(iter(buildings), None)
    )


@require_safe
def notice_receipt(request: Request, pk: UUID) -> HttpResponse:
    """What happens next and what it may earn, in the policy's figures."""
    notice = access.notice(request.actor, pk)
    plan = notice.policy.policy.plan
    context = {
        "notice": notice,
        "clock": visits.clock_of(notice.visit),
        "days": plan.deadlines.collection_working_days,
        "reward": plan.rewards.notice_fen if notice.capacity in plan.rewards.notice_capacities else 0,
    }
    return render(request, "discovery/receipt.html", context)


# Reading notices


@require_safe
def notice_list(request: Request) -> HttpResponse:
    """Office: the committee's 登记表. Giver: the own notices and their outcome, never what a record says."""
    form = FilterForm(request.GET, committees_ever(reach(request.actor, READ_NOTICES)))
    listed = access.listed(request.actor, form.filters(), request.GET.get("after", ""))
    context: dict[str, Any] = {
        "form": form,
        "page": listed.page,
        "total": listed.total,
        "rows": _rows(listed),
    }
    if not access.reads_only_own(request.actor):
        return render(request, "discovery/notices.html", context)
    quarter = Quarter.of(clock.today())
    figures = access.own_figures(request.actor, quarter.first_day, quarter.last_day)
    return render(request, "discovery/own_notices.html", {**context, "figures": figures, "quarter": quarter})


def _rows(listed: access.Listed) -> list[tuple[Notice, NoticeOutcome, str]]:
    rows = [(notice, outcome_of(notice)) for notice in listed.page.rows]
    return [(notice, outcome, TONES[outcome]) for notice, outcome in rows]


@require_safe
def notice_page(request: Request, pk: UUID) -> HttpResponse:
    notice = access.notice(request.actor, pk)
    only_own = access.reads_only_own(request.actor)
    outcome = outcome_of(notice)
    visit = None if only_own else access.visit_of(request.actor, notice)
    context = {
        "notice": notice,
        "outcome": outcome,
        "tone": TONES[outcome],
        "visit": visit,
        "clock": visits.clock_of(notice.visit),
    }
    return render(request, "discovery/own_notice.html" if only_own else "discovery/notice.html", context)


@require_safe
def notice_print(request: Request, pk: UUID) -> HttpResponse:
    """The 《“三个实有”信息提供情况登记表》 of plan 3.1.1, on one A4 page."""
    notice = access.notice(request.actor, pk, PRINT_NOTICE)
    forms = () if access.reads_only_own(request.actor) else visits.forms_of(notice.visit)
    context = {"notice": notice, "outcome": outcome_of(notice), "forms": forms}
    return render(request, "discovery/print.html", context)


@require_safe
def visit_notices(request: Request, pk: UUID) -> HttpResponse:
    """Part of the visit page: what was said and in which capacity, not by whom."""
    visit = visits.visit(request.actor, pk)
    context = {"visit": visit, "notices": access.notices_of(visit)}
    return render(request, "discovery/said.html" if request.htmx else "discovery/said_page.html", context)


# Stewards


@require_safe
def steward_list(request: Request) -> HttpResponse:
    form = StewardFilterForm(request.GET, committees(reach(request.actor, READ_STEWARDS)))
    network = access.network(
        request.actor, chosen_committee(form), form.only_without, request.GET.get("after", "")
    )
    context = {
        "form": form,
        "network": network,
        "page": network.page,
        "may_appoint": request.actor.may(APPOINT),
    }
    return render(request, "discovery/stewards.html", context)
