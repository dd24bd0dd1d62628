"""What a walk leaves behind: everything kept, sent or said outside of the page that somebody worked on.

`Search` finds a number in it, plain, spaced, in another encoding, in base64 or in hex.
"""

import base64
import logging
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from playwright.sync_api import BrowserContext, Page

# Own drafts, and the number somebody asked for with a reason: pages that are there to show it.
_MAY_SHOW = re.compile(r"/forms/[0-9a-f-]{36}(/fill)?$|/persons/[0-9a-f-]{36}/reveal$")

_KEPT_IN_BROWSER = """async () => {
    const kept = [document.cookie, location.href, JSON.stringify(history.state)];
    for (const store of [localStorage, sessionStorage])
        kept.push(JSON.stringify(Object.entries(store)));
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys())
            kept.push(request.url, await (await cache.match(request)).text());
    }
    for (const { name } of await indexedDB.databases()) {
        const base = await new Promise((resolve, reject) => {
            const opening = indexedDB.open(name);
            opening.onsuccess = () => resolve(opening.result);
            opening.onerror = () => reject(opening.error);
        });
        for (const store of base.objectStoreNames) {
            kept.push(JSON.stringify(await new Promise((resolve, reject) => {
                const asking = base.transaction(store).objectStore(store).getAll();
                asking.onsuccess = () => resolve(asking.result);
                asking.onerror = () => reject(asking.error);
            })));
        }
        base.close();
    }
    return kept.join("\\n");
}"""


@dataclass
class Remains:
    """Where it was → what was there."""

    found: defaultdict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    def keep(self, where: str, *what: str | bytes) -> None:
        self.found[where] += [one.encode() if isinstance(one, str) else one for one in what]

    def keep_database(self) -> None:
        """File and write-ahead log as they lie on the disk, a dump, and sessions in plain words."""
        if connection.vendor == "sqlite":
            self._keep_sqlite()
        else:
            self._keep_postgresql()
        for session in Session.objects.all():
            self.keep("session rows", session.session_data, repr(session.get_decoded()))

    def _keep_sqlite(self) -> None:
        name = str(connection.settings_dict["NAME"])
        for suffix, where in (("", "database file"), ("-wal", "write-ahead log")):
            self.keep(where, Path(name + suffix).read_bytes())
        with sqlite3.connect(name) as dumped:
            self.keep("dump", *dumped.iterdump())

    def _keep_postgresql(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute(
                "SELECT current_setting('data_directory'), oid FROM pg_database"
                " WHERE datname = current_database()"
            )
            folder, database = cursor.fetchone()
            for table in connection.introspection.table_names(cursor):
                with cursor.cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                    self.keep("dump", b"".join(bytes(row) for row in rows))
        for part, where in ((f"base/{database}", "database file"), ("pg_wal", "write-ahead log")):
            files = (file for file in Path(folder, part).iterdir() if file.is_file())
            self.keep(where, *(file.read_bytes() for file in files))

    def keep_browser(self, who: str, page: Page) -> None:
        """Storage of the page's origin, caches of a service worker, cookies."""
        state = repr(page.context.storage_state(indexed_db=True))
        self.keep(who, page.evaluate(_KEPT_IN_BROWSER), state)


@contextmanager
def watching(remains: Remains) -> Iterator[None]:
    """While it lasts, every log line, every address asked for and every answer is kept."""
    with _logs(remains), _answers(remains):
        yield


@contextmanager
def _logs(remains: Remains) -> Iterator[None]:
    """More than a house logs: everything from DEBUG on."""
    written, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(written), root.level
    handler.setLevel(logging.DEBUG)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        remains.keep("logs", written.getvalue())


@contextmanager
def _answers(remains: Remains) -> Iterator[None]:
    answer = BaseHandler.get_response

    def watched(handler: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        response = answer(handler, request)
        remains.keep("addresses", request.get_full_path(), str(response.headers))
        if isinstance(response, HttpResponse) and not _MAY_SHOW.search(request.path):
            remains.keep(f"answers of {_page(request)}", response.content)
        return response

    BaseHandler.get_response = watched  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        BaseHandler.get_response = answer  # type: ignore[method-assign]


def _page(request: HttpRequest) -> str:
    return str(request.resolver_match.view_name) if request.resolver_match else "no page"


def watch_addresses(remains: Remains, context: BrowserContext) -> None:
    """As the browser asked for them, static files included."""
    context.on("request", lambda request: remains.keep("addresses", request.url))


# Finding a number


def search(remains: Remains, secrets: Iterable[str]) -> list[str]:
    """Where which secret stands: "dump: …7263 in hex". The secret itself is not said again."""
    whole = {where: b"\n".join(what) for where, what in remains.found.items()}
    lowered = {where: (what, what.lower()) for where, what in whole.items()}
    return [
        f"{where}: …{secret[-4:]} {how}"
        for secret in secrets
        for how, folds, spelled in _spellings(secret)
        for where, (what, low) in lowered.items()
        if spelled in (low if folds else what)
    ]


def _spellings(secret: str) -> Iterator[tuple[str, bool, bytes]]:
    """How it is written, whether capitals count for nothing, and the bytes."""
    yield "plain", True, secret.lower().encode()
    for spaced in _in_groups(secret):
        yield "in groups", True, spaced.lower().encode()
    for name in ("utf-16-le", "utf-16-be"):
        yield f"in {name}", False, secret.encode(name)
    yield "in hex", True, secret.encode().hex().encode()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield from (("in base64", False, spelled) for spelled in _in_base64(secret.encode(), encode))


def _in_groups(secret: str) -> Iterator[str]:
    """138 0000 0000 and 010101 199005 170018, with a space or a dash between."""
    parts = (
        [secret[:3], secret[3:7], secret[7:]] if len(secret) < 15 else [secret[:6], secret[6:12], secret[12:]]
    )
    births = [secret[:6], secret[6:14], secret[14:]]
    for groups in (parts, births) if len(secret) >= 15 else (parts,):
        yield from (gap.join(groups) for gap in (" ", "-"))


def _in_base64(secret: bytes, encode: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """Whatever stands before it: at each of three offsets, the characters that only the secret decides."""
    for before in range(3):
        whole = encode(bytes(before) + secret)
        first = -(-before * 8 // 6)
        yield whole[first : (before + len(secret)) * 8 // 6]
