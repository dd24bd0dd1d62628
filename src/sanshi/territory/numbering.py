"""Many numbers, floors or rooms in one line, as an office writes them: 1-12, B1-6, 01-04, A-D.

What can be read in two ways is refused with the way to write it.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_NUMBERS = 60
HIGHEST_FLOOR = 99
LOWEST_FLOOR = -9
MOST_ROOMS = 40
# Of a range, before one side of the road is taken of it.
MOST_COUNTED = 2 * MOST_NUMBERS
_Found = TypeVar("_Found")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Unreadable(ValueError):
    """Says in the reader's words which part cannot be read, and what to write instead."""

    def __init__(self, text: Promise | str, **params: object) -> None:
        super().__init__()
        self.text = text
        self.params = params

    @property
    def message(self) -> str:
        return str(self.text) % self.params

    def __str__(self) -> str:
        return self.message


class Numbering(models.TextChoices):
    """How a room is numbered by its floor; letters and stems follow the floor in each."""

    FLOOR_ROOM = "floor-room", "101 · 1001"
    FOUR_DIGITS = "four-digits", "0101 · 1001"
    TWO_DIGITS = "two-digits", "11 · 61"


class Side(models.TextChoices):
    """Which numbers of a range: the two sides of a road."""

    ALL = "all", _("All")
    ODD = "odd", _("Odd only")
    EVEN = "even", _("Even only")


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("numbering.toml").read_text(encoding="utf-8"))


# Lines of several


def numbers(line: str, side: str = Side.ALL) -> tuple[str, ...]:
    """Numbers 号 of stairways: "1-3,5甲" → ("1", "2", "3", "5甲"); of a range only those of the side."""
    found = _each(line, lambda part: _numbers_of(part, side))
    if len(found) > MOST_NUMBERS:
        text = _("These are %(count)s numbers; at most %(most)s are made in one go.")
        raise Unreadable(text, count=len(found), most=MOST_NUMBERS)
    return found


def line_of(several: Sequence[str]) -> str:
    """Numbers in one line as short as they can be read again: 1-7, 9-12, 15甲."""
    sub = _words()["sub"]
    return ", ".join(_run([number.replace("-", sub) for number in run]) for run in _runs(several))


def rooms_in_short(several: Sequence[str]) -> list[str]:
    """For reading only: 101-104, 201-203."""
    return [_run(run) for run in _runs(several)]


def _run(run: Sequence[str]) -> str:
    return run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}"


def _runs(several: Sequence[str]) -> list[list[str]]:
    runs: list[list[str]] = []
    for number in several:
        follows = (
            runs and number.isdigit() and runs[-1][-1].isdigit() and int(number) == int(runs[-1][-1]) + 1
        )
        runs[-1].append(number) if follows else runs.append([number])
    return runs


def floors(line: str) -> tuple[int, ...]:
    """Floors from below: "B1-3" → (-1, 1, 2, 3). There is no floor 0."""
    return tuple(sorted(_each(_above_below(line), _floors_of)))


@dataclass(frozen=True, slots=True)
class Slot:
    """One room's place on every floor: 04, A, 甲, 甲01 or 01A."""

    prefix: str = ""
    count: int | None = None
    suffix: str = ""

    def __str__(self) -> str:
        return self.prefix + ("" if self.count is None else f"{self.count:02d}") + self.suffix

    def on(self, floor: int, numbering: str = Numbering.FLOOR_ROOM) -> str:
        """The room's number there."""
        padded = numbering == Numbering.FOUR_DIGITS
        on_floor = f"{floor:02d}" if padded and floor > 0 else level(floor)
        width = 1 if numbering == Numbering.TWO_DIGITS else 2
        count = "" if self.count is None else f"{self.count:0{width}d}"
        return f"{self.prefix}{on_floor}{count}{self.suffix}"

    def next(self) -> "Slot | None":
        """The place behind it, for the one room more that a floor may have."""
        if self.count is not None:
            return Slot(self.prefix, self.count + 1, self.suffix)
        for row in (_LETTERS, _words()["stems"]):
            place = row.find(self.suffix) + 1
            if 0 < place < len(row):
                return Slot(suffix=row[place])
        return None


def level(floor: int) -> str:
    """As a lift shows it: 3, B1."""
    return f"B{-floor}" if floor < 0 else f"{floor}"


def slots(line: str) -> tuple[Slot, ...]:
    """Rooms of a floor: "01-04" or "A-D" or "甲,乙"."""
    found = _each(line, _slots_of)
    if len(found) > MOST_ROOMS:
        text = _("These are %(count)s rooms; a floor has at most %(most)s.")
        raise Unreadable(text, count=len(found), most=MOST_ROOMS)
    return found


def rooms(line: str) -> tuple[str, ...]:
    """Whole room numbers, taken as they are: "301A, 301B"."""
    return _each(line, lambda part: (part,))


def has_figure(room: str) -> bool:
    """Whether it is numbered or lettered: 302A, A; not a name like that of an attic."""
    return bool(re.search(rf"\d|^[A-Z{_words()['stems']}]$", room))


def _each(line: str, read: Callable[[str], Iterable[_Found]]) -> tuple[_Found, ...]:
    """What the parts of a line name, each once, in the order in which they are named."""
    return tuple(dict.fromkeys(one for part in _parts(line) for one in read(part)))


