from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshi.collection.fields import FormKind
from sanshi.entry import access, actions
from sanshi.entry.access import View
from sanshi.entry.actions import VolumeOpened
from sanshi.entry.comparison import Line
from sanshi.entry.desk import Desk, beside, desk
from sanshi.entry.forms import (
    BESIDE,
    NEW,
    EnterForm,
    EntryFilterForm,
    FileForm,
    HoldForm,
    LineForm,
    QueueForm,
    ReturnForm,
    VoidForm,
    VolumeForm,
)
from sanshi.entry.models import Entry
from sanshi.entry.rules import COLLECTED_AT
from sanshi.identity.matching.evidence import Band
from sanshi.problems import (
    ALREADY_REGISTERED,
    CANDIDATES_CHANGED,
    DECIDED_ALREADY,
    REGISTERED_ELSEWHERE,
    UNIT_CLOSED,
    Refused,
)
from sanshi.shell.forms import ABOUT_THE_FORM, ActionForm
from sanshi.shell.links import href
from sanshi.verbs import CHECK_FORM, FILE_FORM, READ_ARCHIVE, VOID_ENTRY, Request

_TONES = {
    View.OVERDUE: "red",
    View.DUE_TODAY: "amber",
    View.WAITING: "blue",
    View.HELD: "neutral",
    View.RETURNED: "neutral",
}

# They are about who it is: the desk shows how it stands now, and keeps what was typed.
_SHOWN_AT_THE_DESK = (
    CANDIDATES_CHANGED,
    ALREADY_REGISTERED,
    DECIDED_ALREADY,
    REGISTERED_ELSEWHERE,
    UNIT_CLOSED,
)

# The queue


@require_safe
def entry_queue(request: Request) -> HttpResponse:
    actor = request.actor
    form = QueueForm(request.GET.dict(), access.open_committees_in_reach(actor))
    filters = form.filters()
    listed = access.listed(actor, filters, request.GET.get("after", ""))
    shown = {
        "form": form,
        "filters": filters,
        "listed": listed,
        "page": listed.page,
        "tiles": [(view, listed.figures.of(view), tone) for view, tone in _TONES.items()],
        "opens": actor.may(CHECK_FORM),
        "coming": None if listed.rows else access.coming(actor),
    }
    return render(request, "entry/queue.html", shown)


# The desk


@require_safe
def entry_desk(request: Request, pk: UUID) -> HttpResponse:
    return _shown(request, desk(request.actor, pk))


@require_safe
def entry_beside(request: Request, pk: UUID, candidate: UUID) -> HttpResponse:
    """The part of the desk that changes with the one chosen; without a script the whole desk."""
    if not request.htmx:
        return _shown(request, desk(request.actor, pk, candidate))
    return render(request, "entry/beside.html", {"comparison": beside(request.actor, pk, candidate)})


@require_POST
def entry_enter(request: Request, pk: UUID) -> HttpResponse:
    form = EnterForm(request.POST)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    try:
        made = actions.enter(request.actor, given["client_id"], pk, given["version"] or 0, form.decision)
    except Refused as refused:
        return _refused_at_the_desk(request, pk, form, refused)
    _say_entered(request, access.entry(request.actor, made))
    return _to_the_next(request)


@require_POST
def entry_apart(request: Request, pk: UUID) -> HttpResponse:
    """Not this one of those offered; then the desk asks about the others."""
    form = EnterForm(request.POST)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    try:
        actions.tell_apart(
            request.actor, given["client_id"], pk, given["version"] or 0, form.person, given["reason"]
        )
    except Refused as refused:
        return _refused_at_the_desk(request, pk, form, refused)
    messages.success(request, _("Told apart. This form is not asked about that record again."))
    return redirect(href(request, "entry-desk", pk))


def _refused_at_the_desk(request: Request, pk: UUID, form: EnterForm, refused: Refused) -> HttpResponse:
    """Beside what was chosen and typed, where it is about that; else it is raised again, leading back."""
    if refused.status not in ABOUT_THE_FORM and refused.kind not in _SHOWN_AT_THE_DESK:
        raise _going_back(request, pk, refused) from None
    return _shown(request, desk(request.actor, pk, form.person), refused=refused, entering=form)


