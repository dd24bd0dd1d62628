from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshi.entry.importing import access as imports
from sanshi.entry.importing import views
from sanshi.entry.importing.actions import Sent
from sanshi.entry.importing.columns import layout as layout_named
from sanshi.entry.importing.forms import StepForm
from sanshi.entry.importing.records import access, actions
from sanshi.entry.importing.records.forms import KINDS, LABELS, AnswerForm, ColumnsForm, SendStockForm
from sanshi.entry.importing.records.shown import (
    COLUMNS,
    OUTCOMES,
    doubt_shown,
    doubts_shown,
    outcomes,
    reasons,
    rows_shown,
    stock_shown,
)
from sanshi.entry.importing.records.works import headers_digest
from sanshi.entry.importing.shown import tone
from sanshi.entry.importing.writing import template
from sanshi.jobs.uploads import keep, takes_upload
from sanshi.shell.links import href
from sanshi.verbs import TAKE_STOCK, Request


@require_safe
def stock_list(request: Request) -> HttpResponse:
    page = imports.listed(request.actor, request.GET.get("after", ""), TAKE_STOCK)
    rows = [(row, tone(row.state), row.file_name.open(), LABELS[row.layout]) for row in page.rows]
    return render(request, "entry/stock_list.html", {"page": page, "rows": rows})


@takes_upload
@require_http_methods(["GET", "HEAD", "POST"])
def stock_new(request: Request) -> HttpResponse:
    form = SendStockForm(access.own_committees(request.actor), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given, client_id = form.cleaned_data["file"], form.cleaned_data["client_id"]
        upload = keep(given, client_id)
        chosen = form.cleaned_data.get("committee")
        sent = Sent(
            form.cleaned_data["layout"],
            (given.name or "")[: views.MOST_FILE_NAME],
            upload,
            UUID(chosen) if chosen else None,
        )
        with form.answering():
            made = actions.send(request.actor, client_id, sent)
            return redirect(href(request, "stock-page", made))
    shown = {"form": form, "most": settings.SANSHI_LARGEST_UPLOAD_MB, "kinds": KINDS}
    return render(request, "entry/stock_new.html", shown, status=422 if form.errors else 200)


@require_safe
def template_of(request: Request, layout: str, form: str) -> HttpResponse:
    if layout not in LABELS or form not in ("xlsx", "csv"):
        raise Http404
    return views.download(template(layout_named(layout), form), f"{layout}-template", form)


@require_safe
def stock_page(request: Request, pk: UUID) -> HttpResponse:
    row = imports.sheet_to_read(request.actor, pk, TAKE_STOCK)
    sheet = stock_shown(request.actor, row)
    shown = {
        "sheet": sheet,
        "doubts": () if request.htmx else doubts_shown(row),
        "form": StepForm(version=row.version, auto_id=False),
        "problems": imports.problems(row),
        "reasons": reasons(row.tally),
        "most": imports.MOST_SHOWN,
        "earlier": imports.earlier(row),
        "progress": "stock-page",
    }
    part = "entry/import_progress.html" if request.htmx else "entry/stock_page.html"
    response = render(request, part, shown)
    if request.htmx and not sheet.is_moving:
        response["HX-Refresh"] = "true"
    return response


@require_safe
def stock_rows(request: Request, pk: UUID, outcome: str) -> HttpResponse:
    if outcome not in OUTCOMES:
        raise Http404
    row = imports.sheet_to_read(request.actor, pk, TAKE_STOCK)
    shown = {
        "sheet": row,
        "rows": rows_shown(row, outcome),
        "label": OUTCOMES[outcome],
        "outcome": outcome,
        "total": row.tally.get(outcome, 0),
        "most": access.MOST_ROWS,
        "tabs": outcomes(row),
        "columns": COLUMNS[row.layout],
        "kind": LABELS[row.layout],
    }
    return render(request, "entry/stock_rows.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def stock_columns(request: Request, pk: UUID) -> HttpResponse:
    row = imports.sheet_to_read(request.actor, pk, TAKE_STOCK)
    held = access.headers(row)
    if not held:
        raise Http404
    its_layout, headers = layout_named(row.layout), [one["header"] for one in held]
    digest = headers_digest(headers)
    told = row.columns or access.mapping(row.subdistrict_id, row.layout, digest)
    known = its_layout.known(headers, told)
    form = ColumnsForm(its_layout, headers, known, request.POST or None, version=row.version)
    if request.method == "POST" and form.is_valid():
        client_id, version = form.cleaned_data["client_id"], form.cleaned_data["version"] or 0
        with form.answering():
            actions.name_columns(request.actor, client_id, pk, version, form.chosen(), digest)
            messages.success(request, _("Remembered for sheets with these headers. It is checked anew."))
            return redirect(href(request, "stock-page", pk))
    columns = [(form[f"column{place}"], one["examples"]) for place, one in enumerate(held)]
    shown = {"form": form, "sheet": row, "columns": columns, "kind": LABELS[row.layout]}
    return render(request, "entry/stock_columns.html", shown, status=422 if form.errors else 200)


@require_safe
def stock_remarks(request: Request, pk: UUID) -> HttpResponse:
    """For who sent it alone: it holds what was sent."""
    row = imports.sheet(request.actor, TAKE_STOCK, pk)
    if row.sent_by_id != request.actor.account:
        raise Http404
    return views.download(imports.remarks(row), "remarks", "xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def stock_doubt(request: Request, pk: UUID) -> HttpResponse:
    row = access.doubt(request.actor, pk)
    shown = doubt_shown(request.actor, row)
    choices = [(str(one.record), f"{one.who} {one.number} {one.address}") for one in shown.beside]
    form = AnswerForm(choices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer, record = form.answer()
        with form.answering():
            told = actions.Answer(answer, record, form.cleaned_data["reason"])
            actions.answer_doubt(request.actor, form.cleaned_data["client_id"], pk, told)
            messages.success(request, _("Decided."))
            after = access.next_doubt(row)
            where = (
                href(request, "stock-doubt", after) if after else href(request, "stock-page", row.sheet_id)
            )
            return redirect(where)
    told_to = {"form": form, "shown": shown, "doubt": row, "is_open": row.entered_at is None}
    return render(request, "entry/stock_doubt.html", told_to, status=422 if form.errors else 200)


def _step(act: views.Step, said: Promise) -> Callable[[Request, UUID], HttpResponse]:
    @require_POST
    def view(request: Request, pk: UUID) -> HttpResponse:
        form = StepForm(request.POST)
        if form.is_valid():
            act(request.actor, form.cleaned_data["client_id"], pk, form.cleaned_data["version"] or 0)
            messages.success(request, str(said))
        return redirect(href(request, "stock-page", pk))

    return view


stock_ask = _step(actions.ask_approval, gettext_lazy("Another person of the office is asked to approve it."))
stock_carry_out = _step(actions.carry_out, gettext_lazy("It is being carried out."))
stock_withdraw = _step(actions.withdraw, gettext_lazy("Withdrawn. Nothing of it was carried out."))
