from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sanshi.register.forms import AsOfForm, Filter
from sanshi.register.letting import access
from sanshi.register.letting.access import View
from sanshi.register.letting.forms import LettingFilter
from sanshi.register.letting.shown import crowding_lines, lease_lines
from sanshi.register.views.linking import address
from sanshi.verbs import ASK_VISIT, READ_VISITS, Request

# One sheet of paper has some 35 lines; who needs more narrows the list.
PRINTED_AT_MOST = 500


@require_safe
def letting_list(request: Request) -> HttpResponse:
    """Leases by state, and let dwellings that need a look: about rooms and papers, nobody's name."""
    form, context = _listed(request)
    context |= {
        "views": [
            {
                "value": view.value,
                "label": view.label,
                "count": context["listed"].counts[view],
                "current": view is form.filters.view,
            }
            for view in View
        ],
        "ask": address(request, "visit-ask") if request.actor.may(ASK_VISIT) else "",
        "asked": address(request, "visit-asked") if request.actor.may(READ_VISITS) else "",
        "client_id": uuid4(),
    }
    return render(request, "register/letting_list.html", context)


@require_safe
def letting_print(request: Request) -> HttpResponse:
    _form, context = _listed(request, size=PRINTED_AT_MOST)
    return render(request, "register/letting_print.html", context)


def _listed(request: Request, size: int | None = None) -> tuple[LettingFilter, dict[str, Any]]:
    actor = request.actor
    here = access.places(actor, None)
    committee = Filter(request.GET, here.committees).place("committee")
    form = LettingFilter(request.GET, access.places(actor, committee))
    after = "" if size else request.GET.get("after", "")
    listed = access.listed(actor, form.filters, after, size)
    return form, {
        "form": form,
        "filters": form.filters,
        "listed": listed,
        "page": listed.page,
        "rows": [(row, crowding_lines(row.crowding) if row.crowding else ()) for row in listed.rows],
    }


@require_safe
def dwelling_letting(request: Request, pk: UUID) -> HttpResponse:
    """Part of the dwelling's page: its leases, and whether more live there than the figures allow."""
    as_of = AsOfForm(request.GET).as_of
    record = access.letting_at(request.actor, pk, as_of)
    context = {
        "record": record,
        "as_of": as_of,
        "leases": [(one, lease_lines(one)) for one in record.leases],
        "crowding": crowding_lines(record.crowding) if record.crowding else (),
        "ask": address(request, "visit-ask") if as_of.is_now and request.actor.may(ASK_VISIT) else "",
        "asked": address(request, "visit-asked") if as_of.is_now and request.actor.may(READ_VISITS) else "",
        "client_id": uuid4(),
    }
    return render(request, "register/parts/letting.html", context)
