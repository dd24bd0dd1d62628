"""Posts from stdin, each sent by a process of its own, all at the same moment; an answer a line."""

import json
import os
import sys
from typing import Any

import django
from django.conf import settings

from tests.durability.serving import stand_still


def main() -> None:
    django.setup()
    stand_still()
    asked = json.load(sys.stdin)
    gate_reads, gate_opens = os.pipe()
    answers = [_start(asked["path"], *one, gate_reads, gate_opens) for one in asked["sent"]]
    for answer in answers:
        os.read(answer, 1)  # it is ready
    os.close(gate_opens)
    for answer in answers:
        with os.fdopen(answer) as told:
            print(told.read())


def _start(path: str, session: str, fields: dict[str, str], gate: int, opens: int) -> int:
    """Forked before any connection was open. The end of the pipe on which its answer comes."""
    reads, writes = os.pipe()
    if os.fork():
        os.close(writes)
        return reads
    os.close(opens)
    told = _post(path, session, fields, ready=lambda: (os.write(writes, b" "), os.read(gate, 1)))
    os.write(writes, json.dumps(told).encode())
    os._exit(0)


def _post(path: str, session: str, fields: dict[str, str], ready: Any) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    connection.ensure_connection()
    told = {"pragmas": _pragmas(connection)}
    ready()
    answer = client.post(path, fields)
    return {**told, "status": answer.status_code, "body": answer.content.decode()}


def _pragmas(connection: Any) -> list[Any]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        return [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]


if __name__ == "__main__":
    main()
