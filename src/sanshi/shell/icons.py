"""Tabler icons, one by one: the whole sprite weighs 2.2 MB."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

OUTLINE = Path("@tabler/icons/icons/outline")


class UnknownIcon(LookupError):
    """A template names an icon that Tabler does not have, or npm packages are not installed."""


@lru_cache(maxsize=512)
def drawing(name: str) -> SafeString:
    """The paths of an outline icon, without its <svg> element."""
    file = Path(settings.NODE_MODULES) / OUTLINE / f"{name}.svg"
    if not name.replace("-", "").isalnum() or not file.is_file():
        raise UnknownIcon(
            f"no icon {name!r} in {file.parent}; names are at https://tabler.io/icons, files come by npm ci"
        )
    body = file.read_text(encoding="utf-8").split(">", 1)[1].rsplit("</svg>", 1)[0]
    return mark_safe(" ".join(body.split()))  # noqa: S308 - a file of an installed package, not input
