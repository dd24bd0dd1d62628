"""Codes of national standards, from the tables in `data`: a code, its Chinese and its English name a line."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib import resources

from django.utils.translation import get_language

Table = dict[str, tuple[str, str]]


@cache
def nationalities() -> Table:
    """GB/T 2659.1, three letters; those met most often here come first."""
    return dict(_read("nationalities"))


@cache
def industries() -> Table:
    """GB/T 4754, two digits; those of shops come first."""
    return dict(_read("industries"))


@cache
def provinces() -> Table:
    """GB/T 2260, the first two digits and zeros."""
    return dict(_read("provinces"))


def is_region(code: str, *, demo: bool = False) -> bool:
    """Whether six digits lie in a province. `demo` takes made-up regions (0…), as a document number does."""
    return f"{code[:2]}0000" in provinces() or (demo and code.startswith("0"))


def region(code: str) -> str:
    """GB/T 2260: the province by its name before a code below it; an unknown code stands for itself."""
    province = f"{code[:2]}0000"
    if province not in provinces():
        return code
    name = name_of(provinces(), province)
    return name if code == province else f"{name} {code}"


def _read(name: str) -> Iterator[tuple[str, tuple[str, str]]]:
    file = resources.files("sanshi.register").joinpath("data", f"{name}.csv")
    for code, chinese, english in csv.reader(file.read_text(encoding="utf-8").splitlines()):
        yield code, (chinese, english)


def name_of(table: Table, code: str) -> str:
    """In the reader's language; an unknown code stands for itself."""
    names = table.get(code)
    return names[_place()] if names else code


def choices(table: Table) -> list[tuple[str, str]]:
    return [(code, f"{names[_place()]} {code}") for code, names in table.items()]


def _place() -> int:
    return 1 if (get_language() or "").startswith("en") else 0
