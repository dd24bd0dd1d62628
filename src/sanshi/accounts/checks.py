"""Start-up check: every URL names its verb."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from sanshi.verbs import verb_of


def all_patterns(patterns: list[Any] | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern.url_patterns, route)
        else:
            yield route, pattern


@register("urls")
def every_url_names_its_verb(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"The URL {route!r} names no verb.", hint="Use sanshi.verbs.page in urls.py.", id="sanshi.E100")
        for route, pattern in all_patterns()
        if verb_of(pattern.callback) is None
    ]
