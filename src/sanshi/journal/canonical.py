"""One way to write a value as bytes, for digests and MACs.

Each value is a tag, the length of its payload in bytes as decimal digits, ":" and the payload, so no two
values of different shape share their bytes:

    n None · b bool (0, 1) · i int · f float (IEEE 754, 8 bytes, big-endian; no NaN) · s str (UTF-8) · x bytes
    d Decimal without trailing zeros
    u UUID (16 bytes) · D date · T aware datetime in UTC with microseconds · t time of day
    l list or tuple · S set, sorted by bytes · m mapping, pairs sorted by the key's bytes
    o dataclass: its name, then its fields as a mapping · r model instance: its label and primary key

An enum member is written as its value. Anything else is refused: what depends on `repr` does not last.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from math import isnan
from struct import pack
from typing import Any
from uuid import UUID

from django.db.models import Model


def canonical(value: object) -> bytes:
    """Raises TypeError for a type the table above does not name."""
    write = _SCALARS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, Enum):
        return canonical(value.value)
    return _of_a_kind(value) or _compound(value)


class Mappings:
    """Mappings that all have these names, which are written and sorted once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._keys = sorted((canonical(name), name) for name in names)

    def canonical(self, values: Mapping[str, object]) -> bytes:
        return _tagged(b"m", b"".join([key + canonical(values[name]) for key, name in self._keys]))


def listed(*parts: bytes) -> bytes:
    """The list of values that are written already."""
    return _tagged(b"l", b"".join(parts))


def _tagged(tag: bytes, payload: bytes) -> bytes:
    return b"%b%d:%b" % (tag, len(payload), payload)


def _float(value: float) -> bytes:
    if isnan(value):
        raise TypeError("NaN equals nothing, not even itself: it cannot be digested")
    # Minus nothing equals nothing.
    return _tagged(b"f", pack(">d", value or 0.0))


# By the exact type: a row has some thirty values, and each row that is written is digested.
_SCALARS: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda value: b"n0:",
    bool: lambda value: b"b1:%d" % value,
    int: lambda value: _tagged(b"i", b"%d" % value),
    float: _float,
    str: lambda value: _tagged(b"s", value.encode()),
    UUID: lambda value: b"u16:%b" % value.bytes,
    bytes: lambda value: _tagged(b"x", value),
    Decimal: lambda value: _tagged(b"d", format(value.normalize(), "f").encode()),
    datetime: lambda value: _tagged(b"T", _utc(value).encode()),
    date: lambda value: _tagged(b"D", value.isoformat().encode()),
    time: lambda value: _tagged(b"t", value.isoformat("microseconds").encode()),
    list: lambda value: _tagged(b"l", _joined(value)),
    tuple: lambda value: _tagged(b"l", _joined(value)),
    dict: lambda value: _tagged(b"m", _pairs(value)),
}
# Of a subclass (a Blob is bytes): the first that fits, so datetime stands before date.
_KINDS = (int, str, UUID, bytes, Decimal, datetime, date, time)


def _of_a_kind(value: object) -> bytes | None:
    if isinstance(value, bytearray | memoryview):
        return _tagged(b"x", bytes(value))
    kind = next((kind for kind in _KINDS if isinstance(value, kind)), None)
    return _SCALARS[kind](value) if kind else None


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise TypeError("a time without a zone cannot be digested")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _compound(value: object) -> bytes:
    match value:
        case list() | tuple():
            return _tagged(b"l", _joined(value))
        case set() | frozenset():
            return _tagged(b"S", b"".join(sorted(map(canonical, value))))
        case Mapping():
            return _tagged(b"m", _pairs(value))
        case Model():
            return _tagged(b"r", canonical(value._meta.label_lower) + canonical(value.pk))
    if is_dataclass(value) and not isinstance(value, type):
        held = {field.name: getattr(value, field.name) for field in fields(value)}
        return _tagged(b"o", canonical(type(value).__qualname__) + canonical(held))
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _joined(values: Iterable[object]) -> bytes:
    return b"".join(map(canonical, values))


def _pairs(mapping: Mapping[object, object]) -> bytes:
    pairs = ((canonical(key), canonical(value)) for key, value in mapping.items())
    return b"".join(key + value for key, value in sorted(pairs))
