"""Whose turn it is to write. SQLite has one writer and wakes waiters at random; here they queue in order."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from django.db import connection, transaction


class Turns:
    """A lock that is handed over in the order of asking (threading.Lock promises no order)."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Event] = deque()
        self._taken = False

    def take(self) -> None:
        turn = self._ask()
        if turn is None:
            return
        try:
            turn.wait()
        except BaseException:
            self._give_up(turn)
            raise

    def hand_over(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

    def _ask(self) -> Event | None:
        """None: it is my turn at once. Otherwise an event that happens when it is."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return None
            turn = Event()
            self._waiting.append(turn)
            return turn

    def _give_up(self, turn: Event) -> None:
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return
        # The turn had come just when the wait was broken off.
        self.hand_over()


_turns = Turns()


@contextmanager
def writing() -> Iterator[None]:
    """One transaction; on SQLite writers take turns. Inside another transaction: a savepoint of it."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    _turns.take()
    try:
        with transaction.atomic():
            yield
    finally:
        _turns.hand_over()
