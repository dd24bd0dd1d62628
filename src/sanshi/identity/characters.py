"""Characters of names: their simplified form, how they sound, which look alike."""

import tomllib
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

from sanshi.territory.address.sounds import sounds

_DATA = files("sanshi.identity").joinpath("data")
WORDS = tomllib.loads(_DATA.joinpath("name_words.toml").read_text(encoding="utf-8"))
COMPOUND_SURNAMES = frozenset(WORDS["compound"])


def simplified(text: str) -> str:
    """Character by character, so that a name never depends on what stands beside it."""
    return "".join(map(_simplified, text))


def sound(char: str) -> str:
    """One reading without tone, the most frequent."""
    return _sound(char)


def surname_sound(surname: str) -> str:
    """As it is read in names: some surnames are read in their own way."""
    return WORDS["readings"].get(surname) or "".join(map(_sound, surname))


@lru_cache(maxsize=65536)
def sound_alike(one: str, other: str) -> bool:
    """One of the readings of each is the same."""
    return one == other or bool(sounds(one) & sounds(other))


def look_alike(one: str, other: str) -> bool:
    return one == other or other in looks_like(one)


def looks_like(char: str) -> frozenset[str]:
    """Characters that are taken for this one."""
    return _shapes().get(char, frozenset())


def surname_of(name: str) -> str:
    """The first character, or two of a compound surname; `name` is simplified and Chinese."""
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]


@lru_cache(maxsize=65536)
def _simplified(char: str) -> str:
    return char if char.isascii() else _converter().convert(char)


@lru_cache(maxsize=65536)
def _sound(char: str) -> str:
    return "".join(lazy_pinyin(char, style=Style.NORMAL))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _shapes() -> dict[str, frozenset[str]]:
    shapes: dict[str, set[str]] = defaultdict(set)
    for line in _DATA.joinpath("alike.txt").read_text(encoding="utf-8").splitlines():
        for char in () if line.startswith("#") else line:
            shapes[char] |= set(line) - {char}
    return {char: frozenset(others) for char, others in shapes.items()}
