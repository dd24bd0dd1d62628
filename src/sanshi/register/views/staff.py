from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from sanshi.register.access import staff
from sanshi.register.forms import RevealForm
from sanshi.register.reveal import Reason, Revealed, left_today, reveal_employee
from sanshi.verbs import Request


@require_POST
def employee_reveal(request: Request, pk: UUID) -> HttpResponse:
    """An employee's document number in full, in its place on the unit's page; first the reason is asked."""
    row = staff.employment(request.actor, pk)
    sent = {**request.POST.dict(), "field": Revealed.DOCUMENT}
    form = RevealForm(sent if "reason" in request.POST else None, initial=sent)
    context: dict[str, Any] = {"employment": pk, "unit": row.unit_id, "form": form}
    if form.is_valid():
        context["number"] = reveal_employee(request.actor, pk, Reason(form.cleaned_data["reason"]))
    context["left"] = left_today(request.actor)
    template = "register/reveal_employee.html" if request.htmx else "register/reveal_employee_page.html"
    return render(request, template, context, status=422 if form.errors else 200)