@require_POST
def entry_hold(request: Request, pk: UUID) -> HttpResponse:
    beside_it = _chosen_beside(request)
    shown = desk(request.actor, pk, beside_it.person if beside_it else None)
    form = HoldForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            with form.answering():
                actions.hold_form(
                    request.actor, given["client_id"], pk, given["version"] or 0, given["reason"]
                )
                messages.success(request, _("Held: %(number)s.") % {"number": shown.form.number})
                return _to_the_next(request)
        except Refused as refused:
            raise _going_back(request, pk, refused) from None
    return _shown(request, shown, entering=beside_it, holding=form)


@require_POST
def entry_take_up(request: Request, pk: UUID) -> HttpResponse:
    form = ActionForm(request.POST)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    try:
        actions.take_up(request.actor, given["client_id"], pk, given["version"] or 0)
    except Refused as refused:
        raise _going_back(request, pk, refused) from None
    return redirect(href(request, "entry-desk", pk))


@require_POST
def entry_return(request: Request, pk: UUID) -> HttpResponse:
    beside_it = _chosen_beside(request)
    shown = desk(request.actor, pk, beside_it.person if beside_it else None)
    form = ReturnForm(request.POST, kind=FormKind.of(shown.form))
    if form.is_valid():
        given = form.cleaned_data
        try:
            with form.answering():
                actions.return_form(
                    request.actor, given["client_id"], pk, given["version"] or 0, form.reasons
                )
                messages.success(request, _("Returned: %(number)s.") % {"number": shown.form.number})
                return _to_the_next(request)
        except Refused as refused:
            raise _going_back(request, pk, refused) from None
    return _shown(request, shown, entering=beside_it, returning=form)


def _chosen_beside(request: Request) -> EnterForm | None:
    """Who was chosen, and how one knows, while the form was held or returned; None without a script."""
    form = EnterForm(request.POST, prefix=BESIDE)
    return form if form.is_valid() else None


def _going_back(request: Request, pk: UUID, refused: Refused) -> Refused:
    """The page of a refusal leads to the form as it stands now: this address takes no GET."""
    refused.params["back"] = href(request, "entry-desk", pk)
    return refused


def _to_the_next(request: Request) -> HttpResponse:
    following = access.next_key(request.actor)
    if following is None:
        return redirect(href(request, "entry-queue"))
    return redirect(href(request, "entry-desk", following))


def _say_entered(request: Request, entry: Entry) -> None:
    said = _("Entered: %(number)s.") % {"number": entry.form.number}
    undo = href(request, "entry-void", entry.pk)
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, undo, _("Undo")))


def _shown(
    request: Request,
    desk: Desk,
    refused: Refused | None = None,
    *,
    entering: EnterForm | None = None,
    returning: ReturnForm | None = None,
    holding: HoldForm | None = None,
) -> HttpResponse:
    version = desk.form.version
    back = returning or ReturnForm(kind=desk.kind, version=version)
    context: dict[str, Any] = {
        "desk": desk,
        "comparison": desk.comparison,
        "sections": [
            (section, [(line, back[line.said.field]) for line in section.lines]) for section in desk.sections
        ],
        "collected_reason": back[COLLECTED_AT],
        "return_form": back,
        "is_returning": returning is not None,
        "hold_form": holding or HoldForm(version=version, auto_id="hold_%s"),
        "is_holding": holding is not None,
        "take_up_form": ActionForm(version=version, auto_id="take_up_%s"),
        "refused": refused,
        "decision": _decision_form(desk, entering),
        "lines": [(line, _line_form(line, entering)) for line in desk.comparison.lines],
    }
    return render(request, "entry/desk.html", context, status=_status(refused, returning or holding))


def _status(refused: Refused | None, wrong: ActionForm | None) -> int:
    if refused is not None:
        return 409 if refused.status == 409 else 422
    return 422 if wrong else 200


def _decision_form(desk: Desk, sent: EnterForm | None) -> EnterForm:
    """With what the register offers now; what was chosen and typed stays, so does the key of the sending."""
    compared = desk.comparison
    sure = compared.offer.best or (NEW if compared.offer.band == Band.NEW else "")
    initial: dict[str, Any] = {
        "choice": str(compared.chosen.person) if compared.chosen else sure,
        "band": compared.offer.band,
        "shown": " ".join(sorted(map(str, compared.offer.persons))),
    }
    if sent is not None:
        given = sent.cleaned_data
        initial |= {"client_id": given["client_id"], "reason": given["reason"]}
        initial["choice"] = NEW if given["as_new"] else str(given["choice"])
    return EnterForm(initial=initial, version=desk.form.version, auto_id="enter_%s")


