from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sanshi.entry.behind.access import behind
from sanshi.register import access
from sanshi.register.access import AsOf, Told
from sanshi.register.forms import AsOfForm
from sanshi.verbs import Actor, Request

Values = Callable[[Actor, UUID, AsOf], Told]


@require_safe
def person_values(request: Request, pk: UUID) -> HttpResponse:
    return _values(request, pk, access.person_values)


@require_safe
def dwelling_values(request: Request, pk: UUID) -> HttpResponse:
    return _values(request, pk, access.dwelling_values)


@require_safe
def unit_values(request: Request, pk: UUID) -> HttpResponse:
    return _values(request, pk, access.unit_values)


def _values(request: Request, pk: UUID, values: Values) -> HttpResponse:
    as_of = AsOfForm(request.GET).as_of
    told = values(request.actor, pk, as_of)
    context = {"behind": behind(request.actor, told, as_of.known), "as_of": as_of}
    return render(request, "entry/behind.html", context)
