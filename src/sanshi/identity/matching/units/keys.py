"""Match keys of units: two are compared when they share one. Plain texts; who stores them hashes them."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from sanshi.identity.matching.units.profile import UnitProfile, code_repairs

_FIRST = 2


class UnitKeyKind(StrEnum):
    CODE = "unit_code"
    NAME = "unit_name"
    PHONE = "unit_phone"
    PREMISES = "unit_premises"
    BUILDING_NAME = "unit_building_name"


class UnitKey(NamedTuple):
    kind: UnitKeyKind
    text: str


def unit_keys(one: UnitProfile) -> tuple[UnitKey, ...]:
    """What is stored for a unit: some five."""
    return tuple(_keys(one))


def asked_keys(one: UnitProfile) -> tuple[UnitKey, ...]:
    """What is looked for: also what a wrong credit code may have been meant to be."""
    if not one.code or one.valid:
        return unit_keys(one)
    repaired = (UnitKey(UnitKeyKind.CODE, code) for code in code_repairs(one.code))
    return tuple(dict.fromkeys((*repaired, *unit_keys(one))))


def _keys(one: UnitProfile) -> Iterator[UnitKey]:
    if one.code:
        yield UnitKey(UnitKeyKind.CODE, one.code)
    if one.name.core:
        yield UnitKey(UnitKeyKind.NAME, "".join(one.name.sounds))
    if one.phone:
        yield UnitKey(UnitKeyKind.PHONE, one.phone)
    if one.door:
        yield UnitKey(UnitKeyKind.PREMISES, one.door)
    if one.building and one.name.core:
        for sounds in {"".join(one.name.sounds[:_FIRST]), "".join(one.name.sounds[-_FIRST:])}:
            yield UnitKey(UnitKeyKind.BUILDING_NAME, f"{one.building}|{sounds}")
