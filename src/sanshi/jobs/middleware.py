"""A body that is too large is refused by its length, before anything of it is read."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sanshi.jobs.uploads import MEGABYTE, most_bytes
from sanshi.shell.errors import too_large


class BodySizeMiddleware:
    """Stands before the check of the CSRF token, which reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if _length(request) <= _most(request, view):
            return None
        answer = too_large(request)
        # The rest of the body is not read, so the connection cannot go on.
        answer["Connection"] = "close"
        return answer


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isdigit() else 0


def _most(request: HttpRequest, view: Any) -> int:
    """A file comes with the fields and borders of its form: one megabyte more."""
    if getattr(view, "takes_upload", False) and request.user.is_authenticated:
        return most_bytes() + MEGABYTE
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
