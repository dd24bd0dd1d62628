"""Persons of a name whom filters let through, in the order of the tokens, without looking at everybody.

Names and filters each have an index, both together none. Of a filter that lets FEW through these are looked
at; else the tokens are gone through in their order. If many fit, the answer is full soon; where few do, it
ends behind so many tokens and may be continued. WALKED and PROBED are what an answer of 25 ms has time for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Expression, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from sanshi.register.models import SearchToken, Sought
from sanshi.register.search.tokens import Within, behind, first_of, firsts, is_true, place_of, tokens

# Persons of a filter whose tokens are looked up, and such as are listed to be compared with tokens.
FEW, LISTED = 1000, 5000
# Tokens that one answer compares with a list, or looks up the persons of.
WALKED, PROBED = 5000, 1250


@dataclass(frozen=True, slots=True)
class Found:
    """`walked_to`: the last one looked at, where an answer ends before all were."""

    keys: Sequence[UUID] = ()
    more: bool = False
    walked_to: UUID | None = None

    @classmethod
    def first(cls, found: Sequence[UUID], size: int, walked_to: UUID | None = None) -> "Found":
        """Of one more than may be shown."""
        if len(found) > size:
            return cls(found[:size], more=True)
        return cls(found, walked_to is not None, walked_to)


class Filter(NamedTuple):
    """The persons let through, as `values_list("person")` of versions.

    `whole`: the same in words by which an index finds all of them, where these serve to look at one only.
    """

    persons: QuerySet[Any]
    whole: QuerySet[Any] | None = None


@dataclass(frozen=True, slots=True)
class _Counted:
    """`number`: how many, LISTED + 1 for more."""

    persons: QuerySet[Any]
    whole: QuerySet[Any]
    number: int

    @classmethod
    def of(cls, one: Filter) -> "_Counted":
        whole = one.persons if one.whole is None else one.whole
        return cls(one.persons, whole, whole[: LISTED + 1].count())

    def lets(self, column: str) -> Expression:
        if self.number > LISTED:
            return IsNull(Subquery(self.persons.filter(person=OuterRef(column))[:1]), False)
        return is_true(**{f"{column}__in": self.whole})


def narrowed(
    within: Within, beginning: str, filters: Sequence[Filter], after: UUID | None, size: int
) -> Found:
    rarest, *others = sorted(map(_Counted.of, filters), key=lambda one: one.number)
    if rarest.number <= FEW:
        return Found.first(_by_filter(within, beginning, rarest, others, after, size + 1), size)
    found = behind(within, beginning, after, tokens(Sought.PERSON, within, beginning))
    end = _end(beginning, found, WALKED if rarest.number <= LISTED else PROBED)
    walked = found if end is None else found.filter(_until(*end))
    return Found.first(_by_name(walked, beginning, (rarest, *others), size + 1), size, end and end[1])


def _end(beginning: str, found: QuerySet[SearchToken], most: int) -> tuple[str, UUID] | None:
    """The first token of somebody, so many behind; None where there are fewer."""
    reached = found.values_list("text", "record").order_by("text", "record")[most - 1 :].first()
    if reached is None:
        return None
    text, record = reached
    rest = found.filter(~Q(text=text, record__lt=record), text__gte=text)
    return firsts(beginning, rest).first()


def _until(text: str, record: UUID) -> Q:
    return Q(text__lte=text) & ~Q(text=text, record__gt=record)


def _by_name(
    found: QuerySet[SearchToken], beginning: str, filters: Sequence[_Counted], size: int
) -> list[UUID]:
    fitting = found.filter(*(one.lets("record") for one in filters))
    return [record for _, record in firsts(beginning, fitting)[:size]]


def _by_filter(
    within: Within,
    beginning: str,
    rarest: _Counted,
    others: Sequence[_Counted],
    after: UUID | None,
    size: int,
) -> list[UUID]:
    first = Subquery(first_of(within, beginning, OuterRef("person")))
    fitting = rarest.whole.filter(*(one.lets("person") for one in others))
    named = fitting.annotate(first=first).filter(first__isnull=False)
    if (last := place_of(within.subdistrict, beginning, after)) is not None:
        named = named.filter(Q(first__gt=last) | Q(first=last, person__gt=after))
    ordered = named.values_list("person", "first").distinct().order_by("first", "person")
    return [person for person, _ in ordered[:size]]
