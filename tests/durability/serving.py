"""A process that serves the house on a free port, and may be told to die at the worst moment.

`os.kill` with SIGKILL is what `kill -9` and a power cut leave: nothing is closed, nothing is written after.
"""

import os
import signal
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.db.backends.base.base import BaseDatabaseWrapper


def main() -> None:
    from sanshi.project.wsgi import application

    stand_still()
    dies = os.environ["SANSHI_TEST_DIES"]
    if dies == "before":
        _die_at_the_first_commit_of_a_post()

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        _Moment.is_post = environ["REQUEST_METHOD"] == "POST"
        answer = application(environ, start_response)
        if dies == "after" and _Moment.is_post:
            _die()
        return answer

    server = make_server("127.0.0.1", 0, app, handler_class=_Silent)
    print(server.server_port, flush=True)
    server.serve_forever()


def stand_still() -> None:
    """The clock of the test that started us."""
    from sanshi import clock

    clock.move_to(datetime.fromisoformat(os.environ["SANSHI_TEST_NOW"]))


class _Moment:
    is_post = False


class _Silent(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        return None


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("dead")


def _die_at_the_first_commit_of_a_post() -> None:
    commit = BaseDatabaseWrapper._commit  # type: ignore[attr-defined]

    def dying(connection: Any) -> Any:
        return _die() if _Moment.is_post else commit(connection)

    BaseDatabaseWrapper._commit = dying  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
