"""Numbers of documents and of units, by plan/fields.md, Identity numbers. Pure: text in, findings out.

A wrong number is refused with a problem; what may be right and only looks odd passes with a doubt. Region
codes are withdrawn over time, so an unknown one is a doubt.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import chain, repeat
from operator import mul
from string import ascii_uppercase, digits
from typing import Any

from sanshi.identity.documents import DocumentType, Doubt, Problem, Sex
from sanshi.identity.wording import About, said

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# First two digits of GB/T 2260; 9 opens the numbers of foreign permanent residents (2023).
_PROVINCES = frozenset(
    f"{tens}{ones}"
    for tens, last in {
        1: "12345",
        2: "123",
        3: "1234567",
        4: "123456",
        5: "01234",
        6: "12345",
        7: "1",
        8: "123",
    }.items()
    for ones in last
)
_RESIDENCE_PERMIT_REGIONS = ("810000", "820000", "830000")
# No resident who is alive or on old paper was born before.
EARLIEST_BIRTH = 1800
# By what belongs at a place (wording.BELONGS).
_SIGNS = {
    "digit": digits,
    "digit-or-x": f"{digits}X",
    "letter": ascii_uppercase,
    "letter-or-digit": ascii_uppercase + digits,
    "h-or-m": "HM",
    "code": _USCC_ALPHABET,
}
_NUMBERED = re.compile(r"[0-9]{17}[0-9X]")
_NOT_SHOWN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """`normal` is what is stored and indexed; sex and birth date only where the number carries them."""

    normal: str
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Doubt, ...] = ()
    sex: Sex | None = None
    birth_date: date | None = None
    # Places, counts and single signs: what `wording.said` makes a sentence of.
    about: About = field(default_factory=dict, hash=False)

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def carried(self) -> dict[str, Any]:
        """Sex and birth date that it says of whoever has it, by field; nothing if it is not in order."""
        found = {"sex": self.sex.value if self.sex else "", "birth_date": self.birth_date}
        return {name: value for name, value in found.items() if value and self.ok}

    @property
    def message(self) -> str:
        """What is wrong and what would be right; empty where nothing is."""
        return said(self.problems[0], self.about) if self.problems else ""


Check = Callable[[str, bool, date | None], DocumentCheck]


def normalise(text: str) -> str:
    """Full-width digits, lower case and spaces do not count."""
    return _NOT_SHOWN.sub("", unicodedata.normalize("NFKC", text)).upper()


# While one row or form is read, its number is checked several times over; no more is kept than that.
@lru_cache(maxsize=16)
def check_document(
    document_type: str, text: str, *, demo: bool = False, on: date | None = None
) -> DocumentCheck:
    """Findings on one number. `demo` takes made-up regions (0…) silently; `on` refuses later births."""
    normal = normalise(text)
    if not normal:
        return DocumentCheck(normal, (Problem.EMPTY,))
    return _CHECKS[DocumentType(document_type)](normal, demo, on)


def resident_check_digit(first_17: str) -> str:
    """GB 11643."""
    if len(first_17) != len(_WEIGHTS):
        raise ValueError("a check digit is made of 17 digits")
    return _CHECK_DIGITS[sum(map(mul, map(int, first_17), _WEIGHTS)) % 11]


def is_resident_number(text: str) -> bool:
    """Whether these 18 signs are one, region apart: `check_document` says what else is wrong, or meant."""
    if not _NUMBERED.fullmatch(text):
        return False
    birth = _birth_date(text[6:14])
    return birth is not None and resident_check_digit(text[:17]) == text[17]


def to_18_digits(old: str) -> str:
    """The form since 2013 of a 15-digit number: the century 19 and the check digit are put in."""
    first_17 = f"{old[:6]}19{old[6:]}"
    return first_17 + resident_check_digit(first_17)


def check_credit_code(text: str) -> DocumentCheck:
    """A unit's unified social credit code, GB 32100."""
    normal = normalise(text)
    if not normal:
        return DocumentCheck(normal, (Problem.EMPTY,))
    if len(normal) != 18:
        return _wrong_length(normal, 18, 18)
    if odd := _odd_sign(normal, ["code"] * 18):
        return odd
    if credit_check_character(normal[:17]) != normal[17]:
        return DocumentCheck(normal, (Problem.CHECK_DIGIT,))
    return DocumentCheck(normal)


