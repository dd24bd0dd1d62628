"""What a page showed is journalled before the answer goes out; what cannot be journalled is not shown."""

import logging
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sanshi.journal.recording import NotRecorded, Seen, collecting
from sanshi.problems import NOT_JOURNALLED, Refused
from sanshi.shell.errors import problem_page
from sanshi.verbs import Actor, Verb

log = logging.getLogger(__name__)


class ReadingMiddleware:
    """Opens a reading around the view. The gate below it sets the request's actor and verb."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with collecting() as seen:
            response = self.get_response(request)
        # An answer of 500 and above is an error page, which holds no data.
        if not seen or response.status_code >= 500:
            return response
        return self._journalled(request, response, seen)

    def _journalled(self, request: HttpRequest, response: HttpResponseBase, seen: Seen) -> HttpResponseBase:
        try:
            _write(request, response, seen)
        except Exception as failure:
            # Whatever the reason: no line, no data. Only its kind is logged, as the text may hold values.
            log.error("a page was not journalled, so it was not shown: %s", type(failure).__name__)
            return problem_page(request, Refused(NOT_JOURNALLED))
        return response


def _write(request: HttpRequest, response: HttpResponseBase, seen: Seen) -> None:
    if response.streaming:
        raise NotRecorded("personal data in a stream: nobody knows when it ends")
    actor, verb = getattr(request, "actor", None), getattr(request, "verb", None)
    if not isinstance(actor, Actor) or not isinstance(verb, Verb):
        raise NotRecorded("personal data on a page without an actor and a verb")
    seen.write(actor, verb)
