"""Dates of birth as people write them. What can be read in two ways gives both; nothing is guessed."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from sanshi.identity.documents import Doubt, Problem
from sanshi.territory.address.numerals import in_digits

EARLIEST_YEAR = 1850
_WORDS = tomllib.loads(files(__package__).joinpath("data", "date_words.toml").read_text(encoding="utf-8"))
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_BETWEEN = rf"[\s\-./\\,_~{_WORDS['year']}{_WORDS['month']}]{{1,3}}"
_END = rf"(?:{'|'.join(_WORDS['day'])})?"
_TIME = re.compile(r"[\sT]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_LUNAR = re.compile("|".join(_WORDS["lunar"]))
_AROUND = re.compile(rf"^(?:{'|'.join(_WORDS['around'])})[:\s]*|(?:{'|'.join(_WORDS['around'])})$")
_DAY_ZERO = date(1899, 12, 30)  # of spreadsheets


@dataclass(frozen=True, slots=True)
class DateReading:
    """`dates` has one entry when the text is clear, two or more when the century or the order is open."""

    dates: tuple[date, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Doubt, ...] = ()

    @property
    def ok(self) -> bool:
        return len(self.dates) == 1


@lru_cache(maxsize=65536)
def read_date(text: str, *, latest: date | None = None) -> DateReading:
    """2020.3.5, 20200305, 5 Mar 2020, 05/03/2020, 850305, Chinese figures, a spreadsheet's 43895.

    `latest` drops what lies after it: that decides most two-digit years.
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if not plain:
        return DateReading(problems=(Problem.EMPTY,))
    if _LUNAR.search(plain):
        return DateReading(problems=(Problem.NO_DATE,), warnings=(Doubt.LUNAR,))
    plain = _AROUND.sub("", _TIME.sub("", in_digits(plain))).strip()
    for pattern, read, doubt in _FORMS:
        if found := pattern.fullmatch(plain):
            return _reading(read(*found.groups()), latest, doubt)
    return DateReading(problems=(Problem.NO_DATE,))


def _reading(parts: Iterable[tuple[int, int, int]], latest: date | None, doubt: Doubt | None) -> DateReading:
    made = (_date(*part) for part in parts)
    dates = tuple(sorted({day for day in made if day and (latest is None or day <= latest)}))
    if not dates:
        return DateReading(problems=(Problem.NO_DATE,))
    always = (doubt,) if doubt == Doubt.DAY_NUMBER else ()
    return DateReading(dates, warnings=(doubt,) if doubt and len(dates) > 1 else always)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= EARLIEST_YEAR else None
    except ValueError:
        return None


def _year_first(year: str, month: str, day: str) -> list[tuple[int, int, int]]:
    return [(full, int(month), int(day)) for full in _years(year)]


def _year_last(one: str, other: str, year: str) -> list[tuple[int, int, int]]:
    """Day and month, in either order."""
    orders = ((one, other), (other, one))
    return [(full, int(month), int(day)) for full in _years(year) for day, month in orders]


def _day_and_name(day: str, month: str, year: str) -> list[tuple[int, int, int]]:
    return [(full, _MONTHS.index(month) + 1, int(day)) for full in _years(year)]


def _name_and_day(month: str, day: str, year: str) -> list[tuple[int, int, int]]:
    return _day_and_name(day, month, year)


def _republic(year: str, month: str, day: str) -> list[tuple[int, int, int]]:
    return [(1911 + int(year), int(month), int(day))]


def _day_number(days: str) -> list[tuple[int, int, int]]:
    found = _DAY_ZERO + timedelta(days=int(days))
    return [(found.year, found.month, found.day)]


def _years(year: str) -> tuple[int, ...]:
    return (int(year),) if len(year) == 4 else (1900 + int(year), 2000 + int(year))


_NAME = rf"({'|'.join(_MONTHS)})[A-Z]*\.?"
_Reader = Callable[..., list[tuple[int, int, int]]]
_FORMS: tuple[tuple[re.Pattern[str], _Reader, Doubt | None], ...] = tuple(
    (re.compile(pattern, re.ASCII), read, doubt)
    for pattern, read, doubt in (
        (rf"(\d{{4}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_END}", _year_first, None),
        (r"(\d{4})(\d{2})(\d{2})", _year_first, None),
        (rf"(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{4}})", _year_last, Doubt.DAY_OR_MONTH),
        (rf"(\d{{2}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_END}", _year_first, Doubt.CENTURY),
        (r"(\d{2})(\d{2})(\d{2})", _year_first, Doubt.CENTURY),
        (rf"(\d{{1,2}})[\s\-.]*{_NAME}[\s\-.,]*(\d{{4}}|\d{{2}})", _day_and_name, Doubt.CENTURY),
        (rf"{_NAME}\s*(\d{{1,2}})(?:ST|ND|RD|TH)?[\s,]+(\d{{4}})", _name_and_day, None),
        (
            rf"(?:{'|'.join(_WORDS['republic'])})(\d{{1,3}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_END}",
            _republic,
            None,
        ),
        (r"([1-6]\d{4})", _day_number, Doubt.DAY_NUMBER),
    )
)
