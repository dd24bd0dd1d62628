"""Runs every check, one after the other, also after a failure; ends with pytest's own summary line.

python tools/check.py            all of them
python tools/check.py NAME…      some: lint types sqlite postgresql
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
# Two workers halve the time on two cores. A file stays with one worker: its costly fixtures are made once.
PYTEST = ("pytest", "--numprocesses", os.environ.get("SANSHI_TEST_WORKERS", "2"), "--dist", "loadfile")

STYLE = (
    ("ruff", "check", "--quiet", "--output-format", "concise", "."),
    ("ruff", "format", "--check", "--quiet", "."),
)
# The tests on PostgreSQL come last, because their summary ends the output.
CHECKS = {
    "lint": ("Style (ruff)", STYLE),
    "types": ("Types (mypy --strict)", (("mypy", "--strict", "src"),)),
    "sqlite": ("Tests on SQLite, browser included", (PYTEST,)),
    "postgresql": ("Tests on PostgreSQL, browser included", (PYTEST,)),
}


def main() -> int:
    names = sys.argv[1:] or list(CHECKS)
    if unknown := set(names) - set(CHECKS):
        raise SystemExit(f"Unknown: {', '.join(sorted(unknown))}\n\n{__doc__}")
    os.chdir(ROOT)
    failed: list[str] = []
    for name in names:
        if failed:
            print(f"!! Failed so far: {', '.join(failed)}. Going on.", flush=True)
        if not _passes(name):
            failed.append(name)
    return 1 if failed else 0


def _passes(name: str) -> bool:
    title, commands = CHECKS[name]
    print(f"== {title}", flush=True)
    environment = os.environ | {"SANSHI_TEST_ENGINE": name} if PYTEST in commands else os.environ
    started = time.monotonic()
    statuses = [subprocess.run([BIN / word, *words], env=environment).returncode for word, *words in commands]
    passes = not any(statuses)
    if PYTEST not in commands:
        took = time.monotonic() - started
        print(f"   {'passed' if passes else 'FAILED'} in {took:.0f} s", flush=True)
    return passes


if __name__ == "__main__":
    sys.exit(main())
