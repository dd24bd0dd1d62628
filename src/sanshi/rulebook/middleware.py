from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sanshi.rulebook.access import one_page

READS = frozenset({"GET", "HEAD"})


class RulebookMiddleware:
    """A page that is only read asks once which policies and working days hold."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in READS:
            return self.get_response(request)
        with one_page():
            return self.get_response(request)
