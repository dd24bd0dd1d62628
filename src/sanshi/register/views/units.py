from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sanshi.register import access, shown
from sanshi.register.access import staff
from sanshi.register.access.units import sees_key_trades
from sanshi.register.as_of import AsOf
from sanshi.register.forms import AsOfForm, UnitFilter
from sanshi.register.models import UnitStatus
from sanshi.register.views.linking import address, behind, changes_begun, turned
from sanshi.verbs import OPEN_OWN_FIND, READ_DWELLINGS, READ_UNITS, REVEAL, Request


@require_safe
def unit_list(request: Request) -> HttpResponse:
    actor = request.actor
    of_police = sees_key_trades(actor)
    form = UnitFilter(request.GET, access.committees_read(actor, READ_UNITS), of_police=of_police)
    listed = access.units(
        actor,
        form.place("committee"),
        form.word("kind"),
        form.word("status"),
        request.GET.get("after", ""),
        staff.having(form.word("staff")),
        form.word("trade") == "key",
    )
    working = staff.counted(actor.subdistrict, [row.unit_id for row in listed.page.rows])
    context = {
        "form": form,
        "listed": listed,
        "page": listed.page,
        "rows": [(row, working.get(row.unit_id, 0)) for row in listed.page.rows],
        "of_police": of_police,
    }
    return render(request, "register/unit_list.html", context)


@require_safe
def unit_page(request: Request, pk: UUID) -> HttpResponse:
    form = AsOfForm(request.GET)
    as_of, turn = form.as_of, turned(request, form)
    record = access.unit(request.actor, pk, as_of)
    context = {
        "record": record,
        "unit": record.facts,
        "facts": shown.unit_facts(record) if record.is_known else [],
        "staff": _staff(request, record, as_of),
        "may_reveal": request.actor.may(REVEAL) and as_of.is_now,
        "move": address(request, "unit-move") if request.actor.may(OPEN_OWN_FIND) else "",
        "reads_places": request.actor.may(READ_DWELLINGS),
        "behind": behind(request, "unit-values", pk, turn["kept_day"]),
        **turn,
        **(changes_begun(request) if _may_change(record) else {}),
    }
    return render(request, "register/unit_page.html", context)


def _staff(request: Request, record: access.UnitRecord, as_of: AsOf) -> Sequence[staff.StaffRow] | None:
    if record.is_merged or not record.is_known:
        return None
    return staff.staff(request.actor, record.facts, as_of)


def _may_change(record: access.UnitRecord) -> bool:
    return not record.is_merged and record.facts.status != UnitStatus.CLOSED
