from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshi import clock, verbs
from sanshi.rulebook.quarter import Quarter
from sanshi.settlement import access, actions, drafting
from sanshi.settlement.forms import CalculateForm, InspectionForm, QuarterFilter, StepForm
from sanshi.settlement.models import InspectionResult, LineKind, Settlement, StatementLine, Step
from sanshi.shell.links import href
from sanshi.verbs import Actor, Request


@require_safe
def settlement_list(request: Request) -> HttpResponse:
    last = Quarter.of(clock.today()).previous()
    settlements = access.settlements(request.actor)
    shown = {
        "settlements": settlements,
        "may_calculate": request.actor.may(verbs.CALCULATE_SETTLEMENT),
        "missing": "" if str(last) in {one.quarter for one in settlements} else str(last),
        "form": CalculateForm(initial={"quarter": str(last)}),
    }
    return render(request, "settlement/settlement_list.html", shown)


@require_safe
def settlement_page(request: Request, quarter: str) -> HttpResponse:
    settlement = access.settlement(request.actor, quarter)
    rows = access.statement_rows(request.actor, settlement)
    shown = {
        "settlement": settlement,
        "rows": rows,
        "total": sum(row.statement.payable for row in rows),
        "steps": _steps(settlement),
        "changes": _changes(request.actor, settlement),
        "form": StepForm(version=settlement.version),
        # Two forms on one page: ids of their own.
        "anew": StepForm(version=settlement.version, auto_id="anew_%s"),
        "step": _next_step(request.actor, settlement),
        "may_calculate": _may_recalculate(request.actor, settlement),
    }
    return render(request, "settlement/settlement_page.html", shown)


def _may_recalculate(actor: Actor, settlement: Settlement) -> bool:
    return settlement.step in {Step.DRAFT, Step.CHECKED} and actor.may(verbs.CALCULATE_SETTLEMENT)


@dataclass(frozen=True, slots=True)
class NextStep:
    route: str
    label: Promise
    # Who made an earlier step sees why the button is not his.
    is_own: bool


_NEXT = {
    Step.DRAFT: ("settlement-check", gettext_lazy("Checked, agrees"), verbs.CHECK_SETTLEMENT),
    Step.CHECKED: ("settlement-approve", gettext_lazy("Approve"), verbs.APPROVE_SETTLEMENT),
    Step.APPROVED: ("settlement-pay", gettext_lazy("Mark as paid"), verbs.PAY_SETTLEMENT),
}


def _next_step(actor: Actor, settlement: Settlement) -> NextStep | None:
    route, label, verb = _NEXT.get(Step(settlement.step), ("", None, None))
    if verb is None or label is None or not actor.may(verb):
        return None
    before = {settlement.drafted_by_id, settlement.checked_by_id, settlement.approved_by_id}
    return NextStep(route, label, actor.account in before)


# The acts by their names; `Step` names the state each leaves behind.
_STEPS = {
    Step.DRAFT: pgettext_lazy("step", "Draft"),
    Step.CHECKED: pgettext_lazy("step", "Check"),
    Step.APPROVED: pgettext_lazy("step", "Approval"),
    Step.PAID: pgettext_lazy("step", "Payment"),
}


def _steps(settlement: Settlement) -> list[dict[str, Any]]:
    acts: list[tuple[Step, Any, datetime | None]] = [
        (Step.DRAFT, settlement.drafted_by, settlement.drafted_at),
        (Step.CHECKED, settlement.checked_by, settlement.checked_at),
        (Step.APPROVED, settlement.approved_by, settlement.approved_at),
        (Step.PAID, settlement.paid_by, settlement.paid_at),
    ]
    states = ["done" if at else "todo" for _step, _who, at in acts]
    if "todo" in states:
        states[states.index("todo")] = "current"
    return [
        {"label": _STEPS[step], "state": state, "who": who.name if who else "", "when": at}
        for (step, who, at), state in zip(acts, states, strict=True)
    ]


def _changes(actor: Actor, settlement: Settlement) -> list[dict[str, Any]]:
    """A change since the draft, shown as a difference to those who will sign it."""
    if settlement.step not in {Step.DRAFT, Step.CHECKED} or not _signs(actor):
        return []
    changes = drafting.changes(settlement)
    if not changes:
        return []
    names, committees = access.payee_names(change.payee for change in changes), access.committees(actor)
    return [
        {
            "committee": committees[change.committee],
            "kind": LineKind(change.kind).label,
            "payee": names.get(change.payee, _("Committee")),
            "before": change.before,
            "after": change.after,
            "pieces_before": change.pieces_before,
            "pieces_after": change.pieces_after,
        }
        for change in changes
    ]


