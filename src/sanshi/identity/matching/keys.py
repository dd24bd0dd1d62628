"""Match keys: two records are compared when they share one (design, Matching).

Plain texts here; who stores them hashes them (sanshi.vault.blind) and takes at most LIMIT of a key.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from sanshi.identity.characters import surname_sound
from sanshi.identity.matching.name_form import NameForm
from sanshi.identity.matching.profile import Profile, Scheme
from sanshi.identity.matching.repair import repairs

LIMIT = 50
_WORDS = 4
_BETWEEN = "|"


class KeyKind(StrEnum):
    NUMBER = "number"
    BIRTH_INITIALS = "birth_initials"
    NAME_YEAR = "name_year"
    NAME_MONTH_DAY = "name_month_day"
    PHONE = "phone"
    DWELLING = "dwelling"
    BUILDING_SURNAME = "building_surname"
    BUILDING_BIRTH = "building_birth"


class Key(NamedTuple):
    kind: KeyKind
    text: str


def match_keys(one: Profile) -> tuple[Key, ...]:
    """What is stored for a person: one of the number, some ten in all."""
    return (*number_keys(one), *other_keys(one))


def number_keys(one: Profile) -> tuple[Key, ...]:
    """Of the first 17 digits, right or wrong; the whole of a number without check digit."""
    if not one.number:
        return ()
    return (Key(KeyKind.NUMBER, _number_text(one.scheme, one.number)),)


def repair_keys(one: Profile, *, latest: date | None = None) -> tuple[Key, ...]:
    """Asked, never stored: what a wrong number may have been meant to be."""
    if one.valid or one.scheme != Scheme.CHECKED:
        return ()
    found = dict.fromkeys(number[:17] for number in repairs(one.number, latest=latest))
    return tuple(Key(KeyKind.NUMBER, _number_text(Scheme.CHECKED, number)) for number in found)


def other_keys(one: Profile) -> tuple[Key, ...]:
    return tuple(dict.fromkeys(_others(one)))


def _others(one: Profile) -> Iterator[Key]:
    for birth in one.births:
        yield from (Key(KeyKind.BIRTH_INITIALS, _join(birth, pair)) for pair in _initials(one.name))
        for sounds in _whole_names(one.name):
            yield Key(KeyKind.NAME_YEAR, _join(sounds, birth[:4]))
            yield Key(KeyKind.NAME_MONTH_DAY, _join(sounds, birth[4:]))
    if one.phone:
        yield Key(KeyKind.PHONE, one.phone[-11:])
    if one.door:
        yield Key(KeyKind.DWELLING, one.door)
    if one.building:
        yield from (Key(KeyKind.BUILDING_SURNAME, _join(one.building, word)) for word in _surnames(one.name))
        yield from (Key(KeyKind.BUILDING_BIRTH, _join(one.building, birth)) for birth in one.births)


def _number_text(scheme: str, number: str) -> str:
    return number[:17] if scheme == Scheme.CHECKED else _join(scheme, number)


def _join(*words: str) -> str:
    return _BETWEEN.join(words)


def _initials(name: NameForm) -> list[str]:
    """Pairs of initials: a lost middle name, a swap or another given character leaves one of them."""
    letters = [syllable[0] for syllable in name.sounds[:_WORDS]]
    pairs = combinations(letters, 2) if name.latin else ((letters[0], one) for one in letters[1:])
    return list(dict.fromkeys("".join(sorted(pair)).upper() for pair in pairs)) if letters else []


def _whole_names(name: NameForm) -> list[str]:
    """By sound, so that homophones and names in pinyin meet; surname and given name in any order."""
    if not name.written or name.surname_only:
        return []
    if not name.latin:
        return [_sorted(name.sounds[0], "".join(name.sounds[1:]))]
    words = [word.lower() for word in name.sounds]
    return list(dict.fromkeys((_sorted(*words), _sorted(words[0], "".join(words[1:])))))


def _sorted(*words: str) -> str:
    return "".join(sorted(words))


def _surnames(name: NameForm) -> tuple[str, ...]:
    if not name.written:
        return ()
    if name.latin:
        return tuple(dict.fromkeys(word.lower() for word in name.sounds[:_WORDS]))
    return (surname_sound(name.parts[0]),)
