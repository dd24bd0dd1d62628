from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from sanshi.register import access, shown
from sanshi.register.forms import AsOfForm, RevealForm
from sanshi.register.reveal import Reason, Revealed, left_today, reveal
from sanshi.register.views.linking import behind, changes_begun, turned
from sanshi.verbs import ANSWER_RESIDENT, REVEAL, Request


@require_safe
def person_page(request: Request, pk: UUID) -> HttpResponse:
    form = AsOfForm(request.GET)
    as_of, turn = form.as_of, turned(request, form)
    record = access.person_record(request.actor, pk, as_of)
    context = {
        "record": record,
        "facts": shown.person_facts(record.facts) if record.facts else [],
        "stays": [(row, shown.residency_facts(row.stay) if row.door else []) for row in record.stays],
        "relations": access.relations(request.actor, pk, record.facts, record.stays, as_of),
        **turn,
        **changes_begun(request),
        "may_reveal": request.actor.may(REVEAL) and as_of.is_now,
        "may_answer": request.actor.may(ANSWER_RESIDENT),
        "behind": behind(request, "person-values", pk, turn["kept_day"]),
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
