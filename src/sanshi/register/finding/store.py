"""Keys and tokens follow what current versions say; called by whatever writes versions, as it writes them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import UUIDField

from sanshi.identity.tokens import person_tokens, unit_tokens
from sanshi.register.finding.keys import Place, Said, hashes_of, profiles_of
from sanshi.register.finding.said import committees_of, homes_of, place_of_door, said_by, said_of
from sanshi.register.finding.units import hashes_of_units
from sanshi.register.history import current
from sanshi.register.models import MatchKey, PersonVersion, ResidencyVersion, SearchToken, Sought, UnitVersion
from sanshi.streets.prepared import Among, Given, Look
from sanshi.streets.sets import PlainRows

# Records read and compared together.
_A_LOT = 500

# (record, hash) and (record, committee, text): what is wanted, and what its rows are called that are there.
Key = tuple[UUID, int]
Token = tuple[UUID, UUID, str]
Keys = set[Key]
Tokens = set[Token]

_keys = PlainRows(MatchKey, "record", "hash")
_tokens = PlainRows(SearchToken, "kind", "record", "committee", "text")
_stored_keys = Look(
    lambda: MatchKey.objects.filter(
        subdistrict=Given("street"), record__in=Among("records", UUIDField())
    ).values_list("record", "hash", "id")
)
_stored_tokens = Look(
    lambda: SearchToken.objects.filter(
        subdistrict=Given("street"), record__in=Among("records", UUIDField())
    ).values_list("record", "committee_id", "text", "id")
)
_units = Look(
    lambda: UnitVersion.objects.filter(
        current(), subdistrict=Given("street"), unit_id__in=Among("units", UUIDField())
    ).values_list("unit_id", "committee_id", "name", "credit_code")
)


def follow(subdistrict: str, persons: Iterable[UUID]) -> None:
    """By differences, whatever was there before; persons of whom nothing is said any more have none."""
    _follow(subdistrict, persons, Sought.PERSON, wanted_of)


@dataclass(frozen=True, slots=True)
class Begun:
    """Rows of keys and tokens that are not inserted yet."""

    keys: Sequence[Any]
    tokens: Sequence[Any]

    def insert(self) -> None:
        _keys.put(self.keys)
        _tokens.put(self.tokens)


def begin(subdistrict: str, persons: Iterable[PersonVersion], stays: Iterable[ResidencyVersion]) -> None:
    """Of persons who were not there before, from the rows just written: nothing is read."""
    begun(subdistrict, persons, stays).insert()


def begun(subdistrict: str, persons: Iterable[PersonVersion], stays: Iterable[ResidencyVersion]) -> Begun:
    """The same of rows about to be written. The doors of `stays` have their buildings loaded."""
    said: dict[UUID, list[Said]] = defaultdict(list)
    homes: dict[UUID, list[Place]] = defaultdict(list)
    committees: dict[UUID, set[UUID]] = defaultdict(set)
    for version in persons:
        said[version.person_id].append(said_by(version))
    for stay in stays:
        committees[stay.person_id].add(stay.committee_id)
        if stay.valid_to is None:
            homes[stay.person_id].append(place_of_door(stay.door))
    return _ready(subdistrict, Sought.PERSON, *_wanted(said, said, homes, committees))


def wanted_of(subdistrict: str, persons: Collection[UUID]) -> tuple[Keys, Tokens]:
    """What the tables should hold of them."""
    keys, tokens = _wanted(
        persons,
        said_of(subdistrict, persons),
        homes_of(subdistrict, persons),
        committees_of(subdistrict, persons),
    )
    return set(keys), set(tokens)


def _wanted(
    persons: Iterable[UUID],
    said: Mapping[UUID, list[Said]],
    homes: Mapping[UUID, list[Place]],
    committees: Mapping[UUID, set[UUID]],
) -> tuple[list[Key], list[Token]]:
    """Each once."""
    keys: list[Key] = []
    tokens: list[Token] = []
    for person in persons:
        versions = said.get(person, [])
        profiles = profiles_of(versions, homes.get(person, ()))
        keys += ((person, one) for one in hashes_of(profiles))
        texts = {text for one in versions for text in person_tokens(one.name, one.document_number, one.phone)}
        tokens += ((person, committee, text) for committee in committees.get(person, ()) for text in texts)
    return keys, tokens


def _follow(
    subdistrict: str,
    records: Iterable[UUID],
    kind: Sought,
    wanted: Callable[[str, Collection[UUID]], tuple[Keys, Tokens]],
) -> None:
    for lot in _lots(records):
        keys, tokens = wanted(subdistrict, lot)
        stored: Any = _stored_keys(street=subdistrict, records=lot)
        stored_tokens: Any = _stored_tokens(street=subdistrict, records=lot)
        keys = _keep(MatchKey, subdistrict, keys, stored)
        tokens = _keep(SearchToken, subdistrict, tokens, stored_tokens)
        _insert(subdistrict, kind, keys, tokens)


def _keep(model: Any, subdistrict: str, wanted: set[Any], stored: Iterable[tuple[Any, ...]]) -> set[Any]:
    """Delete what is not wanted, or there twice; what is wanted and not there."""
    known: dict[tuple[Any, ...], UUID] = {}
    gone: list[UUID] = []
    for *row, pk in stored:
        if tuple(row) in wanted and tuple(row) not in known:
            known[tuple(row)] = pk
        else:
            gone.append(pk)
    if gone:
        model.objects.filter(subdistrict=subdistrict, pk__in=gone).delete()
    return wanted - known.keys()


def _insert(subdistrict: str, kind: Sought, keys: Iterable[Key], tokens: Iterable[Token]) -> None:
    _ready(subdistrict, kind, keys, tokens).insert()


def _ready(subdistrict: str, kind: Sought, keys: Iterable[Key], tokens: Iterable[Token]) -> Begun:
    """By record: two builds of the demo insert in one order, whatever their keys make of the texts."""
    return Begun(
        _keys.ready(subdistrict, sorted(keys, key=_place_of_key)),
        _tokens.ready(subdistrict, [(kind.value, *row) for row in sorted(tokens, key=_place_of_token)]),
    )


# By the numbers of the ids, which are compared much faster than the ids.


def _place_of_key(key: Key) -> tuple[int, int]:
    return key[0].int, key[1]


def _place_of_token(token: Token) -> tuple[int, int, str]:
    return token[0].int, token[1].int, token[2]


# --- units ---


def follow_units(subdistrict: str, units: Iterable[UUID]) -> None:
    _follow(subdistrict, units, Sought.UNIT, wanted_of_units)


def wanted_of_units(subdistrict: str, units: Collection[UUID]) -> tuple[Keys, Tokens]:
    hashes = hashes_of_units(subdistrict, units)
    rows: Any = _units(street=subdistrict, units=units)
    tokens = {(unit, at, text) for unit, at, name, code in rows for text in unit_tokens(name, code)}
    return {(unit, one) for unit, found in hashes.items() for one in found}, tokens


# --- places that another committee has now ---


def follow_committees(subdistrict: str, persons: Iterable[UUID], units: Iterable[UUID]) -> None:
    """By one statement a lot for those who have been in one committee only, the others one by one."""
    _move(subdistrict, persons, committees_of, follow)
    _move(subdistrict, units, _committees_of_units, follow_units)


def _move(
    subdistrict: str,
    records: Iterable[UUID],
    committees: Callable[[str, Collection[UUID]], Mapping[UUID, set[UUID]]],
    anew: Callable[[str, Iterable[UUID]], None],
) -> None:
    for lot in _lots(records):
        said, stored = committees(subdistrict, lot), _committees_of_tokens(subdistrict, lot)
        to: dict[UUID, list[UUID]] = defaultdict(list)
        others = []
        for record in lot:
            if len(said[record]) == len(stored[record]) == 1:
                to[next(iter(said[record]))].append(record)
            else:
                others.append(record)
        for committee, moved in to.items():
            rows: Any = SearchToken.objects.filter(subdistrict=subdistrict, record__in=moved)
            rows.update(committee=committee)
        anew(subdistrict, others)


def _committees_of_tokens(subdistrict: str, records: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = SearchToken.objects.filter(subdistrict=subdistrict, record__in=records)
    for record, committee in rows.values_list("record", "committee_id").distinct():
        found[record].add(committee)
    return found


def _committees_of_units(subdistrict: str, units: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows: Any = _units(street=subdistrict, units=units)
    for unit, committee, _, _ in rows:
        found[unit].add(committee)
    return found


def _lots(records: Iterable[UUID]) -> Iterator[list[UUID]]:
    asked = sorted(set(records))
    for start in range(0, len(asked), _A_LOT):
        yield asked[start : start + _A_LOT]
