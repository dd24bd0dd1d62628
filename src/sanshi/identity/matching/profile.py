"""A record as somebody typed it, and the one form in which records are compared."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol

from sanshi.identity.dates import read_date
from sanshi.identity.documents import ONE_SCHEME, DocumentType, Sex
from sanshi.identity.matching.name_form import NameForm, name_form
from sanshi.identity.matching.repair import read_letters
from sanshi.identity.numbers import check_document, is_resident_number, normalise
from sanshi.identity.phones import normalise_phone
from sanshi.territory.address import Address, door_key_of, parse

_CHECKED = re.compile(r"[0-9]{17}[0-9X]")
_KNOWN_SEXES = (Sex.MALE, Sex.FEMALE)
_LONGEST_NUMBER, _LONGEST_PHONE = 30, 20
_MOBILE_WITH_ZERO = re.compile(r"0(1[0-9]{10})")


class Scheme:
    """How a number is made up: 18 digits of which the last is a check digit, or any other way."""

    NONE, CHECKED, OTHER = "", "checked", "other"


@dataclass(frozen=True, slots=True)
class Record:
    """Texts as typed; what is empty is not known. `document_type` and `sex` are the codes of documents.py."""

    name: str = ""
    sex: str = ""
    birth_date: str = ""
    document_type: str = ""
    document_number: str = ""
    phone: str = ""
    address: str = ""


class Profile(NamedTuple):
    """Plain values only, so that a batch can pack it. `births` are YYYYMMDD, several when it is open."""

    name: NameForm
    sex: str
    births: tuple[str, ...]
    scheme: str
    number: str
    valid: bool
    phone: str
    door: str
    building: str


class Stated(Protocol):
    """What a record and a version of the register have in common."""

    @property
    def name(self) -> str: ...
    @property
    def sex(self) -> str: ...
    @property
    def document_type(self) -> str: ...
    @property
    def document_number(self) -> str: ...
    @property
    def phone(self) -> str: ...


def profile(record: Record, *, latest: date | None = None) -> Profile:
    """`latest` is the last day on which anybody in the records can be born."""
    return stated(record, _births(record.birth_date, latest), place(record.address))


def stated(record: Stated, births: tuple[str, ...], placed: tuple[str, str]) -> Profile:
    """Of a record whose day of birth and place have been read already."""
    scheme, number, valid = _number(record.document_type, record.document_number)
    sex = record.sex
    if valid:
        sex = sex if sex in _KNOWN_SEXES else str(2 - int(number[16]) % 2)
        births = births or (number[6:14],)
    return Profile(name_form(record.name), sex, births, scheme, number, valid, _phone(record.phone), *placed)


@lru_cache(maxsize=16384)
def place(address: str) -> tuple[str, str]:
    """Keys of the dwelling and of its building; either is empty when the text names none."""
    return place_of(parse(address)) if address else ("", "")


def place_of(parsed: Address) -> tuple[str, str]:
    """The same of parts, as stairways and doors have them in columns."""
    building = _key(parsed, "", "", "")
    door = _key(parsed, parsed.room, parsed.floor, parsed.part) if building else ""
    return (door if door != building else ""), building


def _key(parsed: Address, room: str, floor: str, part: str) -> str:
    """Where only one figure is given, people call it number or block as they like."""
    return door_key_of(
        parsed.road,
        parsed.lane,
        parsed.number or parsed.block,
        room,
        estate=parsed.estate,
        sublane=parsed.sublane,
        block=parsed.block if parsed.number else "",
        entrance=parsed.entrance,
        floor=floor,
        part=part,
    )


def _births(text: str, latest: date | None) -> tuple[str, ...]:
    return tuple(f"{day:%Y%m%d}" for day in read_date(text, latest=latest).dates) if text else ()


def _phone(text: str) -> str:
    phone = normalise_phone(text[: 2 * _LONGEST_PHONE])
    if found := _MOBILE_WITH_ZERO.fullmatch(phone):
        return found[1]
    return phone if len(phone) <= _LONGEST_PHONE else ""


def _number(kind: str, text: str) -> tuple[str, str, bool]:
    """Scheme, normal form, and whether its check digit fits. A kind not named is told by the number."""
    if _CHECKED.fullmatch(text):
        # As it is kept in a register: nothing about it needs to be read.
        return Scheme.CHECKED, text, is_resident_number(text)
    number = normalise(text)
    if not number or len(number) > _LONGEST_NUMBER:
        return Scheme.NONE, "", False
    number = re.sub(r"[^0-9A-Z*?]", "", number)
    if not _has_check_digit(kind, number):
        return Scheme.OTHER, number, False
    return _checked(read_letters(number))


def _has_check_digit(kind: str, number: str) -> bool:
    if not kind or kind in ONE_SCHEME:
        return sum(map(str.isdigit, number)) >= 14 and not re.match("[A-Z]{3}", number)
    return _CHECKED.fullmatch(number) is not None


def _checked(number: str) -> tuple[str, str, bool]:
    found = check_document(DocumentType.RESIDENT_CARD, number, demo=True)
    return Scheme.CHECKED, found.normal, found.ok
