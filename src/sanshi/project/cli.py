"""The command line, a word each: `sanshi COMMAND`."""

import os
import sys
from collections.abc import Callable, Sequence

Command = Callable[[Sequence[str]], int]

USAGE = """usage: sanshi COMMAND

  serve                          serve the street at http://127.0.0.1:8000 (--port)
  demo                           load the demo street if it is not there, and serve it
  migrate                        make or update the database and its keys
  street found CODE NAME         make a street and its first administrator (--committees FILE.csv)
  worker                         run queued jobs beside other servers (serve and demo run their own)
  register reindex               make match keys and search tokens anew (--street CODE); safe to repeat
  daily                          the nightly work of every street; safe to repeat
  journal verify                 say whether the journal is intact
  workdays add DAY N             the day N working days after DAY
  settlement calculate FILE      work out the cases of a JSON file; nothing is stored
  address parse FILE             read addresses, one a line (- for standard input), as JSON
  match INCOMING.csv --register REGISTER.csv --out RESULT.csv
                                 say which of the incoming are registered; nothing is stored
  import population|dwellings|units|employments FILE
                                 enter a sheet as stock taking (--dry-run, --street, --leave-out-bad)
  generate --persons N --seed S  write a made-up city with noise and truth, to measure matching on
"""


def main() -> None:
    raise SystemExit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanshi.project.settings")
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        print(USAGE, file=sys.stderr, end="")
        return 0 if list(arguments) in (["help"], ["--help"]) else 2
    return command(arguments[1:])


def _serve(arguments: Sequence[str]) -> int:
    _setup()
    from sanshi.project.serve import serve

    return serve(arguments)


def _demo(arguments: Sequence[str]) -> int:
    os.environ["SANSHI_MODE"] = "demo"
    _setup()
    from sanshi.project.demo.command import demo

    return demo(arguments)


def _migrate(arguments: Sequence[str]) -> int:
    _setup()
    from sanshi.project.serve import migrate

    return migrate()


def _worker(arguments: Sequence[str]) -> int:
    _setup()
    from sanshi.project.worker import worker

    return worker(arguments)


def _daily(arguments: Sequence[str]) -> int:
    _setup()
    from sanshi.project.daily import main as run_daily

    return run_daily(arguments)


def _manage(arguments: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["sanshi manage", *arguments])
    return 0


def _journal(arguments: Sequence[str]) -> int:
    _setup()
    from sanshi.journal.command import run as run_journal

    return run_journal(arguments)


def _workdays(arguments: Sequence[str]) -> int:
    from sanshi.rulebook.command import run as run_workdays

    return run_workdays(arguments)


def _settlement(arguments: Sequence[str]) -> int:
    from sanshi.settlement.calculation_file import run as run_settlement

    if not arguments or arguments[0] != "calculate":
        print("usage: sanshi settlement calculate FILE.json", file=sys.stderr)
        return 2
    return run_settlement(arguments[1:])


def _address(arguments: Sequence[str]) -> int:
    from sanshi.territory.address.command import run as run_address

    return run_address(arguments)


def _street(arguments: Sequence[str]) -> int:
    _setup()
    from sanshi.project.founding import run as run_founding

    return run_founding(arguments)


def _register(arguments: Sequence[str]) -> int:
    _setup()
    from sanshi.project.reindexing import run as run_reindexing

    return run_reindexing(arguments)


def _match(arguments: Sequence[str]) -> int:
    from sanshi.identity.matching.command import run as run_match

    return run_match(arguments)


def _import(arguments: Sequence[str]) -> int:
    _setup()
    from sanshi.entry.importing.records.command import run as run_import

    return run_import(arguments)


def _generate(arguments: Sequence[str]) -> int:
    from sanshi.project.generate.command import run as run_generate

    return run_generate(arguments)


def _setup() -> None:
    import django

    django.setup()


COMMANDS: dict[str, Command] = {
    "serve": _serve,
    "demo": _demo,
    "migrate": _migrate,
    "worker": _worker,
    "daily": _daily,
    "manage": _manage,
    "journal": _journal,
    "workdays": _workdays,
    "settlement": _settlement,
    "street": _street,
    "register": _register,
    "address": _address,
    "match": _match,
    "import": _import,
    "generate": _generate,
}
