"""Records whose tokens begin with what was typed, in the order of the tokens, each once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, Min, OuterRef, Q, QuerySet, Value, When

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

    def few(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Of rows that another index names already: no engine begins with all that the committees have."""
        here = queryset.filter(subdistrict=self.subdistrict)
        return here if self.committees is None else here.filter(is_true(committee__in=self.committees))


def is_true(**lookups: Any) -> Case:
    """A condition that both engines take as a test of each row, never as the side to begin with."""
    return Case(When(**lookups, then=Value(True)), default=Value(False), output_field=BooleanField())


def beginning_with(
    kind: Sought, within: Within, beginning: str, after: UUID | None, size: int
) -> Sequence[UUID]:
    """By one range of the index; who is found by two tokens stands where the first of them does."""
    rows = behind(within, beginning, after, tokens(kind, within, beginning))
    return [record for _, record in firsts(beginning, rows)[:size]]


def tokens(kind: Sought, within: Within, beginning: str) -> QuerySet[SearchToken]:
    return within.rows(SearchToken.objects.filter(_begins(beginning), kind=kind))


def firsts(beginning: str, rows: QuerySet[SearchToken]) -> QuerySet[SearchToken, tuple[str, UUID]]:
    """Of each record the first of its tokens with this beginning, once though it is in several committees."""
    earlier = SearchToken.objects.filter(
        SAME_STREET, record=OuterRef("record"), text__gte=beginning, text__lt=OuterRef("text")
    )
    return rows.filter(~Exists(earlier)).values_list("text", "record").distinct().order_by("text", "record")


def behind(
    within: Within, beginning: str, after: UUID | None, rows: QuerySet[SearchToken]
) -> QuerySet[SearchToken]:
    """Behind the record where the answer before ended.

    Written without OR, of which PostgreSQL makes two unordered bitmaps.
    """
    last = place_of(within.subdistrict, beginning, after)
    if last is None:
        return rows
    return rows.filter(~Q(text=last, record__lte=after), text__gte=last)


def place_of(subdistrict: str, beginning: str, record: UUID | None) -> str | None:
    """A cursor names a record only: its token would be a name in full."""
    if record is None:
        return None
    found = SearchToken.objects.filter(_begins(beginning), subdistrict=subdistrict, record=record)
    first: str | None = found.aggregate(first=Min("text"))["first"]
    return first


def first_of(within: Within, beginning: str, record: OuterRef) -> QuerySet[SearchToken, Any]:
    """For Subquery: the first token with this beginning of a record that the question outside names."""
    found = within.rows(SearchToken.objects.filter(_begins(beginning), record=record))
    return found.order_by("text").values("text")[:1]


def exactly(
    kind: Sought, within: Within, texts: Collection[str], after: UUID | None, size: int
) -> list[UUID]:
    """Of a number's last signs, which are hashed; in the order of the records."""
    rows = within.rows(SearchToken.objects.filter(kind=kind, text__in=texts))
    if after:
        rows = rows.filter(record__gt=after)
    return list(rows.values_list("record", flat=True).distinct().order_by("record")[:size])


def _begins(beginning: str) -> Q:
    return Q(text__gte=beginning, text__lt=beginning + _PAST)
