"""A policy's figures in words, for the page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanshi.rulebook.policy import Band, Policy, Unit
from sanshi.shell.words import listed, yuan


@dataclass(frozen=True, slots=True)
class Shown:
    section: str
    label: Promise
    # One line a value; a route or band has several.
    lines: tuple[str, ...]
    clause: str


def shown_figures(policy: Policy) -> Iterator[Shown]:
    for figure in policy.figures():
        yield Shown(figure.section, figure.label, tuple(_lines(figure.value, figure.unit)), figure.clause)


def _lines(value: Any, unit: Unit) -> Iterator[str]:
    match unit:
        case Unit.ROUTES:
            yield from (_route(key, target) for key, target in value.items())
        case Unit.BANDS:
            yield from map(_band, value)
        case Unit.CODES:
            yield _list(value)
        case _:
            yield _number(value, unit)


def _route(key: TextChoices, target: Any) -> str:
    return f"{key.label} → {_list(target if isinstance(target, tuple) else (target,))}"


def _list(codes: tuple[TextChoices, ...]) -> str:
    return listed(code.label for code in codes)


def _band(band: Band) -> str:
    words = _band_words()[band.is_bound_included]
    text = words % {"bound": band.bound, "percent": band.percent}
    return _("%(band)s, with public criticism") % {"band": text} if band.criticism else text


def _band_words() -> Mapping[bool, str]:
    return {
        True: _("from %(bound)s %% on: deducts %(percent)s %%"),
        False: _("above %(bound)s %%: deducts %(percent)s %%"),
    }


def _number(value: Any, unit: Unit) -> str:
    match unit:
        case Unit.FEN:
            return yuan(value)
        case Unit.YES_NO:
            return _("yes") if value else _("no")
        case Unit.WORKING_DAYS:
            return ngettext("%(n)s working day", "%(n)s working days", value) % {"n": value}
        case Unit.DAYS:
            return ngettext("%(n)s day", "%(n)s days", value) % {"n": value}
        case Unit.SQUARE_METRES:
            return _("%(n)s m²") % {"n": value}
        case Unit.PIECES:
            return ngettext("%(n)s piece", "%(n)s pieces", value) % {"n": value}
        case Unit.PERCENT:
            return f"{value} %"
        case _:
            return str(value)
