"""Who read or wrote a record: all of it, and on paper for the resident who asks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sanshi import clock
from sanshi.register import access
from sanshi.register.access import Disclosed
from sanshi.shell.links import href
from sanshi.verbs import ANSWER_RESIDENT, Actor, Request

Readers = Callable[[Actor, UUID, int | None], Disclosed]


@require_safe
def person_readers(request: Request, pk: UUID) -> HttpResponse:
    more = {"may_answer": request.actor.may(ANSWER_RESIDENT), "pk": pk}
    return _readers(request, pk, access.person_readers, "person-page", more)


@require_safe
def dwelling_readers(request: Request, pk: UUID) -> HttpResponse:
    return _readers(request, pk, access.dwelling_readers, "dwelling-page")


@require_safe
def unit_readers(request: Request, pk: UUID) -> HttpResponse:
    return _readers(request, pk, access.unit_readers, "unit-page")


def _readers(
    request: Request, pk: UUID, readers: Readers, record: str, more: dict[str, Any] | None = None
) -> HttpResponse:
    disclosed = readers(request.actor, pk, _before(request.GET.get("after", "")))
    context = {"disclosed": disclosed, "record": href(request, record, pk), **(more or {})}
    return render(request, "register/readers.html", context)


def _before(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**63)) else None


@require_safe
def person_answer(request: Request, pk: UUID) -> HttpResponse:
    context = {
        "disclosed": access.answer_to_resident(request.actor, pk),
        "record": href(request, "person-page", pk),
        "today": clock.today(),
    }
    return render(request, "register/answer.html", context)