def _signs(actor: Actor) -> bool:
    return any(
        actor.may(verb)
        for verb in (verbs.CALCULATE_SETTLEMENT, verbs.CHECK_SETTLEMENT, verbs.APPROVE_SETTLEMENT)
    )


@require_POST
def calculate(request: Request) -> HttpResponse:
    form = CalculateForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with form.answering():
            made = actions.calculate(request.actor, given["client_id"], given["quarter"], given["version"])
            messages.success(request, _("The quarter was worked out."))
            return redirect(href(request, "settlement-page", access.by_id(request.actor, made).quarter))
    shown = {"settlements": access.settlements(request.actor), "may_calculate": True, "form": form}
    return render(request, "settlement/settlement_list.html", shown, status=422)


StepAction = Callable[[Actor, UUID, UUID, int], UUID]


def _take(request: Request, pk: UUID, act: StepAction, said: str) -> HttpResponse:
    settlement = access.by_id(request.actor, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Http404
    act(request.actor, form.cleaned_data["client_id"], settlement.id, form.cleaned_data["version"])
    messages.success(request, said)
    return redirect(href(request, "settlement-page", settlement.quarter))


@require_POST
def check(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, actions.check, _("Checked. The street leader in charge can approve it now."))


@require_POST
def approve(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, actions.approve, _("Approved and frozen. Finance can pay it now."))


@require_POST
def pay(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, actions.pay, _("Marked as paid."))


def _statement(request: Request, pk: UUID) -> dict[str, Any]:
    statement = access.statement(request.actor, pk)
    return {
        "statement": statement,
        "settlement": statement.settlement,
        "lines": access.lines(statement),
        "sentences": [(one.clause, one.said(_)) for one in access.sentences(statement)],
    }


@require_safe
def statement_page(request: Request, pk: UUID) -> HttpResponse:
    return render(request, "settlement/statement_page.html", _statement(request, pk))


@require_safe
def statement_print(request: Request, pk: UUID) -> HttpResponse:
    return render(request, "settlement/statement_print.html", _statement(request, pk))


@require_safe
def line_page(request: Request, pk: UUID) -> HttpResponse:
    """An amount opened down to the notices and forms it counts."""
    return _opened(request, access.line(request.actor, pk), "settlement/line_page.html")


@require_safe
def own_line_page(request: Request, pk: UUID) -> HttpResponse:
    return _opened(request, access.own_line(request.actor, pk), "settlement/own_line.html")


def _opened(request: Request, line: StatementLine, template: str) -> HttpResponse:
    page, rows = access.pieces(line, request.GET.get("after", ""))
    return render(request, template, {"line": line, "page": page, "rows": rows})


@require_safe
def inspection_list(request: Request) -> HttpResponse:
    form = QuarterFilter(request.GET or None)
    asked = form.cleaned_data["quarter"] if form.is_valid() else None
    quarter = asked or Quarter.of(clock.today()).previous()
    shown = {"quarter": str(quarter), "rows": access.inspection_rows(request.actor, quarter), "form": form}
    return render(request, "settlement/inspection_list.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def inspection_form(request: Request, quarter: str, committee: UUID) -> HttpResponse:
    wanted = _quarter(quarter)
    place = access.committee(request.actor, verbs.RECORD_INSPECTION, committee)
    held = access.inspection_result(request.actor, place.id, wanted)
    form = InspectionForm(request.POST or None, initial=_held(held), version=held.version if held else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        figures = actions.Figures(
            given["checked"], given["errors_found"], given["traced_back"], given["unregistered"]
        )
        with form.answering():
            actions.record_inspection(
                request.actor, given["client_id"], place.id, str(wanted), given["version"], figures
            )
            messages.success(request, _("Kept. It enters the quarter at its next calculation."))
            return redirect(f"{href(request, 'inspection-list')}?quarter={wanted}")
    shown = {"form": form, "committee": place, "quarter": str(wanted)}
    return render(request, "settlement/inspection_form.html", shown, status=422 if form.errors else 200)


def _quarter(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except ValueError:
        raise Http404 from None


def _held(held: InspectionResult | None) -> dict[str, int]:
    if held is None:
        return {"traced_back": 0, "unregistered": 0}
    return {
        "checked": held.checked,
        "errors_found": held.errors,
        "traced_back": held.traced_back,
        "unregistered": held.unregistered,
    }


@require_safe
def own_rewards(request: Request) -> HttpResponse:
    quarter = Quarter.of(clock.today())
    shown = {"work": access.own_work(request.actor, quarter), "lines": access.own_lines(request.actor)}
    return render(request, "settlement/own_rewards.html", shown)
