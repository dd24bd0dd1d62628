"""Builds the demo street in a folder of its own, measures pages and entries there, verifies the journal."""

import argparse
import os
import shutil
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path


def main() -> int:
    options = _options()
    kept: Path | None = options.home
    home = kept or Path(tempfile.mkdtemp(prefix="sanshi-bench-"))
    os.environ |= {
        "SANSHI_HOME": str(home),
        "SANSHI_MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "sanshi.project.settings",
    }
    try:
        return _measure(home, options)
    finally:
        if kept is None:
            shutil.rmtree(home, ignore_errors=True)


def _measure(home: Path, options: argparse.Namespace) -> int:
    import django

    django.setup()
    from sanshi.project.bench import table

    # Who sends the figures into a file still sees that the street is being built.
    with redirect_stdout(sys.stderr):
        status = _street()
    return status or table.show(home, options.places, options.residents, options.matching)


def _street() -> int:
    from django.core.management import call_command

    from sanshi.project.demo.command import demo

    status = demo(["--load-only"])
    if not status:
        call_command("collectstatic", interactive=False, verbosity=0)
    return status


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sanshi.project.bench", description=__doc__)
    parser.add_argument(
        "--home", type=Path, help="build the street in this folder, or use the one there; it is kept"
    )
    parser.add_argument(
        "--places", type=int, default=0, help="also import a sheet of so many doors, such as 50000"
    )
    parser.add_argument(
        "--residents", type=int, default=0, help="also import a sheet of so many residents, such as 20000"
    )
    parser.add_argument(
        "--matching",
        type=int,
        default=10_000,
        help="persons added to the street to match records against; 0 for none, 300000 for the aim"
        " (BENCH_SIZE: persons of the city in the directory)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
