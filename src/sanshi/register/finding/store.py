"""Keys and tokens of persons follow what their current versions say. Called by whatever writes versions."""

from collections.abc import Iterable
from uuid import UUID

from sanshi.register.finding.keys import hashes_of, profiles_of
from sanshi.register.finding.persons import homes_of, said_of
from sanshi.register.models import MatchKey


def follow(subdistrict: str, persons: Iterable[UUID]) -> None:
    """By differences, whatever was there before."""
    asked = sorted(set(persons))
    said, homes = said_of(subdistrict, asked), homes_of(subdistrict, asked)
    wanted = {
        (person, key)
        for person in asked
        for key in hashes_of(profiles_of(said.get(person, ()), homes.get(person, ())))
    }
    stored = MatchKey.objects.filter(subdistrict=subdistrict, record__in=asked)
    known = {(record, key): pk for record, key, pk in stored.values_list("record", "hash", "id")}
    if gone := [pk for row, pk in known.items() if row not in wanted]:
        MatchKey.objects.filter(subdistrict=subdistrict, pk__in=gone).delete()
    MatchKey.objects.bulk_create(
        MatchKey(subdistrict_id=subdistrict, record=record, hash=key)
        for record, key in sorted(wanted - known.keys())
    )


def follow_units(subdistrict: str, units: Iterable[UUID]) -> None:
    """Until units have tokens, nothing follows them."""
