"""What is wrong with a cell or a row, and what would be right."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshi.identity.remarks import looks_like_personal_number
from sanshi.territory.address import Address, questions

HIDDEN = "•"
_MOST = 60


class Level(StrEnum):
    # The row is left out.
    ERROR = "error"
    # The row is taken; somebody should know how.
    NOTE = "note"


class Wrong(StrEnum):
    """A code each; its text is said in the reader's language."""

    REQUIRED = "required"
    SPOILT = "spoilt"
    TOO_LONG = "too-long"
    PERSONAL = "personal"
    UNKNOWN_COMMITTEE = "unknown-committee"
    CLOSED_COMMITTEE = "closed-committee"
    ADDRESS = "address"
    ADDRESS_NOTE = "address-note"
    NO_ADDRESS = "no-address"
    FLOOR = "floor"
    NO_FLOOR = "no-floor"
    WORD = "word"
    COORDINATE = "coordinate"
    HALF_COORDINATE = "half-coordinate"
    OUTSIDE = "outside"
    NUMBER = "number"
    AREA = "area"
    FACT_MISSING = "fact-missing"
    TWICE = "twice"
    CONTRADICTS = "contradicts"
    ELSEWHERE = "elsewhere"
    CLOSED = "closed"
    REGISTERED = "registered"


TEXTS: dict[Wrong, Promise] = {
    Wrong.REQUIRED: _("Fill in this cell."),
    Wrong.SPOILT: _("Excel made a date or an error of it. Format the column as text and type it again."),
    Wrong.TOO_LONG: _("At most %(most)s characters."),
    Wrong.PERSONAL: _("This looks like the number of a person. A sheet of places holds none."),
    Wrong.UNKNOWN_COMMITTEE: _("No committee of this name or code. Perhaps %(near)s?"),
    Wrong.CLOSED_COMMITTEE: _("This committee is closed."),
    Wrong.NO_ADDRESS: _("Fill in the address, or road and number in their own columns."),
    Wrong.FLOOR: _("A whole number from %(least)s to %(most)s; -1 is the first floor below ground."),
    Wrong.NO_FLOOR: _("The floor cannot be told from this room number. Fill in the floor."),
    Wrong.WORD: _("One of: %(words)s"),
    Wrong.COORDINATE: _("A decimal number of degrees, such as %(like)s."),
    Wrong.HALF_COORDINATE: _("Longitude and latitude stand together, or neither."),
    Wrong.OUTSIDE: _("This point lies outside of Shanghai. Are longitude and latitude swapped?"),
    Wrong.NUMBER: _("A whole number from 1 to %(most)s."),
    Wrong.AREA: _("Square metres with at most one decimal, up to %(most)s."),
    Wrong.FACT_MISSING: _("Use and occupancy stand together: fill in this one too."),
    Wrong.TWICE: _("The same door as in row %(row)s."),
    Wrong.CONTRADICTS: _("Row %(row)s says otherwise of the same stairway: %(there)s."),
    Wrong.ELSEWHERE: _("In the register this stairway belongs to %(there)s. It is moved under Areas."),
    Wrong.CLOSED: _("This place is closed in the register."),
    Wrong.REGISTERED: _("The dwelling is registered already; its facts change by collection forms only."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    row: int
    code: Wrong
    # Column by its key and its letter in the sheet; empty for the row as a whole.
    column: str = ""
    letter: str = ""
    header: str = ""
    found: str = ""
    level: Level = Level.ERROR
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        if self.code in {Wrong.ADDRESS, Wrong.ADDRESS_NOTE}:
            # In the reader's language, so the parts are kept and not the question.
            return " ".join(str(question.text) for question in questions(Address(**self.params)))
        return str(TEXTS[self.code]) % self.params if self.params else str(TEXTS[self.code])

    @property
    def is_error(self) -> bool:
        return self.level == Level.ERROR

    def line(self) -> str:
        held = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(held, ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> Self:
        held = json.loads(line)
        return cls(**{**held, "code": Wrong(held["code"]), "level": Level(held["level"])})


def shown(text: str) -> str:
    """As far as it may stand on a page: numbers of persons are hidden."""
    if looks_like_personal_number(text):
        return text[:1] + HIDDEN * max(len(text) - 1, 5)
    return text if len(text) <= _MOST else text[:_MOST] + "…"