def _line_form(line: Line, sent: EnterForm | None) -> LineForm:
    """As the form's own decision: the one the match is sure of, or what was chosen and typed."""
    initial: dict[str, Any] = {
        "choice": str(line.offer.best or ""),
        "band": line.offer.band,
        "shown": " ".join(sorted(map(str, line.offer.persons))),
    }
    if sent is not None and (before := sent.lines.get(line.place)):
        given = before.cleaned_data
        initial |= {"choice": str(given["choice"]), "reason": given["reason"]}
    return LineForm(place=line.place, initial=initial)


# What was entered


@require_safe
def entry_list(request: Request) -> HttpResponse:
    actor = request.actor
    committees = access.committees_in_reach(actor)
    form = EntryFilterForm(request.GET, committees, access.clerks_in_reach(actor))
    listed = access.entries(actor, form.filters(), request.GET.get("after", ""))
    shown = {
        "form": form,
        "listed": listed,
        "page": listed.page,
        "may_void": actor.may(VOID_ENTRY),
        "may_file": actor.may(FILE_FORM),
    }
    return render(request, "entry/entries.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_void(request: Request, pk: UUID) -> HttpResponse:
    entry = access.entry(request.actor, pk)
    form = VoidForm(request.POST or None, initial={"reason": _("Entered by mistake")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            actions.void_entry(request.actor, given["client_id"], pk, given["reason"])
            messages.success(request, _("Undone: %(number)s.") % {"number": entry.form.number})
            return redirect(href(request, "entry-list"))
    return render(
        request, "entry/void.html", {"entry": entry, "form": form}, status=422 if form.errors else 200
    )


# The archive


@require_safe
def archive(request: Request) -> HttpResponse:
    actor = request.actor
    form = QueueForm(request.GET.dict(), access.committees_in_reach(actor, READ_ARCHIVE))
    committee = form.filters().committee
    listed = access.unfiled(actor, committee, request.GET.get("after", ""))
    places = access.places(actor) if actor.may(FILE_FORM) else {}
    rows = [(entry, _quick_file(places.get(entry.committee_id), entry)) for entry in listed.page.rows]
    shown = {
        "form": form,
        "volumes": access.volumes(actor, committee),
        "listed": listed,
        "rows": rows,
        "page": listed.page,
        "may_file": actor.may(FILE_FORM),
    }
    return render(request, "entry/archive.html", shown)


def _quick_file(place: access.Place | None, entry: Entry) -> FileForm | None:
    """At the next place of the volume opened last."""
    return FileForm(places=[place], auto_id=f"{entry.pk}_%s") if place else None


@require_http_methods(["GET", "HEAD", "POST"])
def volume_new(request: Request) -> HttpResponse:
    committees = access.committees_in_reach(request.actor, FILE_FORM)
    form = VolumeForm(request.POST or None, committees=committees)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            opened = VolumeOpened(UUID(given["committee"]), given["shelf_mark"])
            made = actions.open_volume(request.actor, given["client_id"], opened)
            messages.success(request, _("A new volume is open."))
            return redirect(href(request, "volume-page", made))
    return render(request, "entry/volume_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def volume_page(request: Request, pk: UUID) -> HttpResponse:
    volume = access.volume(request.actor, pk)
    shown = {"volume": volume, "filings": access.contents(volume)}
    return render(request, "entry/volume.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def form_file(request: Request, pk: UUID) -> HttpResponse:
    paper = access.unfiled_form(request.actor, pk)
    places = access.volumes_to_file_in(request.actor, paper.committee_id)
    form = FileForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            actions.file_form(request.actor, given["client_id"], pk, UUID(given["volume"]), given["position"])
            said = _("Filed: %(number)s at position %(position)s.")
            messages.success(request, said % {"number": paper.number, "position": given["position"]})
            return redirect(href(request, "archive"))
    shown = {"paper": paper, "form": form, "places": places}
    return render(request, "entry/file.html", shown, status=422 if form.errors else 200)
