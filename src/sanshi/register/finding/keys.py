"""What the register says of a person, in the forms in which it is matched and found. No database."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sanshi.identity.matching.keys import Key, match_keys
from sanshi.identity.matching.profile import Profile, Record, place_of, profile, stated
from sanshi.identity.matching.units.keys import UnitKey
from sanshi.register.facts import PersonFacts
from sanshi.register.models import Sought
from sanshi.territory.address import Address
from sanshi.vault.keys import mac

_BYTES, _SIGN = 8, 1
Place = tuple[str, str]
NOWHERE: Place = ("", "")


class Said(NamedTuple):
    """One version of a person, opened."""

    name: str
    document_type: str
    document_number: str
    sex: str
    birth_date: date | None
    phone: str


def asked(facts: PersonFacts, address: str, *, latest: date) -> Profile:
    """What a form or a sheet says of somebody; `address` as typed or as the door has it."""
    return profile(_record(facts, address), latest=latest)


def _record(facts: PersonFacts, address: str) -> Record:
    return Record(
        name=facts.name,
        sex=facts.sex,
        birth_date=facts.birth_date.isoformat() if facts.birth_date else "",
        document_type=facts.document_type,
        document_number=facts.document_number,
        phone=facts.phone,
        address=address,
    )


def profiles_of(said: Sequence[Said], homes: Sequence[Place]) -> tuple[Profile, ...]:
    """One a home, of what is said last and of what was so before: a former name, another number."""
    places = homes or (NOWHERE,)
    found = [_profile(one, place) for one in reversed(said) for place in places]
    return tuple(found if len(found) == 1 else dict.fromkeys(found))


def _profile(said: Said, place: Place) -> Profile:
    births = (said.birth_date.isoformat().replace("-", ""),) if said.birth_date else ()
    return stated(said, births, place)


@lru_cache(maxsize=65536)
def place_at(
    road: str, estate: str, lane: str, sublane: str, number: str, block: str, entrance: str, room: str
) -> Place:
    """Of columns of a stairway and a door: the keys that its address gives when somebody types it."""
    return place_of(
        Address(
            road=road,
            estate=estate,
            lane=lane,
            sublane=sublane,
            number=number,
            block=block,
            entrance=entrance,
            room=room,
        )
    )


def hashes_of(profiles: Iterable[Profile]) -> set[int]:
    """What is stored for a person."""
    return {hash_of(Sought.PERSON, key) for one in profiles for key in match_keys(one)}


def hash_of(record: str, key: Key | UnitKey) -> int:
    """63 bits, so that every engine's integer holds it; records of different kinds never meet."""
    digest = mac("match", f"{record}|{key.kind}|{key.text}".encode())
    return int.from_bytes(digest[:_BYTES]) >> _SIGN
