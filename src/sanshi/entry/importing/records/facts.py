"""A row of a sheet of residents, dwellings or units, read into what a collection form would say. No database.

Each layout names its columns by the fields of the form (register.facts), so that a cell is read by its kind
and the whole is held to the rules of the form itself (collection.rules.problems).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise

from sanshi import clock
from sanshi.collection.content import FormContent
from sanshi.collection.models import Subject
from sanshi.collection.privacy import CURRENT
from sanshi.collection.rules import Timing, contradicted, problems_of_tidied, tidied
from sanshi.entry.importing.cells import Committees, RowCells, decimal, whole
from sanshi.entry.importing.columns import Layout, layout, plain
from sanshi.entry.importing.problems import Level, Problem, Wrong, shown
from sanshi.entry.importing.records.doors import Doors, Found
from sanshi.entry.stock import kind_of
from sanshi.identity.dates import read_date
from sanshi.identity.documents import ONE_SCHEME, DocumentType
from sanshi.identity.names import check_name
from sanshi.identity.numbers import check_document, normalise
from sanshi.problems import REQUIRED, WRONG_DOCUMENT_NUMBER
from sanshi.register import codes
from sanshi.register.facts import DwellingFacts, Facts, PersonFacts, ResidencyFacts, UnitFacts
from sanshi.register.models import Category
from sanshi.vault.masking import mask_document, mask_name, mask_phone

POPULATION, DWELLINGS, UNITS, EMPLOYMENTS = "population", "dwellings", "units", "employments"
_SUBJECTS: dict[str, Subject] = {
    POPULATION: Subject.PERSON,
    DWELLINGS: Subject.DWELLING,
    UNITS: Subject.UNIT,
    EMPLOYMENTS: Subject.UNIT,
}
_PARTS: dict[Subject, tuple[type[Facts], ...]] = {
    Subject.PERSON: (PersonFacts, ResidencyFacts),
    Subject.DWELLING: (DwellingFacts,),
    Subject.UNIT: (UnitFacts,),
}
LONGEST_TEXT = 100
# Told at the next visit where the sheet does not say that it was given.
_NOTICE = frozenset({"notice_version", "notified_on"})
# What a number says of whoever has it; a booklet's own number, without a page's, says nothing.
_OF_THE_NUMBER = frozenset({"sex", "birth_date"})
_CARRYING = ONE_SCHEME - {DocumentType.HOUSEHOLD_BOOK}
_NAMES = frozenset({"name", "guardian_name", "contact_name"})
_DECIMALS = frozenset({"usable_area_m2"})


@dataclass(slots=True)
class Read:
    """What came of a row. Without an error `content` and `door` are there."""

    number: int
    problems: list[Problem]
    content: FormContent | None = None
    where: Found = field(default_factory=Found)
    row: RowCells | None = None
    # Of one that another process has read: its row, made again where more is to be said of it.
    again: Callable[[], RowCells] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Read, (self.number, self.problems, self.content, self.where)

    @property
    def is_good(self) -> bool:
        return self.content is not None and not any(problem.is_error for problem in self.problems)

    def wrong(self, code: Wrong, key: str = "", level: Level = Level.ERROR, **params: Any) -> None:
        if self.row is None:
            assert self.again is not None
            self.row = self.again()
            self.row.problems = self.problems
        self.row.wrong(code, self.row.column_of(key), level, **params)


@dataclass(frozen=True, slots=True)
class Reader:
    """`reached`: committees whose rows the sender may bring in; None for those of the whole street."""

    layout: Layout
    places: dict[str, int]
    committees: Committees
    doors: Callable[[], Doors]
    counted_on: date
    reached: frozenset[UUID] | None = None

    @property
    def subject(self) -> Subject:
        return _SUBJECTS[self.layout.name]

    def read(self, number: int, cells: Sequence[Any]) -> Read:
        return Row(self, number, cells).read()

    def name_of(self, committee: UUID | None) -> str:
        return next((name for name, pk in self.committees.open.items() if pk == committee), "—")

    def row(self, number: int, cells: Sequence[Any]) -> RowCells:
        return Row(self, number, cells)


class Row(RowCells):
    def __init__(self, reader: Reader, number: int, cells: Sequence[Any]) -> None:
        super().__init__(reader.layout, reader.places, number, cells)
        self.reader = reader

    def seen(self, key: str) -> str:
        """Names and numbers are masked; what stands on the sheet stands there in full."""
        mask = _MASKS.get(key, shown)
        return mask(self.text(key)) if self.text(key) else ""

    def read(self) -> Read:
        self._refuse_spoilt()
        values = {key: self._value(key) for key in self.cells if key in _fields(self.reader.subject)}
        where = self._place()
        self._settle(values)
        content = self._content(values)
        found = Read(self.number, self.problems, where=where, row=self)
        if content is not None and where.door is not None:
            found.content = self._held_to_the_form(content)
        return found

    # Cells

    def _refuse_spoilt(self) -> None:
        for key, cell in self.cells.items():
            if cell.spoilt and (cell.moment is None or self._kind(key) not in ("day", "moment")):
                self.wrong(Wrong.SPOILT, key)

    def _kind(self, key: str) -> str:
        return self.layout.column(key).kind

    def _value(self, key: str) -> Any:
        text = self.text(key)
        if not text or (self.cells[key].spoilt and self.cells[key].moment is None):
            return None
        return _READERS[self._kind(key)](self, key, text)

    def _text(self, key: str, text: str) -> str:
        if len(text) > LONGEST_TEXT:
            self.wrong(Wrong.TOO_LONG, key, most=LONGEST_TEXT)
        elif key in _NAMES and self.reader.subject == Subject.PERSON:
            checked = check_name(text)
            if not checked.ok:
                self.wrong(Wrong.NAME, key)
            return checked.normal
        return text

    def _word(self, key: str, text: str) -> str:
        return self.code(key)

    def _day(self, key: str, text: str) -> date | None:
        moment = self.cells[key].moment
        if moment is not None:
            return moment.date() if isinstance(moment, datetime) else moment
        latest = None if key in _MAY_COME else self.reader.counted_on
        found = read_date(text, latest=latest)
        if found.ok:
            return found.dates[0]
        if found.dates:
            self.wrong(Wrong.OPEN_DATE, key, dates=" / ".join(map(str, found.dates)))
        else:
            self.wrong(Wrong.DATE, key)
        return None

    def _moment(self, key: str, text: str) -> datetime | None:
        moment = self.cells[key].moment
        if moment is None and (written := _TIME.search(text)):
            day = self._day(key, text[: written.start()].strip() or text)
            hour, minute = int(written[1]), int(written[2])
            if day is None or hour > 23 or minute > 59:
                return None
            return datetime.combine(day, time(hour, minute), clock.SHANGHAI)
        if isinstance(moment, datetime):
            return moment.replace(tzinfo=clock.SHANGHAI)
        day = self._day(key, text)
        return datetime.combine(day, time(), clock.SHANGHAI) if day else None

    def _count(self, key: str, text: str) -> int | None:
        number = whole(unicodedata.normalize("NFKC", text))
        if number is None or number < 1:
            self.wrong(Wrong.NUMBER, key, most=99)
            return None
        return number

    def _area(self, key: str, text: str) -> Any:
        number = decimal(text)
        if number is None or number != round(number, 1):
            self.wrong(Wrong.AREA, key, most="99999.9")
            return None
        return number

    def _number(self, key: str, text: str) -> str | None:
        number = normalise(text)
        if self.cells[key].cut and not self._is_whole(number):
            self.wrong(Wrong.CUT, key)
            return None
        return number

    def _is_whole(self, number: str) -> bool:
        """Eighteen digits typed as text that end in zeros may be so."""
        return len(number) == 18 and check_document(DocumentType.RESIDENT_CARD, number, demo=True).ok

    def _region(self, key: str, text: str) -> str | None:
        if found := _REGION.match(unicodedata.normalize("NFKC", text)):
            return found[1]
        regions: dict[str, str] = layout(POPULATION).texts["regions"]
        named = next((code for name, code in regions.items() if text.startswith(name)), None)
        if named is None:
            self.wrong(Wrong.REGION, key)
        return named

    def _nation(self, key: str, text: str) -> str | None:
        code = _by_name("nationalities").get(plain(text))
        if code is None:
            self.wrong(Wrong.NATION, key)
        return code

    def _industry(self, key: str, text: str) -> str | None:
        plain_text = plain(text)
        code = f"{plain_text:0>2}" if plain_text.isdigit() else _by_name("industries").get(plain_text)
        if code not in codes.industries():
            self.wrong(Wrong.INDUSTRY, key)
            return None
        return code

    # Where

    def _place(self) -> Found:
        where = self.reader.doors().of_row(self)
        said = self.committee(self.reader.committees) if self.text("committee") else None
        if where.committee is None:
            return where
        there = self.reader.name_of(where.committee)
        if said is not None and said != where.committee:
            self.wrong(Wrong.OTHER_COMMITTEE, "committee", there=there)
        elif self.reader.reached is not None and where.committee not in self.reader.reached:
            self.wrong(Wrong.NOT_YOUR_COMMITTEE, self.column_of("address"), there=there)
        return where

    # What follows from other cells

    def _settle(self, values: dict[str, Any]) -> None:
        if self.reader.subject != Subject.PERSON:
            return
        self._settle_document(values)
        self._settle_category(values)
        if values.get("notified_on"):
            values["notice_version"] = CURRENT
        elif self.is_without_error:
            self.wrong(Wrong.NOT_NOTIFIED, self.column_of("notified_on"), Level.NOTE)

    def _settle_document(self, values: dict[str, Any]) -> None:
        number = values.get("document_number")
        if not number:
            return
        kind = values.get("document_type")
        if not kind:
            if self.text("document_type"):
                return
            kind = values["document_type"] = kind_of_number(number)
            if not kind:
                self.wrong(Wrong.WHICH_DOCUMENT, "document_number")
                return
        found = check_document(kind, number, demo=settings.SANSHI_MODE != "live", on=self.reader.counted_on)
        if found.problems:
            self.wrong(
                Wrong.DOCUMENT, "document_number", why=found.problems[0].value, about=dict(found.about)
            )

    def _settle_category(self, values: dict[str, Any]) -> None:
        """What the kind of person says by itself."""
        if values.get("category") == Category.SEPARATED and not values.get("separation"):
            column = self.layout.column("separation")
            values["separation"] = column.code(self.text("category")) or ""
        if values.get("category") == Category.OVERSEAS:
            moment = values.get("checked_in_at")
            if moment is None and values.get("started_on"):
                values["checked_in_at"] = datetime.combine(values["started_on"], time(), clock.SHANGHAI)
        if values.get("document_type") is None and not values.get("document_number"):
            values["document_type"] = DocumentType.RESIDENT_CARD.value

    # The form

    def _content(self, values: Mapping[str, Any]) -> FormContent | None:
        if not self.is_without_error and not values.get(_MUST[self.reader.subject]):
            return None
        content = FormContent()
        for part in _PARTS[self.reader.subject]:
            stated = {name: values[name] for name in part.names() if values.get(name) not in (None, "")}
            for name in _NEEDED[part]:
                stated.setdefault(name, "")
            content = content.holding(part(**stated))
        return content

    def _held_to_the_form(self, content: FormContent) -> FormContent | None:
        """The same rules as at the door. A cell that cannot be read is told already."""
        told = {problem.column for problem in self.problems if problem.is_error}
        if content.residency is not None and not content.residency.category:
            if "category" not in told:
                self._required("category")
            return None
        kind = kind_of(content)
        if "document_number" in told and _carries(content):
            # The number says them once it is put right.
            told |= _OF_THE_NUMBER
        day = self.reader.counted_on
        noon = datetime.combine(day, time(12), clock.SHANGHAI)
        for key, doubt in contradicted(content).items():
            self.wrong(Wrong.DIFFERS, key, Level.NOTE, why=doubt.value)
        content = tidied(kind, content, day)
        for refused in problems_of_tidied(kind, content, Timing(day, noon, noon)):
            key = str(refused.field)
            if key in _NOTICE or key in told:
                continue
            if refused.kind == REQUIRED:
                self._required(key)
            elif refused.kind != WRONG_DOCUMENT_NUMBER:
                params = {name: kept(value) for name, value in refused.params.items()}
                self.wrong(Wrong.RULE, self.column_of(key), number=refused.kind.number, **params)
        return content

    def _required(self, key: str) -> None:
        column = next((one for one in self.layout.columns if one.key == key), None)
        if column is None:
            return
        may_say_why = key == "document_number" and self.reader.subject == Subject.PERSON
        code = Wrong.NO_NUMBER if may_say_why else Wrong.REQUIRED
        self.problems.append(
            Problem(self.number, code, key, self.letter(key), column.header, "", Level.ERROR)
        )


def _carries(content: FormContent) -> bool:
    person = content.person
    return person is not None and person.document_type in _CARRYING


def kind_of_number(number: str) -> str:
    """The kind of document that such a number belongs to; empty where it fits none."""
    for kind, pattern in _KINDS:
        if pattern.fullmatch(number):
            return kind.value
    return ""


_KINDS: tuple[tuple[DocumentType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (DocumentType.RESIDENCE_PERMIT, r"8[123]0000[0-9]{11}[0-9X]"),
        (DocumentType.FOREIGN_RESIDENT_CARD, r"9[0-9]{16}[0-9X]|[A-Z]{3}[0-9]{12}"),
        (DocumentType.RESIDENT_CARD, r"[0-9]{14,19}X?"),
        (DocumentType.HOME_RETURN_PERMIT, r"[HM][0-9]{8}(?:[0-9]{2})?"),
        (DocumentType.TAIWAN_PERMIT, r"[0-9]{8}"),
        (DocumentType.PASSPORT, r"(?=.*[0-9])[A-Z0-9]{5,17}"),
    )
)
_REGION = re.compile(r"([0-9]{6})(?:[0-9]{3}|[0-9]{6})?(?![0-9])")
_TIME = re.compile(r"[\sT]+(\d{1,2}):(\d{2})(?::\d{2})?$")
_MAY_COME = frozenset({"stay_until", "permit_valid_to"})


@cache
def _fields(subject: Subject) -> frozenset[str]:
    return frozenset(name for part in _PARTS[subject] for name in part.names())


@cache
def _by_name(table: str) -> dict[str, str]:
    """Code by its names and by itself."""
    found: dict[str, str] = {}
    for code, names in getattr(codes, table)().items():
        found |= {plain(name): code for name in (*names, code)}
        if code in _OF_CHINA:
            # Also without the country before it.
            found[plain(names[0][2:])] = code
    return found


_OF_CHINA = frozenset({"HKG", "MAC", "TWN"})
_MUST: dict[Subject, str] = {Subject.PERSON: "name", Subject.DWELLING: "use", Subject.UNIT: "name"}
_NEEDED: dict[type[Facts], tuple[str, ...]] = {
    PersonFacts: ("name",),
    ResidencyFacts: ("category",),
    DwellingFacts: ("use", "occupancy"),
    UnitFacts: ("name", "kind"),
}
_MASKS: dict[str, Callable[[str], str]] = {
    "name": mask_name,
    "guardian_name": mask_name,
    "contact_name": mask_name,
    "latin_surname": mask_name,
    "latin_given": mask_name,
    "document_number": mask_document,
    "phone": mask_phone,
    "guardian_phone": mask_phone,
    "contact_phone": mask_phone,
}
_READERS: dict[str, Callable[[Row, str, str], Any]] = {
    "text": Row._text,
    "word": Row._word,
    "day": Row._day,
    "moment": Row._moment,
    "count": Row._count,
    "area": Row._area,
    "number": Row._number,
    "phone": Row._text,
    "region": Row._region,
    "nation": Row._nation,
    "industry": Row._industry,
}


def kept(value: Any) -> Any:
    """A parameter as it can be stored; a text in the language of the day of the check."""
    return str(value) if isinstance(value, Promise | date) else value


def masked(text: str) -> str:
    """An example of a column that nobody has named yet: whatever it is, no more than its shape."""
    return text[:1] + "".join("*" if sign.isalnum() else sign for sign in text[1:12])
