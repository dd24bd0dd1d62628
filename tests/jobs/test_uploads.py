"""What is sent is sealed on its way in, and what is too large is refused by its length."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sanshi.entry.models import Import
from sanshi.jobs import files
from sanshi.jobs.uploads import MEGABYTE, keep
from sanshi.vault.files import SEGMENT
from sanshi.vault.sealing import NotOpened
from tests.importing.sending import as_csv, homes
from tests.make import STREET
from tests.persons import Person

SECRET = b"nobody reads this on the disk"


@pytest.fixture
def browser(office: Person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(office.account, backend="sanshi.accounts.backend.AccountBackend")
    return client


def sending(browser: Client, content: bytes, name: str = "places.csv", **headers: Any) -> Any:
    fields = {"client_id": str(uuid4()), "file": SimpleUploadedFile(name, content)}
    return browser.post(reverse("import-new", args=(STREET,)), fields, **headers)


def on_the_disk() -> list[Path]:
    return [file for file in files.folder().glob("*") if file.is_file()]


@pytest.mark.parametrize("size", [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT])
def test_a_sealed_file_opens_to_what_was_written(size: int, transactional_db: None) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    name = f"test-{uuid4()}"
    with files.writer(name) as file:
        for start in range(0, size, 10_000):
            file.write(content[:size][start : start + 10_000])
    assert files.content(name) == content[:size]
    files.remove(name)


@pytest.mark.parametrize("spoil", ["cut", "changed", "renamed", "swapped"])
def test_a_changed_file_does_not_open(spoil: str, db: None) -> None:
    name = f"test-{uuid4()}"
    with files.writer(name) as file:
        file.write(SECRET + bytes(2 * SEGMENT))
    held = bytearray(files.path(name).read_bytes())
    size, head = SEGMENT + 16, 24
    assert SECRET not in held
    if spoil == "cut":
        held = held[: head + size]
    if spoil == "changed":
        held[100] ^= 1
    if spoil == "swapped":
        held = (
            held[:head]
            + held[head + size : head + 2 * size]
            + held[head : head + size]
            + held[head + 2 * size :]
        )
    files.path(name).write_bytes(held)
    if spoil == "renamed":
        files.path(name).rename(files.path(name + "x"))
        name += "x"
    with pytest.raises(NotOpened):
        files.content(name)
    files.remove(name)


@pytest.mark.parametrize("rows", [30, 80_000])
def test_what_was_sent_lies_sealed_and_nothing_else_stays(browser: Client, rows: int) -> None:
    """Small files come through memory, large ones are sealed as they stream in."""
    before = set(on_the_disk())
    content = as_csv(homes(rows))
    assert (len(content) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE) == (rows > 30)
    assert sending(browser, content).status_code == 302
    [kept] = set(on_the_disk()) - before
    row = Import.objects.get(subdistrict=STREET)
    assert (kept.name, row.size) == (row.upload, len(content))
    assert files.content(row.upload) == content
    assert "金口路".encode() not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_hundred_megabytes_are_refused_before_they_are_read(browser: Client, signed_in: bool) -> None:
    class Unread(BytesIO):
        def read(self, *_args: Any) -> bytes:
            raise AssertionError("the body was read")

    client = browser if signed_in else Client(raise_request_exception=False)
    answer = client.generic(
        "POST",
        reverse("import-new", args=(STREET,)),
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(100 * MEGABYTE),
        **{"wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert answer.headers["Connection"] == "close"
    assert not Import.objects.exists()


def test_an_ordinary_form_takes_no_such_file(browser: Client) -> None:
    answer = browser.post(
        reverse("job-list", args=(STREET,)), {"file": SimpleUploadedFile("x", bytes(3 * MEGABYTE))}
    )
    assert answer.status_code == 413


def test_the_cap_holds_where_the_length_lied(browser: Client, settings: Any) -> None:
    settings.SANSHI_LARGEST_UPLOAD_MB = 3
    before = set(on_the_disk())
    assert sending(browser, bytes(3 * MEGABYTE + 1000)).status_code in {400, 403, 413, 422}
    assert set(on_the_disk()) == before and not Import.objects.exists()


def test_the_same_file_of_the_same_form_is_kept_once(office: Person) -> None:
    client_id = uuid4()
    first, second = (keep(SimpleUploadedFile("a.csv", b"x"), client_id) for _ in range(2))
    assert first == second and files.content(first.name(client_id)) == b"x"
    assert keep(SimpleUploadedFile("a.csv", b"y"), client_id).name(client_id) != first.name(client_id)
