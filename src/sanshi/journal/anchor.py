"""The anchor: each street's last number and MAC in a file outside the database.

Whoever cuts lines off the end of a chain, or puts an older database back, cannot bring this file along.
It therefore never goes back: where the chain does not contain what was anchored, the anchor stays as it is
and `sanshi journal verify` tells the difference.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Thread

from django.conf import settings
from django.db import connection

from sanshi import clock
from sanshi.journal.chain import keyed_digest
from sanshi.journal.models import Head, Line

FORMAT = 1
# Design: at least every minute.
EVERY_SECONDS = 45.0

log = logging.getLogger(__name__)


class AnchorDamaged(RuntimeError):
    """The anchor file cannot be read, or was not written with this vault's key."""


@dataclass(frozen=True, slots=True)
class Anchored:
    number: int
    mac: str
    at: str


def anchor_file() -> Path:
    return Path(settings.SANSHI_HOME) / "anchor.json"


def read_anchor() -> dict[str, Anchored]:
    """Street → what was anchored; empty where there is no file. Raises AnchorDamaged."""
    try:
        text = anchor_file().read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    try:
        held = json.loads(text)
        streets, mac = held["streets"], held["mac"]
        anchored = {street: Anchored(**one) for street, one in streets.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AnchorDamaged("the anchor file cannot be read") from error
    if mac != _mac(streets):
        raise AnchorDamaged("the anchor file was changed, or written with another key")
    return anchored


def write_anchor() -> list[str]:
    """Move the anchor on to each chain's head. Returns the streets whose chain lost it: theirs stays."""
    with _alone():
        held = read_anchor()
        heads = {head.subdistrict_id: head for head in Head.objects.filter(number__gt=0)}
        behind = [street for street, one in held.items() if not _continues(street, one, heads.get(street))]
        moved = {street: _anchored(head) for street, head in heads.items() if street not in behind}
        kept = {street: one for street, one in held.items() if moved.get(street, one).mac == one.mac}
        if moved.keys() - kept.keys():
            _replace({**moved, **kept})
        return sorted(behind)


def _anchored(head: Head) -> Anchored:
    return Anchored(head.number, head.mac, clock.now().isoformat(timespec="seconds"))


def _continues(street: str, held: Anchored, head: Head | None) -> bool:
    """The chain still has the anchored line, so a later head of it may take the anchor's place."""
    if head is None or head.number < held.number:
        return False
    if head.number == held.number:
        return head.mac == held.mac
    return Line.objects.filter(subdistrict=street, number=held.number, mac=held.mac).exists()


def _mac(streets: dict[str, dict[str, object]]) -> str:
    return keyed_digest("anchor", [FORMAT, streets])


def _replace(anchored: dict[str, Anchored]) -> None:
    """Atomically, and on the disk before it counts."""
    streets = {street: asdict(one) for street, one in sorted(anchored.items())}
    text = json.dumps({"format": FORMAT, "streets": streets, "mac": _mac(streets)}, indent=1)
    file = anchor_file()
    part = file.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(part, file)
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone() -> Iterator[None]:
    """One writer of the anchor at a time, over all processes."""
    lock = anchor_file().with_suffix(".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


class AnchorKeeper(Thread):
    """Writes the anchor every `every` seconds and once more at `stop()`."""

    def __init__(self, every: float = EVERY_SECONDS) -> None:
        super().__init__(name="anchor-keeper", daemon=True)
        self.every = every
        self._ended = Event()

    def run(self) -> None:
        ended = False
        while not ended:
            self._write()
            ended = self._ended.wait(self.every)
        self._write()

    def stop(self) -> None:
        """Returns when the last anchor is on the disk."""
        self._ended.set()
        self.join()

    def _write(self) -> None:
        try:
            for street in write_anchor():
                log.error("journal of %s: what was anchored is missing; run `sanshi journal verify`", street)
        except Exception as failure:
            # The thread must outlive a database that is away for a while.
            log.error("the journal's anchor was not written: %s", type(failure).__name__)
        finally:
            connection.close()
