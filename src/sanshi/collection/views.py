import json
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshi import clock
from sanshi.collection import access, actions, households, paper, privacy, staff, staffing, standing, way
from sanshi.collection.about import about, whole
from sanshi.collection.actions import Change, Filled, Finding, Move, OwnFind
from sanshi.collection.content import FormContent
from sanshi.collection.fields import GUARDIAN_BELOW_AGE, FormKind
from sanshi.collection.forms import short
from sanshi.collection.forms.filling import FillForm, as_sent, as_typed
from sanshi.collection.forms.findings import PERSONS, FindingsForm
from sanshi.collection.forms.short import (
    MOVE,
    AddForm,
    BlankForm,
    DropForm,
    FilterForm,
    MoveForm,
    OpenForm,
    OwnFindForm,
    PlainForm,
)
from sanshi.collection.labels import (
    ENDINGS,
    EVERYTHING_PERSONAL,
    NOTHING,
    NUMBERS,
    full_label,
    kind_label,
)
from sanshi.collection.models import Form, FormAction, State, Subject
from sanshi.collection.rules import contradicted, overlapping
from sanshi.identity import wording
from sanshi.problems import Refused
from sanshi.register.facts import EmploymentFacts
from sanshi.register.models import Category
from sanshi.rulebook.clocks import collection_days
from sanshi.shell.links import href
from sanshi.territory.access import committees_ever
from sanshi.verbs import OPEN_OWN_FIND, PRINT_BLANK_FORM, READ_FORMS, Request, reach
from sanshi.visits.access import visit as readable_visit
from sanshi.visits.access import visit_to_record
from sanshi.visits.models import FoundCategory, Matter, Visit

WITH_ME = access.TO_DO

# What was found


@require_http_methods(["GET", "POST"])
def visit_findings(request: Request, pk: UUID) -> HttpResponse:
    """有变动: which categories were found at the door, and what has changed about whom the register knows."""
    visit = visit_to_record(request.actor, pk)
    known = access.known_at(visit)
    sent = request.POST if request.method == "POST" else None
    form = FindingsForm(known.residents, known.dwelling, known.units, sent, version=visit.version)
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            actions.record_findings(
                request.actor, given["client_id"], visit.pk, given["version"] or 0, form.findings()
            )
            return _after_findings(request, visit)
    if sent is None and visit.outcome:
        return redirect(href(request, "visit-page", visit.pk))
    context = {"visit": visit, "form": form, **_passing_on(request, visit, form)}
    return render(request, "collection/findings.html", context, status=422 if form.errors else 200)


def _passing_on(request: Request, visit: Visit, form: FindingsForm) -> dict[str, Any]:
    """Beside each category that another team collects: who will come for it."""
    teams = access.passed_on(request.actor, visit)
    said = {category: _("Passes on to: %(team)s") % {"team": team} for category, team in teams.items()}
    return {
        "new": [
            {"field": form[f"new_{one.value}"], "passes_to": said.get(one.value, "")}
            for one in (*PERSONS, FoundCategory.UNIT)
        ],
        "dwelling_passes_to": said.get(FoundCategory.DWELLING.value, ""),
    }


def _after_findings(request: Request, visit: Visit) -> HttpResponse:
    mine, passed = access.drafts_of(request.actor, visit), visit.follow_ups.count()
    if passed:
        text = ngettext("%(n)d visit was passed on.", "%(n)d visits were passed on.", passed)
        messages.info(request, text % {"n": passed})
    if not mine:
        return redirect(href(request, "visit-page", visit.pk))
    text = ngettext("%(n)d form to fill in.", "%(n)d forms to fill in.", len(mine))
    messages.success(request, text % {"n": len(mine)})
    return redirect(href(request, "form-fill", mine[0].pk))


