"""Numbers of documents and of units, by plan/fields.md, Identity numbers. Pure: text in, findings out.

A wrong number is refused with a problem; what may be right and only looks odd passes with a doubt. Region
codes are withdrawn over time, so an unknown one is a doubt.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sanshi.identity.documents import DocumentType, Doubt, Problem, Sex

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
_NOT_SHOWN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """`normal` is what is stored and indexed; sex and birth date only where the number carries them."""

    normal: str
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Doubt, ...] = ()
    sex: Sex | None = None
    birth_date: date | None = None

    @property
    def ok(self) -> bool:
        return not self.problems


def normalise(text: str) -> str:
    """Full-width digits, lower case and spaces do not count."""
    return _NOT_SHOWN.sub("", unicodedata.normalize("NFKC", text)).upper()


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
    return _CHECK_DIGITS[
        sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11
    ]


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
        return DocumentCheck(normal, (Problem.LENGTH,))
    if set(normal) - set(_USCC_ALPHABET):
        return DocumentCheck(normal, (Problem.CHARACTERS,))
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
        return found
    return DocumentCheck(
        normal, warnings=old + _region_warnings(normal, demo), sex=found.sex, birth_date=found.birth_date
    )


def _numbered(normal: str, on: date | None) -> DocumentCheck:
    """The scheme all 18-digit numbers of persons share: six digits, birth date, order, check digit."""
    if len(normal) != 18:
        return DocumentCheck(normal, (Problem.LENGTH,))
    if not re.fullmatch(r"[0-9]{17}[0-9X]", normal):
        return DocumentCheck(normal, (Problem.CHARACTERS,))
    birth = _date(normal[6:14])
    if birth is None or birth.year < 1800 or (on and birth > on):
        return DocumentCheck(normal, (Problem.BIRTH_DATE,))
    if resident_check_digit(normal[:17]) != normal[17]:
        return DocumentCheck(normal, (Problem.CHECK_DIGIT,))
    sex = Sex.MALE if int(normal[16]) % 2 else Sex.FEMALE
    return DocumentCheck(normal, sex=sex, birth_date=birth)


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


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
        return DocumentCheck(normal, (Problem.PREFIX,))
    warnings = () if demo else (Doubt.FICTIVE_REGION,)
    return DocumentCheck(normal, warnings=warnings, sex=found.sex, birth_date=found.birth_date)


def _foreign_resident(normal: str, demo: bool, on: date | None) -> DocumentCheck:
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", normal):
        return DocumentCheck(normal)
    found = _numbered(normal, on)
    if found.problems or normal.startswith("9"):
        return found
    if not normal.startswith("0"):
        return DocumentCheck(normal, (Problem.PREFIX,))
    warnings = () if demo else (Doubt.FICTIVE_REGION,)
    return DocumentCheck(normal, warnings=warnings, sex=found.sex, birth_date=found.birth_date)


def _household_book(normal: str, demo: bool, on: date | None) -> DocumentCheck:
    """A child's page in the booklet carries the child's resident number; else it is the booklet's own."""
    if re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", normal):
        return _resident(normal, demo, on)
    return _shaped(r"[A-Z0-9]{4,20}", (4, 20))(normal, demo, on)


def _shaped(pattern: str, lengths: tuple[int, int]) -> Callable[[str, bool, date | None], DocumentCheck]:
    """A kind without a check digit."""

    def check(normal: str, demo: bool, on: date | None) -> DocumentCheck:
        if re.fullmatch(pattern, normal):
            return DocumentCheck(normal)
        fits = lengths[0] <= len(normal) <= lengths[1]
        return DocumentCheck(normal, (Problem.CHARACTERS if fits else Problem.LENGTH,))

    return check


_CHECKS: dict[DocumentType, Callable[[str, bool, date | None], DocumentCheck]] = {
    DocumentType.RESIDENT_CARD: _resident,
    DocumentType.HOUSEHOLD_BOOK: _household_book,
    DocumentType.PASSPORT: _shaped(r"[A-Z0-9]{5,17}", (5, 17)),
    DocumentType.TAIWAN_PERMIT: _shaped(r"[0-9]{8}", (8, 8)),
    DocumentType.HOME_RETURN_PERMIT: _shaped(r"[HM][0-9]{8}([0-9]{2})?", (9, 11)),
    DocumentType.FOREIGN_RESIDENT_CARD: _foreign_resident,
    DocumentType.RESIDENCE_PERMIT: _residence_permit,
}
