"""Phone numbers as stored and indexed: digits alone, without the country's 86."""

import re
import unicodedata
from dataclasses import dataclass

from sanshi.identity.documents import Doubt, Problem

_BETWEEN = re.compile(r"[\s\-‐-―−_.·()\u200b-\u200f\ufeff]+")
_MOBILE = re.compile(r"1[0-9]{10}")
# with area code; Shanghai's own eight digits; 400 and 800; other countries, up to the 20 characters stored
_OTHERS = re.compile(r"0[1-9][0-9]{8,10}|[2-8][0-9]{7}|[48]00[0-9]{7}|\+[1-9][0-9]{5,18}")


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    normal: str
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Doubt, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems


def normalise_phone(text: str) -> str:
    """138 1234-5678, +86 138… and 0086138… give one text; another country keeps its +."""
    # As most are, and all that are stored already.
    if _MOBILE.fullmatch(text):
        return text
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^00", "+", digits)
    return re.sub(r"^(?:\+86|86(?=1[0-9]{10}$))", "", digits)


def check_phone(text: str, *, demo: bool = False) -> PhoneCheck:
    """Mobile, landline with area code or of Shanghai, 400 and 800, + for other countries.

    `demo` takes made-up mobile numbers (100…) silently.
    """
    normal = normalise_phone(text)
    if not normal:
        return PhoneCheck(normal, (Problem.EMPTY,))
    if not re.fullmatch(r"\+?[0-9]+", normal):
        return PhoneCheck(normal, (Problem.CHARACTERS,))
    if _MOBILE.fullmatch(normal):
        known = normal[1] in "3456789" or (demo and normal.startswith("100"))
        return PhoneCheck(normal, warnings=() if known else (Doubt.UNKNOWN_PREFIX,))
    if _OTHERS.fullmatch(normal):
        return PhoneCheck(normal)
    return PhoneCheck(normal, (Problem.LENGTH,))
