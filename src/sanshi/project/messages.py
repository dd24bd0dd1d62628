"""Compiles every app's .po into the .mo that gettext reads, by polib: no gettext is needed here."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

import sanshi

SOURCE = Path(sanshi.__file__).parent


def catalogues(source: Path = SOURCE) -> Iterator[Path]:
    """Every app's catalogue in every language, in a fixed order."""
    yield from sorted(source.glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_messages(source: Path = SOURCE) -> list[Path]:
    """Writes the .mo beside each changed .po; returns those written. OSError when a .po cannot be read."""
    stale = [catalogue for catalogue in catalogues(source) if _is_stale(catalogue)]
    return [_compile(catalogue) for catalogue in stale]


def _is_stale(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns != catalogue.stat().st_mtime_ns


def _compile(catalogue: Path) -> Path:
    """Through a temporary name: processes started together may compile the same file."""
    compiled = catalogue.with_suffix(".mo")
    entries = polib.pofile(str(catalogue), encoding="utf-8")
    handle, temporary = tempfile.mkstemp(dir=catalogue.parent, suffix=".mo.part")
    os.close(handle)
    entries.save_as_mofile(temporary)
    changed = catalogue.stat()
    # The .mo carries the time of its .po: any other time, older or newer, means another .po.
    os.utime(temporary, ns=(changed.st_atime_ns, changed.st_mtime_ns))
    os.chmod(temporary, 0o644)
    os.replace(temporary, compiled)
    return compiled


if __name__ == "__main__":
    compile_messages()
