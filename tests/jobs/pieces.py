"""What other processes are given to do in tests."""

import os
import signal
from collections.abc import Callable
from time import sleep

DIES, FAILS = -1, -2


def doubling(times: int) -> Callable[[int], tuple[int, int]]:
    """The result and by which process; early pieces take longest."""

    def work(piece: int) -> tuple[int, int]:
        if piece == DIES:
            os.kill(os.getpid(), signal.SIGKILL)
        if piece == FAILS:
            raise LookupError("piece")
        sleep(0.2 if piece == 0 else 0)
        return piece * times, os.getpid()

    return work
