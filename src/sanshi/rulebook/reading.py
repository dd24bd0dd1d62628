"""Strict reading of plain values, from TOML or JSON. Every error names the path of the key it is about."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar

from django.db.models import TextChoices

T = TypeVar("T")
Code = TypeVar("Code", bound=TextChoices)
Reader = Callable[[object, str], T]

# What every database stores as an integer and no street ever pays.
MOST = 10**9
LONGEST_SHOWN = 60


class Unreadable(ValueError):
    """A value that cannot be used; says where and why."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path


def shown(value: object) -> str:
    """What stands there, short enough for a message."""
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def table(
    value: object, path: str, required: frozenset[str], optional: frozenset[str] = frozenset()
) -> Mapping[str, object]:
    """The table itself, once it has exactly the keys it may have."""
    if not isinstance(value, Mapping):
        raise Unreadable(path, f"a table belongs here, not {shown(value)}")
    for key in value:
        if key not in required | optional:
            raise Unreadable(below(path, str(key)), "this key is not known here")
    for key in sorted(required):
        if key not in value:
            raise Unreadable(below(path, key), "this key is missing")
    return value


def whole_number(least: int = 0, most: int = MOST) -> Reader[int]:
    def read(value: object, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Unreadable(path, f"a whole number from {least} to {most} belongs here, not {shown(value)}")
        return value

    return read


def yes_or_no(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise Unreadable(path, f"true or false belongs here, not {shown(value)}")
    return value


def text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unreadable(path, f"a text belongs here, not {shown(value)}")
    return value


def day(value: object, path: str) -> date:
    """TOML has dates of its own; JSON writes them as text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(text(value, path))
    except ValueError:
        raise Unreadable(path, f"a day like 2012-05-30 belongs here, not {shown(value)}") from None


def code(choices: type[Code]) -> Reader[Code]:
    def read(value: object, path: str) -> Code:
        if value not in choices.values:
            raise Unreadable(path, f"one of {', '.join(choices.values)} belongs here, not {shown(value)}")
        return choices(value)

    return read


def list_of(read_one: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list with at least one value and none twice."""

    def read(value: object, path: str) -> tuple[T, ...]:
        if not isinstance(value, list) or not value:
            raise Unreadable(path, f"a list with at least one value belongs here, not {shown(value)}")
        items = tuple(read_one(item, f"{path}[{place}]") for place, item in enumerate(value))
        for place, item in enumerate(items):
            if item in items[:place]:
                raise Unreadable(f"{path}[{place}]", f"{shown(value[place])} stands there twice")
        return items

    return read


def by_code(choices: type[Code], read_one: Reader[T]) -> Reader[dict[Code, T]]:
    """A table with one value for every code of `choices`."""

    def read(value: object, path: str) -> dict[Code, T]:
        rows = table(value, path, frozenset(choices.values))
        return {code: read_one(rows[code.value], below(path, code.value)) for code in choices}

    return read


def below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
