"""Runs every check, also after a failure; ends with pytest's own summary line.

python tools/check.py            all of them
python tools/check.py NAME…      some: lint types sqlite postgresql
"""

import os
import subprocess
import sys
import tempfile
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
ENGINES = {"sqlite", "postgresql"}


def main() -> int:
    names = sys.argv[1:] or list(CHECKS)
    if unknown := set(names) - set(CHECKS):
        raise SystemExit(f"Unknown: {', '.join(sorted(unknown))}\n\n{__doc__}")
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory(prefix="sanshi-check-") as kept:
        return 1 if _failed(names, kept) else 0


def _failed(names: list[str], kept: str) -> list[str]:
    """`kept`: a folder in which the first run of the tests leaves what the second one would make again."""
    failed: list[str] = []
    beside: Beside | None = None
    for place, name in enumerate(names):
        if failed:
            print(f"!! Failed so far: {', '.join(failed)}. Going on.", flush=True)
        if name == "types" and set(names[place:]) & ENGINES:
            beside = Beside(name, kept)
            continue
        if not _passes(name, _environment(name, kept), again="sqlite" in names[:place]):
            failed.append(name)
        if beside and name in ENGINES:
            failed += [] if beside.passes() else [beside.name]
            beside = None
    return failed


class Beside:
    """A check that uses one core only: it runs beside the first tests, and is told after them."""

    def __init__(self, name: str, kept: str) -> None:
        self.name, self.said = name, Path(kept) / name
        self.title, [[word, *words]] = CHECKS[name]
        with self.said.open("wb") as said:
            self.running = subprocess.Popen([BIN / word, *words], stdout=said, stderr=subprocess.STDOUT)

    def passes(self) -> bool:
        status = self.running.wait()
        verdict = "FAILED" if status else "passed"
        print(f"== {self.title}\n{self.said.read_text()}   {verdict}, beside the tests", flush=True)
        return not status


def _passes(name: str, environment: dict[str, str], again: bool) -> bool:
    """`again`: on another engine these tests have run."""
    title, commands = CHECKS[name]
    print(f"== {title}", flush=True)
    are_tests = name in ENGINES
    rest = ON_THE_SECOND if are_tests and again else ()
    started = time.monotonic()
    done = [subprocess.run([BIN / word, *words, *rest], env=environment) for word, *words in commands]
    passes = not any(one.returncode for one in done)
    if not are_tests:
        took = time.monotonic() - started
        print(f"   {'passed' if passes else 'FAILED'} in {took:.0f} s", flush=True)
    return passes


def _environment(name: str, kept: str) -> dict[str, str]:
    """Compiled modules are kept: tests start Python many times, and compiling is half of each start."""
    given = {word: value for word, value in os.environ.items() if word != "PYTHONDONTWRITEBYTECODE"}
    return given | {"SANSHI_TEST_ENGINE": name, "SANSHI_TEST_KEPT": kept} if name in ENGINES else given


if __name__ == "__main__":
    sys.exit(main())
