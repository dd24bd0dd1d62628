from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshi.entry.duplicates import access, actions, shown
from sanshi.entry.duplicates.access import Filters
from sanshi.entry.duplicates.forms import ONE, DecideForm, FilterForm, StartForm, UndoForm
from sanshi.entry.duplicates.records import Side, particular
from sanshi.entry.duplicates.shown import Part
from sanshi.entry.models import Duplicate, MatchVerdict
from sanshi.register.models import Kind
from sanshi.shell.links import href
from sanshi.verbs import DECIDE_DUPLICATES, FIND_DUPLICATES, READ_JOBS, Request


def _filters(request: Request) -> FilterForm:
    return FilterForm(request.GET.dict(), access.committees_read(request.actor))


@require_safe
def duplicate_list(request: Request) -> HttpResponse:
    actor, form = request.actor, _filters(request)
    filters = form.filters()
    listed = access.listed(actor, filters, request.GET.get("after", ""))
    search = access.last_search(actor.subdistrict)
    told = {
        "form": form,
        "listed": listed,
        "page": listed.page,
        "rows": [(row, particular(row.pair).words, shown.why_of(row.pair.why)) for row in listed.rows],
        "query": _query(filters),
        "search": search,
        "is_own_search": search is not None and search.account == actor.account and actor.may(READ_JOBS),
        "start": StartForm(auto_id=False) if actor.may(FIND_DUPLICATES) else None,
        "may_decide": actor.may(DECIDE_DUPLICATES),
        "shown_total": listed.total if not filters.band else getattr(listed, filters.band),
    }
    return render(request, "entry/duplicate_list.html", told)


def _query(filters: Filters) -> str:
    chosen = {"band": filters.band, "kind": filters.kind, "committee": filters.committee}
    return urlencode({name: value for name, value in chosen.items() if value})


@require_POST
def duplicate_search(request: Request) -> HttpResponse:
    form = StartForm(request.POST)
    if form.is_valid():
        actions.ask_search(request.actor, form.cleaned_data["client_id"])
        messages.success(request, _("The register is being searched. What is found appears here by itself."))
    return redirect(href(request, "duplicate-list"))


@require_http_methods(["GET", "HEAD", "POST"])
def duplicate_page(request: Request, pk: UUID) -> HttpResponse:
    actor, filters = request.actor, _filters(request).filters()
    pair = access.pair(actor, DECIDE_DUPLICATES, pk)
    sides = access.sides(actor, pair)
    form = _form(request, pair, sides)
    if request.method == "POST" and form.is_valid():
        with form.answering():
            decision = _decide(request, pair, form)
            _tell(request, pair, form.cleaned_data["verdict"], decision)
            return redirect(_onwards(request, filters, pair))
    told = _shown(pair, sides, form) | {
        "before": access.next_to(actor, filters, pair, back=True),
        "after": access.next_to(actor, filters, pair),
        "query": _query(filters),
    }
    return render(request, "entry/duplicate_page.html", told, status=422 if form.errors else 200)


def _form(request: Request, pair: Duplicate, sides: list[Side]) -> DecideForm:
    parts, initial = _parts(pair, sides), {}
    if parts:
        initial = {f"part_{one.name}": one.fits for one in parts}
        initial["kept"] = shown.kept_of(Kind(pair.kind), *sides)
    return DecideForm(
        request.POST or None,
        words=particular(pair).words,
        parts=[one.name for one in parts if one.differs],
        initial=initial,
        version=access.version_of(pair),
    )


def _parts(pair: Duplicate, sides: list[Side]) -> list[Part]:
    """None where one of the two is there no more."""
    if len(sides) != 2:
        return []
    kind, (one, other) = Kind(pair.kind), sides
    return shown.parts_of(kind, one, other, shown.kept_of(kind, one, other))


def _decide(request: Request, pair: Duplicate, form: DecideForm) -> UUID:
    given = form.cleaned_data
    said = request.actor, given["client_id"], pair.pk, given["version"] or 0
    if given["verdict"] == MatchVerdict.DIFFERENT:
        return actions.tell_apart(*said, given["reason"])
    kept = pair.one if given["kept"] == ONE else pair.other
    return actions.merge(*said, kept, form.taken(), given["reason"])


def _tell(request: Request, pair: Duplicate, verdict: str, decision: UUID) -> None:
    kept_two = verdict == MatchVerdict.DIFFERENT
    said = particular(pair).words.kept_two if kept_two else _("Made one record.")
    undo = href(request, "duplicate-undo", decision)
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, undo, _("Undo")))


def _onwards(request: Request, filters: Filters, pair: Duplicate) -> str:
    """The next pair of the list, from its beginning again at the end."""
    found = access.next_to(request.actor, filters, pair) or access.first_pair(request.actor, filters)
    there = href(request, "duplicate-page", found) if found else href(request, "duplicate-list")
    query = _query(filters)
    return f"{there}?{query}" if query else there


def _shown(pair: Duplicate, sides: list[Side], form: DecideForm) -> dict[str, Any]:
    words = particular(pair).words
    told: dict[str, Any] = {"pair": pair, "form": form, "words": words, "why": shown.why_of(pair.why)}
    if parts := _parts(pair, sides):
        fields = form.fields
        told["parts"] = [
            (one, form[f"part_{one.name}"] if f"part_{one.name}" in fields else None) for one in parts
        ]
        told["one"], told["other"] = told["sides"] = sides
        told["is_unit"] = pair.kind == Kind.UNIT
    return told


@require_safe
def duplicate_decided(request: Request) -> HttpResponse:
    page, rows, total = access.decided(request.actor, request.GET.get("after", ""))
    told = {"page": page, "rows": rows, "total": total, "may_decide": request.actor.may(DECIDE_DUPLICATES)}
    return render(request, "entry/duplicate_decided.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def duplicate_undo(request: Request, pk: UUID) -> HttpResponse:
    row = access.decided_one(request.actor, pk)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.answering():
            actions.undo(request.actor, form.cleaned_data["client_id"], pk, form.cleaned_data["reason"])
            messages.success(request, _("Undone. The pair waits for a decision again."))
            return redirect(href(request, "duplicate-decided"))
    told = {"row": row, "form": form}
    return render(request, "entry/duplicate_undo.html", told, status=422 if form.errors else 200)
