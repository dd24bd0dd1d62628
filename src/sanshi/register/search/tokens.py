"""Records whose tokens begin with what was typed, in the order of the tokens, each once."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from sanshi.register.models import SearchToken, Sought
from sanshi.streets.models import SAME_STREET
from sanshi.verbs import Reach

# Sorts behind whatever may follow in a token.
_PAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Within:
    """Where a reader may find records. `committees` None: everywhere in the street."""

    subdistrict: str
    committees: frozenset[UUID] | None

    @classmethod
    def of(cls, mine: Reach, committee: UUID | None) -> "Within":
        """The reach, or of it the one committee that was chosen."""
        if committee is None:
            return cls(mine.subdistrict, None if mine.street else mine.committees)
        reached = mine.street or committee in mine.committees
        return cls(mine.subdistrict, frozenset({committee} if reached else ()))

    def rows(self, queryset: QuerySet[Any], column: str = "committee") -> QuerySet[Any]:
        here = queryset.filter(subdistrict=self.subdistrict)
        return here if self.committees is None else here.filter(**{f"{column}__in": self.committees})


@dataclass(frozen=True, slots=True)
class Hits:
    """`records` not more than asked for; `more` when there are others behind them."""

    records: Sequence[UUID] = ()
    more: bool = False

    @classmethod
    def first(cls, found: Sequence[UUID], size: int) -> "Hits":
        return cls(found[:size], len(found) > size)


def beginning_with(
    kind: Sought, within: Within, beginning: str, after: UUID | None, size: int
) -> Sequence[UUID]:
    """By one range of the index; who is found by two tokens stands where the first of them does."""
    begins = Q(text__gte=beginning, text__lt=beginning + _PAST)
    rows = within.rows(SearchToken.objects.filter(begins, kind=kind))
    earlier = SearchToken.objects.filter(
        SAME_STREET, record=OuterRef("record"), text__gte=beginning, text__lt=OuterRef("text")
    )
    if (last := _place(within.subdistrict, begins, after)) is not None:
        rows = rows.filter(Q(text__gt=last) | Q(text=last, record__gt=after), text__gte=last)
    found = rows.filter(~Exists(earlier)).values_list("text", "record").distinct().order_by("text", "record")
    return [record for _, record in found[:size]]


def of_these(
    within: Within, beginning: str, among: Collection[QuerySet[Any]], after: UUID | None, size: int
) -> Sequence[UUID]:
    """The same from the other side: of some records, given as questions, those with such a token."""
    begins = Q(text__gte=beginning, text__lt=beginning + _PAST)
    rows = within.rows(SearchToken.objects.filter(begins))
    for records in among:
        rows = rows.filter(record__in=records)
    first = rows.values("record").annotate(first=Min("text"))
    if (last := _place(within.subdistrict, begins, after)) is not None:
        first = first.filter(Q(first__gt=last) | Q(first=last, record__gt=after))
    return list(first.order_by("first", "record").values_list("record", flat=True)[:size])


def exactly(kind: Sought, within: Within, token: str, after: UUID | None) -> Iterator[UUID]:
    """Of a number's last signs, which are hashed."""
    rows = within.rows(SearchToken.objects.filter(kind=kind, text=token))
    if after:
        rows = rows.filter(record__gt=after)
    yield from rows.values_list("record", flat=True).distinct().order_by("record")


def _place(subdistrict: str, begins: Q, record: UUID | None) -> str | None:
    """Where the answer before ended. A cursor names a record only: its token would be a name in full."""
    if record is None:
        return None
    tokens = SearchToken.objects.filter(begins, subdistrict=subdistrict, record=record)
    first: str | None = tokens.aggregate(first=Min("text"))["first"]
    return first
