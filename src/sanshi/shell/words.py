"""Days, moments, amounts and clocks in the reader's language (screens: 2026-10-12 (周一), ¥1,234.50)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext, ngettext, pgettext

from sanshi import clock

FEN_PER_YUAN = 100


class Clock(Protocol):
    """What a clock badge reads: the rulebook's answer for one row."""

    @property
    def state(self) -> str: ...
    @property
    def due(self) -> date | None: ...
    @property
    def days_left(self) -> int: ...
    @property
    def provisional(self) -> bool: ...


def weekday(value: date) -> str:
    names = (
        pgettext("short day of the week", "Mon"),
        pgettext("short day of the week", "Tue"),
        pgettext("short day of the week", "Wed"),
        pgettext("short day of the week", "Thu"),
        pgettext("short day of the week", "Fri"),
        pgettext("short day of the week", "Sat"),
        pgettext("short day of the week", "Sun"),
    )
    return names[value.weekday()]


def in_shanghai(value: date) -> date:
    return clock.shanghai_day(value) if isinstance(value, datetime) else value


def day(value: date | None) -> str:
    if value is None:
        return ""
    value = in_shanghai(value)
    return f"{value:%Y-%m-%d} ({weekday(value)})"


def moment(value: datetime | None) -> str:
    """`10-09 16:20`, with the year when it is not this year."""
    if value is None:
        return ""
    local = value.astimezone(clock.SHANGHAI)
    form = "%m-%d %H:%M" if local.year == clock.today().year else "%Y-%m-%d %H:%M"
    return local.strftime(form)


def full_moment(value: datetime) -> str:
    local = value.astimezone(clock.SHANGHAI)
    return f"{day(local.date())} {local:%H:%M}"


def yuan(fen: int | None) -> str:
    """Money is in fen everywhere (plan 4.2); only here it becomes yuan."""
    if fen is None:
        return ""
    sign = "−" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}¥{whole:,}.{rest:02d}"


def listed(items: Iterable[object]) -> str:
    """Several values in one line: `a、b` in Chinese, `a, b` in English."""
    return pgettext("between the values of a list", ", ").join(map(str, items))


def days_left(days: int) -> str:
    if days == 0:
        return gettext("due today")
    if days > 0:
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return ngettext("%(days)d day over", "%(days)d days over", -days) % {"days": -days}
