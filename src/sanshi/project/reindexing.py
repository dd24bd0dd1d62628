"""`sanshi register reindex`: match keys and search tokens anew, for registers from before there were any."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from uuid import UUID, uuid4

from django.db import DatabaseError

from sanshi.register.actions import reindex
from sanshi.register.models import Sought
from sanshi.streets.models import HOUSE, Subdistrict
from sanshi.verbs import Actor

_NOBODY = UUID(int=0)


def run(arguments: Sequence[str]) -> int:
    """Exit 0 when every street is done, 1 for a street that is not there, 2 for wrong words."""
    try:
        given = _options().parse_args(arguments)
    except SystemExit as left:
        return int(left.code or 0)
    try:
        streets = list(_streets(given.street))
        if given.street and not streets:
            print(f"There is no street {given.street}.", file=sys.stderr)
            return 1
        for street in streets:
            reindex_street(street)
            print(f"{street}: done", flush=True)
    except DatabaseError:
        print("The database is not there, or not up to date. Run: sanshi migrate", file=sys.stderr)
        return 2
    return 0


def reindex_street(street: str) -> None:
    """In lots; interrupted it has done the lots before."""
    actor = Actor(None, "house", street, is_house=True)
    for kind in Sought:
        done, last = _NOBODY, None
        while done != last:
            last, done = done, reindex(actor, uuid4(), kind, done)


def _streets(code: str) -> Iterator[str]:
    rows = Subdistrict.objects.exclude(code=HOUSE).order_by("code")
    found = rows.filter(code=code) if code else rows
    yield from found.values_list("code", flat=True)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("sanshi register", description=__doc__)
    parser.add_argument("reindex", choices=["reindex"], metavar="reindex")
    parser.add_argument("--street", default="", help="only the street with this code")
    return parser
