"""`sanshi demo`: load the demo street if it is not there, print who can sign in, serve."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from sanshi import clock
from sanshi.accounts.models import Post, Role
from sanshi.journal.anchor import write_anchor
from sanshi.journal.models import Line
from sanshi.project import serve
from sanshi.project.demo.build import FOUNDED, OPENS, build
from sanshi.project.demo.staff import PASSWORD
from sanshi.project.demo.street import CODE
from sanshi.streets.models import Subdistrict
from sanshi.streets.survey import survey
from sanshi.vault.keys import KeyProblem

ACCOUNTS_FILE = "accounts.json"
UNFINISHED = "demo-unfinished"
# Accounts of a role that are told. What one of the office works out or sends, another checks or approves.
SHOWN = {Role.POPULATION_OFFICE.value: 2}


def demo(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    clock.move_to(FOUNDED)
    try:
        status = load()
    except KeyProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    if status:
        return status
    clock.keep_running_from(_resumes_at(), settings.SANSHI_HOME / serve.CLOCK_FILE)
    print_accounts()
    if options.load_only:
        return 0
    call_command("collectstatic", interactive=False, verbosity=0)
    serve.run(options.address, options.port)
    return 0


def load() -> int:
    """Migrate and build; a street that is there already is kept with what was done in it."""
    started = time.monotonic()
    home = settings.SANSHI_HOME
    unfinished = home / UNFINISHED
    if unfinished.exists():
        _remove_unfinished()
    status = serve.migrate()
    if status:
        return status
    if Subdistrict.objects.filter(code=CODE).exists():
        if not (home / ACCOUNTS_FILE).exists():
            print(
                f"{home} holds a street that is not the demo's. Set SANSHI_HOME to another folder.",
                file=sys.stderr,
            )
            return 2
        print(
            f"The demo street is loaded already, in {home}. Remove that folder to build it anew.", flush=True
        )
        return 0
    unfinished.touch()
    build(lambda step: _say(started, step))
    survey()
    _write_accounts()
    write_anchor()
    unfinished.unlink()
    _say(started, "loaded")
    return 0


def _remove_unfinished() -> None:
    """A build that was interrupted starts again from nothing; only a demo's own files are removed."""
    if connection.vendor != "sqlite":
        raise SystemExit(
            "The demo was interrupted while it was built. Give it an empty database (DATABASE_URL)."
        )
    print("The last build was interrupted; it starts again.", flush=True)
    connection.close()
    name = str(settings.DATABASES["default"]["NAME"])
    for file in (name, f"{name}-wal", f"{name}-shm", settings.SANSHI_HOME / "anchor.json"):
        Path(file).unlink(missing_ok=True)


def _say(started: float, step: str) -> None:
    print(f"{time.monotonic() - started:6.1f} s  {step}", flush=True)


def _resumes_at() -> datetime:
    """2026-10-12 09:00 the first time; later, after the last thing that was done."""
    last = Line.objects.order_by("-at").values_list("at", flat=True).first()
    return max(OPENS, last) if last else OPENS


def _write_accounts() -> None:
    order = {role.value: place for place, role in enumerate(Role)}
    posts = Post.objects.filter(valid_to__isnull=True).select_related("account", "committee", "station")
    shown: dict[str, list[dict[str, str]]] = {}
    for post in sorted(posts, key=lambda post: (order[post.role], post.id)):
        key = f"{post.role}{post.station_id or ''}"
        place = str(post.committee or post.station or "")
        account = {
            "role": post.role,
            "username": post.account.username,
            "password": PASSWORD,
            "place": place,
        }
        if len(shown.setdefault(key, [])) < SHOWN.get(post.role, 1):
            shown[key].append(account)
    file = settings.SANSHI_HOME / ACCOUNTS_FILE
    file.write_text(json.dumps(list(chain.from_iterable(shown.values())), ensure_ascii=False, indent=1))


def print_accounts() -> None:
    accounts = json.loads((settings.SANSHI_HOME / ACCOUNTS_FILE).read_text())
    print(f"\nDemo accounts (password of all: {PASSWORD})")
    for account in accounts:
        role = str(Role(account["role"]).label)
        print(f"  {account['username']:<14} {role:<26} {account['place']}")
    print(flush=True)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sanshi demo")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--load-only", action="store_true", help="build the street and end")
    return parser.parse_args(arguments)
