"""A name as it is compared: simplified, in parts, with its sounds; what is no name is left off."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from sanshi.identity.characters import COMPOUND_SURNAMES, WORDS, simplified, sound, surname_of, surname_sound
from sanshi.identity.names import LONGEST_NAME, normalise_name

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_NO_NAME = re.compile(r"[\d_:;*#?!<>/\\|\"]+")
_LATIN = re.compile("[A-Z]")
_TITLES = re.compile(f"(?:{'|'.join(WORDS['titles'])})$")
_FAMILIAR = re.compile(f"(?:{'|'.join(WORDS['familiar'])})(?=.$)")
_LATIN_TITLES = frozenset(WORDS["latin_titles"])
_UNKNOWN, _UNNAMED = frozenset(WORDS["unknown"]), tuple(WORDS["unnamed"])
# Letters that do not fall apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {
        "\u00d8": "O",
        "\u0110": "D",
        "\u0141": "L",
        "\u00c6": "AE",
        "\u0152": "OE",
        "\u00de": "TH",
        "\u0131": "I",
    }
)


class NameForm(NamedTuple):
    """`written` is empty when no name is known. `parts`: surname and given name, or the Latin words, sorted.

    `sounds`: a syllable for each character; the words themselves of a Latin name. `surname_only` of 王先生.
    """

    written: str
    parts: tuple[str, ...]
    sounds: tuple[str, ...]
    latin: bool
    surname_only: bool


NO_NAME = NameForm("", (), (), False, False)


@lru_cache(maxsize=65536)
def name_form(text: str) -> NameForm:
    plain = _BRACKETS.sub(" ", normalise_name(text[: 2 * LONGEST_NAME]).upper())
    plain = simplified(_NO_NAME.sub(" ", plain))
    if _LATIN.search(unicodedata.normalize("NFKD", plain)):
        return _latin(plain)
    return _chinese("".join(sign for sign in plain if sign.isalpha() or sign in WORDS["zero"]))


def _chinese(plain: str) -> NameForm:
    name = _TITLES.sub("", plain)
    titled = name != plain
    if len(name) == 2 and not titled:
        name = _FAMILIAR.sub("", name)
    if not name or name in _UNKNOWN or name.endswith(_UNNAMED):
        return NO_NAME
    surname = name if titled and name in COMPOUND_SURNAMES else surname_of(name)
    given = name[len(surname) :]
    sounds = (surname_sound(surname), *map(sound, given))
    return NameForm(name, (surname, given) if given else (surname,), sounds, False, not given)


def _latin(plain: str) -> NameForm:
    words = re.split(r"[\s\u00b7,.]+", re.sub(r"['\-]", "", _without_marks(plain)))
    kept = tuple(word for word in words if word and word not in _LATIN_TITLES)
    return NameForm(" ".join(sorted(kept)), tuple(sorted(kept)), kept, True, False) if kept else NO_NAME


def _without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.upper().translate(_LETTERS))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
