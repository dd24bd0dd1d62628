"""Chinese figures as they stand in addresses, up to 9,999."""

import re
from functools import lru_cache

from sanshi.territory.address.words import WORDS

_FIGURES = WORDS["figures"]
_TENS = {"ten": 10, "hundred": 100, "thousand": 1000}
_DIGITS: dict[str, int] = {
    **{char: max(0, place - 1) for place, char in enumerate(_FIGURES["digits"])},
    **{char: place for place, char in enumerate(_FIGURES["capitals"])},
    _FIGURES["two"]: 2,
}
_POWERS: dict[str, int] = {char: value for name, value in _TENS.items() for char in _FIGURES[name]}
_SCORES: dict[str, int] = {_FIGURES["twenty"]: 2, _FIGURES["thirty"]: 3}
ZEROS = {char for char, value in _DIGITS.items() if value == 0}
CHARACTERS = "".join([*_DIGITS, *_POWERS, *_SCORES])
NUMERAL = f"[{CHARACTERS}]+"
_NUMERALS = re.compile(NUMERAL)


def in_digits(text: str) -> str:
    """Every run of Chinese figures in a text, as digits."""
    return _NUMERALS.sub(lambda found: digits(found[0]), text)


def is_numeral(text: str) -> bool:
    return _NUMERALS.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def digits(numeral: str) -> str:
    """471 of 四百七十一 or 四七一; digits stay."""
    if numeral.isascii():
        return numeral
    if not any(char in _POWERS or char in _SCORES for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    return str(_valued(numeral))


def _valued(numeral: str) -> int:
    total = last = 0
    power = 1
    for char in numeral:
        if char in _DIGITS:
            last, power = _DIGITS[char], (1 if char in ZEROS else power)
        elif char in _SCORES:
            total, last, power = total + _SCORES[char] * 10, 0, 10
        else:
            power = _POWERS[char]
            total, last = total + max(last, 1) * power, 0
    # 一百二 is 120 as people say it, 一百零二 is 102, 十二 is 12.
    return total + last * (power // 10 if power > 10 else 1)
