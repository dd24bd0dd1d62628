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
# Files are given out in the order of tests/conftest.py: the longest first.
WORKERS = ("--numprocesses", os.environ.get("SANSHI_TEST_WORKERS", "2"))
PYTEST = ("pytest", *WORKERS, "--dist", "loadfile", "--no-loadscope-reorder")
# What reaches no database says the same on both engines: run once, it need not run again.
ON_THE_SECOND = ("-m", "not engineless")

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
ENGINES = ("sqlite", "postgresql")


def main() -> int:
    names = sys.argv[1:] or list(CHECKS)
    if unknown := set(names) - set(CHECKS):
        raise SystemExit(f"Unknown: {', '.join(sorted(unknown))}\n\n{__doc__}")
    os.chdir(ROOT)
    failed: list[str] = []
    ran: list[str] = []
    for name in names:
        if failed:
            print(f"!! Failed so far: {', '.join(failed)}. Going on.", flush=True)
        if not _passes(name, again="sqlite" in ran):
            failed.append(name)
        ran.append(name)
    return 1 if failed else 0


def _passes(name: str, again: bool) -> bool:
    """`again`: on another engine these tests have run."""
    title, commands = CHECKS[name]
    print(f"== {title}", flush=True)
    are_tests = PYTEST in commands
    rest = ON_THE_SECOND if are_tests and again else ()
    started = time.monotonic()
    done = [subprocess.run([BIN / word, *words, *rest], env=_environment(name)) for word, *words in commands]
    passes = not any(one.returncode for one in done)
    if not are_tests:
        took = time.monotonic() - started
        print(f"   {'passed' if passes else 'FAILED'} in {took:.0f} s", flush=True)
    return passes


def _environment(name: str) -> dict[str, str]:
    """Compiled modules are kept: tests start Python many times, and compiling is half of each start."""
    kept = {word: value for word, value in os.environ.items() if word != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"SANSHI_TEST_ENGINE": name} if name in ENGINES else kept


if __name__ == "__main__":
    sys.exit(main())
