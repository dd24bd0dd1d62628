"""Residencies of two records that are one person: one place to live at a time (plan 5.3).

Works on the lives of a decision under way and stores nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

from sanshi.register.history import Life
from sanshi.register.models import EndReason, Separation


def settle(stays: Sequence[Life], told: Mapping[UUID, date]) -> None:
    """`told`: when a form last spoke of each.

    Two at one door in the same days are one, which reaches from the first day of both; the open one stands.
    Who died lives nowhere since. Of two homes the later one is where the person lives.
    """
    for here in _by_door(stays):
        join(here)
    for died in [life for life in _homes(stays) if _died(life)]:
        for life in _open_homes(stays):
            if died.ends is not None and life.starts < died.ends:
                life.end(died.ends, {"end_reason": EndReason.DIED, "moved_to": ""})
    homes = sorted(_open_homes(stays), key=lambda life: (life.starts, told[life.record], life.record))
    for earlier, later in pairwise(homes):
        day = later.starts if earlier.starts < later.starts else max(told[later.record], later.starts)
        earlier.end(day, {"end_reason": EndReason.MOVED, "moved_to": later.facts["committee"].code})


def is_registered_only(life: Life) -> bool:
    """户在人不在: registered here, lives elsewhere (plan 2.4.4)."""
    return bool(life.facts["separation"] == Separation.REGISTERED_HERE)


def _by_door(stays: Sequence[Life]) -> list[list[Life]]:
    found: dict[tuple[UUID, bool], list[Life]] = {}
    for life in stays:
        found.setdefault((life.facts["door"].pk, is_registered_only(life)), []).append(life)
    return list(found.values())


def _reach_back(stands: Life, goes: Life) -> None:
    if goes.starts < stands.starts:
        stands.begin_rather(goes.starts)


def join(here: Sequence[Life], unite: Callable[[Life, Life], None] = _reach_back) -> None:
    """Of those that meet in time one stands, from the first day of both. `unite`: what it says then."""
    standing: list[Life] = []
    for life in sorted(here, key=_weight):
        same = next((one for one in standing if _meet(one, life)), None)
        if same is None:
            standing.append(life)
            continue
        unite(same, life)
        life.retract()


def _weight(life: Life) -> tuple[bool, int, date, UUID]:
    """Which of two stands: the open one, then the one that ended last, then that which began first."""
    ends = life.ends
    return ends is not None, -(ends.toordinal() if ends else 0), life.starts, life.record


def _meet(one: Life, other: Life) -> bool:
    return one.starts < (other.ends or date.max) and other.starts < (one.ends or date.max)


def _homes(stays: Sequence[Life]) -> Iterator[Life]:
    return (life for life in stays if life.exists and not is_registered_only(life))


def _open_homes(stays: Sequence[Life]) -> list[Life]:
    return [life for life in _homes(stays) if life.ends is None]


def _died(life: Life) -> bool:
    return bool(life.ends is not None and life.facts["end_reason"] == EndReason.DIED)
