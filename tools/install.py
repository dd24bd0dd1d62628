"""Makes .venv and node_modules from the locks, on a bare Python. A step with unchanged inputs is skipped.

tools/install.py runtime        what the product imports and shows
tools/install.py development    the same, and what tests, types and lint need
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"


def main() -> None:
    if sys.argv[1:] not in (["runtime"], ["development"]):
        raise SystemExit(__doc__)
    development = sys.argv[1] == "development"
    os.chdir(ROOT)
    # Installed packages are the project's own: a caller's environment must not redirect them.
    os.environ.pop("VIRTUAL_ENV", None)
    os.environ.pop("PYTHONPATH", None)
    make_environment()
    step("installer", ["requirements/bootstrap.txt"], install_installer)
    install_packages("development" if development else "runtime")
    step("sanshi", ["pyproject.toml", "requirements/runtime.in"], install_sanshi)
    install_assets(development)
    print("== Compiling the Chinese messages", flush=True)
    run(PYTHON, "-m", "sanshi.project.messages")
    if development:
        unpack_browser()


def make_environment() -> None:
    """A moved or half-made environment is made anew: its scripts carry absolute paths."""
    if PYTHON.exists() and (VENV / "home").is_file() and (VENV / "home").read_text() == str(VENV):
        return
    print(f"== Making the Python environment .venv with Python {sys.version.split()[0]}", flush=True)
    run(sys.executable, "-m", "venv", "--clear", VENV)
    (VENV / "home").write_text(str(VENV))


def install_installer() -> None:
    print("== Installing uv, which installs the rest", flush=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run(*pip, "--require-hashes", "--requirement", "requirements/bootstrap.txt")


def install_packages(kind: str) -> None:
    """The development lock holds the runtime lock whole, so it stands for both."""
    if kind == "runtime" and is_current("development", ["requirements/development.txt"]):
        return

    def install() -> None:
        print(f"== Installing the Python packages of requirements/{kind}.txt", flush=True)
        uv("install", "--require-hashes", "--requirement", f"requirements/{kind}.txt")

    step(kind, [f"requirements/{kind}.txt"], install)


def install_sanshi() -> None:
    print("== Installing the command .venv/bin/sanshi", flush=True)
    uv("install", "--no-deps", "--no-build-isolation", "--offline", "--editable", ".")


def install_assets(development: bool) -> None:
    lock = ["package.json", "package-lock.json"]
    kind = "npm-development" if development else "npm"
    present = Path("node_modules/.package-lock.json").is_file()
    if present and (is_current(kind, lock) or is_current("npm-development", lock)):
        return
    print("== Installing the npm packages of package-lock.json", flush=True)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", *([] if development else ["--omit=dev"]))
    for other in ("npm", "npm-development"):
        (STAMPS / other).unlink(missing_ok=True)
    stamp(kind, lock)


def unpack_browser() -> None:
    run(PYTHON, "-m", "tools.chromium", "prepare")


def uv(*words: str) -> None:
    run(VENV / "bin" / "uv", "pip", words[0], "--quiet", "--no-config", "--python", PYTHON, *words[1:])


def step(name: str, inputs: Sequence[str], work: Callable[[], None]) -> None:
    """Does the work unless it was done for exactly these inputs."""
    if is_current(name, inputs):
        return
    work()
    stamp(name, inputs)


def is_current(name: str, inputs: Sequence[str]) -> bool:
    file = STAMPS / name
    return file.is_file() and file.read_text() == digest(inputs)


def stamp(name: str, inputs: Sequence[str]) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(digest(inputs))


def digest(inputs: Sequence[str]) -> str:
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in inputs)).hexdigest()


def run(*command: str | Path) -> None:
    """Runs a command and ends with its status when it fails."""
    started = time.monotonic()
    status = subprocess.run([str(word) for word in command]).returncode
    if status:
        print(f"This step failed: {' '.join(str(word) for word in command)}", file=sys.stderr)
        raise SystemExit(status if status > 0 else 1)
    if (took := time.monotonic() - started) > 1:
        print(f"   done in {took:.0f} s", flush=True)


if __name__ == "__main__":
    main()
