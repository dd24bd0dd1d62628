"""A worker of the house with short lots, which may be told to die in the middle of a sheet.

SANSHI_TEST_DIES: "within 2" kills it (-9) in the second lot before its commit, "after 2" after its commit.
"""

import os
import sys
from typing import Any

import django

from tests.durability.serving import _die, stand_still


def main() -> None:
    django.setup()
    stand_still()
    from sanshi.entry.importing import actions, works
    from sanshi.project.worker import worker

    works.PLACES_A_LOT = int(os.environ["SANSHI_TEST_LOT"])
    when, _, number = os.environ.get("SANSHI_TEST_DIES", "").partition(" ")
    if when == "within":
        actions.loading.load = _dying(actions.loading.load, int(number))  # type: ignore[attr-defined]
    if when == "after":
        works.actions.carry_lot = _dying(actions.carry_lot, int(number))  # type: ignore[attr-defined]
    raise SystemExit(worker(sys.argv[1:]))


def _dying(act: Any, number: int) -> Any:
    """Does it, and dies after the so-manieth time."""
    done = 0

    def dying(*args: Any, **kwargs: Any) -> Any:
        nonlocal done
        result = act(*args, **kwargs)
        done += 1
        return _die() if done == number else result

    return dying


if __name__ == "__main__":
    main()
