"""Where somebody moved to, in words."""

import re
from collections.abc import Iterable

from sanshi.territory.models import Committee

_COMMITTEE = re.compile(r"[0-9]{12}")


def where_to(subdistrict: str, moved_to: str) -> str:
    """A committee of the street is stored by its code; anything else stands for itself."""
    if not _COMMITTEE.fullmatch(moved_to):
        return moved_to
    names = Committee.objects.filter(subdistrict=subdistrict, code=moved_to).order_by("-id")
    return names.values_list("name", flat=True).first() or moved_to


def where_each(subdistrict: str, moved_to: Iterable[str]) -> dict[str, str]:
    """Of several at once, by what is stored; what stands for itself is left out."""
    codes = {code for code in moved_to if _COMMITTEE.fullmatch(code)}
    if not codes:
        return {}
    names = Committee.objects.filter(subdistrict=subdistrict, code__in=codes).order_by("id")
    return dict(names.values_list("code", "name"))
