"""The words of words.toml, and what is made of them for the patterns of this package."""

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any


def _loaded(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


WORDS = _loaded("words.toml")
FIGURES = WORDS["figures"]
UNITS: dict[str, list[str]] = WORDS["units"]


def one_of(words: Iterable[str]) -> str:
    """A group without a name; the longest word first, so that none hides a longer one."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)


def unit(*kinds: str) -> str:
    """A pattern of the words of these units, unless what follows makes another word of one."""
    return "(?:" + "|".join(_unit(kind) for kind in kinds) + ")"


def _unit(kind: str) -> str:
    others = WORDS["units"]["not_before"][kind]
    return one_of(UNITS[kind]) + (f"(?!{one_of(others)})" if others else "")


def written(kind: str) -> str:
    """The word that stands behind a figure when an address is written."""
    return UNITS[kind][0]
