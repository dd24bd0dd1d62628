"""`sanshi journal verify`."""

import argparse
import sys
from collections.abc import Sequence

from sanshi.journal.verify import verify


def run(argv: Sequence[str]) -> int:
    """Exit 0 when intact, 1 with the first bad line, 2 for a wrong command."""
    parser = argparse.ArgumentParser(prog="sanshi journal", description="The journal of reads and writes.")
    parser.add_argument("what", choices=["verify"], help="walk all chains; name the first bad line")
    try:
        parser.parse_args(argv)
    except SystemExit as left:
        return int(left.code or 0)
    report = verify()
    if report.intact and report.lines and not report.anchored:
        print("no anchor file: lines cut off at the end would not show", file=sys.stderr)
    print(report)
    return 0 if report.intact else 1
