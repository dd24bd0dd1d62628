"""A policy: the figures of a plan and the house's own, as one frozen value read from TOML or JSON.

Every rule takes its figures from here; none stands in code.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshi.rulebook import reading
from sanshi.rulebook.reading import Unreadable, below
from sanshi.rulebook.words import Capacity, DeductedPart, Duty, Matter, Role, Subject

FULL_PERCENT = 100
# With fewer, a search by the last digits would list a street's people.
FEWEST_LAST_DIGITS, MOST_LAST_DIGITS = 4, 18


class Unit(StrEnum):
    """How a figure is shown."""

    WORKING_DAYS = "working days"
    DAYS = "days"
    SQUARE_METRES = "square metres"
    FEN = "fen"
    PIECES = "pieces"
    PERCENT = "percent"
    NUMBER = "number"
    YES_NO = "yes or no"
    CODES = "codes"
    ROUTES = "routes"
    BANDS = "bands"


@dataclass(frozen=True, slots=True)
class Band:
    """From this share of errors on, `percent` is deducted (plan 4.2.2 a). `bound`: in percent."""

    bound: int
    is_bound_included: bool
    percent: int
    criticism: bool = False

    def holds(self, rate_percent: Fraction) -> bool:
        return rate_percent >= self.bound if self.is_bound_included else rate_percent > self.bound

    def plain(self) -> dict[str, Any]:
        bound = "at_least" if self.is_bound_included else "above"
        return {bound: self.bound, "percent": self.percent, "criticism": self.criticism}


def _read_band(value: object, path: str) -> Band:
    row = reading.table(value, path, frozenset({"percent"}), frozenset({"at_least", "above", "criticism"}))
    if ("at_least" in row) == ("above" in row):
        raise Unreadable(path, "either at_least or above belongs here")
    bound = "at_least" if "at_least" in row else "above"
    return Band(
        _percent(row[bound], below(path, bound)),
        bound == "at_least",
        _percent(row["percent"], below(path, "percent")),
        reading.yes_or_no(row.get("criticism", False), below(path, "criticism")),
    )


def _read_bands(value: object, path: str) -> tuple[Band, ...]:
    bands = reading.list_of(_read_band)(value, path)
    starts = [(band.bound, not band.is_bound_included) for band in bands]
    for place in range(1, len(bands)):
        if starts[place] <= starts[place - 1]:
            raise Unreadable(f"{path}[{place}]", "each band must start above the one before it")
        if bands[place].percent < bands[place - 1].percent:
            raise Unreadable(f"{path}[{place}].percent", "a higher band never deducts less")
    return bands


_percent = reading.whole_number(0, FULL_PERCENT)
_count = reading.whole_number()
_one_or_more = reading.whole_number(1)


def _last_digits(value: object, path: str) -> int:
    number = reading.whole_number(0, MOST_LAST_DIGITS)(value, path)
    if 0 < number < FEWEST_LAST_DIGITS:
        raise Unreadable(path, f"0, or {FEWEST_LAST_DIGITS} and more")
    return number


_roles = reading.list_of(reading.code(Role))
_duties = reading.list_of(reading.code(Duty))
_roles_by_duty = reading.by_code(Duty, _roles)
_duty_by_matter = reading.by_code(Matter, reading.code(Duty))
_duties_by_subject = reading.by_code(Subject, _duties)
_capacities = reading.list_of(reading.code(Capacity))
_parts = reading.list_of(reading.code(DeductedPart))


def _figure(label: Promise, unit: Unit, read: reading.Reader[Any], default: Any = MISSING) -> Any:
    """A figure with a `default` may be left out: policies loaded before it was thought of stay readable."""
    return field(metadata={"label": label, "unit": unit, "read": read}, default=default)


@dataclass(frozen=True, slots=True)
class Deadlines:
    collection_working_days: int = _figure(
        _("Collection, from the day it became known"), Unit.WORKING_DAYS, _count
    )
    hand_over_working_days: int = _figure(
        _("Hand-over to the clerk, from the day of collection"), Unit.WORKING_DAYS, _count
    )
    entry_working_days: int = _figure(_("Entry or return, from hand-over"), Unit.WORKING_DAYS, _count)


@dataclass(frozen=True, slots=True)
class Routing:
    certificate_roles: tuple[Role, ...] = _figure(
        _("Roles that need a collector's certificate"), Unit.CODES, _roles
    )
    holders: Mapping[Duty, tuple[Role, ...]] = _figure(
        _("Roles that hold a duty"), Unit.ROUTES, _roles_by_duty
    )
    visited_by: Mapping[Matter, Duty] = _figure(
        _("First visit of a notice, by its matter"), Unit.ROUTES, _duty_by_matter
    )
    collected_by: Mapping[Subject, tuple[Duty, ...]] = _figure(
        _("Who collects what"), Unit.ROUTES, _duties_by_subject
    )
    deregistered_by: Mapping[Subject, tuple[Duty, ...]] = _figure(
        _("Who deregisters what"), Unit.ROUTES, _duties_by_subject
    )


@dataclass(frozen=True, slots=True)
class Rewards:
    notice_fen: int = _figure(_("For each notice found valid"), Unit.FEN, _count)
    notice_capacities: tuple[Capacity, ...] = _figure(
        _("Givers whose notices are rewarded"), Unit.CODES, _capacities
    )
    form_fen: int = _figure(_("For each form entered"), Unit.FEN, _count)
    form_roles: tuple[Role, ...] = _figure(_("Collectors whose forms are rewarded"), Unit.CODES, _roles)
    committee_month_fen: int = _figure(_("Subsidy of a committee, a month"), Unit.FEN, _count)


@dataclass(frozen=True, slots=True)
class ClerkAllowance:
    """By the month's entries of a committee (plan 4.2.1 d)."""

    base_fen: int = _figure(_("Entry clerk, a month"), Unit.FEN, _count)
    steps_above_entries: int = _figure(_("More is paid above this many entries"), Unit.PIECES, _count)
    step_entries: int = _figure(_("For each further"), Unit.PIECES, _one_or_more)
    step_fen: int = _figure(_("… this much more"), Unit.FEN, _count)
    most_fen: int = _figure(_("At most, a month"), Unit.FEN, _count)


