"""The gate: no view runs before its verb was named and granted.

No session: 302 to sign-in, 401 on htmx. Without the verb, or in a street without a post: the same 404 as for
an object that does not exist.
"""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from sanshi.accounts.access import actor_for, streets_of
from sanshi.accounts.models import Account
from sanshi.verbs import CHANGE_PASSWORD, SIGN_OUT, Actor, Purpose, Request, Verb, verb_of

PURPOSE_KEY = "purpose"
WITH_A_ONE_TIME_PASSWORD = (CHANGE_PASSWORD, SIGN_OUT)


class GateMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Refusals too: an answer that may be kept would tell a foreign street from one that is not there.
        add_never_cache_headers(cast(HttpResponse, response))
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        verb = verb_of(view)
        if verb is None:
            raise Http404
        request = cast(Request, request)
        request.verb = verb
        if verb.public:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        request.actor = _actor(request, kwargs.get("subdistrict"))
        if _has_a_one_time_password(request) and verb not in WITH_A_ONE_TIME_PASSWORD:
            return _to(request, reverse("change-password"))
        if not request.actor.may(verb):
            raise Http404
        return _ask_purpose(request, verb)


def _to_sign_in(request: Request) -> HttpResponseBase:
    if request.htmx:
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("sign-in")})
    return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'next': request.path})}")


def _has_a_one_time_password(request: Request) -> bool:
    return cast(Account, request.user).must_change_password


def _to(request: Request, address: str) -> HttpResponseBase:
    if request.htmx:
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _actor(request: Request, subdistrict: str | None) -> Actor:
    account = cast(Account, request.user)
    purpose = Purpose(request.session.get(PURPOSE_KEY, ""))
    if subdistrict is None:
        held = streets_of(account)
        subdistrict = held[0] if held else ""
        return actor_for(account, subdistrict, purpose) or Actor(account.id, account.name, "")
    actor = actor_for(account, subdistrict, purpose)
    if actor is None:
        raise Http404
    return actor


def _ask_purpose(request: Request, verb: Verb) -> HttpResponseBase | None:
    """A look-up outside one's own task asks for its purpose first (plan 2.5.3)."""
    if verb.purpose is not Purpose.ASKED or request.actor.purpose:
        return None
    ask = reverse("purpose", kwargs={"subdistrict": request.actor.subdistrict})
    target = f"{ask}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ask
    if request.htmx:
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
