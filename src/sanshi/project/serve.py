"""`sanshi migrate` and `sanshi serve`."""

import argparse
import multiprocessing
import sys
from collections.abc import Sequence
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection

from sanshi import clock
from sanshi.journal.anchor import AnchorKeeper
from sanshi.streets.survey import survey_sqlite
from sanshi.vault.keys import KeyProblem, ensure_keys, verify_keys

CLOCK_FILE = "clock.json"
# Threads of the one process; SQLite takes writers in turn (journal.turns).
THREADS = 8


def migrate() -> int:
    """Make or update the database, its keys and the working-day calendar; safe to repeat."""
    from sanshi.rulebook.actions import seed_calendar

    settings.SANSHI_HOME.mkdir(parents=True, exist_ok=True)
    try:
        call_command("migrate", verbosity=0)  # looks at the keys too, at its end
        ensure_keys()
    except KeyProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    seed_calendar()
    call_command("check", tags=["database"], databases=[DEFAULT_DB_ALIAS], stdout=StringIO())
    return 0


def serve(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    if settings.SANSHI_MODE == "live" and (settings.SANSHI_HOME / CLOCK_FILE).exists():
        print(f"{settings.SANSHI_HOME} holds the demo street. Start it with `sanshi demo`.", file=sys.stderr)
        return 2
    try:
        verify_keys()
    except KeyProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    except DatabaseError:
        print("The database is not there, or not up to date. Run: sanshi migrate", file=sys.stderr)
        return 2
    call_command("check", fail_level="ERROR", databases=[DEFAULT_DB_ALIAS])
    call_command("collectstatic", interactive=False, verbosity=0)
    run(options.address, options.port)
    return 0


def run(address: str, port: int) -> None:
    """Serve until interrupted; the journal's anchor is written every minute and once more at the end."""
    from granian import Granian
    from granian.constants import Interfaces

    from sanshi.project.worker import Beside

    # A fresh process, never a fork: SQLite's locks do not survive one while the keeper has a connection open.
    multiprocessing.set_start_method("spawn", force=True)
    keeper, beside = AnchorKeeper(), Beside()
    keeper.start()
    survey_sqlite()
    connection.close()
    beside.start()
    server = Granian(
        "sanshi.project.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
        log_enabled=False,
    )
    print(f"Sanshi: http://{address}:{port}/  (stop with Ctrl-C)", flush=True)
    try:
        server.serve()
    finally:
        beside.stop()
        keeper.stop()


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sanshi serve")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args(arguments)


def resume_demo_clock() -> None:
    """Each process of a demo shows the demo's time."""
    if settings.SANSHI_MODE == "demo":
        clock.resume(settings.SANSHI_HOME / CLOCK_FILE)
