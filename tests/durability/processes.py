"""Other processes of the same house: started, asked, killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from tests.durability.asking import database_url
from tests.make import NOW

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds until a process that hangs fails its test


def environment(**changes: str) -> dict[str, str]:
    return os.environ | {
        "SANSHI_MODE": "test",
        "SANSHI_HOME": str(settings.SANSHI_HOME),
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "sanshi.project.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "SANSHI_TEST_NOW": NOW.isoformat(),
        **changes,
    }


def sanshi(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """The command line, as a shell starts it."""
    run = "import sys; from sanshi.project.cli import main; sys.argv[0] = 'sanshi'; main()"
    return subprocess.run(
        [sys.executable, "-c", run, *arguments],
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def eight(path: str, sent: Sequence[tuple[str, dict[str, str]]]) -> list[dict[str, Any]]:
    """The answers to these posts, each (session, fields) from a process of its own, all at once."""
    asked = json.dumps({"path": path, "sent": sent})
    done = subprocess.run(
        [sys.executable, "-m", "tests.durability.eight"],
        env=environment(),
        input=asked,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@dataclass
class Server:
    port: int
    process: subprocess.Popen[str]

    def post(self, path: str, session: str, fields: dict[str, str]) -> tuple[int, str] | None:
        """Status and where it leads to, or None when the server died before it answered."""
        token = "a" * 32
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
        body = urlencode({**fields, "csrfmiddlewaretoken": token})
        kind = "application/x-www-form-urlencoded"
        wire = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            wire.request("POST", path, body, {"Cookie": cookies, "Content-Type": kind})
            answer = wire.getresponse()
            return answer.status, answer.headers.get("Location", "")
        except (RemoteDisconnected, ConnectionResetError):
            return None
        finally:
            wire.close()

    @property
    def was_killed(self) -> bool:
        return self.process.wait(timeout=PATIENCE) == -signal.SIGKILL


@contextmanager
def serving(dies: str = "") -> Iterator[Server]:
    """A server of this house. `dies`: at its next post it is killed (-9) "before" or "after" the commit."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.durability.serving"],
        env=environment(SANSHI_TEST_DIES=dies),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield Server(int(process.stdout.readline()), process)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