@require_safe
def visit_forms(request: Request, pk: UUID) -> HttpResponse:
    """Part of the visit's page: its forms, and one more piece found there."""
    readable_visit(request.actor, pk)
    forms = access.forms_of_visit(request.actor, pk)
    context: dict[str, Any] = {"forms": [_line(request, form) for form in forms], "visit": pk}
    offered = access.may_add(request.actor, pk)
    if offered:
        context["add"] = AddForm(offered)
    return render(request, "collection/visit_forms.html", context)


def _line(request: Request, form: Form) -> dict[str, Any]:
    with_me = form.state in WITH_ME
    return {
        "form": form,
        "label": kind_label(FormKind.of(form)),
        "tone": TONES[State(form.state)],
        # Opens where its collector goes on with it.
        "open": with_me and access.is_own(request.actor, form),
        "ticking": with_me,
    }


TONES = {
    State.DRAFT: "amber",
    State.RETURNED: "red",
    State.HANDED_OVER: "blue",
    State.ENTERED: "green",
    State.VOIDED: "neutral",
    State.DROPPED: "neutral",
}


@require_POST
def form_open(request: Request) -> HttpResponse:
    """From a page of the register, or from a visit: a draft, ready to be filled in."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    if given["action"] == MOVE:
        if not given["residency"]:
            raise Http404
        return redirect(href(request, "form-move", given["residency"]))
    opened = _opened(request, given)
    return redirect(href(request, "form-fill", opened))


def _opened(request: Request, given: dict[str, Any]) -> UUID:
    actor, client_id = request.actor, given["client_id"]
    action = FormAction(given["action"])
    if given["visit"]:
        if not given["category"]:
            raise Http404
        return actions.add_form(
            actor, client_id, given["visit"], Finding(FoundCategory(given["category"]), action)
        )
    target = access.target_of_change(actor, given)
    category = given["category"] or target.category
    if not category:
        raise Http404
    finding = Finding(FoundCategory(category), action, given["residency"], given["dwelling"], given["unit"])
    return actions.open_change(actor, client_id, Change(target.door, finding, clock.today()))


@require_http_methods(["GET", "POST"])
def form_move(request: Request, pk: UUID) -> HttpResponse:
    """To which door of the street somebody moved; then one form there, about whom the register knows."""
    who = access.who_moves(request.actor, pk)
    buildings = access.buildings_in_reach(request.actor)
    chosen = next((one for one in buildings if str(one.pk) == request.GET.get("building")), None)
    doors = access.doors_of(request.actor, chosen.pk) if chosen else []
    given_up = request.GET.get("instead_of", "")
    sent = request.POST if request.method == "POST" else None
    start = {"category": who.category, "instead_of": given_up}
    form = MoveForm([one for one in doors if one[0] != who.door], sent, initial=start)
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        move = Move(pk, UUID(given["door"]), Category(given["category"]), given["instead_of"])
        with form.answering():
            opened = actions.open_move(request.actor, given["client_id"], move)
            return redirect(href(request, "form-fill", opened))
    context = {
        "who": who,
        "buildings": buildings,
        "chosen": chosen,
        "form": form if chosen else None,
        "instead_of": given_up,
    }
    return render(request, "collection/form_move.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def own_find(request: Request) -> HttpResponse:
    """A change the collector noticed himself: a visit of his own, and at once what he found."""
    buildings = access.buildings_in_reach(request.actor)
    chosen = next((one for one in buildings if str(one.pk) == request.GET.get("building")), None)
    if chosen is None and len(buildings) == 1:
        chosen = buildings[0]
    context: dict[str, Any] = {"buildings": buildings, "chosen": chosen}
    if chosen is None:
        return render(request, "collection/own_find.html", context)
    doors = access.doors_of(request.actor, chosen.pk)
    sent = request.POST if request.method == "POST" else None
    form = OwnFindForm(doors, sent, initial={"learned_on": clock.today(), "door": request.GET.get("door")})
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            find = OwnFind(UUID(given["door"]), Matter(given["matter"]), given["learned_on"])
            visit = actions.own_find(request.actor, given["client_id"], find)
            return redirect(href(request, "visit-findings", visit))
    context["form"] = form
    return render(request, "collection/own_find.html", context, status=422 if form.errors else 200)


# One form


@require_http_methods(["GET", "POST"])
def form_fill(request: Request, pk: UUID) -> HttpResponse:
    form = access.form_to_fill(request.actor, pk)
    if request.method == "POST":
        return _keep(request, form)
    if form.state not in WITH_ME:
        return redirect(href(request, "form-page", form.pk))
    return _fill_page(
        request, form, _checked(request, form) if "check" in request.GET else _stored(request, form)
    )


def _stored(request: Request, form: Form) -> FillForm:
    content = access.content_of(form)
    shown = as_typed(content, form.collected_at)
    beside = _beside(request, form, content)
    return FillForm(FormKind.of(form), content, initial=shown, version=form.version, **beside)


def _beside(request: Request, form: Form, content: FormContent) -> dict[str, Any]:
    """What the page shows at its questions that is not of the form's content."""
    return {
        "beside": staffing.beside(request.actor, form, content, short.number(request.GET.get("find"))),
        "reasons": access.reasons_for(form),
        "tenants": standing.tenants_to_name(form, content),
        "offered": households.offered(form, content) | access.committees_to_name(form),
    }


