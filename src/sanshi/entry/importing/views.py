from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshi import verbs
from sanshi.entry.importing import access, actions
from sanshi.entry.importing.columns import layout
from sanshi.entry.importing.forms import ExportForm, SendForm, StepForm
from sanshi.entry.importing.shown import sheet_shown, tone
from sanshi.entry.importing.works import PLACES
from sanshi.entry.importing.writing import template
from sanshi.jobs.uploads import Upload, keep, takes_upload
from sanshi.jobs.views import CONTENT_TYPES
from sanshi.shell.links import href
from sanshi.verbs import Actor, Request

MOST_FILE_NAME = 120


@require_safe
def import_list(request: Request) -> HttpResponse:
    page = access.listed(request.actor, request.GET.get("after", ""))
    shown = [(row, tone(row.state), row.file_name.open()) for row in page.rows]
    return render(request, "entry/import_list.html", {"page": page, "rows": shown})


@takes_upload
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: Request) -> HttpResponse:
    form = SendForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given, client_id = form.cleaned_data["file"], form.cleaned_data["client_id"]
        upload: Upload = keep(given, client_id)
        with form.answering():
            sent = actions.Sent(PLACES, (given.name or "")[:MOST_FILE_NAME], upload)
            made = actions.send(request.actor, client_id, sent)
            return redirect(href(request, "import-page", made))
    shown = {"form": form, "most": settings.SANSHI_LARGEST_UPLOAD_MB, "columns": layout(PLACES).columns}
    return render(request, "entry/import_new.html", shown, status=422 if form.errors else 200)


@require_safe
def template_xlsx(request: Request) -> HttpResponse:
    return _template("xlsx")


@require_safe
def template_csv(request: Request) -> HttpResponse:
    return _template("csv")


def _template(form: str) -> HttpResponse:
    return download(template(layout(PLACES), form), "places-template", form)


def download(content: bytes, name: str, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@require_safe
def import_page(request: Request, pk: UUID) -> HttpResponse:
    row = access.sheet_to_read(request.actor, pk)
    shown = {
        "sheet": sheet_shown(request.actor, row),
        "form": StepForm(version=row.version, auto_id=False),
        "problems": access.problems(row),
        "most": access.MOST_SHOWN,
        "earlier": access.earlier(row),
    }
    part = "entry/import_progress.html" if request.htmx else "entry/import_page.html"
    response = render(request, part, shown)
    if request.htmx and not shown["sheet"].is_moving:  # type: ignore[attr-defined]
        response["HX-Refresh"] = "true"
    return response


@require_safe
def import_remarks(request: Request, pk: UUID) -> HttpResponse:
    row = access.sheet(request.actor, verbs.IMPORT_PLACES, pk)
    return download(access.remarks(row), "remarks", "xlsx")


Step = Callable[[Actor, UUID, UUID, int], UUID]


def _step(act: Step, said: Promise) -> Callable[[Request, UUID], HttpResponse]:
    @require_POST
    def view(request: Request, pk: UUID) -> HttpResponse:
        form = StepForm(request.POST)
        if form.is_valid():
            act(request.actor, form.cleaned_data["client_id"], pk, form.cleaned_data["version"] or 0)
            messages.success(request, str(said))
        return redirect(href(request, "import-page", pk))

    return view


import_ask = _step(actions.ask_approval, gettext_lazy("Another person of the office is asked to approve it."))


@require_POST
def import_approve(request: Request, pk: UUID) -> HttpResponse:
    """Of whatever kind of sheet: each has a page of its own."""
    form, row = StepForm(request.POST), access.sheet(request.actor, verbs.APPROVE_STOCK, pk)
    if form.is_valid():
        actions.approve(request.actor, form.cleaned_data["client_id"], pk, form.cleaned_data["version"] or 0)
        messages.success(request, _("Approved. It can be carried out now."))
    return redirect(href(request, "import-page" if row.layout == PLACES else "stock-page", pk))


import_carry_out = _step(actions.carry_out, gettext_lazy("It is being carried out."))
import_withdraw = _step(actions.withdraw, gettext_lazy("Withdrawn. Nothing of it was carried out."))


@require_http_methods(["GET", "HEAD", "POST"])
def place_export(request: Request) -> HttpResponse:
    committees = list(access.export_committees(request.actor, verbs.EXPORT_PLACES))
    form = ExportForm(committees, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        committee = UUID(given["committee"]) if given["committee"] else None
        job = actions.ask_export(request.actor, given["client_id"], given["form"] or "xlsx", committee)
        messages.success(request, _("The sheet is being written."))
        return redirect(href(request, "job-page", job))
    return render(request, "entry/place_export.html", {"form": form}, status=422 if form.errors else 200)
