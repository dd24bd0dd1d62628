"""What happens when: acts in the order of their moments, the clock moved to each."""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from sanshi import clock
from sanshi.journal.recording import batch
from sanshi.rulebook.access import calendar
from sanshi.rulebook.workdays import add_workdays

Act = Callable[[], object]
LUNCH = time(12, 0)
OFFICE_OPENS = time(8, 30)


class Diary:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.calendar = calendar()
        self._order = count()
        self._acts: list[tuple[datetime, int, Act]] = []

    def plan(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self._acts, (moment, next(self._order), act))

    def later_today(self, moment: datetime, minutes: int, act: Act) -> None:
        """The same day, whatever the hour."""
        evening = datetime.combine(moment.date(), time(21, 40), clock.SHANGHAI)
        self.plan(min(moment + timedelta(minutes=minutes), evening), act)

    def on_workday(self, moment: datetime, workdays: int, act: Act) -> None:
        """So many working days later, at some office hour; 0 is later the same day."""
        if not workdays:
            self.later_today(moment, self.random.randrange(40, 160), act)
            return
        self.plan(self.office_hour(add_workdays(moment.date(), workdays, self.calendar).day), act)

    def office_hour(self, day: date) -> datetime:
        opens = datetime.combine(day, OFFICE_OPENS, clock.SHANGHAI)
        return opens + timedelta(minutes=self.random.randrange(0, 420), seconds=self.random.randrange(60))

    def run(self, until: datetime) -> None:
        """One transaction a day; acts planned while it runs join their own day."""
        while self._acts and self._acts[0][0] < until:
            self._run_day(self._acts[0][0].date(), until)

    def _run_day(self, day: date, until: datetime) -> None:
        with batch():
            while self._acts and self._acts[0][0] < until and self._acts[0][0].date() == day:
                moment, _number, act = heapq.heappop(self._acts)
                clock.move_to(moment)
                act()
