"""The editor of stairways: a preview before anything is stored, one action, and its undoing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sanshi import verbs
from sanshi.problems import Refused
from sanshi.shell.forms import ActionForm
from sanshi.shell.links import href
from sanshi.territory import access, actions
from sanshi.territory.access import Preview
from sanshi.territory.forms import DoorsForm, StairwaysForm
from sanshi.verbs import Request, reach


@require_http_methods(["GET", "HEAD", "POST"])
def stairway_new(request: Request, pk: UUID) -> HttpResponse:
    """Sent by "make" it stores what the preview showed; sent otherwise it shows the preview."""
    mine = reach(request.actor, verbs.MAKE_PLACES)
    committee = access.open_committee(mine, pk)
    sent = request.POST.copy() if request.method == "POST" else None
    if sent is not None and sent.get("right_numbers"):
        sent["numbers"], sent["side"] = str(sent["right_numbers"]), "all"
    form = StairwaysForm(request.actor.subdistrict, committee.id, sent)
    preview = _preview(request, form) if sent is not None and form.is_valid() else None
    if preview and "make" in request.POST and _is_shown(form, preview):
        with form.answering():
            making = actions.make_stairways(request.actor, form.cleaned_data["client_id"], form.asked())
            return redirect(href(request, "making-page", making))
    shown = {
        "form": form,
        "preview": preview,
        "digest": form.digest() if preview else "",
        "outdated": preview is not None and "make" in request.POST,
        "committee": committee,
        "makings": access.makings(mine, committee.id),
    }
    if request.htmx:
        return render(request, "territory/parts/preview.html", shown)
    status = 422 if form.errors else 200
    return render(request, "territory/stairway_new.html", shown, status=status)


def _preview(request: Request, form: StairwaysForm) -> Preview:
    return access.preview(request.actor.subdistrict, form.lane_name(), form.names(), form.layout)


def _is_shown(form: StairwaysForm, preview: Preview) -> bool:
    """Only what somebody has seen is made."""
    return preview.is_ready and form.cleaned_data["shown"] == form.digest()


@require_http_methods(["GET", "HEAD", "POST"])
def making_page(request: Request, pk: UUID) -> HttpResponse:
    """What was made in one go; sent, it is undone."""
    making = access.making(reach(request.actor, verbs.MAKE_PLACES), pk)
    form = ActionForm(request.POST or None)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.undo_making(request.actor, form.cleaned_data["client_id"], making.id)
            messages.success(request, _("Undone: %(what)s.") % {"what": making})
            return redirect(href(request, "committee-page", making.committee_id))
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
    shown = {"making": making, "form": form, "lots": access.doors_made(making)}
    return render(request, "territory/making.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def doors_add(request: Request, pk: UUID) -> HttpResponse:
    building = access.open_building(reach(request.actor, verbs.MAKE_PLACES), pk)
    form = DoorsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.answering():
            given = form.cleaned_data
            making = actions.add_doors(request.actor, given["client_id"], building.id, given["doors"])
            return redirect(href(request, "making-page", making))
    shown = {"form": form, "building": building}
    return render(request, "territory/doors_add.html", shown, status=422 if form.errors else 200)
