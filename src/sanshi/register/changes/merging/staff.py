"""Lines about one person's work in one unit (从业), known by two records before: one of them stands."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from sanshi.register import employees
from sanshi.register.changes.settling import join
from sanshi.register.history import EMPLOYMENTS, Life, Writing
from sanshi.register.models import Act, EmploymentVersion, Kind
from sanshi.register.timeline import Facts, combined

DOCUMENT = ("document_number", "document_type", "document_index")
# What a line says of an employee, in parts that go together.
_PARTS = (
    ("name",),
    DOCUMENT,
    ("residence_region", "residence_door", "lives_on_site"),
)


def lives_of(writing: Writing, rows: Iterable[EmploymentVersion]) -> list[Life]:
    """Locked, always in the same order; without those that were undone before they could be."""
    records = sorted({row.employment_id for row in rows})
    return [life for record in records if (life := Life(EMPLOYMENTS, writing, record)).exists]


def told(subdistrict: str, lives: Iterable[Life]) -> dict[UUID, datetime]:
    """By employment: when something that stands last spoke of it."""
    acts = Act.objects.filter(
        subdistrict=subdistrict,
        kind=Kind.EMPLOYMENT,
        record__in=[life.record for life in lives],
        undone_at__isnull=True,
    )
    return dict(acts.order_by().values_list("record").annotate(last=Max("at")))


def one_each(lives: Collection[Life], told: Mapping[UUID, datetime], who: Callable[[Life], Any]) -> None:
    """Of those that are one's by `who` and meet in time one stands, on all days of either."""
    said = dict(told)
    groups: dict[Any, list[Life]] = {}
    for life in lives:
        groups.setdefault(who(life), []).append(life)
    for group in groups.values():
        join(group, lambda stands, goes: _unite(stands, goes, said))


def _unite(stands: Life, goes: Life, told: dict[UUID, datetime]) -> None:
    early, late = sorted((stands, goes), key=lambda life: (told[life.record], life.record))
    stands.timeline = combined(late.timeline, early.timeline, _on_a_day(stands, late, early))
    told[stands.record] = told[late.record]


def _on_a_day(stands: Life, late: Life, early: Life) -> Callable[[Facts | None, Facts | None], Facts]:
    """What was told last; where that says nothing, what the other says. A person says it by its record."""
    lasting = {name: stands.facts[name] for name in ("employment", "unit")}
    last = (late.facts, early.facts)
    person = next((facts["person"] for facts in last if facts["person"]), None)

    def said(then: Facts | None, before: Facts | None) -> Facts:
        found = {**lasting, **employees.NOBODY, "person": person}
        for part in () if person else _PARTS:
            found |= _first_stated(part, (then, before, *last))
        return found

    return said


def _first_stated(part: Collection[str], told: Iterable[Facts | None]) -> dict[str, Any]:
    for facts in told:
        if facts and any(facts[name] for name in part):
            return {name: facts[name] for name in part}
    return {}
