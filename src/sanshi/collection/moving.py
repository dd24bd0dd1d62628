"""A unit that moved: one form at its new door names it (plan 2.2.4, 3.2.1)."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.collection import access, actions
from sanshi.collection.actions import Change, Finding
from sanshi.collection.forms.short import OwnFindForm
from sanshi.collection.models import FormAction
from sanshi.identity.numbers import normalise
from sanshi.journal.recording import saw
from sanshi.problems import NO_SUCH_UNIT, SEVERAL_SUCH_UNITS, Refused
from sanshi.register.facts import UnitFacts
from sanshi.register.finding import match_unit
from sanshi.register.history import current
from sanshi.register.models import UnitStatus, UnitVersion
from sanshi.shell.links import href
from sanshi.verbs import READ_UNITS, Actor, Request, reach
from sanshi.visits.models import FoundCategory

MOST_NAMED = 2
"""More of one name are told apart by the code."""


class MoveForm(OwnFindForm):
    """At which of the doors it stands now, and which unit it is."""

    unit = forms.CharField(
        label=_("Which unit"),
        max_length=100,
        help_text=_("Its credit code, as on the licence, or its whole name as it is registered."),
    )

    field_order = ("unit", "door", "learned_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["matter"]


@require_http_methods(["GET", "POST"])
def unit_move(request: Request) -> HttpResponse:
    """It may have stood in another committee: whoever meets it at the new door names it."""
    buildings = access.buildings_in_reach(request.actor)
    chosen = next((one for one in buildings if str(one.pk) == request.GET.get("building")), None)
    known = _known(request)
    context: dict[str, Any] = {"buildings": buildings, "chosen": chosen, "known": known}
    if chosen is None:
        return render(request, "collection/unit_move.html", context)
    sent = request.POST if request.method == "POST" else None
    initial = {"learned_on": clock.today(), "unit": known.credit_code or known.name if known else ""}
    form = MoveForm(access.doors_of(request.actor, chosen.pk), sent, initial=initial)
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            unit = known.unit_id if known else named(request.actor, given["unit"])
            finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=unit, moved_here=True)
            change = Change(UUID(given["door"]), finding, given["learned_on"])
            return redirect(
                href(request, "form-fill", actions.open_change(request.actor, given["client_id"], change))
            )
    context["form"] = form
    return render(request, "collection/unit_move.html", context, status=422 if form.errors else 200)


def _known(request: Request) -> UnitVersion | None:
    """The unit whose page it was that led here."""
    try:
        asked = UUID(request.GET.get("unit", ""))
    except ValueError:
        return None
    mine = within(reach(request.actor, READ_UNITS))
    return _open_units(request.actor.subdistrict).filter(mine, unit=asked).select_related("door").first()


def named(actor: Actor, text: str) -> UUID:
    """The unit at work in the street with this code or name. Raises Refused, naming the field."""
    said, code = text.strip(), normalise(text)
    rows = _open_units(actor.subdistrict)
    found = list(rows.filter(credit_code=code).values_list("unit_id", flat=True)[:MOST_NAMED]) if code else []
    if not found:
        like = match_unit(actor.subdistrict, UnitFacts(name=said, kind=""), address="")
        alike = rows.filter(unit__in=[one.key for one in like.candidates], name=said)
        found = list(alike.values_list("unit_id", flat=True)[:MOST_NAMED])
    if not found:
        raise Refused(NO_SUCH_UNIT, field="unit")
    if len(found) > 1:
        raise Refused(SEVERAL_SUCH_UNITS, field="unit")
    saw("register.unit", found, fields=("name", "credit_code"))
    return found[0]


def _open_units(subdistrict: str) -> QuerySet[UnitVersion]:
    rows = UnitVersion.objects.filter(current(), subdistrict=subdistrict, valid_to__isnull=True)
    return rows.exclude(status=UnitStatus.CLOSED)
