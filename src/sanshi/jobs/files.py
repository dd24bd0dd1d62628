"""Sealed files of jobs, in SANSHI_HOME/jobs: what was sent in, what was worked out, what can be fetched."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.conf import settings

from sanshi import clock
from sanshi.vault.files import SealedWriter, unsealed
from sanshi.vault.sealing import Place


def folder() -> Path:
    return Path(settings.SANSHI_HOME) / "jobs"


def path(name: str) -> Path:
    return folder() / name


def place(name: str) -> Place:
    return Place("jobs", "file", name)


class _Kept(SealedWriter):
    """There once it is whole; bears the day of the house's clock, by which it is removed."""

    def __init__(self, name: str) -> None:
        super().__init__(path(f"{name}.part"), place(name))
        self._whole = path(name)

    def close(self) -> None:
        super().close()
        at = clock.now().timestamp()
        os.utime(self.path, (at, at))
        os.replace(self.path, self._whole)


def writer(name: str) -> SealedWriter:
    """A file that opens under this name only."""
    return _Kept(name)


def remove_older(before: datetime) -> int:
    """Of whatever job, done or given up; how many files."""
    removed = 0
    for file in folder().glob("*"):
        # Another process may be done with it first.
        with suppress(FileNotFoundError):
            if file.stat().st_mtime < before.timestamp():
                file.unlink()
                removed += 1
    return removed


def exists(name: str) -> bool:
    return bool(name) and path(name).exists()


def parts(name: str) -> Iterator[bytes]:
    """Raises FileNotFoundError, NotOpened."""
    return unsealed(path(name), place(name))


def content(name: str) -> bytes:
    held = BytesIO()
    for part in parts(name):
        held.write(part)
    return held.getvalue()


def lines(name: str) -> Iterator[str]:
    rest = b""
    for part in parts(name):
        *whole, rest = (rest + part).split(b"\n")
        for line in whole:
            yield line.decode()
    if rest:
        yield rest.decode()


def remove(*names: str) -> None:
    for name in filter(None, names):
        path(name).unlink(missing_ok=True)
