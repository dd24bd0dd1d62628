"""What is wrong with a cell or a row, and what would be right."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanshi.identity.documents import DocumentType, Doubt
from sanshi.identity.documents import Problem as NumberProblem
from sanshi.identity.remarks import looks_like_personal_number
from sanshi.identity.wording import said
from sanshi.problems import kind_numbered
from sanshi.shell.words import listed
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
    # Of sheets of persons, dwellings and units.
    CUT = "cut"
    DATE = "date"
    OPEN_DATE = "open-date"
    REGION = "region"
    NATION = "nation"
    INDUSTRY = "industry"
    NAME = "name"
    DOCUMENT = "document"
    NO_NUMBER = "no-number"
    WHICH_DOCUMENT = "which-document"
    RULE = "rule"
    NO_DOOR = "no-door"
    NO_ROOM = "no-room"
    WHICH_DOOR = "which-door"
    OTHER_COMMITTEE = "other-committee"
    NOT_YOUR_COMMITTEE = "not-your-committee"
    ROW_TWICE = "row-twice"
    NUMBER_TWICE = "number-twice"
    TWO_DOORS = "two-doors"
    SECOND_HEAD = "second-head"
    HEAD_REGISTERED = "head-registered"
    WHICH_HOUSEHOLD = "which-household"
    OTHER_STREET = "other-street"
    NOT_NOTIFIED = "not-notified"
    KIND_TOLD = "kind-told"
    DIFFERS = "differs"
    # Of sheets of employees.
    NO_UNIT = "no-unit"
    WHICH_UNIT = "which-unit"
    UNIT_ELSEWHERE = "unit-elsewhere"
    UNIT_CLOSED = "unit-closed"
    WITHOUT_NUMBER = "without-number"
    NOT_ON_STAFF = "not-on-staff"


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
    Wrong.CUT: _(
        "Excel has cut this number: it keeps fifteen digits, the rest became zeros. Format the column as "
        "text, then type the number again from the document."
    ),
    Wrong.DATE: _("A date with year, month and day, such as 1985-03-05."),
    Wrong.OPEN_DATE: _("This can be read as %(dates)s. Write year, month and day in full."),
    Wrong.REGION: _("Six digits of the region, or a name that begins with the province."),
    Wrong.NATION: _("The name of the country, or its three letters."),
    Wrong.INDUSTRY: _("Two digits of the industry, or its name."),
    Wrong.NAME: _("A name of Chinese or Latin letters, without digits and remarks."),
    Wrong.NO_NUMBER: _(
        "Fill in the number, or in its own column why no document was shown; of a child the day of birth."
    ),
    Wrong.WHICH_DOCUMENT: _("The kind of document cannot be told from this number. Fill it in."),
    Wrong.NO_DOOR: _("%(address)s is not among the places. Is it written right? New places come first."),
    Wrong.NO_ROOM: _("%(address)s has no room %(room)s. There are: %(rooms)s."),
    Wrong.WHICH_DOOR: _("This fits several places: %(places)s. Which one is it?"),
    Wrong.OTHER_COMMITTEE: _("This address belongs to %(there)s."),
    Wrong.NOT_YOUR_COMMITTEE: _("This address belongs to %(there)s, whose clerk brings it in."),
    Wrong.ROW_TWICE: _("Row %(row)s says the same already."),
    Wrong.NUMBER_TWICE: _("Row %(row)s has the same number for somebody of another name."),
    Wrong.TWO_DOORS: _("Row %(row)s has the same person at another address. Where do they live?"),
    Wrong.SECOND_HEAD: _("Row %(row)s is the head of household %(household)s of this dwelling already."),
    Wrong.HEAD_REGISTERED: _("Household %(household)s of this dwelling has another head in the register."),
    Wrong.WHICH_HOUSEHOLD: _(
        "Several households of this dwelling may be meant: read as household %(household)s. Fill in the "
        "number where it is another."
    ),
    Wrong.OTHER_STREET: _(
        "This number is registered in another street of the city: it needs a visit and a hand-over."
    ),
    Wrong.NOT_NOTIFIED: _("No day of the privacy notice: to be told at the next visit."),
    Wrong.KIND_TOLD: _("Read as %(kind)s by its form."),
    Wrong.NO_UNIT: _("No such unit is registered. It comes first, by the sheet of units or a form."),
    Wrong.WHICH_UNIT: _(
        "Which unit this is cannot be told. Write its credit code, or its name and address as registered: "
        "%(units)s."
    ),
    Wrong.UNIT_ELSEWHERE: _("In the register this unit stands at %(there)s."),
    Wrong.UNIT_CLOSED: _("This unit is closed in the register."),
    Wrong.WITHOUT_NUMBER: _(
        "Somebody of this name works there without a number in the register: complete that line by a form."
    ),
    Wrong.NOT_ON_STAFF: _("Nobody of that name or number works there by the register: nothing is entered."),
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
        if self.code == Wrong.DOCUMENT:
            return said(NumberProblem(self.params["why"]), self.params.get("about", {}))
        if self.code == Wrong.DIFFERS:
            return str(Doubt(self.params["why"]).label)
        if self.code == Wrong.RULE:
            return _of_rule(**self.params)
        params = {name: _worded(value) for name, value in self.params.items()}
        if self.code == Wrong.KIND_TOLD:
            params = {"kind": DocumentType(params["kind"]).label}
        return str(TEXTS[self.code]) % params if params else str(TEXTS[self.code])

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


def _worded(value: Any) -> Any:
    """Several values in one line of the reader's language; a pair is something with its place."""
    if not isinstance(value, list):
        return value
    return listed(_placed(*one) if isinstance(one, list) else one for one in value)


def _placed(what: str, where: str) -> str:
    return gettext("%(what)s (%(where)s)") % {"what": what, "where": where}


def _of_rule(number: int, **params: Any) -> str:
    """What a collection form is told (sanshi.problems), by the kind's number."""
    kind = kind_numbered(number)
    return str(kind.text) % params if kind else ""


def shown(text: str) -> str:
    """As far as it may stand on a page: numbers of persons are hidden."""
    if looks_like_personal_number(text):
        return text[:1] + HIDDEN * max(len(text) - 1, 5)
    return text if len(text) <= _MOST else text[:_MOST] + "…"
