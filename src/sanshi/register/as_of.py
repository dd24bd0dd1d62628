"""The day a page is turned to, and the moment whose knowledge it shows."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sanshi import clock


@dataclass(frozen=True, slots=True)
class AsOf:
    """Turns a page to what was so on a day, as it was known at a moment."""

    on: date
    known: datetime

    @classmethod
    def of(cls, on: date | None, known_on: date | None) -> "AsOf":
        """A day of knowledge means its end; today means now."""
        today = clock.today()
        if known_on is None or known_on >= today:
            return cls(on or today, clock.now())
        midnight = datetime.combine(known_on + timedelta(days=1), time(), clock.SHANGHAI)
        return cls(on or today, midnight - timedelta(microseconds=1))

    @property
    def is_now(self) -> bool:
        return self.on == clock.today() and clock.shanghai_day(self.known) == self.on

    @property
    def known_now(self) -> bool:
        return clock.shanghai_day(self.known) == clock.today()
