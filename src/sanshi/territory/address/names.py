"""Words without figures: which are a road, an estate, a committee, a hint at what stands near."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sanshi.territory.address.numerals import NUMERAL
from sanshi.territory.address.words import FIGURES, WORDS, one_of

_NAMES, _NEAR = WORDS["names"], WORDS["near"]
_ROAD = f"(?:{one_of(_NAMES['roads'])})(?!{one_of(_NAMES['not_street'])})"
_FIRM = f"(?:{one_of(_NAMES['firm'])}|{_NAMES['numbered_village']})"
_BEHIND, _BEHIND_A_ROAD = one_of(_NEAR["behind"]), one_of(_NEAR["behind"] + _NEAR["behind_a_road"])

_ENDS_AS_ROAD = re.compile(f".+{_ROAD}$")
_ENDS_AS_ESTATE = re.compile(f".+{one_of(_NAMES['estates'])}$")
_ENDS_AS_COMMITTEE = re.compile(f".+{one_of(_NAMES['committees'])}$")
# A road's own name has at least two characters before its last word: 金桥花园路 is one road.
_ESTATE_THEN_ROAD = re.compile(f"(?P<estate>.+{_FIRM})(?P<road>.{{2,}}?{_ROAD})$")
_ROAD_THEN_MORE = re.compile(f"(?P<road>.{{2,}}?{_ROAD})(?P<more>.{{2,}})$")
_NEAR_ROAD = re.compile(f"(?P<name>.*?{_ROAD})(?P<near>{one_of(_NEAR['before'])}.+)$")
_NEAR_FIRST = re.compile(f"{one_of(_NEAR['before'])}(?P<name>.{{2,}})$")
# 金杨路口: the road's own word is not lost to what is near it.
_NEAR_LAST = re.compile(f"(?:.*?{_ROAD}(?={_BEHIND_A_ROAD}$)|.*?(?={_BEHIND}$))")
_FIGURES = re.compile(rf"{NUMERAL}|[{FIGURES['stems']}\d\W]+")
_NAME, _LATIN_NAME = 2, 3
_BESIDE = {*_NEAR["behind"], *_NEAR["behind_a_road"]}
NOISE, NOTHING = set(WORDS["noise"]["words"]), set(WORDS["noise"]["nothing"])


@dataclass(frozen=True, slots=True)
class Names:
    """`unsure`: taken for a name by its place alone. `near`: what stands beside, not what it is."""

    road: str = ""
    estate: str = ""
    near: str = ""
    other_road: str = ""
    unsure: bool = False


def is_road(text: str) -> bool:
    return _ENDS_AS_ROAD.match(text) is not None


def is_estate(text: str) -> bool:
    return _ENDS_AS_ESTATE.match(text) is not None


def is_name(text: str) -> bool:
    """Two characters at least, without counting figures and 甲乙丙, or a road's or an estate's last word."""
    own = _FIGURES.sub("", text)
    return is_road(text) or is_estate(text) or len(own) >= (_LATIN_NAME if own.isascii() else _NAME)


def is_committee(text: str) -> bool:
    return _ENDS_AS_COMMITTEE.match(text) is not None


def is_hint(text: str) -> bool:
    """Near something: 近张杨路. It takes nothing away from an address."""
    return _NEAR_FIRST.match(text) is not None


def without_hint(text: str) -> str:
    found = _NEAR_FIRST.match(text)
    return found["name"] if found else text


def is_beside(text: str) -> bool:
    """Beside what is named, so the door is another one: 对面."""
    if text in _BESIDE:
        return True
    found = _NEAR_LAST.match(text)
    return found is not None and is_road(found[0])


@lru_cache(maxsize=4096)
def names(text: str) -> Names:
    """Of the words before the first figure."""
    if found := _NEAR_ROAD.match(text):
        return _with_hint(names(found["name"]), found["near"])
    if is_road(text):
        return _road(text)
    if (found := _ROAD_THEN_MORE.match(text)) and not is_bare_word(found["more"]):
        return _road_and_more(found["road"], found["more"])
    if (found := _NEAR_LAST.match(text)) and is_name(found[0]):
        return _with_hint(names(found[0]), text[found.end() :])
    return Names(estate=text, unsure=not is_estate(text))


def is_bare_word(text: str) -> bool:
    """张杨路花苑 is one name: its last word has nothing of its own before it."""
    return text in _NAMES["estates"]


def _road(text: str) -> Names:
    if found := _ESTATE_THEN_ROAD.match(text):
        return Names(road=found["road"], estate=found["estate"])
    found = _ROAD_THEN_MORE.match(text)
    if found and len(found["more"]) > 2 and is_road(found["more"]):
        return Names(road=found["more"], other_road=found["road"])
    return Names(road=text)


def _road_and_more(road: str, more: str) -> Names:
    if is_beside(more):
        return Names(road=road, near=more)
    if more in NOISE:
        return Names(road=road)
    return Names(road=road, estate=more, unsure=not is_estate(more))


def _with_hint(read: Names, hint: str) -> Names:
    return Names(read.road, read.estate, hint, read.other_road, read.unsure)
