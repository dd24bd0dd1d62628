"""Pages for what went wrong: what happened, what was kept, what to do next."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.template.context import Context
from django.utils.translation import gettext as _

from sanshi.problems import Refused

PROBLEM_PAGES = {409: "shell/errors/409.html", 429: "shell/errors/429.html", 503: "shell/errors/503.html"}


def _page_of(request: HttpRequest) -> str:
    """Where the reader is: for a part of a page that is not the address which answered."""
    return getattr(getattr(request, "htmx", None), "current_url_abs_path", None) or request.path


def _is_part(request: HttpRequest | None) -> bool:
    return bool(getattr(request, "htmx", False)) and not getattr(
        getattr(request, "htmx", None), "boosted", False
    )


def _bare(
    request: HttpRequest | None, template: str, status: int, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Asks nobody: no database, no session, no context processors, so it is the same for everyone."""
    values = {**(context or {}), "status": status, "part": _is_part(request)}
    values["layout"] = "shell/errors/part.html" if values["part"] else "shell/errors/page.html"
    body = loader.get_template(template).template.render(Context(values))  # type: ignore[attr-defined]
    return HttpResponse(body, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Absent, foreign and forbidden: one body, without the path."""
    return _bare(request, "shell/errors/404.html", 404)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _bare(request, "shell/errors/400.html", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _bare(request, "shell/errors/403_csrf.html", 403)


def too_large(request: HttpRequest) -> HttpResponse:
    return _bare(request, "shell/errors/413.html", 413)


def locked_out(request: HttpRequest, *_args: Any, minutes: int | None = None, **_kwargs: Any) -> HttpResponse:
    """Also in the shape that django-axes calls."""
    return _bare(request, "shell/errors/429.html", 429, {"minutes": minutes})


def unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The journal could not be written, so no data are shown."""
    response = _bare(request, "shell/errors/503.html", 503)
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    try:
        return _bare(request, "shell/errors/500.html", 500)
    except Exception:
        # Even the page is broken (static files not collected): words alone.
        title, text = _("Something went wrong here"), _("Nothing half-done was saved. Go back and try again.")
        return HttpResponse(f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{text}</p>", status=500)


def problem_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal as a page of its own, with the shell around it so that the work goes on.

    Params that the page knows: `differs` (rows for the difference table), `back` (address to go on).
    """
    if refused.status == 404:
        return not_found(request)
    if refused.status == 503:
        return unavailable(request)
    params = refused.params
    context = {
        "refused": refused,
        "message": refused.message,
        "number": refused.kind.number,
        "who": params.get("who"),
        "when": params.get("when"),
        "differs": params.get("differs"),
        "back": params.get("back") or _page_of(request),
        "part": _is_part(request),
    }
    template = {409: "409", 429: "429"}.get(refused.status, "refused")
    if refused.status == 429:
        return _bare(
            request,
            "shell/errors/429.html",
            429,
            {"message": refused.message, "minutes": params.get("minutes")},
        )
    shell = "shell/errors/part.html" if context["part"] else "shell/errors/within.html"
    body = loader.render_to_string(f"shell/errors/{template}.html", {**context, "layout": shell}, request)
    return HttpResponse(body, status=refused.status)
