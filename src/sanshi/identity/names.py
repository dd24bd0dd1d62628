"""Names of persons, Chinese and Latin."""

import re
import unicodedata
from dataclasses import dataclass

from sanshi.identity.documents import Problem

LONGEST_NAME = 100
# The dot of a name in parts (买买提·艾力) is typed in many ways; GB/T 36788 names U+00B7.
_DOTS = re.compile(r"\s*[·•‧∙⋅・･．]\s*")
_DOT_BETWEEN_CHINESE = re.compile(r"(?<=[㐀-鿿])\s*\.\s*(?=[㐀-鿿])")
_SPACE_BETWEEN_CHINESE = re.compile(r"(?<=[〇㐀-鿿])\s+(?=[〇㐀-鿿])")
_MARKS = frozenset(" ·-'.,")


@dataclass(frozen=True, slots=True)
class NameCheck:
    normal: str
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems


def normalise_name(text: str) -> str:
    """One form of dots, dashes, apostrophes and spaces. Case stays: it is how the document has it."""
    name = _DOTS.sub("·", text)
    name = unicodedata.normalize("NFKC", name)
    name = re.sub(r"[‐-―−]", "-", re.sub("[’‘ʼ`´]", "'", name))
    name = _DOT_BETWEEN_CHINESE.sub("·", _DOTS.sub("·", name))
    name = re.sub(r"\s+", " ", re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", name)).strip()
    return _SPACE_BETWEEN_CHINESE.sub("", name)


def check_name(text: str) -> NameCheck:
    normal = normalise_name(text)
    if not normal:
        return NameCheck(normal, (Problem.EMPTY,))
    if len(normal) > LONGEST_NAME:
        return NameCheck(normal, (Problem.LENGTH,))
    if not all(_belongs(sign) for sign in normal) or not any(
        sign.isalpha() or sign == "〇" for sign in normal
    ):
        return NameCheck(normal, (Problem.CHARACTERS,))
    return NameCheck(normal)


def _belongs(sign: str) -> bool:
    if sign in _MARKS or sign == "〇":
        return True
    kind = unicodedata.name(sign, "")
    # Combining marks: a Latin letter with two accents has no sign of its own.
    return kind.startswith(("LATIN ", "CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH")) or bool(
        unicodedata.combining(sign)
    )