def credit_check_character(first_17: str) -> str:
    total = sum(
        _USCC_ALPHABET.index(sign) * weight for sign, weight in zip(first_17, _USCC_WEIGHTS, strict=True)
    )
    return _USCC_ALPHABET[-total % 31]


def _resident(normal: str, demo: bool, on: date | None) -> DocumentCheck:
    old: tuple[Doubt, ...] = ()
    if re.fullmatch(r"[0-9]{15}", normal):
        normal, old = to_18_digits(normal), (Doubt.OLD_NUMBER,)
    found = _numbered(normal, on)
    if found.problems:
        return _as_on_old_paper(found) if old else found
    return DocumentCheck(
        normal, warnings=old + _region_warnings(normal, demo), sex=found.sex, birth_date=found.birth_date
    )


def _numbered(normal: str, on: date | None) -> DocumentCheck:
    """The scheme all 18-digit numbers of persons share: six digits, birth date, order, check digit."""
    if len(normal) != 18:
        return _wrong_length(normal, 18, 18)
    if odd := _odd_sign(normal, ["digit"] * 17 + ["digit-or-x"]):
        return odd
    birth = _birth_date(normal[6:14])
    if birth is None:
        return DocumentCheck(normal, (Problem.BIRTH_DATE,), about=_part_of_birth(normal[6:14]))
    if on and birth > on:
        return DocumentCheck(normal, (Problem.NOT_BORN_YET,))
    if resident_check_digit(normal[:17]) != normal[17]:
        return DocumentCheck(normal, (Problem.CHECK_DIGIT,))
    sex = Sex.MALE if int(normal[16]) % 2 else Sex.FEMALE
    return DocumentCheck(normal, sex=sex, birth_date=birth)


def contradictions(found: DocumentCheck, sex: str, birth_date: date | None) -> tuple[Doubt, ...]:
    """What was stated beside a number and differs from what it carries."""
    doubts: tuple[Doubt, ...] = ()
    if found.sex and sex in (Sex.MALE, Sex.FEMALE) and sex != found.sex:
        doubts += (Doubt.SEX_DIFFERS,)
    if found.birth_date and birth_date and birth_date != found.birth_date:
        doubts += (Doubt.BIRTH_DIFFERS,)
    return doubts


def _wrong_length(normal: str, least: int, most: int) -> DocumentCheck:
    return DocumentCheck(normal, (Problem.LENGTH,), about={"have": len(normal), "least": least, "most": most})


def _odd_sign(normal: str, wanted: Iterable[str]) -> DocumentCheck | None:
    """The first sign that does not belong where it stands."""
    for place, (sign, belongs) in enumerate(zip(normal, wanted, strict=False), start=1):
        if sign not in _SIGNS[belongs]:
            about: About = {"sign": sign, "place": place, "wanted": belongs}
            return DocumentCheck(normal, (Problem.CHARACTERS,), about=about)
    return None


def _part_of_birth(digits: str) -> dict[str, int | str]:
    """Which part of it cannot be, and where it stands in a number of 18 digits."""
    if int(digits[:4]) < EARLIEST_BIRTH:
        return {"part": "year", "first": 7, "last": 10}
    if not 1 <= int(digits[4:6]) <= 12:
        return {"part": "month", "first": 11, "last": 12}
    return {"part": "day", "first": 13, "last": 14}