@dataclass(frozen=True, slots=True)
class Deduction:
    base: tuple[DeductedPart, ...] = _figure(_("Deducted from"), Unit.CODES, _parts)
    bands: tuple[Band, ...] = _figure(_("By the share of errors in the inspection"), Unit.BANDS, _read_bands)
    traced_back_percent: int = _figure(
        _("For each person found unregistered by trace-back"), Unit.PERCENT, _percent
    )
    unregistered_percent: int = _figure(
        _("For each unregistered piece found by daily checks"), Unit.PERCENT, _percent
    )
    most_percent: int = _figure(_("Together at most"), Unit.PERCENT, _percent)

    def band_of(self, rate_percent: Fraction) -> Band | None:
        """The highest band that holds; None below the lowest."""
        return next((band for band in reversed(self.bands) if band.holds(rate_percent)), None)


@dataclass(frozen=True, slots=True)
class Plan:
    deadlines: Deadlines
    routing: Routing
    rewards: Rewards
    clerk_allowance: ClerkAllowance
    deduction: Deduction


@dataclass(frozen=True, slots=True)
class House:
    reveals_per_day: int = _figure(_("Full numbers shown to one account a day"), Unit.NUMBER, _count)
    clerk_may_not_enter_own_forms: bool = _figure(
        _("The clerk does not enter forms he collected"), Unit.YES_NO, reading.yes_or_no
    )
    rows_a_page: int = _figure(_("Rows on a page"), Unit.NUMBER, reading.whole_number(1, 500))
    verified_within_days: int = _figure(_("A dwelling is verified within"), Unit.DAYS, _one_or_more, 365)
    look_again_spread_working_days: int = _figure(
        _("Visits to dwellings not verified for long are spread over"), Unit.WORKING_DAYS, _one_or_more, 20
    )
    check_visit_working_days: int = _figure(
        _("A visit that the house asks for is made within"), Unit.WORKING_DAYS, _one_or_more, 10
    )
    lease_expiring_within_days: int = _figure(
        _("A lease counts as expiring within"), Unit.DAYS, _one_or_more, 30
    )
    paper_expiring_within_days: int = _figure(
        _("Leave to stay or a residence permit counts as running out within"), Unit.DAYS, _one_or_more, 30
    )
    persons_a_room: int = _figure(_("Persons in a let room, at most"), Unit.NUMBER, _one_or_more, 2)
    least_m2_a_person: int = _figure(
        _("Usable area of a let dwelling for each person, at least"), Unit.SQUARE_METRES, _one_or_more, 5
    )
    search_last_digits: int = _figure(
        _("Last digits of a document or phone by which a person is found, at least (0: not at all)"),
        Unit.NUMBER,
        _last_digits,
        FEWEST_LAST_DIGITS,
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the policy page. `section` is "plan" or "house"; only the plan's figures have a clause."""

    section: str
    key: str
    label: Promise
    value: Any
    unit: Unit
    clause: str


@dataclass(frozen=True, slots=True)
class Policy:
    code: str
    source: str
    valid_from: date
    valid_to: date | None
    plan: Plan
    house: House
    # Path of a plan's figure, e.g. "rewards.form_fen" → its clause.
    clauses: Mapping[str, str]

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def first_visit(self, matter: str) -> Duty:
        """Who goes to the door first (plan 3.1.2)."""
        return self.plan.routing.visited_by[Matter(matter)]

    def collecting_duty(self, subject: str) -> Duty:
        """To whom what was found at the door is passed on (plan 3.1.2)."""
        return self.plan.routing.collected_by[Subject(subject)][0]

    def duties_of(self, roles: Iterable[str]) -> frozenset[Duty]:
        """The duties that holders of any of these roles share (plan 3.1.2)."""
        held = set(roles)
        return frozenset(duty for duty, holders in self.plan.routing.holders.items() if held & set(holders))

    def may_collect(self, roles: Iterable[str], subject: str) -> bool:
        return not self.duties_of(roles).isdisjoint(self.plan.routing.collected_by[Subject(subject)])

    def may_deregister(self, roles: Iterable[str], subject: str) -> bool:
        return not self.duties_of(roles).isdisjoint(self.plan.routing.deregistered_by[Subject(subject)])

    def needs_certificate(self, role: str) -> bool:
        return role in self.plan.routing.certificate_roles

    def rewards_notice_of(self, capacity: str) -> bool:
        return capacity in self.plan.rewards.notice_capacities

    def rewards_form_of(self, role: str) -> bool:
        return role in self.plan.rewards.form_roles

    def figures(self) -> Iterator[Figure]:
        for group in fields(self.plan):
            for figure, value in _figures_of(getattr(self.plan, group.name)):
                key = below(group.name, figure.name)
                yield Figure("plan", key, _label(figure), value, _unit(figure), self.clauses[key])
        for figure, value in _figures_of(self.house):
            yield Figure("house", figure.name, _label(figure), value, _unit(figure), "")

    def plain(self) -> dict[str, Any]:
        """What `read_policy` reads, as JSON can store it."""
        plan: dict[str, dict[str, Any]] = {group.name: {} for group in fields(self.plan)}
        for figure in self.figures():
            if figure.section == "plan":
                group, name = figure.key.split(".")
                plan[group][name] = {"value": _plain(figure.value), "clause": figure.clause}
        return {
            "code": self.code,
            "source": self.source,
            "valid_from": self.valid_from.isoformat(),
            **({"valid_to": self.valid_to.isoformat()} if self.valid_to else {}),
            "plan": plan,
            "house": {figure.name: _plain(value) for figure, value in _figures_of(self.house)},
        }


def read_policy(document: Mapping[str, object]) -> Policy:
    """Unreadable names the first key that is wrong."""
    required = frozenset({"code", "source", "valid_from", "plan", "house"})
    rows = reading.table(document, "", required, frozenset({"valid_to"}))
    valid_from = reading.day(rows["valid_from"], "valid_from")
    valid_to = reading.day(rows["valid_to"], "valid_to") if "valid_to" in rows else None
    if valid_to and valid_to < valid_from:
        raise Unreadable("valid_to", "a policy does not end before it begins")
    clauses: dict[str, str] = {}
    return Policy(
        reading.text(rows["code"], "code"),
        reading.text(rows["source"], "source"),
        valid_from,
        valid_to,
        _checked_plan(_read_plan(rows["plan"], clauses)),
        _read_house(rows["house"]),
        clauses,
    )


def read_toml(text: str) -> Policy:
    try:
        document = tomllib.loads(text)
    except ValueError as error:
        raise Unreadable("TOML", str(error)) from None
    return read_policy(document)


def shipped_codes() -> tuple[str, ...]:
    """Codes of the policies that come with the product."""
    files = resources.files("sanshi.rulebook").joinpath("policies").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


@cache
def shipped(code: str) -> Policy:
    """A policy that comes with the product; KeyError for another code."""
    if code not in shipped_codes():
        raise KeyError(code)
    file = resources.files("sanshi.rulebook").joinpath("policies", f"{code}.toml")
    return read_toml(file.read_text(encoding="utf-8"))


_GROUPS: dict[str, type[Any]] = {
    "deadlines": Deadlines,
    "routing": Routing,
    "rewards": Rewards,
    "clerk_allowance": ClerkAllowance,
    "deduction": Deduction,
}


def _read_plan(value: object, clauses: dict[str, str]) -> Plan:
    rows = reading.table(value, "plan", frozenset(_GROUPS))
    groups = {name: _read_group(rows[name], name, kind, clauses) for name, kind in _GROUPS.items()}
    return Plan(**groups)


def _checked_plan(plan: Plan) -> Plan:
    if plan.clerk_allowance.most_fen < plan.clerk_allowance.base_fen:
        raise Unreadable("plan.clerk_allowance.most_fen", "the most is less than base_fen")
    return plan


def _read_group(value: object, name: str, kind: type[Any], clauses: dict[str, str]) -> Any:
    path = below("plan", name)
    rows = reading.table(value, path, _names(kind))
    values = {}
    for figure in _fields(kind):
        place = below(path, figure.name)
        cell = reading.table(rows[figure.name], place, frozenset({"value", "clause"}))
        values[figure.name] = figure.metadata["read"](cell["value"], place)
        clauses[below(name, figure.name)] = reading.text(cell["clause"], below(place, "clause"))
    return kind(**values)


def _read_house(value: object) -> House:
    required = frozenset(figure.name for figure in _fields(House) if figure.default is MISSING)
    rows = reading.table(value, "house", required, _names(House) - required)
    return House(
        **{
            figure.name: figure.metadata["read"](rows[figure.name], below("house", figure.name))
            for figure in _fields(House)
            if figure.name in rows
        }
    )


def _names(kind: type) -> frozenset[str]:
    return frozenset(figure.name for figure in _fields(kind))


def _fields(kind: Any) -> tuple[Field[Any], ...]:
    return fields(kind)


def _figures_of(group: Any) -> Iterator[tuple[Field[Any], Any]]:
    return ((figure, getattr(group, figure.name)) for figure in fields(group))


def _label(figure: Field[Any]) -> Promise:
    label: Promise = figure.metadata["label"]
    return label


def _unit(figure: Field[Any]) -> Unit:
    unit: Unit = figure.metadata["unit"]
    return unit


def _plain(value: Any) -> Any:
    match value:
        case Band():
            return value.plain()
        case TextChoices():
            return value.value
        case tuple():
            return [_plain(item) for item in value]
        case dict():
            return {_plain(key): _plain(item) for key, item in value.items()}
        case _:
            return value
