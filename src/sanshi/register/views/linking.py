"""What every page of a record says of other pages: the day it is turned to, where a change begins."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.urls import NoReverseMatch

from sanshi.register.forms import AsOfForm
from sanshi.shell.links import href
from sanshi.verbs import OPEN_OWN_FIND, Request


def changes_begun(request: Request) -> dict[str, Any]:
    """Where a collector begins a change of what the page shows, and the number that makes a click one act."""
    may = request.actor.may(OPEN_OWN_FIND)
    return {"open_form": address(request, "form-open") if may else "", "client_id": uuid4()}


def address(request: Request, route: str, *args: object) -> str:
    """Of a page of an app below this one; empty while there is none."""
    try:
        return href(request, route, *args)
    except NoReverseMatch:
        return ""


def turned(request: Request, form: AsOfForm) -> dict[str, Any]:
    """The day a page is turned to, kept in the links from it."""
    as_of = form.as_of
    kept = "" if as_of.is_now else "?" + urlencode({k: v for k, v in request.GET.items() if k in form.fields})
    return {"form": form, "as_of": as_of, "kept_day": kept}


def behind(request: Request, route: str, record: UUID, kept_day: str) -> str:
    """Where the part of the page is asked for that lies below: forms and what they said."""
    url = address(request, route, record)
    return url and url + kept_day
