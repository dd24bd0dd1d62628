"""Leases and occupancy as the lines of a page, in the reader's words; names and numbers masked."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sanshi.register import labels
from sanshi.register.history import facts_of
from sanshi.register.letting.access import LeaseRecord
from sanshi.register.letting.rules import Crowding
from sanshi.register.shown import Line
from sanshi.vault.masking import mask_name

# They stand in the heading of the lease.
IN_THE_HEAD = frozenset({"filed"})
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a dwelling beside the house's, and how it was worked out."""

    label: str
    worked_out: str
    limit: str
    is_over: bool


def lease_lines(record: LeaseRecord) -> list[Line]:
    facts = {**facts_of(record.facts), "started_on": record.began, "ended_on": record.facts.valid_to}
    return [
        Line(name, label, value)
        for name, label in labels.LEASE.items()
        if name not in IN_THE_HEAD and (value := _said(name, label, facts, record))
    ]


def _said(name: str, label: Promise, facts: dict[str, object], record: LeaseRecord) -> str:
    value = labels.said(name, facts[name], record.people)
    return mask_name(value) if name == "lessor_name" and value else value


def crowding_lines(crowding: Crowding) -> tuple[Measure, ...]:
    return tuple(_measures(crowding))


def _measures(crowding: Crowding) -> Iterator[Measure]:
    people, limits = crowding.people, crowding.limits
    if crowding.rooms and crowding.a_room is not None:
        words = {"people": people, "rooms": crowding.rooms.number, "each": _tenths(crowding.a_room)}
        by_leases = _("%(people)s residents ÷ %(rooms)s rooms let by lease = %(each)s")
        by_design = _("%(people)s residents ÷ %(rooms)s rooms by design = %(each)s")
        yield Measure(
            _("Persons a room"),
            (by_leases if crowding.rooms.let else by_design) % words,
            _("at most %(n)s") % {"n": limits.persons_a_room},
            crowding.is_over_by_rooms,
        )
    if crowding.area_m2 is not None and crowding.m2_a_person is not None:
        area = format(crowding.area_m2.normalize(), "f")
        words = {"people": people, "area": area, "each": _tenths(crowding.m2_a_person)}
        yield Measure(
            _("Area a person"),
            _("%(area)s m² ÷ %(people)s residents = %(each)s m²") % words,
            _("at least %(n)s m²") % {"n": limits.least_m2_a_person},
            crowding.is_over_by_area,
        )


def _tenths(value: Fraction) -> str:
    """Cut, not rounded up to a limit it does not reach."""
    tenths = Decimal(value.numerator * 10 // value.denominator) / 10
    return format(tenths.quantize(TENTH), "f")
