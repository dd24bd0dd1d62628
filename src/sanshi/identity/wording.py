"""What is wrong with a number, and what would be right, in the reader's words.

A finding carries places, counts and single signs; never the number. So it may be kept beside a masked value.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sanshi.identity.documents import Doubt, Problem

About = Mapping[str, int | str]

# Written by hand one is taken for the other.
_LOOKS_LIKE = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}
# What belongs at a place, by code.
BELONGS: dict[str, Promise] = {
    "digit": gettext_lazy("a digit"),
    "digit-or-x": gettext_lazy("a digit or X"),
    "letter": gettext_lazy("a letter from A to Z"),
    "letter-or-digit": gettext_lazy("a letter or a digit"),
    "h-or-m": gettext_lazy("H or M"),
    "code": gettext_lazy("a digit, or a letter other than I, O, S, V and Z"),
}
# How numbers of a kind are built, by code.
SHAPES: dict[str, Promise] = {
    "permit": gettext_lazy("It begins with 810000 (Hong Kong), 820000 (Macao) or 830000 (Taiwan)."),
    "foreign": gettext_lazy("The new card begins with 9; the old one has three letters and twelve digits."),
}
_PARTS: dict[str, Promise] = {
    "year": gettext_lazy("Digits %(first)s to %(last)s are the year of birth; nobody was born in it."),
    "month": gettext_lazy("Digits %(first)s and %(last)s are the month of birth; there is no such month."),
    "day": gettext_lazy("Digits %(first)s and %(last)s are the day of birth; that month has no such day."),
}


def said(problem: Problem, about: About) -> str:
    """One sentence or two; the plain one where nothing more is known."""
    say = _SAID.get(problem)
    return say(about) if say and about else str(problem.label)


def _length(about: About) -> str:
    have, least, most = (int(about[name]) for name in ("have", "least", "most"))
    if least == most:
        wanted = ngettext("%(n)s character belongs here", "%(n)s characters belong here", most) % {"n": most}
    else:
        wanted = _("%(least)s to %(most)s characters belong here") % {"least": least, "most": most}
    if have < least:
        n = least - have
        off = ngettext("%(n)s is missing", "%(n)s are missing", n) % {"n": n}
    elif have > most:
        n = have - most
        off = ngettext("%(n)s is too many", "%(n)s are too many", n) % {"n": n}
    else:
        off = _("no number of this kind has so many")
    return _("%(wanted)s; there are %(have)s: %(off)s.") % {"wanted": wanted, "have": have, "off": off}


def _characters(about: About) -> str:
    sign, place = str(about["sign"]), about["place"]
    wanted = str(BELONGS[str(about["wanted"])])
    text = _("Place %(place)s has “%(sign)s”; %(wanted)s belongs there.")
    found = text % {"place": place, "sign": sign, "wanted": wanted}
    meant = _LOOKS_LIKE.get(sign)
    if meant is None or about["wanted"] in ("letter", "letter-or-digit", "h-or-m"):
        return found
    return found + _(" Is it a %(meant)s?") % {"meant": meant}


def _birth_date(about: About) -> str:
    return str(_PARTS[str(about["part"])]) % {"first": about["first"], "last": about["last"]}


def _prefix(about: About) -> str:
    return str(SHAPES[str(about["shape"])])


_SAID: dict[Problem, Callable[[Any], str]] = {
    Problem.LENGTH: _length,
    Problem.CHARACTERS: _characters,
    Problem.BIRTH_DATE: _birth_date,
    Problem.PREFIX: _prefix,
}


def for_pages() -> dict[str, Any]:
    """The same sentences for a script that reads along; {name} stands where it puts a sign or a place."""
    put = {name: f"{{{name}}}" for name in ("place", "sign", "wanted", "meant", "have", "least", "most")}
    born = {"year": (7, 10), "month": (11, 12), "day": (13, 14)}
    parts = {part: str(_PARTS[part]) % {"first": at[0], "last": at[1]} for part, at in born.items()}
    return {
        "sign": _("Place %(place)s has “%(sign)s”; %(wanted)s belongs there.") % put,
        "meant": _(" Is it a %(meant)s?") % put,
        "looks_like": _LOOKS_LIKE,
        "belongs": {code: str(text) for code, text in BELONGS.items()},
        "shapes": {code: str(text) for code, text in SHAPES.items()},
        "born": parts | {"later": str(Problem.NOT_BORN_YET.label)},
        "check": str(Problem.CHECK_DIGIT.label),
        "old": str(Doubt.OLD_NUMBER.label),
        "count": _("%(have)s of %(most)s") % put,
        "between": _("%(have)s, of %(least)s to %(most)s") % put,
        "right": _("The number is right."),
        "shaped": _("The number is built as numbers of this kind are."),
        "filled": _("Sex and date of birth are filled in."),
        "instead": _("Sex and date of birth follow the number; something else stood there."),
    }
