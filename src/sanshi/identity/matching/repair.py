"""What a resident number with a slip was meant to be (design: query-side repair).

The check digit makes an equation of each number. For every place at most one digit solves it, so one wrong
digit gives few candidates, a swap of neighbours one a place, a lost or doubled digit one a place.
"""

import re
from collections.abc import Iterator
from datetime import date

from sanshi.identity.numbers import resident_check_digit

_LENGTH = 18
_DIGITS = "0123456789"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_EARLIEST = "1900"


def read_letters(number: str) -> str:
    """Letters that stand for digits in typed numbers."""
    return number.translate(_READ_AS)


def fits(number: str) -> bool:
    """18 signs, a birth date that can be, and the right check digit."""
    return (
        re.fullmatch(r"[0-9]{17}[0-9X]", number) is not None
        and _is_day(number[6:14])
        and resident_check_digit(number[:17]) == number[17]
    )


def repairs(number: str, *, latest: date | None = None) -> tuple[str, ...]:
    """Valid numbers one slip away from a wrong one, in the order tried; none for a number that fits."""
    if fits(number):
        return ()
    tried = _tries(number)
    until = f"{latest:%Y%m%d}" if latest else "9"
    return tuple(dict.fromkeys(one for one in tried if fits(one) and one[6:14] <= until))


def _tries(number: str) -> Iterator[str]:
    if len(number) == _LENGTH - 1:
        yield from _lost_digits(number)
    elif len(number) == _LENGTH + 1:
        yield from (number[:place] + number[place + 1 :] for place in range(_LENGTH + 1))
    elif len(number) == _LENGTH:
        yield from _wrong_digits(number)
        yield from _swaps(number)


def _wrong_digits(number: str) -> Iterator[str]:
    if re.fullmatch("[0-9]{17}", number[:17]):
        yield number[:17] + resident_check_digit(number[:17])
    for place in range(_LENGTH - 1):
        yield from _solved(number[:place], number[place + 1 :])


def _lost_digits(number: str) -> Iterator[str]:
    for place in range(_LENGTH - 1):
        yield from _solved(number[:place], number[place:])
    if number.isdigit():
        yield number + resident_check_digit(number)


def _solved(before: str, after: str) -> Iterator[str]:
    """Every digit between the two for which the check digit, the last of `after`, comes out right."""
    if not re.fullmatch("[0-9]*[0-9X]", before + after):
        return
    for digit in _DIGITS:
        first_17 = before + digit + after[:-1]
        if resident_check_digit(first_17) == after[-1]:
            yield first_17 + after[-1]


def _swaps(number: str) -> Iterator[str]:
    for place in range(_LENGTH - 1):
        yield number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _is_day(digits: str) -> bool:
    try:
        return digits[:4] >= _EARLIEST and bool(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
    except ValueError:
        return False