def _checked(request: Request, form: Form) -> FillForm:
    """What is stored, with what it lacks beside each field."""
    content = access.content_of(form)
    sent = {**as_sent(content, form.collected_at), "client_id": str(uuid4()), "version": str(form.version)}
    page = FillForm(FormKind.of(form), content, sent, **_beside(request, form, content))
    page.full_clean()
    page.refuse_each(actions.problems_of(form))
    return page


def _keep(request: Request, form: Form) -> HttpResponse:
    """Whatever was typed is kept first; what lacks is said after."""
    content = access.content_of(form)
    page = FillForm(FormKind.of(form), content, request.POST, **_beside(request, form, content))
    page.full_clean()
    if {"client_id", "version"} & set(page.errors):
        return _fill_page(request, form, page)
    lined, anchor = _lined(request, form, page.said())
    filled = Filled(lined, page.collected())
    given = page.cleaned_data
    actions.fill_form(request.actor, given["client_id"], form.pk, given["version"] or 0, filled)
    for name, doubt in contradicted(lined).items():
        messages.warning(request, f"{full_label(page.kind, name)}: {doubt.label}")
    fill = href(request, "form-fill", form.pk)
    if anchor:
        return redirect(f"{fill}{anchor}")
    if "next" not in request.POST:
        messages.success(request, _("Kept. You can go on later."))
        return redirect(fill)
    if actions.problems_of(access.form_to_fill(request.actor, form.pk)):
        return redirect(f"{fill}?check=1")
    return redirect(href(request, "form-page", form.pk))


def _lined(request: Request, form: Form, content: FormContent) -> tuple[FormContent, str]:
    """With a line about staff put on or taken off, as a button asked; and where the page goes on."""
    line = short.LineForm(request.POST)
    if form.subject != Subject.UNIT or not line.is_valid():
        return content, ""
    asked, before = line.cleaned_data, len(content.employments)
    if asked["drop_line"]:
        return staff.without_line(content, asked["drop_line"]), "#staff"
    if asked["find_line"]:
        return content, f"?find={asked['find_line']}#part-employment{asked['find_line']}"
    known = staffing.line_of(form, asked["known_line"]) if asked["known_line"] else None
    if known or asked["new_line"]:
        content = staff.with_line(content, known or EmploymentFacts())
        return content, f"#part-employment{len(content.employments)}" if content.employments else "#staff"
    return content, "#staff" if len(content.employments) != before else ""


