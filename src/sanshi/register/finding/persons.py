"""The register of a street as the matching asks it (identity.matching.search.Register)."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from time import monotonic
from typing import NamedTuple, cast
from uuid import UUID

from django.db.models import Count

from sanshi import clock
from sanshi.identity.matching.keys import LIMIT, Key, other_keys
from sanshi.identity.matching.profile import Profile
from sanshi.identity.matching.scoring import Verdict
from sanshi.identity.matching.search import is_found_by_number, keys_of_number, match
from sanshi.register.facts import PersonFacts
from sanshi.register.finding.keys import asked, hash_of, profiles_of
from sanshi.register.finding.said import homes_of, said_of
from sanshi.register.history import current
from sanshi.register.models import MatchKey, PersonVersion, Sought
from sanshi.streets.prepared import Given, Look
from sanshi.streets.sets import FirstOfEach

# Rows asked together; so many persons are counted each time, more of them now and then (seconds).
_A_LOT, _FEW, _KEPT_FOR = 100, 2000, 3600.0

_versions: Look[tuple[int]] = Look(
    lambda: (
        PersonVersion.objects.filter(current(), subdistrict=Given("street"))
        .values("subdistrict")
        .annotate(count=Count("pk"))
        .values_list("count")
    )
)
_holders = FirstOfEach(MatchKey, "hash", "record", LIMIT)


class Asked(NamedTuple):
    """A record to look for. `apart`: persons of whom somebody decided that they are others."""

    facts: PersonFacts
    address: str = ""
    apart: Collection[UUID] = ()


def match_person(
    subdistrict: str,
    facts: PersonFacts,
    *,
    address: str,
    size: int | None = None,
    apart: Collection[UUID] = (),
) -> Verdict:
    """Candidates are persons of this street, from the best. `size` in persons: the street's own otherwise."""
    today = clock.today()
    register = Kept(subdistrict, size_of(subdistrict) if size is None else size)
    one = asked(facts, address, latest=today)
    # Most are new, so that the search asks for both: together it costs one statement less.
    register.held((*keys_of_number(one, latest=today), *other_keys(one)))
    return match(one, register.without(apart), latest=today)


def match_many(subdistrict: str, rows: Sequence[Asked], *, size: int | None = None) -> list[Verdict]:
    """The same answers, by sets."""
    today = clock.today()
    size = size_of(subdistrict) if size is None else size
    found: list[Verdict] = []
    for start in range(0, len(rows), _A_LOT):
        lot = rows[start : start + _A_LOT]
        register = Kept(subdistrict, size)
        profiles = [asked(one.facts, one.address, latest=today) for one in lot]
        _learn(register, profiles)
        found += (
            match(one, register.without(row.apart), latest=today)
            for one, row in zip(profiles, lot, strict=True)
        )
    return found


def _learn(register: "Kept", profiles: Sequence[Profile]) -> None:
    """As the search goes: by number first, then those whom that does not settle by everything.

    Who is apart for one row may settle it for another; such a row asks for itself what is not known yet.
    """
    today = clock.today()
    register.learn(key for one in profiles for key in keys_of_number(one, latest=today))
    whole = register.without(())
    not_found = [one for one in profiles if not is_found_by_number(one, whole, latest=today)]
    register.learn(key for one in not_found for key in other_keys(one))


class Kept:
    """Asks the tables once for what it has not been asked before."""

    def __init__(self, subdistrict: str, size: int) -> None:
        self.subdistrict, self.size = subdistrict, size
        self._holders: dict[Key, list[UUID]] = {}
        self._profiles: dict[UUID, tuple[Profile, ...]] = {}

    def learn(self, keys: Iterable[Key]) -> None:
        """Who has these keys, and what is known of them."""
        persons = {person for held in self.held(dict.fromkeys(keys)).values() for person in held}
        self.read(persons)

    def held(self, keys: Iterable[Key]) -> dict[Key, list[UUID]]:
        asked_for = list(keys)
        new = {hash_of(Sought.PERSON, key): key for key in asked_for if key not in self._holders}
        if new:
            found = _holders(self.subdistrict, new)
            self._holders |= {key: found.get(one, []) for one, key in new.items()}
        return {key: self._holders[key] for key in asked_for}

    def read(self, persons: Iterable[UUID]) -> dict[UUID, tuple[Profile, ...]]:
        asked_for = list(persons)
        if new := [person for person in asked_for if person not in self._profiles]:
            said, homes = said_of(self.subdistrict, new), homes_of(self.subdistrict, new)
            self._profiles |= {one: profiles_of(said.get(one, ()), homes.get(one, ())) for one in new}
        return {person: self._profiles[person] for person in asked_for}

    def without(self, apart: Collection[UUID]) -> "Without":
        return Without(self, frozenset(apart))


class Without:
    """The same, as if these persons were not in it."""

    def __init__(self, kept: Kept, apart: frozenset[UUID]) -> None:
        self._kept, self._apart, self.size = kept, apart, kept.size

    def having(self, keys: Sequence[Key]) -> Collection[Hashable]:
        found = {person for held in self._kept.held(keys).values() for person in held}
        return found - self._apart

    def profiles(self, persons: Iterable[Hashable]) -> Iterator[tuple[Hashable, Profile]]:
        for person, profiles in self._kept.read(cast(Iterable[UUID], persons)).items():
            for one in profiles:
                yield person, one


_sizes: dict[str, tuple[int, float]] = {}


def size_of(subdistrict: str) -> int:
    """In persons, roughly: it weighs by its logarithm, and a large street does not grow within an hour."""
    size, at = _sizes.get(subdistrict, (0, -_KEPT_FOR))
    if monotonic() - at < _KEPT_FOR:
        return size
    size = sum(count for (count,) in _versions(street=subdistrict))
    if size >= _FEW:
        _sizes[subdistrict] = size, monotonic()
    return size
