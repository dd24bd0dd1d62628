"""Files sent by a form: sealed while they stream in, never whole in memory, never plain on the disk."""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import RawIOBase
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http.response import HttpResponseBase

from sanshi.jobs import files
from sanshi.vault.files import SealedWriter
from sanshi.vault.keys import mac

MEGABYTE = 1024 * 1024

View = Callable[..., HttpResponseBase]
if TYPE_CHECKING:
    Sent = UploadedFile[Any]
else:
    Sent = UploadedFile


def most_bytes() -> int:
    return int(settings.SANSHI_LARGEST_UPLOAD_MB) * MEGABYTE


def takes_upload(view: View) -> View:
    """A view to which files may be sent; others take ordinary forms only (jobs.middleware)."""
    view.takes_upload = True  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent, by its content: the same file sent again is the same upload."""

    digest: str
    size: int

    def name(self, client_id: UUID) -> str:
        """Of the sealed file; sent again with the same form it is the same file."""
        return f"{client_id}-{self.digest[:16]}"


def keep(sent: Sent, client_id: UUID) -> Upload:
    """Seal it under the name that its job will know. A file opens under its own name only."""
    whole = hashlib.sha256()
    for part in sent.chunks():
        whole.update(part)
    upload = Upload(mac("upload", whole.digest()).hex(), int(sent.size or 0))
    name = upload.name(client_id)
    if not files.exists(name):
        with files.writer(name) as kept:
            for part in sent.chunks():
                kept.write(part)
    return upload


def first_bytes(sent: Sent) -> bytes:
    return next(iter(sent.chunks()), b"")


class SealedUpload(Sent):
    """A sent file that lies sealed under a name of its own until the request ends."""

    def __init__(self, sealed: str, name: str, content_type: str, size: int, charset: str) -> None:
        super().__init__(_Nothing(), name, content_type, size, charset)  # type: ignore[arg-type]
        self.sealed = sealed

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        return files.parts(self.sealed)

    def close(self) -> None:
        files.remove(self.sealed)


class _Nothing(RawIOBase):
    """There is no open file: its content is had by chunks()."""


class SealingUploadHandler(FileUploadHandler):
    """Seals what is too large for memory while it streams in."""

    _name = ""
    _writer: SealedWriter | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._name = f"incoming-{token_hex(16)}"
        self._writer = files.writer(self._name)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self._writer is not None
        if start + len(raw_data) > most_bytes():
            self._writer.abandon()
            raise StopUpload(connection_reset=True)
        self._writer.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        assert self._writer is not None
        self._writer.close()
        name = os.path.basename(self.file_name or "")
        return SealedUpload(self._name, name, self.content_type or "", file_size, self.charset or "")

    def upload_interrupted(self) -> None:
        if self._writer is not None:
            self._writer.abandon()
