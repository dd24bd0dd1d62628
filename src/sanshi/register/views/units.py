from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sanshi.register import access, shown
from sanshi.register.forms import AsOfForm, UnitFilter
from sanshi.register.views.linking import changes_begun, form_link
from sanshi.verbs import READ_UNITS, Request


@require_safe
def unit_list(request: Request) -> HttpResponse:
    form = UnitFilter(request.GET, access.committees_read(request.actor, READ_UNITS))
    listed = access.units(
        request.actor,
        form.place("committee"),
        form.word("kind"),
        form.word("status"),
        request.GET.get("after", ""),
    )
    return render(request, "register/unit_list.html", {"form": form, "listed": listed, "page": listed.page})


@require_safe
def unit_page(request: Request, pk: UUID) -> HttpResponse:
    form = AsOfForm(request.GET)
    as_of = form.as_of
    record = access.unit(request.actor, pk, as_of)
    context = {
        "record": record,
        "unit": record.facts,
        "form": form,
        "as_of": as_of,
        "facts": shown.unit_facts(record),
        "acts": [(act, form_link(request, act.form)) for act in record.acts],
        **changes_begun(request),
    }
    return render(request, "register/unit_page.html", context)
