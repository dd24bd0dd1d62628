"""The shape of what is particular to a kind, and what every kind says by the same rows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, QuerySet
from django.utils.functional import Promise

from sanshi.entry.models import Duplicate
from sanshi.entry.writers import writers_of
from sanshi.register.access.staff import StaffRow
from sanshi.register.finding.whole import WholePersons, WholeUnits
from sanshi.register.models import Act, Kind, ResidencyVersion
from sanshi.verbs import Actor, Reach


@dataclass(frozen=True, slots=True)
class Stay:
    """`place` is the address within the reach, else only the committee."""

    version: ResidencyVersion
    place: str
    by: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records, with the name in full. `facts`: by column, numbers opened."""

    record: UUID
    facts: Mapping[str, Any]
    since: datetime
    by: Sequence[str]
    # Of a person.
    stays: Sequence[Stay] = ()
    # Of a unit; whether it is of a key trade in words, empty for all but the police (plan 2.2.4).
    staff: Sequence[StaffRow] = ()
    key_trade: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    question: Promise
    why: Promise
    # The two decisions, and what follows of the first.
    one: Promise
    two: Promise
    follows: Promise
    # Told after the second.
    kept_two: Promise
    # The sure band.
    same: Promise


@dataclass(frozen=True, slots=True)
class Particular:
    """`within`: whether the record in a column is within the reach. `called`: as lists call records.

    `homes`: the committee whose clerk is asked. `are_two`: by the codes of a comparison, of a pair that the
    desk shows beside a form and nobody need look at among all records of a street.
    """

    within: Callable[[Reach, str], Exists]
    called: Callable[[str, Collection[UUID]], Mapping[UUID, str]]
    homes: Callable[[str, Collection[UUID]], Mapping[UUID, UUID]]
    sides: Callable[[Actor, Duplicate], list[Side]]
    labels: Mapping[str, Promise]
    whole: type[WholePersons] | type[WholeUnits]
    are_two: Callable[[Collection[str]], bool]
    words: Words


def acts_on(row: Duplicate) -> QuerySet[Act]:
    """What forms and decisions that stand did to one of the two."""
    return Act.objects.filter(
        subdistrict=row.subdistrict_id,
        kind=Kind(row.kind),
        record__in=[row.one, row.other],
        undone_at__isnull=True,
    )


class SaidBy:
    """What a version was written by, in words; also of versions that hang on the two."""

    def __init__(self, row: Duplicate, also: Collection[UUID] = ()) -> None:
        self._acts = list(acts_on(row).order_by("sequence").values_list("record", "form"))
        self._words = writers_of(row.subdistrict_id, {form for _, form in self._acts} | set(also))

    def form(self, form: UUID) -> str:
        return self._words.get(form, "")

    def record(self, record: UUID) -> list[str]:
        return [self._words[form] for one, form in self._acts if one == record and form in self._words]