def _fill_page(request: Request, form: Form, page: FillForm) -> HttpResponse:
    kind = FormKind.of(form)
    context = {
        "form": page,
        "row": form,
        "clock": access.clock_of(form),
        "label": kind_label(kind),
        "today": clock.today().isoformat(),
        "guardian_below": GUARDIAN_BELOW_AGE,
        "number_words": json.dumps(wording.for_pages(), ensure_ascii=False),
        "privacy": privacy.template(privacy.CURRENT) if "notice_version" in page.fields else "",
        "moved_from": standing.moved_from(form, page.content),
        "about": about(form, NOTHING),
        "siblings": access.siblings_of(request.actor, form),
        "left_without_head": households.left_without_head(form),
        "endings": ENDINGS if form.action == FormAction.DEREGISTER and form.residency_id else (),
        "drop": DropForm(version=form.version, auto_id="drop_%s"),
    }
    return render(
        request, "collection/form_fill.html", context, status=422 if page.is_bound and page.errors else 200
    )


@require_safe
def form_page(request: Request, pk: UUID) -> HttpResponse:
    """With its collector: the last look before the hand-over. Else what it says, masked, and where it is."""
    form = access.form(request.actor, pk)
    own = access.is_own(request.actor, form)
    mine = own and form.state in WITH_ME
    hide = NOTHING if mine else NUMBERS if own else EVERYTHING_PERSONAL
    context = _shown(form, access.kind_shown(request.actor, form), hide)
    context |= {"own": own, "clock": access.clock_of(form), "lateness": access.lateness_of(form)}
    if not mine:
        return render(request, "collection/form_page.html", context)
    problems = actions.problems_of(form)
    kind = FormKind.of(form)
    end = access.content_of(form).end
    context |= {
        "left_without_head": households.left_without_head(form),
        "ending": dict(ENDINGS).get(end.end_reason, "") if end and form.residency_id else "",
        "overlapping": [full_label(kind, name) for name in sorted(overlapping(access.content_of(form)))],
        "lacking": [(_label(kind, problem), problem.message) for problem in problems],
        "no_certificate_on": access.certificate_missing_on(form),
        "hand_over": PlainForm(version=form.version),
        "siblings": access.siblings_of(request.actor, form),
    }
    return render(request, "collection/form_summary.html", context)


def _label(kind: FormKind, problem: Refused) -> str:
    return full_label(kind, problem.field) if problem.field else ""


def _shown(form: Form, kind: FormKind, hide: frozenset[str]) -> dict[str, Any]:
    return {
        "row": form,
        "label": kind_label(kind),
        "tone": TONES[State(form.state)],
        "sections": whole(form, kind, hide),
        "steps": way.steps_of(form),
        "hand_overs": way.answered_hand_overs(form, kind),
    }


@require_POST
def form_hand_over(request: Request, pk: UUID) -> HttpResponse:
    page = PlainForm(request.POST)
    if not page.is_valid():
        return redirect(href(request, "form-page", pk))
    given = page.cleaned_data
    try:
        actions.hand_over(request.actor, given["client_id"], pk, given["version"] or 0)
    except Refused as refused:
        if refused.field is None:
            raise
        return redirect(f"{href(request, 'form-fill', pk)}?check=1")
    form = access.form(request.actor, pk)
    messages.success(request, _("Form %(number)s is with the entry clerk.") % {"number": form.number})
    following = access.next_of_visit(request.actor, form)
    return redirect(href(request, "form-fill", following.pk) if following else href(request, "form-page", pk))


@require_POST
def form_drop(request: Request, pk: UUID) -> HttpResponse:
    form = access.form_to_fill(request.actor, pk)
    page = DropForm(request.POST, auto_id="drop_%s")
    if page.is_valid():
        given = page.cleaned_data
        with page.answering():
            actions.drop_form(
                request.actor, given["client_id"], form.pk, given["version"] or 0, given["reason"]
            )
            messages.success(request, _("Form %(number)s is dropped.") % {"number": form.number})
            return redirect(href(request, "form-list"))
    context = {"row": form, "drop": page, "label": kind_label(FormKind.of(form))}
    return render(request, "collection/form_drop.html", context, status=422)