def _as_on_old_paper(found: DocumentCheck) -> DocumentCheck:
    """Where it stands among the 15 digits: they lack the two of the century."""
    places = {name: place - 2 for name, place in found.about.items() if isinstance(place, int)}
    return replace(found, about={**found.about, **places})


def _birth_date(digits: str) -> date | None:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return birth if birth.year >= EARLIEST_BIRTH else None


def _region_warnings(normal: str, demo: bool) -> tuple[Doubt, ...]:
    if normal.startswith("0"):
        return () if demo else (Doubt.FICTIVE_REGION,)
    if normal[:6] in _RESIDENCE_PERMIT_REGIONS or normal.startswith("9"):
        return (Doubt.OTHER_KIND,)
    return () if normal[:2] in _PROVINCES else (Doubt.UNKNOWN_REGION,)


def _residence_permit(normal: str, demo: bool, on: date | None) -> DocumentCheck:
    found = _numbered(normal, on)
    if found.problems or normal.startswith(_RESIDENCE_PERMIT_REGIONS):
        return found
    if not normal.startswith("0"):
        return DocumentCheck(normal, (Problem.PREFIX,), about={"shape": "permit"})
    warnings = () if demo else (Doubt.FICTIVE_REGION,)
    return DocumentCheck(normal, warnings=warnings, sex=found.sex, birth_date=found.birth_date)


def _foreign_resident(normal: str, demo: bool, on: date | None) -> DocumentCheck:
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", normal):
        return DocumentCheck(normal)
    if normal[0] in _SIGNS["letter"]:
        return _old_foreign(normal)
    found = _numbered(normal, on)
    if found.problems or normal.startswith("9"):
        return found
    if not normal.startswith("0"):
        return DocumentCheck(normal, (Problem.PREFIX,), about={"shape": "foreign"})
    warnings = () if demo else (Doubt.FICTIVE_REGION,)
    return DocumentCheck(normal, warnings=warnings, sex=found.sex, birth_date=found.birth_date)


def _household_book(normal: str, demo: bool, on: date | None) -> DocumentCheck:
    """A child's page in the booklet carries the child's resident number; else it is the booklet's own."""
    if re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", normal):
        return _resident(normal, demo, on)
    return _shaped(4, 20, "letter-or-digit")(normal, demo, on)


def _old_foreign(normal: str) -> DocumentCheck:
    """Of the card before 2023, which begins with letters."""
    if len(normal) != 15:
        return _wrong_length(normal, 15, 15)
    odd = _odd_sign(normal, ["letter"] * 3 + ["digit"] * 12)
    return odd or DocumentCheck(normal)


def _shaped(least: int, most: int, *wanted: str) -> Check:
    """A kind without a check digit. `wanted`: what belongs at each place, the last one at all others."""

    def check(normal: str, demo: bool, on: date | None) -> DocumentCheck:
        if not least <= len(normal) <= most:
            return _wrong_length(normal, least, most)
        odd = _odd_sign(normal, chain(wanted, repeat(wanted[-1])))
        return odd or DocumentCheck(normal)

    return check


def _home_return(normal: str, demo: bool, on: date | None) -> DocumentCheck:
    """H or M and eight digits; with the number of the issue ten."""
    found = _shaped(9, 11, "h-or-m", "digit")(normal, demo, on)
    return _wrong_length(normal, 9, 11) if found.ok and len(normal) == 10 else found


_CHECKS: dict[DocumentType, Check] = {
    DocumentType.RESIDENT_CARD: _resident,
    DocumentType.HOUSEHOLD_BOOK: _household_book,
    DocumentType.PASSPORT: _shaped(5, 17, "letter-or-digit"),
    DocumentType.TAIWAN_PERMIT: _shaped(8, 8, "digit"),
    DocumentType.HOME_RETURN_PERMIT: _home_return,
    DocumentType.FOREIGN_RESIDENT_CARD: _foreign_resident,
    DocumentType.RESIDENCE_PERMIT: _residence_permit,
}
