from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sanshi import verbs
from sanshi.jobs import access, actions
from sanshi.jobs.forms import StepForm
from sanshi.jobs.shown import shown
from sanshi.shell.links import href
from sanshi.shell.paging import keyset
from sanshi.verbs import Request

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}


@require_safe
def job_list(request: Request) -> HttpResponse:
    rows = access.jobs(request.actor)
    page = keyset(rows, order=("-created_at", "-id"), after=request.GET.get("after", ""), size=PAGE)
    told = {
        "page": page,
        "rows": [shown(row) for row in page.rows],
        "may_export": request.actor.may(verbs.EXPORT_PLACES),
    }
    return render(request, "jobs/list.html", told)


@require_safe
def job_page(request: Request, pk: UUID) -> HttpResponse:
    row = access.job(request.actor, verbs.READ_JOBS, pk)
    return render(request, "jobs/page.html", {"job": shown(row), "form": StepForm(auto_id=False)})


@require_safe
def job_progress(request: Request, pk: UUID) -> HttpResponse:
    """Asked every second by the page; once the job is over the page is shown anew."""
    row = shown(access.job(request.actor, verbs.READ_JOBS, pk))
    response = render(request, "jobs/progress.html", {"job": row})
    if not row.is_moving:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def job_cancel(request: Request, pk: UUID) -> HttpResponse:
    form = StepForm(request.POST)
    if form.is_valid():
        actions.cancel(request.actor, form.cleaned_data["client_id"], pk)
        messages.success(request, _("The job stops. What was done stays."))
    return redirect(href(request, "job-page", pk))


@require_POST
def job_resume(request: Request, pk: UUID) -> HttpResponse:
    form = StepForm(request.POST)
    if form.is_valid():
        actions.resume(request.actor, form.cleaned_data["client_id"], pk)
        messages.success(request, _("The job goes on where it stopped."))
    return redirect(href(request, "job-page", pk))


@require_safe
def job_file(request: Request, pk: UUID) -> HttpResponse:
    row = access.job(request.actor, verbs.READ_JOBS, pk)
    kind, name = row.result.get("format", "xlsx"), row.result.get("name", "file")
    response = HttpResponse(access.file_of(row), content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
