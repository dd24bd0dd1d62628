"""`sanshi address parse FILE`: one address a line, one JSON object a line. Needs no database."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sanshi.shell.decoding import decoded
from sanshi.territory.address.gazetteer import shipped
from sanshi.territory.address.parsing import parse

USAGE = "usage: sanshi address parse FILE   (one address a line; - reads standard input)"
WRONG_INPUT = 2


class WrongFile(ValueError):
    pass


def run(arguments: Sequence[str]) -> int:
    """`arguments` is what follows `sanshi address`; the exit code is 0, or 2 for wrong input."""
    match list(arguments):
        case ["parse", file]:
            return _parse(file)
        case _:
            print(USAGE, file=sys.stderr)
            return WRONG_INPUT


def _parse(file: str) -> int:
    try:
        lines = _lines(text_of(_content(file)))
    except OSError as error:
        return _refuse(file, error.strerror or "cannot be read")
    except WrongFile as wrong:
        return _refuse(file, str(wrong))
    for line in lines:
        print(json.dumps(parse(line, shipped()).plain(), ensure_ascii=False))
    return 0


def _lines(text: str) -> list[str]:
    """Not str.splitlines: it parts at signs that stand within a line, too."""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def _content(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def text_of(content: bytes) -> str:
    text = decoded(content)
    if text is None:
        raise WrongFile("this is no text in UTF-8 or GB18030. Save it as UTF-8.")
    return text


def _refuse(file: str, why: str) -> int:
    print(f"sanshi address: {file}: {why}\n{USAGE}", file=sys.stderr)
    return WRONG_INPUT
