"""Primary keys: UUID version 7 (RFC 9562, 5.7), which Python 3.11 does not have."""

import os
import threading
import time
from uuid import UUID, SafeUUID

_COUNTER_BITS = 42
_UNKNOWN = SafeUUID.unknown
_lock = threading.Lock()
_last_ms = 0
_counter = 0


def _fresh_counter() -> int:
    """A random start with the top bit clear: a millisecond has room for 2**41 more (RFC 9562, 6.2)."""
    return int.from_bytes(os.urandom(6)) >> (48 - _COUNTER_BITS + 1)


def uuid7() -> UUID:
    """A key greater than every earlier one of this process, across threads.

    It reads the machine's time and not `clock`: a key is no fact about a street, and a demo whose clock is
    moved would hand out keys that run backwards, out of the order in which its rows were made. When the
    machine's own time is set back, the last millisecond is kept and the counter runs on.
    """
    global _last_ms, _counter
    with _lock:
        ms = time.time_ns() // 1_000_000
        if ms > _last_ms:
            _last_ms, _counter = ms, _fresh_counter()
        else:
            _counter += 1
            if _counter >> _COUNTER_BITS:
                _last_ms, _counter = _last_ms + 1, _fresh_counter()
        ms, counter = _last_ms, _counter
    high, low = counter >> 30, counter & ((1 << 30) - 1)
    tail = int.from_bytes(os.urandom(4))
    return _made(ms << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low << 32 | tail)


def _made(number: int) -> UUID:
    """UUID(int=number) without asking what was given: a stock of a street makes millions of keys."""
    made = object.__new__(UUID)
    object.__setattr__(made, "int", number)
    object.__setattr__(made, "is_safe", _UNKNOWN)
    return made
