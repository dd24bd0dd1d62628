"""Units of the register a form or a sheet may be about: by credit code, name and premises."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sanshi.identity.matching.keys import LIMIT
from sanshi.identity.matching.profile import place
from sanshi.identity.matching.scoring import Verdict
from sanshi.identity.matching.units import search
from sanshi.identity.matching.units.keys import UnitKey, unit_keys
from sanshi.identity.matching.units.profile import UnitProfile, UnitRecord, at_premises
from sanshi.register.facts import UnitFacts
from sanshi.register.finding.keys import Place, hash_of, place_at
from sanshi.register.history import current
from sanshi.register.models import MatchKey, Sought, UnitVersion
from sanshi.streets.sets import FirstOfEach
from sanshi.vault.sealing import Place as SealedPlace
from sanshi.vault.sealing import unseal

_TABLE = UnitVersion._meta.db_table
_PARTS = ("road", "estate", "lane", "sublane", "number", "block", "entrance")
_holders = FirstOfEach(MatchKey, "hash", "record", LIMIT)
_SAID = ("unit_id", "id", "name", "credit_code", "contact_phone")


def match_unit(subdistrict: str, facts: UnitFacts, *, address: str, apart: Collection[UUID] = ()) -> Verdict:
    """Candidates are units of this street, from the best. `apart`: units decided to be others."""
    asked = _profile(facts.name, facts.credit_code, facts.contact_phone, place(address))
    return search.match_unit(asked, UnitRegister(subdistrict, apart))


class UnitRegister:
    """The units of a street as identity.matching.units.search asks them."""

    def __init__(self, subdistrict: str, apart: Collection[UUID] = ()) -> None:
        self.subdistrict, self.apart = subdistrict, frozenset(apart)

    def having(self, keys: Sequence[UnitKey]) -> Collection[Hashable]:
        held = _holders(self.subdistrict, {_hash(key) for key in keys}).values() if keys else ()
        return {unit for units in held for unit in units} - self.apart

    def profiles(self, units: Iterable[Hashable]) -> Iterator[tuple[Hashable, UnitProfile]]:
        asked = sorted(cast(Iterable[UUID], units))
        return iter(profiles_of_units(self.subdistrict, asked).items())


def hashes_of_units(subdistrict: str, units: Collection[UUID]) -> Mapping[UUID, set[int]]:
    """What is stored for each of them by what it says now."""
    profiles = profiles_of_units(subdistrict, units)
    return {unit: {_hash(key) for key in unit_keys(one)} for unit, one in profiles.items()}


def profiles_of_units(subdistrict: str, units: Collection[UUID]) -> dict[UUID, UnitProfile]:
    """As the last of its current versions says; a closed unit is found too, so that it may open again."""
    parts = (f"door__building__{name}" for name in _PARTS)
    rows = UnitVersion.objects.filter(current(), subdistrict=subdistrict, unit__in=units)
    listed = rows.order_by("valid_from").values_list(*_SAID, *parts, "door__room") if units else ()
    return {
        unit: _profile(name, code, _opened(pk, phone), place_at(*columns))
        for unit, pk, name, code, phone, *columns in listed
    }


def _profile(name: str, code: str, phone: str, at: Place) -> UnitProfile:
    return at_premises(UnitRecord(name, code, "", phone), *at)


def _opened(pk: UUID, blob: Any) -> str:
    return unseal(blob, SealedPlace(_TABLE, "contact_phone", str(pk))) if blob is not None else ""


def _hash(key: UnitKey) -> int:
    return hash_of(Sought.UNIT, key)
