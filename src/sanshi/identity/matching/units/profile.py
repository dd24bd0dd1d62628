"""A unit as somebody typed it, and the one form in which units are compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sanshi.identity.matching.profile import place
from sanshi.identity.numbers import check_credit_code, normalise
from sanshi.identity.phones import normalise_phone
from sanshi.identity.unit_names import UnitName, unit_name

_LONGEST_CODE, _LONGEST_PHONE = 24, 40
# GB 32100 leaves out letters that look like digits: who types them means the digits.
_READ_AS = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5"})


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """Texts as typed; what is empty is not known."""

    name: str = ""
    credit_code: str = ""
    address: str = ""
    phone: str = ""


class UnitProfile(NamedTuple):
    """Keys of the premises as `sanshi.identity.matching.profile.place` gives them."""

    name: UnitName
    code: str
    valid: bool
    phone: str
    door: str
    building: str


def unit_profile(record: UnitRecord) -> UnitProfile:
    door, building = place(record.address)
    return at_premises(record, door, building)


def at_premises(record: UnitRecord, door: str, building: str) -> UnitProfile:
    """Where the premises are known as a place of the register."""
    code = _code(record.credit_code)
    phone = normalise_phone(record.phone[:_LONGEST_PHONE])[-11:]
    valid = check_credit_code(code).ok if code else False
    return UnitProfile(unit_name(record.name), code, valid, phone, door, building)


def _code(text: str) -> str:
    code = re.sub(r"[^0-9A-Z]", "", normalise(text)).translate(_READ_AS)
    return code if len(code) <= _LONGEST_CODE else ""


def code_repairs(code: str) -> Iterator[str]:
    """Valid codes one wrong sign or one swap of neighbours away from a wrong one."""
    for tried in _tries(code):
        if check_credit_code(tried).ok:
            yield tried


def _tries(code: str) -> Iterator[str]:
    if len(code) != _CODE_LENGTH:
        return
    for place_, sign in enumerate(code):
        yield from (code[:place_] + one + code[place_ + 1 :] for one in _SIGNS if one != sign)
    for place_ in range(_CODE_LENGTH - 1):
        yield code[:place_] + code[place_ + 1] + code[place_] + code[place_ + 2 :]


_CODE_LENGTH = 18
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
