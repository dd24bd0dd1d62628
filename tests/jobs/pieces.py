"""What other processes are given to do in tests."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
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


def in_turns(
    folder: str,
) -> tuple[Callable[[int], tuple[int, int]], Callable[[tuple[int, int]], tuple[int, ...]]]:
    """Notes when a piece begins to be written and is; gives the piece and who prepared and wrote it."""

    def prepare(piece: int) -> tuple[int, int]:
        if piece == FAILS:
            raise LookupError("piece")
        return piece, os.getpid()

    def write(prepared: tuple[int, int]) -> tuple[int, ...]:
        piece, process = prepared
        if piece == DIES:
            os.kill(os.getpid(), signal.SIGKILL)
        with Path(folder, "written").open("a") as file:
            for word in ("begins", "is"):
                file.write(f"{piece} {word}\n")
                file.flush()
                sleep(0.01)
        return piece, process, os.getpid()

    return prepare, write
