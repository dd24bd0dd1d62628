"""Two units, field by field: one code of evidence each."""

from sanshi.identity.matching.slips import one_slip
from sanshi.identity.matching.units.evidence import UnitEvidence as E
from sanshi.identity.matching.units.profile import UnitProfile
from sanshi.identity.unit_names import UnitName

UnitFindings = tuple[str, str, str, str]
_LEAST = 2
# Of three characters two are the trade: one that differs is another shop.
_LEAST_SLIPPED = 4


def compare_units(one: UnitProfile, other: UnitProfile) -> UnitFindings:
    """In the order credit code, name, premises, phone."""
    found = (
        _codes(one, other),
        _names(one.name, other.name),
        _premises(one, other),
        _phones(one.phone, other.phone),
    )
    code, name, premises, phone = (str(each.value) for each in found)
    return code, name, premises, phone


def _codes(one: UnitProfile, other: UnitProfile) -> E:
    if not one.code or not other.code:
        return E.CODE_MISSING
    if one.code == other.code:
        return E.CODE_SAME
    if one.valid and other.valid:
        return E.CODE_CONFLICT
    return E.CODE_SLIP if one_slip(one.code, other.code) else E.CODE_OTHER


def _names(one: UnitName, other: UnitName) -> E:
    if not one.core or not other.core:
        return E.NAME_MISSING
    if one.core == other.core:
        return E.NAME_BRANCH if _other_branch(one.branch, other.branch) else E.NAME_SAME
    if one.sounds == other.sounds:
        return E.NAME_SOUND
    if min(len(one.core), len(other.core)) >= _LEAST_SLIPPED and one_slip(one.core, other.core):
        return E.NAME_ONE
    return E.NAME_PART if _is_part(one.core, other.core) else E.NAME_OTHER


def _other_branch(one: str, other: str) -> bool:
    return bool(one and other) and one not in other and other not in one


def _is_part(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _LEAST and short in long


def _premises(one: UnitProfile, other: UnitProfile) -> E:
    if not one.building or not other.building:
        return E.PREMISES_MISSING
    if one.door and other.door:
        return E.PREMISES_SAME if one.door == other.door else _near_or_other(one.door, other.door)
    if one.building != other.building:
        return _near_or_other(one.building, other.building)
    # A shop's own street number is its whole address: nothing more is left out.
    return E.PREMISES_BUILDING if one.door or other.door else E.PREMISES_SAME


def _near_or_other(one: str, other: str) -> E:
    apart = sum(a != b for a, b in zip(one.split("|"), other.split("|"), strict=True))
    return E.PREMISES_NEAR if apart == 1 else E.PREMISES_OTHER


def _phones(one: str, other: str) -> E:
    if not one or not other:
        return E.PHONE_MISSING
    return E.PHONE_SAME if one == other else E.PHONE_OTHER