def _parts(line: str) -> list[str]:
    words = _words()
    text = unicodedata.normalize("NFKC", line).upper()
    text = re.sub(rf"\s*[{re.escape(words['through'])}]\s*", "-", text.strip())
    text = re.sub(f"[{words['dropped']}]", "", text)
    return [part for part in re.split(rf"[\s{re.escape(words['joined'])}]+", text) if part]


# Parts of a line


def _numbers_of(part: str, side: str) -> list[str]:
    first, last = _ends(part)
    if last is None:
        return [_number(first)]
    if first.isdigit() and last.isdigit():
        _refuse_sub_number(part, first, last)
        return [f"{count}" for count in _counted(part, first, last, MOST_COUNTED) if _on(side, count)]
    base, stem = _stemmed(_number(first))
    row = _words()["stems"]
    final = last if last in row else _stemmed(_number(last))[1]
    if not stem or not final or (last not in row and _stemmed(_number(last))[0] != base):
        raise _unclear(part)
    return [f"{base}{one}" for one in _between(part, row, stem, final)]


def _refuse_sub_number(part: str, first: str, last: str) -> None:
    """15-1 is on a door what 15之1 is here: a number with a sub-number."""
    if int(first) > int(last):
        text = _("%(part)s runs backwards. If it is a number with a sub-number, write %(example)s.")
        raise Unreadable(text, part=part, example=first + _words()["sub"] + last)


def _number(text: str) -> str:
    """15, 15甲 (also written 甲15), 15A, and 15之1 as 15-1."""
    found = _numeral().fullmatch(text)
    if found is None:
        raise _unclear(text)
    before, count, behind, sub = found.groups()
    if before and behind:
        raise _unclear(text)
    return f"{int(count)}{before or behind or ''}" + (f"-{int(sub)}" if sub else "")


@cache
def _numeral() -> re.Pattern[str]:
    words = _words()
    stems, sub = words["stems"], words["sub"]
    return re.compile(rf"([{stems}])?(\d{{1,4}})([{stems}A-Z])?(?:{sub}(\d{{1,2}}))?")


def _stemmed(number: str) -> tuple[str, str]:
    stems = _words()["stems"]
    return (number[:-1], number[-1]) if number[-1] in stems else (number, "")


def _on(side: str, number: int) -> bool:
    return side == Side.ALL or (number % 2 == 1) == (side == Side.ODD)


def _floors_of(part: str) -> list[int]:
    first, last = _ends(part)
    low = _floor(first)
    high = low if last is None else _floor(last)
    if low > high:
        raise _backwards(part)
    return [floor for floor in range(low, high + 1) if floor]


def _above_below(line: str) -> str:
    text = unicodedata.normalize("NFKC", line).upper()
    for word in _words()["below"]:
        text = text.replace(word, "B")
    return text


def _floor(text: str) -> int:
    found = re.fullmatch(r"(B?)(\d{1,2})F?", text)
    if found is None:
        raise _unclear(text)
    floor = int(found[2]) * (-1 if found[1] else 1)
    if not floor or not LOWEST_FLOOR <= floor <= HIGHEST_FLOOR:
        raise Unreadable(_("There is no floor %(floor)s here: B9 to B1 and 1 to 99 are floors."), floor=text)
    return floor


def _slots_of(part: str) -> list[Slot]:
    first, last = _ends(part)
    low = _slot(first)
    if last is None:
        return [low]
    high = _slot(last)
    if low.count is None and high.count is None and not low.prefix + high.prefix:
        row = _words()["stems"] if low.suffix in _words()["stems"] else _LETTERS
        return [Slot(suffix=one) for one in _between(part, row, low.suffix, high.suffix)]
    if low.count is None or high.count is None or low.suffix != high.suffix:
        raise _unclear(part)
    if high.prefix not in ("", low.prefix):
        raise _unclear(part)
    counts = _counted(part, f"{low.count}", f"{high.count}", MOST_ROOMS)
    return [Slot(low.prefix, count, low.suffix) for count in counts]


def _slot(text: str) -> Slot:
    signs = f"[A-Z{_words()['stems']}]"
    if re.fullmatch(signs, text):
        return Slot(suffix=text)
    found = re.fullmatch(rf"({signs})?(\d{{1,2}})({signs})?", text)
    if found is None and text.isdigit():
        why = _("%(part)s is a whole room number. Give the rooms of one floor, like 01-04.")
        raise Unreadable(why, part=text)
    if found is None or not int(found[2]):
        raise _unclear(text)
    return Slot(found[1] or "", int(found[2]), found[3] or "")


def _ends(part: str) -> tuple[str, str | None]:
    first, dash, last = part.partition("-")
    if not first or (dash and not last) or "-" in last:
        raise _unclear(part)
    return first, last if dash else None


def _counted(part: str, first: str, last: str, most: int) -> range:
    if int(first) > int(last):
        raise _backwards(part)
    if int(last) - int(first) >= most:
        text = _("%(part)s is too many; at most %(most)s go into one range.")
        raise Unreadable(text, part=part, most=most)
    return range(int(first), int(last) + 1)


def _between(part: str, row: str, first: str, last: str) -> str:
    start, end = row.find(first), row.find(last)
    if start < 0 or end < 0:
        raise _unclear(part)
    if start > end:
        raise _backwards(part)
    return row[start : end + 1]


def _unclear(part: str) -> Unreadable:
    return Unreadable(_("“%(part)s” cannot be read here."), part=part)


def _backwards(part: str) -> Unreadable:
    return Unreadable(_("%(part)s runs backwards. Write the lower end first."), part=part)
