"""Components of every page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sanshi import clock, verbs
from sanshi.shell import forms, icons, links, words
from sanshi.shell.frame import Frame, Text
from sanshi.shell.paging import Page

register = template.Library()

register.filter("day", words.day)
register.filter("yuan", words.yuan)
register.filter("listed", words.listed)


@register.filter
def moment(value: datetime | None) -> str:
    if value is None:
        return ""
    stamp = value.astimezone(clock.SHANGHAI).isoformat(timespec="minutes")
    return format_html(
        '<time class="moment" datetime="{}" title="{}">{}</time>',
        stamp,
        words.full_moment(value),
        words.moment(value),
    )


@register.filter
def percent(value: int | float | None) -> str:
    return "" if value is None else f"{value:g} %"


# Links and icons


@register.simple_tag(takes_context=True)
def href(context: Context, route: str, *args: Any, **kwargs: Any) -> str:
    return links.href(context["request"], route, *args, **kwargs)


@register.simple_tag
def icon(name: str, label: Text = "", **attributes: str) -> SafeString:
    """An outline icon. Decoration unless it has a `label`."""
    extra = f" {attributes['class']}" if "class" in attributes else ""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="20" height="20" {} focusable="false">{}</svg>',
        extra,
        spoken,
        icons.drawing(name),
    )


# The frame around a page


@register.simple_tag(takes_context=True)
def page_frame(context: Context) -> Frame:
    frame = context.get("frame")
    return frame if frame else Frame()


@register.simple_tag
def demo_now() -> datetime | None:
    return clock.now() if settings.SANSHI_MODE == "demo" else None


@register.simple_tag(takes_context=True)
def chosen_purpose(context: Context) -> Text:
    """Words for the purpose the reader has stated for look-ups (plan 2.5.3); empty when none is."""
    request = context.get("request")
    purpose = getattr(request, "purpose", None) or getattr(getattr(request, "actor", None), "purpose", None)
    if purpose not in verbs.CHOSEN_PURPOSES:
        return ""
    return verbs.PURPOSE_LABELS[verbs.Purpose(purpose)]


@register.simple_tag
def url_or_nothing(route: str) -> str:
    """The address of a route that may not be there (a gallery, an error page)."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> str:
    """The text of a block of the page once more: the title stands in <title> and in the h1."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return mark_safe(block.render(context).strip()) if block else ""  # noqa: S308 - rendered, so escaped


# Breadcrumbs


@dataclass(frozen=True, slots=True)
class Crumb:
    label: Text
    url: str = ""


@register.simple_tag
def crumb(label: Text, url: str = "") -> SafeString:
    if url:
        return format_html('<li class="breadcrumb-item"><a href="{}">{}</a></li>', url, label)
    return format_html('<li class="breadcrumb-item active" aria-current="page">{}</li>', label)


@register.simple_tag
def crumbs(trail: Iterable[Any]) -> SafeString:
    """A trail of places (街道 › 居委 › 号 › 室): objects with `label` and `url`, or pairs."""
    pairs = (step if isinstance(step, tuple) else (step.label, step.url) for step in trail)
    return mark_safe("".join(crumb(label, url) for label, url in pairs))  # noqa: S308 - parts are escaped


# States


@register.inclusion_tag("shell/components/clock_badge.html")
def clock_badge(of: words.Clock | None) -> dict[str, Any]:
    if of is None:
        return {"clock": None}
    return {"clock": of, "words": words.days_left(of.days_left), "due": words.day(of.due)}


TONES = {"neutral", "blue", "green", "amber", "red"}


@register.simple_tag
def state_badge(label: Text, tone: str = "neutral") -> SafeString:
    if tone not in TONES:
        raise ValueError(f"tone {tone!r} is none of {sorted(TONES)}")
    return format_html('<span class="state state-{}">{}</span>', tone, label)


@register.inclusion_tag("shell/components/tile.html")
def tile(
    label: Text, value: object, url: str = "", tone: str = "neutral", note: Text = "", icon: str = ""
) -> dict[str, Any]:
    return {"label": label, "value": value, "url": url, "tone": tone, "note": note, "icon": icon}


@register.inclusion_tag("shell/components/steps.html")
def steps(items: Iterable[Any]) -> dict[str, Any]:
    """Objects (or dicts) with label, state (done, current, todo), who, when."""
    return {"items": items}


# Facts and differences


@register.simple_tag
def fact(label: Text, value: object = None, note: Text = "") -> SafeString:
    shown = "—" if value is None or value == "" else value
    small = format_html(' <small class="text-secondary">{}</small>', note) if note else ""
    return format_html("<div><dt>{}</dt><dd>{}{}</dd></div>", label, shown, small)


@register.simple_tag
def masked(text: str | None, reveal: str = "", label: Text = "") -> SafeString:
    """An already masked value. `reveal`: address of the page that asks for a reason and shows it in full."""
    if not text:
        return mark_safe('<span class="masked-none">—</span>')
    shown = format_html('<span class="masked">{}</span>', text)
    if not reveal:
        return shown
    return format_html('{} <a class="reveal" href="{}">{}{}</a>', shown, reveal, icon("eye"), label)


@register.filter
def masked_value(text: str | None) -> SafeString:
    return masked(text)


@register.inclusion_tag("shell/components/difference.html")
def difference(rows: Sequence[Any], before: Text = "", given: Text = "", after: Text = "") -> dict[str, Any]:
    """Objects (or dicts) with label, before, given, after, changed; the headings can be renamed."""
    return {
        "rows": rows,
        "before": before,
        "given": given,
        "after": after,
        "has_after": any(map(_after, rows)),
    }


def _after(row: Any) -> Any:
    return row.get("after") if isinstance(row, Mapping) else getattr(row, "after", None)


# Lists


@register.inclusion_tag("shell/components/empty_state.html")
def empty_state(
    title: Text, text: Text = "", icon: str = "inbox", action_url: str = "", action_label: Text = ""
) -> dict[str, Any]:
    return {
        "title": title,
        "text": text,
        "icon": icon,
        "action_url": action_url,
        "action_label": action_label,
    }


@register.inclusion_tag("shell/components/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], parameter: str = "after") -> dict[str, Any]:
    request: HttpRequest = context["request"]

    def link(cursor: str) -> str:
        query = request.GET.copy()
        query[parameter] = cursor
        return f"?{query.urlencode()}"

    return {
        "previous": link(page.previous) if page.previous else "",
        "next": link(page.next) if page.next else "",
        "shown": len(page.rows),
    }


# Forms


@register.inclusion_tag("shell/components/field.html")
def field(bound: BoundField, label: Text = "", help: Text = "", **attributes: str) -> dict[str, Any]:
    return forms.parts(bound, label=label, help=help, attributes=attributes)


@register.inclusion_tag("shell/components/fields.html")
def fields(form: Any) -> dict[str, Any]:
    return {"form": form}


@register.inclusion_tag("shell/components/form_head.html", takes_context=True)
def form_head(context: Context, form: Any) -> dict[str, Any]:
    """CSRF token, hidden fields and the summary of errors: the first line inside every <form method=post>."""
    return {"form": form, "csrf_token": context.get("csrf_token")}
