"""`sanshi workdays add DAY NUMBER`: needs no database."""

import re
import sys
from collections.abc import Sequence
from datetime import date

from sanshi.rulebook.schedule import published_calendar
from sanshi.rulebook.workdays import DueDay, add_workdays

USAGE = "usage: sanshi workdays add YYYY-MM-DD NUMBER   (for example: sanshi workdays add 2026-09-30 3)"
MOST_DAYS = 10_000
WRONG_INPUT = 2


class WrongInput(ValueError):
    pass


def run(arguments: Sequence[str]) -> int:
    """`arguments` is what follows `sanshi workdays`; the exit code is 0, or 2 for wrong input."""
    try:
        due = _due_day(arguments)
    except WrongInput as wrong:
        print(f"sanshi workdays: {wrong}\n{USAGE}", file=sys.stderr)
        return WRONG_INPUT
    if due.provisional:
        print(_warning(), file=sys.stderr)
    print(due.day.isoformat())
    return 0


def _due_day(arguments: Sequence[str]) -> DueDay:
    match list(arguments):
        case ["add", day, number]:
            return _add(_day(day), _number(number))
        case ["add", *rest]:
            raise WrongInput(f"add takes a day and a number, not {len(rest)} values.")
        case []:
            raise WrongInput("say what to do.")
        case _:
            raise WrongInput(f"{arguments[0]!r} is not known here.")


def _add(start: date, number: int) -> DueDay:
    try:
        return add_workdays(start, number, published_calendar())
    except OverflowError:
        raise WrongInput("the result lies after the year 9999.") from None


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise WrongInput(f"{text!r} is not a day. Write it like 2026-09-30.")


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > MOST_DAYS:
        raise WrongInput(f"{text!r} is not a number of working days from 0 to {MOST_DAYS}.")
    return int(text)


def _warning() -> str:
    years = sorted(published_calendar().years)
    return (
        f"warning: calendars are known for {years[0]}–{years[-1]} only; "
        "Monday to Friday counted elsewhere, the day is provisional"
    )
