"""What `test_walk` looks through after its walk: a number left in the clear is found wherever it may lie.

The walk itself asserts that none of its document numbers and phones is; here each place gets one put into it.
"""

import base64
import logging
from datetime import date

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from sanshi.accounts.models import Account
from sanshi.identity.fictive import fictive_phone, fictive_resident_number
from tests.browser.conftest import OpenPage
from tests.browser.walk.remains import Remains, search, watch_addresses, watching
from tests.browser.walk.residents import SECRETS

# Not of the walk: a server's write-ahead log outlives the test that wrote to it.
NUMBER, PHONE = fictive_resident_number("083199", date(1979, 12, 31), 731), fictive_phone(90_417_999)

IN_CACHE = """async number => {
    const cache = await caches.open("pages");
    await cache.put("/kept", new Response(number));
}"""
IN_INDEXED_DB = """number => new Promise(resolve => {
    const opening = indexedDB.open("drafts", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("forms").put({ number }, "1");
    opening.onsuccess = () => { opening.result.close(); resolve(); };
})"""


def found_in(remains: Remains) -> set[str]:
    return {one.partition(":")[0] for one in search(remains, [NUMBER, PHONE])}


@pytest.mark.parametrize(
    "written",
    [
        NUMBER.encode(),
        NUMBER.lower().encode(),
        f"{NUMBER[:6]} {NUMBER[6:12]} {NUMBER[12:]}".encode(),
        f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}".encode(),
        f"{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}".encode(),
        NUMBER.encode("utf-16-le"),
        NUMBER.encode().hex().upper().encode(),
        *(base64.b64encode(b"x" * before + NUMBER.encode() + b"yz") for before in range(4)),
    ],
)
def test_a_number_is_found_however_it_is_written(written: bytes) -> None:
    remains = Remains()
    remains.keep("there", b"\x00\xff before", written + b"after")
    assert found_in(remains) == {"there"}


def test_a_masked_number_is_not_found() -> None:
    remains = Remains()
    remains.keep("there", f"{NUMBER[:4]}**********{NUMBER[-4:]}", f"{PHONE[:3]}****{PHONE[-4:]}")
    assert search(remains, [NUMBER, PHONE, *SECRETS]) == []


@pytest.mark.django_db(transaction=True)
def test_a_row_is_found_in_file_log_and_dump() -> None:
    Account.objects.create(username="somebody", name=NUMBER)
    remains = Remains()
    remains.keep_database()
    found = found_in(remains)
    # SQLite may still have it in the log alone.
    assert {"dump", "write-ahead log"} <= found <= {"dump", "write-ahead log", "database file"}


@pytest.mark.django_db(transaction=True)
def test_a_session_is_found_although_it_is_packed() -> None:
    session = SessionStore()
    session["message"] = f"of {PHONE} " * 20
    session.save()
    remains = Remains()
    remains.keep_database()
    assert "session rows" in found_in(remains)


@pytest.mark.django_db
def test_logs_addresses_and_answers_are_kept_while_watched() -> None:
    remains, client = Remains(), Client()
    with watching(remains):
        logging.getLogger("sanshi.anything").debug("looked for %s", PHONE)
        client.get("/sign-in", {"next": f"/{NUMBER}"})
        client.post("/sign-in", {"username": NUMBER, "password": "wrong"})
    assert found_in(remains) == {"logs", "addresses", "answers of sign-in"}
    client.get("/sign-in", {"next": f"/{PHONE}"})
    assert len(search(remains, [PHONE])) == 1


@pytest.mark.parametrize(
    "keep",
    [
        "number => localStorage.setItem('form', number)",
        "number => sessionStorage.setItem('form', number)",
        "number => { document.cookie = `form=${number}`; }",
        "number => history.replaceState({ number }, '')",
        IN_CACHE,
        IN_INDEXED_DB,
    ],
)
def test_what_a_browser_keeps_is_found(phone: OpenPage, keep: str) -> None:
    page, remains = phone(), Remains()
    page.goto("/sign-in")
    page.evaluate(keep, NUMBER)
    remains.keep_browser("phone", page)
    assert found_in(remains) == {"phone"}


def test_an_address_asked_for_by_a_browser_is_kept(phone: OpenPage) -> None:
    page, remains = phone(), Remains()
    watch_addresses(remains, page.context)
    page.goto(f"/sign-in?next=/{PHONE}")
    assert found_in(remains) == {"addresses"}
