"""A worker of the house with short lots, which may be told to die in the middle of a sheet.

SANSHI_TEST_ASIDE: of how many pieces or lots on a sheet is tried or carried out by several processes.
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
    from sanshi.entry.importing.records import actions as stock_actions
    from sanshi.entry.importing.records import works as stock_works
    from sanshi.jobs import aside
    from sanshi.project.worker import worker

    works.PLACES_A_LOT = stock_works.ROWS_A_LOT = int(os.environ["SANSHI_TEST_LOT"])
    if least := os.environ.get("SANSHI_TEST_ASIDE"):
        aside.LEAST_PIECES = aside.LEAST_TURNS = int(least)
    when, _, number = os.environ.get("SANSHI_TEST_DIES", "").partition(" ")
    places, stock = (actions.loading, "load"), (stock_actions.entering, "enter")  # type: ignore[attr-defined]
    of_lots = (actions, "carry_lot"), (stock_actions, "carry_lot")
    for module, name in {"within": (places, stock), "after": of_lots}.get(when, ()):
        setattr(module, name, _dying(getattr(module, name), int(number)))
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
