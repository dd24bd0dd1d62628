"""The only reader of the time. Demo and tests may move it; live may not."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _real() -> datetime:
    return datetime.now(SHANGHAI)


_source: Callable[[], datetime] = _real


class ClockRefused(RuntimeError):
    """The clock was to be moved outside demo and tests."""


def now() -> datetime:
    return _source()


def today() -> date:
    """The day in Shanghai: days of the plan are Asia/Shanghai (4.2.1 e)."""
    return now().date()


def shanghai_day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def is_moved() -> bool:
    return _source is not _real


def move_to(moment: datetime) -> None:
    """Stop the clock at `moment`."""
    _set(lambda: moment.astimezone(SHANGHAI))


def run_from(moment: datetime) -> None:
    """Let the clock show `moment` now and run on."""
    offset = moment - _real()
    _set(lambda: _real() + offset)


def run_real() -> None:
    _set(_real)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    before = _source
    move_to(moment)
    try:
        yield
    finally:
        _set(before)


def keep_running_from(moment: datetime, file: Path) -> None:
    """Run from `moment` in this process and in each later one of the same demo."""
    file.write_text(json.dumps({"shown": moment.isoformat(), "real": _real().isoformat()}))
    run_from(moment)


def resume(file: Path) -> None:
    if not file.exists():
        return
    kept = json.loads(file.read_text())
    shown, real = (datetime.fromisoformat(kept[key]) for key in ("shown", "real"))
    passed: timedelta = _real() - real
    run_from(shown + passed)


def _set(source: Callable[[], datetime]) -> None:
    if settings.SANSHI_MODE not in {"demo", "test"}:
        raise ClockRefused("the clock moves only in demo and tests")
    global _source
    _source = source
