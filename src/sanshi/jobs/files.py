"""Sealed files of jobs, in SANSHI_HOME/jobs: what was sent in, what was worked out, what can be fetched."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from django.conf import settings

from sanshi.vault.files import SealedWriter, unsealed
from sanshi.vault.sealing import Place


def folder() -> Path:
    return Path(settings.SANSHI_HOME) / "jobs"


def path(name: str) -> Path:
    return folder() / name


def place(name: str) -> Place:
    return Place("jobs", "file", name)


def writer(name: str) -> SealedWriter:
    """A file that opens under this name only."""
    return SealedWriter(path(name), place(name))


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
