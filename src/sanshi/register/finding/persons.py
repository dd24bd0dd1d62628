"""The register of a street as the matching asks it (identity.matching.search.Register)."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast
from uuid import UUID

from sanshi import clock
from sanshi.identity.matching.keys import LIMIT, Key
from sanshi.identity.matching.profile import Profile
from sanshi.identity.matching.scoring import Verdict
from sanshi.identity.matching.search import match
from sanshi.register.facts import PersonFacts
from sanshi.register.finding.keys import Place, Said, asked, hash_of, place_at, profiles_of
from sanshi.register.history import current
from sanshi.register.models import MatchKey, Person, PersonVersion, ResidencyVersion, Sought
from sanshi.vault.sealing import Place as SealedPlace
from sanshi.vault.sealing import unseal


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
    register = Register(subdistrict, size_of(subdistrict) if size is None else size, apart)
    return match(asked(facts, address, latest=today), register, latest=today)


def match_many(subdistrict: str, rows: Sequence[Asked], *, size: int | None = None) -> list[Verdict]:
    """The same answers, by sets."""
    return [
        match_person(subdistrict, one.facts, address=one.address, size=size, apart=one.apart) for one in rows
    ]


def size_of(subdistrict: str) -> int:
    return Person.objects.filter(subdistrict=subdistrict).count()


class Register:
    def __init__(self, subdistrict: str, size: int, apart: Collection[UUID] = ()) -> None:
        self.subdistrict, self.size, self.apart = subdistrict, size, frozenset(apart)

    def having(self, keys: Sequence[Key]) -> Collection[Hashable]:
        if not keys:
            return ()
        found: set[UUID] = set()
        for key in keys:
            rows = MatchKey.objects.filter(subdistrict=self.subdistrict, hash=hash_of(Sought.PERSON, key))
            found.update(rows.order_by("record").values_list("record", flat=True)[:LIMIT])
        return found - self.apart

    def profiles(self, persons: Iterable[Hashable]) -> Iterator[tuple[Hashable, Profile]]:
        asked_for = cast(list[UUID], list(persons))
        said, homes = said_of(self.subdistrict, asked_for), homes_of(self.subdistrict, asked_for)
        for person in asked_for:
            for one in profiles_of(said.get(person, ()), homes.get(person, ())):
                yield person, one


_TABLE = PersonVersion._meta.db_table
_SAID = ("person_id", "id", "name", "document_type", "document_number", "sex", "birth_date", "phone")
_PARTS = ("road", "estate", "lane", "sublane", "number", "block", "entrance")


def said_of(subdistrict: str, persons: Collection[UUID]) -> Mapping[UUID, list[Said]]:
    """What the current versions say, the last word last."""
    found: dict[UUID, list[Said]] = defaultdict(list)
    if not persons:
        return found
    rows = PersonVersion.objects.filter(current(), subdistrict=subdistrict, person__in=persons)
    for person, pk, name, kind, number, sex, birth, phone in rows.order_by("valid_from").values_list(*_SAID):
        opened = _opened("document_number", pk, number), _opened("phone", pk, phone)
        found[person].append(Said(name, kind, opened[0], sex, birth, opened[1]))
    return found


def _opened(column: str, pk: UUID, blob: Any) -> str:
    return unseal(blob, SealedPlace(_TABLE, column, str(pk))) if blob is not None else ""


def homes_of(subdistrict: str, persons: Collection[UUID]) -> Mapping[UUID, list[Place]]:
    """Where they live or are registered by now, the first home first."""
    found: dict[UUID, list[Place]] = defaultdict(list)
    if not persons:
        return found
    rows = ResidencyVersion.objects.filter(
        current(), subdistrict=subdistrict, person__in=persons, valid_to__isnull=True
    )
    parts = (f"door__building__{name}" for name in _PARTS)
    for person, *columns in rows.order_by("valid_from", "id").values_list("person_id", *parts, "door__room"):
        found[person].append(place_at(*columns))
    return found
