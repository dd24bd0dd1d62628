"""URLs below the reader's street: `verbs.page` takes the street out for views; this puts it in."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


def subdistrict_of(request: HttpRequest) -> str:
    """The nine digits the reader works under; empty for a page without a street."""
    actor = getattr(request, "actor", None)
    if actor is not None and actor.subdistrict:
        return str(actor.subdistrict)
    match = getattr(request, "resolver_match", None)
    return str(match.kwargs.get("subdistrict", "")) if match else ""


def href(request: HttpRequest, route: str, *args: Any, **kwargs: Any) -> str:
    """The address of a route, with the street where it has one. Positional or named values, not both."""
    street = subdistrict_of(request)
    if not street:
        return reverse(route, args=args, kwargs=kwargs)
    try:
        if args:
            return reverse(route, args=(street, *args))
        return reverse(route, kwargs={"subdistrict": street, **kwargs})
    except NoReverseMatch:
        return reverse(route, args=args, kwargs=kwargs)
