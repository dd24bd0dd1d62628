"""Keyset paging: OFFSET is linear, a comparison with the last row is not. One query a page."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
SIZE = 50
# Serials and codes may stand in a cursor; names and remarks may not: it is signed, not secret.
CODE = re.compile(r"[0-9A-Za-z._-]{0,40}")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`next` and `previous` are values for the request parameter `after`, empty where there is nothing."""

    rows: Sequence[Row]
    next: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True)
class _Cursor:
    forward: bool
    values: tuple[Any, ...]


def keyset(
    queryset: QuerySet[Row], order: Sequence[str] = ("id",), after: str = "", size: int = SIZE
) -> Page[Row]:
    """One page, ordered by fields that are never null, the last one unique; `-` turns one round.

    A cursor that was tampered with, or made for another order, gives the first page.
    """
    salt = "sanshi.shell.paging:" + ",".join(order)
    cursor = _read(after, salt, len(order))
    forward = cursor is None or cursor.forward
    keys = [_Key.of(name, forward) for name in order]
    rows = queryset.order_by(*(key.ordering for key in keys))
    if cursor is not None:
        rows = rows.filter(_beyond(keys, cursor.values))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if not forward:
        found.reverse()
    return Page(
        found,
        next=_write(found, -1, True, keys, salt) if (more if forward else bool(found)) else "",
        previous=_write(found, 0, False, keys, salt) if (more if not forward else cursor and found) else "",
    )


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    rising: bool

    @classmethod
    def of(cls, name: str, forward: bool) -> "_Key":
        return cls(name.removeprefix("-"), name.startswith("-") != forward)

    @property
    def ordering(self) -> str:
        return self.name if self.rising else f"-{self.name}"

    def past(self, value: Any) -> Q:
        return Q(**{f"{self.name}__{'gt' if self.rising else 'lt'}": value})

    def from_on(self, value: Any) -> Q:
        return Q(**{f"{self.name}__{'gte' if self.rising else 'lte'}": value})


def _beyond(keys: Sequence[_Key], values: Sequence[Any]) -> Q:
    """(a, b) > (x, y), written so that an index on (a, b) is entered at x."""
    first, value = keys[0], values[0]
    if len(keys) == 1:
        return first.past(value)
    return first.from_on(value) & (first.past(value) | _beyond(keys[1:], values[1:]))


_TAGS: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "u": (UUID, str, UUID),
    "t": (datetime, datetime.isoformat, datetime.fromisoformat),
    "d": (date, date.isoformat, date.fromisoformat),
    "i": (int, int, int),
    "s": (str, str, str),
}


def _pack(value: Any) -> list[Any]:
    if isinstance(value, str) and not CODE.fullmatch(value):
        raise ValueError("a cursor may hold serials and codes only, no text about persons")
    for tag, (kind, write, _read_back) in _TAGS.items():
        if isinstance(value, kind):
            return [tag, write(value)]
    raise ValueError(
        f"a list cannot be paged by a {type(value).__name__}; null columns and floats are no keys"
    )


def _value(row: Any, name: str) -> Any:
    if isinstance(row, Mapping):
        return row[name]
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _write(rows: Sequence[Any], at: int, forward: bool, keys: Sequence[_Key], salt: str) -> str:
    packed = [_pack(_value(rows[at], key.name)) for key in keys]
    return signing.dumps([forward, packed], salt=salt, compress=True)


def _read(text: str, salt: str, length: int) -> _Cursor | None:
    if not text:
        return None
    try:
        forward, packed = signing.loads(text, salt=salt)
        values = tuple(_TAGS[tag][2](value) for tag, value in packed)
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        return None
    return _Cursor(bool(forward), values) if len(values) == length else None
