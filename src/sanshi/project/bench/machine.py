"""What the figures were measured on."""

import os
import platform
import re
from pathlib import Path
from statistics import median
from time import perf_counter

import django
from django.conf import settings
from django.db import connection

SYNCS = 100
PAGE = b"\0" * 4096


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    python = f"Python {platform.python_version()}, Django {django.get_version()}"
    return f"{len(os.sched_getaffinity(0))} cores {_processor()}, {memory:.0f} GB, {python}"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", told.read_text()) if told.exists() else None
    return found[1] if found else platform.processor() or platform.machine()


def load() -> str:
    """Of the last minute, whoever caused it: more than the cores, and the figures are somebody else's too."""
    return f"{os.getloadavg()[0]:.1f}"


def database() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            version = cursor.fetchone()[0]
            cursor.execute("PRAGMA synchronous")
            how = {1: "NORMAL", 2: "FULL"}.get(cursor.fetchone()[0], "OFF")
            return f"SQLite {version}, WAL, synchronous {how}, {_megabytes():.0f} MB"
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
        version, how = cursor.fetchone()
        return f"PostgreSQL {version.split()[0]}, fsync {how}, {_megabytes():.0f} MB"


def _megabytes() -> float:
    if connection.vendor == "sqlite":
        return Path(settings.DATABASES["default"]["NAME"]).stat().st_size / 1e6
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size: int = cursor.fetchone()[0]
    return size / 1e6


def fdatasync(folder: Path) -> int:
    """µs until a page appended to a file in this folder is on the disk; the median."""
    file = folder / "fdatasync"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT)
    try:
        return round(median(_sync(handle) for _ in range(SYNCS)) * 1e6)
    finally:
        os.close(handle)
        file.unlink()


def _sync(handle: int) -> float:
    os.write(handle, PAGE)
    started = perf_counter()
    os.fdatasync(handle)
    return perf_counter() - started