# Lists


@require_safe
def form_list(request: Request) -> HttpResponse:
    actor = request.actor
    filters, page = _filters(request)
    listed = access.listed(actor, filters, request.GET.get("after", ""))
    context = {
        "form": page,
        "filters": filters,
        "listed": listed,
        "rows": [{**_line(request, row.form), "clock": row.clock} for row in listed.rows],
        "views": _views(filters, access.figures(actor, mine=filters.mine)),
        "collects": actor.may(OPEN_OWN_FIND),
        "prints": actor.may(PRINT_BLANK_FORM),
    }
    return render(request, "collection/form_list.html", context)


def _views(filters: access.Filters, figures: access.Figures) -> list[dict[str, Any]]:
    views: list[tuple[str, Any, int | None]] = [
        ("to-do", _("With the collector"), figures.to_do),
        (State.DRAFT, State.DRAFT.label, figures.to_fill),
        (State.RETURNED, State.RETURNED.label, figures.returned),
        (State.HANDED_OVER, State.HANDED_OVER.label, figures.handed_over),
        (State.ENTERED, State.ENTERED.label, figures.entered),
        (State.DROPPED, State.DROPPED.label, None),
    ]
    return [
        {"value": value, "label": label, "count": count, "current": filters.state == value}
        for value, label, count in views
    ]


def _filters(request: Request) -> tuple[access.Filters, FilterForm]:
    actor = request.actor
    collects, oversees = actor.may(OPEN_OWN_FIND), access.reads_others(actor)
    data = {"state": "to-do" if collects else "", "whose": "own" if collects else "all", **request.GET.dict()}
    page = FilterForm(data)
    places: Any = page.fields["committee"]
    places.choices = [
        ("", _("All")),
        *((str(one.pk), one.listed_name) for one in committees_ever(reach(actor, READ_FORMS))),
    ]
    if len(places.choices) <= 2:
        del page.fields["committee"]
    if not (collects and oversees):
        del page.fields["whose"]
    page.is_valid()
    chosen = page.cleaned_data
    committee = chosen.get("committee")
    return (
        access.Filters(
            state=chosen.get("state") or "",
            colour=access.colour(chosen.get("colour", "")),
            subject=chosen.get("subject") or "",
            action=chosen.get("action") or "",
            committee=UUID(committee) if committee else None,
            mine=collects and chosen.get("whose", "own") != "all",
        ),
        page,
    )


# Paper


@require_safe
def form_print(request: Request, pk: UUID) -> HttpResponse:
    """In full for who collected it; to others of the committee a number shows by `person-reveal` alone."""
    form = access.form_to_print(request.actor, pk)
    hide = NOTHING if access.is_own(request.actor, form) else NUMBERS
    content = access.content_of(form)
    kind = access.kind_shown(request.actor, form)
    sheet = paper.filled(kind, content, hide, standing.people_of(form, content), about(form, hide))
    context = {"sheet": sheet, "row": form, "days": collection_days(form.policy.policy)}
    return render(request, "collection/form_print.html", context)


@require_safe
def form_blank(request: Request) -> HttpResponse:
    """The empty form of a subject, action and category; without them the choice."""
    page = BlankForm(request.GET or None)
    if not page.is_valid():
        kinds = [(kind, kind_label(kind)) for kind in paper.kinds()]
        return render(request, "collection/form_blank.html", {"kinds": kinds})
    given = page.cleaned_data
    category = given["category"] or Category.FROM_ELSEWHERE.value
    kind = FormKind(given["subject"], given["action"], category if given["subject"] == Subject.PERSON else "")
    if kind not in paper.kinds():
        raise Http404
    return render(
        request,
        "collection/form_print.html",
        {"sheet": paper.blank(kind), "days": access.collection_days_today(request.actor)},
    )
