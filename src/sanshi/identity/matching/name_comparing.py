"""Two names: the strongest code that fits."""

from collections import Counter
from functools import lru_cache

from sanshi.identity.characters import look_alike, sound_alike
from sanshi.identity.matching.evidence import Evidence
from sanshi.identity.matching.name_form import NameForm
from sanshi.identity.matching.slips import one_slip

_LEAST_TYPED = 4  # letters, below which one slip makes another name


def compare_names(one: NameForm, other: NameForm) -> str:
    if not one.written or not other.written:
        return _MISSING
    if one.written == other.written:
        return _TITLE if one.surname_only else _SAME
    if one.latin and other.latin:
        return _latin(one, other)
    if one.latin or other.latin:
        return _two_scripts(one, other) if one.latin else _two_scripts(other, one)
    if one.surname_only or other.surname_only:
        return _TITLE if _same_surname(one, other) else _OTHER
    return _chinese(one.written, other.written)


@lru_cache(maxsize=65536)
def _chinese(one: str, other: str) -> str:
    if len(one) == len(other):
        return _same_length(one, other)
    if abs(len(one) - len(other)) == 1 and one[0] == other[0] and one_slip(one, other):
        return _PART
    return _SURNAME if one[0] == other[0] else _OTHER


def _same_length(one: str, other: str) -> str:
    apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if all(sound_alike(a, b) for a, b in apart):
        return _SOUND
    if all(look_alike(a, b) or sound_alike(a, b) for a, b in apart):
        return _SHAPE
    if sorted(one) == sorted(other):
        return _SWAPPED
    if len(apart) == 1 and len(one) > 2:
        return _ONE
    return _SURNAME if one[0] == other[0] else _OTHER


def _same_surname(one: NameForm, other: NameForm) -> bool:
    """Where one is only a surname: heard, so by sound."""
    return one.parts[0] == other.parts[0] or one.sounds[0] == other.sounds[0]


def _two_scripts(latin: NameForm, chinese: NameForm) -> str:
    """Pinyin, in whatever order and spacing; else a Latin name that somebody has beside the Chinese one."""
    spelt = "".join(chinese.sounds).upper()
    first, rest = chinese.sounds[0].upper(), "".join(chinese.sounds[1:]).upper()
    words = latin.sounds
    if "".join(words) in (spelt, rest + first) or latin.parts == tuple(sorted((first, rest))):
        return _PINYIN
    if first in words and (set(words) - {first}) & {sound.upper() for sound in chinese.sounds[1:]}:
        return _PART
    return _SURNAME if first in words else _SCRIPT


@lru_cache(maxsize=65536)
def _latin(one: NameForm, other: NameForm) -> str:
    if _same_letters("".join(one.sounds), "".join(other.sounds)):
        return _SAME
    fewer, more = sorted((one.parts, other.parts), key=len)
    shared = Counter(fewer) & Counter(more)
    if _covers(fewer, more) or _covers_mixed(fewer, more):
        return _PART
    if one_slip(one.written, other.written) or _one_word_slips(fewer, more):
        return _TYPO
    if sum(shared.values()) > 1:
        return _PART
    return _SURNAME if shared else _OTHER


def _same_letters(one: str, other: str) -> bool:
    """But for spaces and for which name comes first: KIM MIN JUN, Minjun Kim."""
    return len(one) == len(other) and one in 2 * other


def _covers(fewer: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """Every word or initial of the shorter name stands in the longer one; at least one is whole."""
    whole = Counter(fewer) & Counter(more)
    left = list((Counter(fewer) - whole).elements())
    open_to = list((Counter(more) - whole).elements())
    return bool(whole) and len(fewer) > 1 and all(_initial_of(word, open_to) for word in left)


def _covers_mixed(fewer: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """A name half in Latin letters, half in Chinese: its Latin half stands in the other."""
    one, other = (tuple(filter(str.isascii, words)) for words in (fewer, more))
    if len(one) == len(fewer) and len(other) == len(more):
        return False
    shared = Counter(one) & Counter(other)
    return bool(shared) and sum(shared.values()) == min(len(one), len(other))


def _initial_of(word: str, words: list[str]) -> bool:
    return any(_abbreviates(word, other) or _abbreviates(other, word) for other in words)


def _abbreviates(short: str, full: str) -> bool:
    return len(short) == 1 and full.startswith(short)


def _one_word_slips(fewer: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """All words of the shorter name but one are in the longer, and that one is a slip away from another."""
    whole = Counter(fewer) & Counter(more)
    left = list((Counter(fewer) - whole).elements())
    if not whole or len([word for word in left if len(word) > 1]) != 1:
        return False
    slipped = max(left, key=len)
    others = (Counter(more) - whole).elements()
    return len(slipped) >= _LEAST_TYPED - 1 and any(one_slip(slipped, word) for word in others)


_SAME = str(Evidence.NAME_SAME.value)
_SOUND = str(Evidence.NAME_SOUND.value)
_SHAPE = str(Evidence.NAME_SHAPE.value)
_PINYIN = str(Evidence.NAME_PINYIN.value)
_SWAPPED = str(Evidence.NAME_SWAPPED.value)
_PART = str(Evidence.NAME_PART.value)
_ONE = str(Evidence.NAME_ONE.value)
_TYPO = str(Evidence.NAME_TYPO.value)
_SURNAME = str(Evidence.NAME_SURNAME.value)
_TITLE = str(Evidence.NAME_TITLE.value)
_SCRIPT = str(Evidence.NAME_SCRIPT.value)
_OTHER = str(Evidence.NAME_OTHER.value)
_MISSING = str(Evidence.NAME_MISSING.value)
