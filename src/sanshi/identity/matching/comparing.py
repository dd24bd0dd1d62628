"""Two profiles, field by field: one code of evidence each."""

from datetime import date

from sanshi.identity.matching.evidence import Evidence
from sanshi.identity.matching.name_comparing import compare_names
from sanshi.identity.matching.profile import Profile, Scheme
from sanshi.identity.matching.slips import one_slip, two_slips

# Codes as plain texts: members of an enumeration take five times as long to look up.
Findings = tuple[str, str, str, str, str, str]
_END = 4  # signs in which numbers of twins differ: order and check digit; so do passports issued together
_LUNAR_DAYS = range(17, 52)  # a date of the lunar calendar lies so much before its common one


def compare(one: Profile, other: Profile) -> Findings:
    """In the order number, name, birth date, sex, phone, dwelling."""
    return (
        _numbers(one, other),
        compare_names(one.name, other.name),
        _births(one.births, other.births),
        _sexes(one.sex, other.sex),
        _phones(one.phone, other.phone),
        _dwellings(one, other),
    )


def _numbers(one: Profile, other: Profile) -> str:
    if not one.number or not other.number:
        return _NUMBER_MISSING
    if one.number == other.number:
        return _NUMBER_SAME
    if one.scheme != other.scheme:
        return _NUMBER_OTHER_KIND
    if one.scheme == Scheme.OTHER:
        return _slip(one.number, other.number) if one_slip(one.number, other.number) else _NUMBER_OTHER
    if one.valid and other.valid:
        return _NUMBER_NEAR if one_slip(one.number[:17], other.number[:17]) else _NUMBER_CONFLICT
    return _wrong_number(one.number, other.number)


def _wrong_number(one: str, other: str) -> str:
    if one_slip(one, other):
        return _slip(one, other)
    return _NUMBER_TWO_SLIPS if two_slips(one, other) else _NUMBER_UNLIKE


def _slip(one: str, other: str) -> str:
    return _NUMBER_SLIP if one[-_END:] == other[-_END:] else _NUMBER_SLIP_END


def _births(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    if not one or not other:
        return _BIRTH_MISSING
    if len(one) == len(other) == 1:
        return _birth(one[0], other[0])
    found = {_birth(a, b) for a in one for b in other}
    return next(code for code in _BIRTHS if code in found)


def _birth(one: str, other: str) -> str:
    if one == other:
        return _BIRTH_SAME
    if one[:4] == other[:4]:
        return _birth_in_year(one, other)
    if one[4:] == other[4:]:
        return _BIRTH_PART
    return _BIRTH_LUNAR if _is_lunar(one, other) else _BIRTH_OTHER


def _birth_in_year(one: str, other: str) -> str:
    if "0101" in (one[4:], other[4:]):
        return _BIRTH_YEAR
    if one[4:6] == other[6:] and one[6:] == other[4:6]:
        return _BIRTH_SWAPPED
    if one[4:6] == other[4:6] or one[6:] == other[6:]:
        return _BIRTH_PART
    return _BIRTH_LUNAR if _is_lunar(one, other) else _BIRTH_OTHER


def _is_lunar(one: str, other: str) -> bool:
    apart = _ordinal(one) - _ordinal(other)
    return abs(apart) in _LUNAR_DAYS


def _ordinal(day: str) -> int:
    return date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal()


def _sexes(one: str, other: str) -> str:
    if one not in _KNOWN_SEXES or other not in _KNOWN_SEXES:
        return _SEX_MISSING
    return _SEX_SAME if one == other else _SEX_OTHER


def _phones(one: str, other: str) -> str:
    if not one or not other:
        return _PHONE_MISSING
    if one[-11:] == other[-11:]:
        return _PHONE_SAME
    return _PHONE_NEAR if one_slip(one, other) else _PHONE_OTHER


def _dwellings(one: Profile, other: Profile) -> str:
    if not one.building or not other.building:
        return _DWELLING_MISSING
    if one.door and other.door:
        return _DWELLING_SAME if one.door == other.door else _near_or_other(one.door, other.door)
    return _DWELLING_BUILDING if one.building == other.building else _DWELLING_OTHER


def _near_or_other(one: str, other: str) -> str:
    apart = sum(a != b for a, b in zip(one.split("|"), other.split("|"), strict=True))
    return _DWELLING_NEAR if apart == 1 else _DWELLING_OTHER


_KNOWN_SEXES = frozenset("12")
_NUMBER_SAME = str(Evidence.NUMBER_SAME.value)
_NUMBER_SLIP = str(Evidence.NUMBER_SLIP.value)
_NUMBER_SLIP_END = str(Evidence.NUMBER_SLIP_END.value)
_NUMBER_TWO_SLIPS = str(Evidence.NUMBER_TWO_SLIPS.value)
_NUMBER_UNLIKE = str(Evidence.NUMBER_UNLIKE.value)
_NUMBER_NEAR = str(Evidence.NUMBER_NEAR.value)
_NUMBER_CONFLICT = str(Evidence.NUMBER_CONFLICT.value)
_NUMBER_OTHER = str(Evidence.NUMBER_OTHER.value)
_NUMBER_OTHER_KIND = str(Evidence.NUMBER_OTHER_KIND.value)
_NUMBER_MISSING = str(Evidence.NUMBER_MISSING.value)
_BIRTH_SAME = str(Evidence.BIRTH_SAME.value)
_BIRTH_SWAPPED = str(Evidence.BIRTH_SWAPPED.value)
_BIRTH_YEAR = str(Evidence.BIRTH_YEAR.value)
_BIRTH_PART = str(Evidence.BIRTH_PART.value)
_BIRTH_LUNAR = str(Evidence.BIRTH_LUNAR.value)
_BIRTH_OTHER = str(Evidence.BIRTH_OTHER.value)
_BIRTH_MISSING = str(Evidence.BIRTH_MISSING.value)
# from the strongest
_BIRTHS = (_BIRTH_SAME, _BIRTH_SWAPPED, _BIRTH_YEAR, _BIRTH_PART, _BIRTH_LUNAR, _BIRTH_OTHER)
_SEX_SAME = str(Evidence.SEX_SAME.value)
_SEX_OTHER = str(Evidence.SEX_OTHER.value)
_SEX_MISSING = str(Evidence.SEX_MISSING.value)
_PHONE_SAME = str(Evidence.PHONE_SAME.value)
_PHONE_NEAR = str(Evidence.PHONE_NEAR.value)
_PHONE_OTHER = str(Evidence.PHONE_OTHER.value)
_PHONE_MISSING = str(Evidence.PHONE_MISSING.value)
_DWELLING_SAME = str(Evidence.DWELLING_SAME.value)
_DWELLING_BUILDING = str(Evidence.DWELLING_BUILDING.value)
_DWELLING_NEAR = str(Evidence.DWELLING_NEAR.value)
_DWELLING_OTHER = str(Evidence.DWELLING_OTHER.value)
_DWELLING_MISSING = str(Evidence.DWELLING_MISSING.value)
