"""`sanshi worker`: runs queued jobs one after the other, and the nightly work once a day.

It retries nothing: what broke waits for somebody to continue it. On SIGTERM the job under way goes back to
the queue after its transaction, and the process ends.
"""

import argparse
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from threading import Event, Thread

from django.db import DatabaseError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from sanshi import clock
from sanshi.jobs import running
from sanshi.jobs.actions import mark_lost
from sanshi.vault.keys import KeyProblem, verify_keys

log = logging.getLogger(__name__)

# Seconds between two looks at the queue, and before a worker that died is started again.
INTERVAL, AGAIN_AFTER = 0.5, 5.0
# Seconds in which a worker that was asked to leave comes to the end of its transaction.
PATIENCE = 20.0


def worker(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    try:
        verify_keys()
    except KeyProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    except DatabaseError:
        print("The database is not there, or not up to date. Run: sanshi migrate", file=sys.stderr)
        return 2
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _leave)
    running.collect_seldom()
    mark_lost()
    parent = os.getppid() if options.beside else None
    _work(once=options.once, parent=parent, daily=not options.no_daily)
    return 0


def _leave(*_signal: object) -> None:
    running.leaving.ask()


def _work(*, once: bool, parent: int | None, daily: bool) -> None:
    last_day: date | None = None
    while not running.leaving.is_asked and parent in (None, os.getppid()):
        close_old_connections()
        if DBTaskResult.objects.ready().exists():
            _run_queue()
        elif once:
            return
        elif daily and last_day != clock.today():
            last_day = clock.today()
            _nightly()
        else:
            time.sleep(INTERVAL)


def _run_queue() -> None:
    """One task, so that a signal is seen before the next."""
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=get_random_string(32),
    ).run()


def _nightly() -> None:
    from sanshi.project.daily import run_daily
    from sanshi.streets.survey import survey_sqlite

    try:
        survey_sqlite()
        for done in run_daily():
            log.info("%s %s: %s", done.street, done.step, done.number)
    except Exception as broken:
        # Only the kind: the text of an error may hold values. `sanshi daily` shows it.
        log.error("the nightly work stopped: %s", type(broken).__name__)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sanshi worker")
    parser.add_argument("--once", action="store_true", help="end when the queue is empty")
    parser.add_argument("--no-daily", action="store_true", help="leave the nightly work to a timer")
    # Started by `sanshi serve`, it ends with it.
    parser.add_argument("--beside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


class Beside:
    """The worker of `sanshi serve`: a process of its own, started again when it dies."""

    def __init__(self) -> None:
        self._stopping = Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        self._process = _started()
        self._keeper.start()

    def stop(self) -> None:
        self._stopping.set()
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()

    def _keep(self) -> None:
        while self._process is not None:
            left = self._process.wait()
            if left == 0 or self._stopping.wait(AGAIN_AFTER):
                return
            log.error("the worker ended with status %s; it is started again", left)
            self._process = _started()


def _started() -> subprocess.Popen[bytes]:
    run = "import sys; from sanshi.project.cli import run; raise SystemExit(run(sys.argv[1:]))"
    return subprocess.Popen([sys.executable, "-c", run, "worker", "--beside"])  # noqa: S603 - our own words
