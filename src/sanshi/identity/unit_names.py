"""A unit's name as it is compared: without the city, the legal form and what any shop is called."""

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from sanshi.identity.characters import simplified, sound

_WORDS = tomllib.loads(
    files("sanshi.identity").joinpath("data", "unit_words.toml").read_text(encoding="utf-8")
)
_LONGEST = 200
_NOT_SIGNS = re.compile(r"[^\w()]+|_+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NUMBER = "0-9\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e"
_ORDINAL = re.compile(f"(?<=..)(?:\u7b2c)?[{_NUMBER}]+(?:\u53f7|\u5206)?$")
_BETWEEN = re.compile(f"(?<=..)(?:{'|'.join((*_WORDS['legal'], *_WORDS['places']))})")
_LEAST = 2  # characters of a name that say something


class UnitName(NamedTuple):
    """`core` is empty when no name is known. `branch` names the part of a chain, `shop` what was left off."""

    core: str
    sounds: tuple[str, ...]
    branch: str
    shop: str


NO_UNIT_NAME = UnitName("", (), "", "")


@lru_cache(maxsize=65536)
def unit_name(text: str) -> UnitName:
    plain = _plain(text)
    if not plain or plain in _WORDS["unknown"]:
        return NO_UNIT_NAME
    plain, inside = _without_brackets(plain)
    core, branch = _without_branch(_without_ends(plain))
    core, shop = _cut_end(_without_ends(core), _WORDS["shops"])
    return UnitName(core, tuple(map(sound, core)), branch or inside, shop)


def _plain(text: str) -> str:
    shown = unicodedata.normalize("NFKC", text[:_LONGEST]).upper()
    return simplified(_NOT_SIGNS.sub("", shown))


def _without_brackets(plain: str) -> tuple[str, str]:
    """What stands in brackets is a place, a legal form, or names a branch."""
    inside = [_without_ends(part) for part in _BRACKETS.findall(plain)]
    told = [part for part in inside if part and not _is_place(part)]
    rest = re.sub(r"[()]", "", _BRACKETS.sub("", plain))
    return (rest, "".join(told)) if len(rest) >= _LEAST or not any(inside) else ("".join(inside), "")


def _is_place(part: str) -> bool:
    return part in _WORDS["places"] or part in _WORDS["legal"]


def _without_ends(plain: str) -> str:
    """Without the city before it and the legal form after it, as often as they stand there."""
    while True:
        shorter = _cut_start(plain, _WORDS["places"])
        shorter = _cut_end(shorter, _WORDS["legal"])[0]
        if shorter == plain:
            return plain
        plain = shorter


def _without_branch(plain: str) -> tuple[str, str]:
    """A part of a chain: what stands behind the legal form or a place, else its number."""
    rest, word = _cut_end(plain, _WORDS["branches"])
    if not word:
        return plain, ""
    if found := _BETWEEN.search(rest):
        return rest[: found.start()], rest[found.end() :] or word
    if found := _ORDINAL.search(rest):
        return rest[: found.start()], found[0]
    return rest, word


def _cut_start(plain: str, words: list[str]) -> str:
    return next(
        (plain[len(word) :] for word in words if plain.startswith(word) and len(plain) - len(word) >= _LEAST),
        plain,
    )


def _cut_end(plain: str, words: list[str]) -> tuple[str, str]:
    for word in words:
        if plain.endswith(word) and len(plain) - len(word) >= _LEAST:
            return plain[: -len(word)], word
    return plain, ""
