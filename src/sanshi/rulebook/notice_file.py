"""The State Council's notice as a CSV file: `day,worked` lines such as `2027-02-20,yes`. Pure."""

import csv
import io
from datetime import date

from django.utils.translation import gettext as _

from sanshi.problems import WRONG_FILE, Refused

LARGEST_BYTES = 64 * 1024
HEADINGS = ("day", "worked")
ANSWERS = {"yes": True, "no": False}


def read_notice(content: bytes, year: int) -> dict[date, bool]:
    """Days the notice names → whether they are worked. Refused (WRONG_FILE) names the line that is wrong."""
    if len(content) > LARGEST_BYTES:
        raise _wrong(_("it is larger than a year's notice can be"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong(_("it is not UTF-8 text")) from None
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(cell.strip().lower() for cell in rows[0]) != HEADINGS:
        raise _wrong(_("the first line must be: day,worked"))
    days: dict[date, bool] = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            day, worked = _read_line(number, row, year)
            if day in days:
                raise _wrong(_("line %(line)s: %(day)s stands there twice") % {"line": number, "day": day})
            days[day] = worked
    if not days:
        raise _wrong(_("it names no day"))
    return days


def _read_line(number: int, row: list[str], year: int) -> tuple[date, bool]:
    try:
        day = date.fromisoformat(row[0].strip())
        worked = ANSWERS[row[1].strip().lower()]
    except (ValueError, IndexError, KeyError):
        raise _wrong(_("line %(line)s must look like 2027-02-20,yes") % {"line": number}) from None
    if day.year not in (year - 1, year):
        raise _wrong(
            _("line %(line)s: %(day)s does not lie in %(year)s") % {"line": number, "day": day, "year": year}
        )
    return day, worked


def _wrong(why: str) -> Refused:
    return Refused(WRONG_FILE, field="file", why=why)
