"""`sanshi match INCOMING.csv --register REGISTER.csv --out RESULT.csv`. Needs no database."""

import argparse
import csv
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from sanshi import clock
from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.files import WrongFile
from sanshi.identity.matching.matching_files import Answer, match_files

WRONG_INPUT = 2
HEADER = ("incoming_id", "base_id", "band", "probability", "why")
_MOST_TOLD = 20


def run(arguments: Sequence[str]) -> int:
    """`arguments` is what follows `sanshi match`; the exit code is 0, or 2 for wrong input."""
    try:
        asked = _parser().parse_args(arguments)
    except SystemExit as end:
        return WRONG_INPUT if end.code else 0
    try:
        return _match(asked.incoming, asked.register, asked.out, asked.processes)
    except OSError as error:
        return _refuse(f"{error.filename}: {error.strerror or 'cannot be read'}")
    except WrongFile as wrong:
        return _refuse(str(wrong))


def _match(incoming: Path, register: Path, out: Path, processes: int) -> int:
    if out.exists() and any(out.samefile(file) for file in (incoming, register) if file.exists()):
        return _refuse(f"{out}: the result would overwrite what is read")
    answers = match_files(incoming, register, latest=clock.today(), processes=processes)
    unfinished = out.with_name(f"{out.name}.unfinished")
    try:
        counts, told = _write(unfinished, answers)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    _report(counts, told)
    return 0


def _write(file: Path, answers: Iterable[Answer]) -> tuple[dict[str, int], int]:
    """How many of each band, and how many cells could not be read."""
    counts = {str(band.value): 0 for band in Band}
    told = 0
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(HEADER)
        for answer in answers:
            told = _tell(answer.doubts, told)
            for row in answer.rows:
                counts[row[2]] += 1
                writer.writerow(row)
    return counts, told


def _tell(doubts: Iterable[str], told: int) -> int:
    for doubt in doubts:
        if told < _MOST_TOLD:
            print(f"sanshi match: left out: {doubt}", file=sys.stderr)
        told += 1
    return told


def _report(counts: dict[str, int], told: int) -> None:
    if told > _MOST_TOLD:
        print(f"sanshi match: {told} cells in all could not be read and were left out", file=sys.stderr)
    print(", ".join(f"{band} {count}" for band, count in counts.items()))


def _refuse(why: str) -> int:
    print("\n".join(f"sanshi match: {line}" for line in why.splitlines()), file=sys.stderr)
    return WRONG_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("sanshi match", description="Which of the incoming are registered.")
    parser.add_argument("incoming", type=Path)
    parser.add_argument("--register", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--processes", type=_count, default=os.cpu_count() or 1)
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError("a number from 1")
    return int(text)
