"""Sealed files: AES-256-GCM in segments, so that neither writing nor reading ever holds the whole of one.

Layout: version (1 byte), key id (16), prefix of the nonces (7), then segments of SEGMENT bytes, each with its
tag. A segment's nonce is the prefix, its place (4 bytes) and 1 for the last one, so none can be left out,
swapped or cut off. The place (table, column, row) is associated data, as with a sealed value.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag

from sanshi.vault.keys import ring
from sanshi.vault.sealing import NotOpened, Place

SEGMENT = 256 * 1024
_VERSION = b"\x02"
_PREFIX, _TAG = 7, 16
_HEAD = 1 + 16 + _PREFIX


class SealedWriter:
    """Writes to `path` as it is fed; the file opens only after close(). Left early, it is removed."""

    def __init__(self, path: Path, place: Place) -> None:
        keys = ring()
        self.path = path
        self._cipher = keys.cipher(keys.sealing.bytes)
        self._associated = place.associated()
        self._prefix = os.urandom(_PREFIX)
        self._held = bytearray()
        self._segments = 0
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._file.write(_VERSION + keys.sealing.bytes + self._prefix)

    def write(self, data: bytes) -> None:
        self._held += data
        while len(self._held) > SEGMENT:
            self._seal(bytes(self._held[:SEGMENT]), is_last=False)
            del self._held[:SEGMENT]

    def close(self) -> None:
        self._seal(bytes(self._held), is_last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()

    def _seal(self, data: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._segments, is_last)
        self._file.write(self._cipher.encrypt(nonce, data, self._associated))
        self._segments += 1


def unsealed(path: Path, place: Place) -> Iterator[bytes]:
    """The content, segment by segment. Raises NotOpened, FileNotFoundError."""
    with path.open("rb") as file:
        yield from _segments(file, place)


def _segments(file: BinaryIO, place: Place) -> Iterator[bytes]:
    head = file.read(_HEAD)
    number = 0
    sealed = file.read(SEGMENT + _TAG)
    while True:
        following = file.read(SEGMENT + _TAG)
        try:
            cipher = ring().cipher(head[1:17])
            nonce = _nonce(head[17:], number, is_last=not following)
            opened = cipher.decrypt(nonce, sealed, place.associated())
        except (InvalidTag, KeyError, ValueError):
            raise NotOpened(f"{place.column} of {place.row}") from None
        yield opened
        if not following:
            return
        sealed, number = following, number + 1


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4) + bytes([is_last])
