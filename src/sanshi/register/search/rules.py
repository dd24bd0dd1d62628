"""What somebody typed, and what it can be looked for as."""

import re
from dataclasses import dataclass
from uuid import UUID

from sanshi.identity.numbers import normalise
from sanshi.identity.phones import normalise_phone
from sanshi.identity.tokens import LEAST_SIGNS, TAIL, credit_end_token, query_token

# Rows of an answer, and of each kind as long as all three have some.
MOST, OF_EACH = 25, 8
# Of a number so many digits, so that a name with a digit in it is none.
_LEAST_DIGITS = 4
_NUMBER = re.compile(r"\+?[0-9A-Z]{4,30}")
# The last sign of a resident number may be an X: it counts as the digit that it is.
_ENDS_IN_X = re.compile(r"[0-9]+X")
_BETWEEN_DIGITS = re.compile(r"[\s\-.()]+")
_DIGIT, _LETTER = re.compile("[0-9]"), re.compile("[a-z]")
_WORD_SIGN = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Question:
    """`kind` empty: all that the reader may read. `after`: the last record of the answer before."""

    text: str
    kind: str = ""
    committee: UUID | None = None
    category: str = ""
    birth_year: int | None = None
    place: str = ""
    unit: str = ""
    after: UUID | None = None

    @property
    def is_narrow(self) -> bool:
        """It names a building, a birth year or a unit."""
        return bool(self.place or self.birth_year or self.unit)

    @property
    def is_about_persons(self) -> bool:
        return self.is_narrow or bool(self.category)


@dataclass(frozen=True, slots=True)
class Typed:
    """`beginning`: of the tokens looked for. `number` and `phone`: normal forms, empty if it is none."""

    text: str
    beginning: str
    number: str
    phone: str

    @property
    def is_name(self) -> bool:
        return len(self.beginning) >= LEAST_SIGNS and not _DIGIT.search(self.beginning)

    @property
    def is_one_sign(self) -> bool:
        """One Chinese character; a single letter says nothing, whatever stands beside it."""
        return len(self.beginning) == 1 and not self.beginning.isascii()

    @property
    def is_unit(self) -> bool:
        """A name, or enough of a credit code."""
        return self.is_name or bool(self.number) or self._has_words_and_digits

    @property
    def is_place(self) -> bool:
        """Addresses are written in Chinese or in digits; no lane and no door begins with 0."""
        if len(self.beginning) < LEAST_SIGNS or self.number.startswith("0"):
            return False
        return not _LETTER.search(self.beginning)

    @property
    def credit_end(self) -> str:
        return credit_end_token(self.number) if self.number else ""

    @property
    def shows_too_much(self) -> bool:
        """More of a number than a mask shows: it is not written back into the box."""
        return len(self.number) > TAIL

    @property
    def _has_words_and_digits(self) -> bool:
        return len(self.beginning) >= LEAST_SIGNS and bool(_WORD_SIGN.search(self.beginning))

    def is_enough(self, question: Question) -> bool:
        return len(self.beginning) >= LEAST_SIGNS or (self.is_one_sign and question.is_narrow)


def typed(text: str) -> Typed:
    number = _BETWEEN_DIGITS.sub("", normalise(text))
    if not _NUMBER.fullmatch(number) or _digits(number) < _LEAST_DIGITS:
        return Typed(text, query_token(text), "", "")
    return Typed(text, query_token(text), number.lstrip("+"), normalise_phone(text))


def _digits(number: str) -> int:
    return sum(map(str.isdigit, number)) + bool(_ENDS_IN_X.fullmatch(number))


def shares(found: list[int]) -> list[int]:
    """How many rows of each kind an answer shows: some of each, then the first kinds take what is left."""
    shown = [min(number, OF_EACH) for number in found]
    for place, number in enumerate(found):
        shown[place] += min(number - shown[place], MOST - sum(shown))
    return shown
