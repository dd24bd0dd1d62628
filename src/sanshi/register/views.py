from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshi.register import access, shown
from sanshi.register.forms import (
    AsOfForm,
    DwellingFilter,
    Filter,
    PersonFilter,
    RevealForm,
    SearchForm,
    UnitFilter,
)
from sanshi.register.reveal import Reason, Revealed, left_today, reveal
from sanshi.shell.links import href
from sanshi.verbs import (
    OPEN_OWN_FIND,
    READ_DWELLINGS,
    READ_FORMS,
    READ_PERSONS,
    READ_UNITS,
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
    actor = request.actor
    committees = list(access.committees_read(actor, READ_DWELLINGS))
    chosen = Filter(request.GET, committees).place("committee")
    if chosen is None and len(committees) == 1:
        chosen = committees[0].pk
    buildings = list(access.buildings(actor, chosen)) if chosen else []
    building = DwellingFilter(request.GET, committees, buildings).place("building")
    listed = access.doors(actor, chosen, building, request.GET.get("after", ""))
    context = {
        "committees": committees,
        "chosen": chosen,
        "buildings": buildings,
        "building": building,
        "listed": listed,
        "page": listed.page,
    }
    return render(request, "register/dwelling_list.html", context)


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
        **_changes(request),
    }
    return render(request, "register/dwelling_page.html", context)


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
