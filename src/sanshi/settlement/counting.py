"""What of a quarter counts, by committee, with the pieces themselves (plan 4.2.1). Reads only.

A notice counts on the day of its visit's outcome, a form on the day of its entry (4.2.1 e). A few set queries
for the whole street; none of them grows with the register, only with the quarter's work.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from sanshi.accounts.models import Post, Role
from sanshi.discovery.models import Notice
from sanshi.discovery.rules import VALID
from sanshi.entry.models import Entry
from sanshi.rulebook.quarter import Month, Quarter
from sanshi.rulebook.timeline import PolicyTimeline
from sanshi.settlement.models import InspectionResult, PieceKind
from sanshi.settlement.rules import Case, ClerkMonth, Inspection, Pieces
from sanshi.territory.models import Committee

Days = tuple[date, date]


class Piece(NamedTuple):
    kind: PieceKind
    id: UUID
    day: date


class Counted(NamedTuple):
    """A piece that somebody is rewarded for."""

    committee: UUID
    payee: UUID
    piece: Piece


class Entered(NamedTuple):
    """An entry that stands, stock taking aside: a piece of the clerk's, perhaps also of the collector's."""

    committee: UUID
    clerk: UUID
    collector: UUID
    collector_role: str
    changed: bool
    piece: Piece


class Office(NamedTuple):
    """A clerk's or stand-in's days of one quarter."""

    committee: UUID
    clerk: UUID
    first: date
    last: date
    is_stand_in: bool


@dataclass(slots=True)
class Work:
    """One committee's quarter: pieces by payee, before any money."""

    notices: dict[UUID, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    collections: dict[UUID, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[UUID, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    # In the order of taking office in the month.
    clerk_days: dict[tuple[Month, UUID], int] = field(default_factory=lambda: defaultdict(int))
    inspection: InspectionResult | None = None

    @property
    def counts(self) -> bool:
        return bool(self.notices or self.collections or self.entries)


def count(
    subdistrict: str, quarter: Quarter, policies: PolicyTimeline, also: Collection[UUID] = ()
) -> dict[UUID, Work]:
    """By committee, in the order of codes: those that were there in the quarter, without work too, for each
    is paid its subsidy (4.2.1 c); others only where work counts to them, or where they are asked for.
    """
    committees = Committee.objects.filter(subdistrict=subdistrict).annotate(
        there=ExpressionWrapper(there_in(quarter), BooleanField())
    )
    present = dict(committees.order_by("code").values_list("id", "there"))
    works = {committee: Work() for committee in present}
    days = (quarter.first_day, quarter.last_day)
    for given in rewarded_notices(subdistrict, days, policies):
        works[given.committee].notices[given.payee].append(given.piece)
    for entered in entries(subdistrict, days, committee__in=list(works)):
        works[entered.committee].entries[entered.clerk].append(entered.piece)
        if is_rewarded(entered, policies):
            works[entered.committee].collections[entered.collector].append(entered.piece)
    for committee, clerk, day in _days_in_office(offices(subdistrict, quarter)):
        works[committee].clerk_days[Month.of(day), clerk] += 1
    for result in InspectionResult.objects.filter(subdistrict=subdistrict, quarter=str(quarter)):
        works[result.committee_id].inspection = result
    return {id: work for id, work in works.items() if present[id] or id in also or work.counts}


def there_in(quarter: Quarter) -> Q:
    """Committees that were there on some day of the quarter."""
    opened = Q(opened_on__isnull=True) | Q(opened_on__lte=quarter.last_day)
    return opened & (Q(closed_on__isnull=True) | Q(closed_on__gt=quarter.first_day))


def case_of(committee: Committee, quarter: Quarter, work: Work) -> Case:
    result = work.inspection
    return Case(
        committee=committee.code,
        quarter=quarter,
        notices=tuple(_pieces(work.notices)),
        collections=tuple(_pieces(work.collections)),
        clerk_months=tuple(_clerk_months(work)),
        inspection=Inspection(result.checked, result.errors) if result else None,
        traced_back=result.traced_back if result else 0,
        unregistered=result.unregistered if result else 0,
        opened_on=committee.opened_on,
        closed_on=committee.closed_on,
    )


# Pieces


def rewarded_notices(
    subdistrict: str, days: Days, policies: PolicyTimeline, **whose: Any
) -> Iterator[Counted]:
    """4.2.1 a: found valid in these days, the first of its change, given in a rewarded capacity."""
    # The street is named at the visit, and the join equates it: named twice, SQLite without statistics looks
    # through all notices of the street for each visit.
    rows = Notice.objects.filter(
        VALID, visit__subdistrict=subdistrict, visit__outcome_on__range=days, **whose
    )
    columns = ("id", "committee_id", "giver_id", "capacity", "visit__outcome_on")
    for id, committee, giver, capacity, day in rows.order_by("visit__outcome_on", "id").values_list(*columns):
        if policies.on(day).rewards_notice_of(capacity):
            yield Counted(committee, giver, Piece(PieceKind.NOTICE, id, day))


def entries(subdistrict: str, days: Days, **whose: Any) -> Iterator[Entered]:
    """4.2.1 b and d: forms entered in these days and not undone since; stock taking is none of them."""
    rows = _entered(subdistrict, days).filter(**whose)
    columns = ("committee_id", "clerk_id", "form__collector_id", "form__collector_role", "changed")
    for row in rows.order_by("entered_on", "id").values_list(*columns, "id", "entered_on"):
        committee, clerk, collector, role, changed, id, day = row
        yield Entered(committee, clerk, collector, role, changed, Piece(PieceKind.ENTRY, id, day))


def entries_by_committee(subdistrict: str, days: Days, committees: Iterable[UUID]) -> dict[UUID, int]:
    """How many `entries` each of these committees has; none is a figure too."""
    counts = dict.fromkeys(committees, 0)
    if not counts:
        return counts
    rows = _entered(subdistrict, days).filter(committee__in=list(counts))
    return counts | dict(rows.order_by().values_list("committee").annotate(Count("pk")))


def _entered(subdistrict: str, days: Days) -> QuerySet[Entry]:
    return Entry.objects.filter(
        subdistrict=subdistrict, voided_at__isnull=True, form__stock_taking=False, entered_on__range=days
    )


def is_rewarded(entered: Entered, policies: PolicyTimeline) -> bool:
    """4.2.1 b: it changed a value, and its collector held a rewarded post on the day of collection.

    Which post that was is noted at hand-over, so a later change of posts does not reach it.
    """
    return entered.changed and policies.on(entered.piece.day).rewards_form_of(entered.collector_role)


# Days of appointment


def offices(subdistrict: str, quarter: Quarter) -> list[Office]:
    return _within(_clerk_posts(subdistrict, quarter.first_day, quarter.last_day), quarter)


def _clerk_posts(subdistrict: str, first: date, last: date) -> Sequence[Post]:
    """Stand-ins after the clerks whose days they take over (2.5.1), later appointments after earlier ones.

    With their committees: nobody is in office where there is none.
    """
    posts = Post.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first),
        subdistrict=subdistrict,
        role=Role.CLERK,
        valid_from__lte=last,
    )
    return list(posts.select_related("committee").order_by("stand_in", "valid_from", "id"))


def _within(posts: Iterable[Post], quarter: Quarter) -> list[Office]:
    found = []
    for post in posts:
        if post.committee is None:
            continue
        first = max(post.valid_from, quarter.first_day, post.committee.opened_on or date.min)
        last = min(post.valid_to or quarter.last_day, quarter.last_day, _last_day(post.committee))
        if first <= last:
            found.append(Office(post.committee.id, post.account_id, first, last, post.stand_in))
    return found


def _last_day(committee: Committee) -> date:
    return committee.closed_on - timedelta(days=1) if committee.closed_on else date.max


def _days_in_office(offices: Iterable[Office]) -> list[tuple[UUID, UUID, date]]:
    """(committee, clerk, day) by day. One is in office at a time: a stand-in's day is his alone (2.5.1)."""
    held: dict[tuple[date, UUID], UUID] = {}
    for office in offices:
        for passed in range((office.last - office.first).days + 1):
            held[office.first + timedelta(days=passed), office.committee] = office.clerk
    return [(committee, clerk, day) for (day, committee), clerk in sorted(held.items())]


def fingerprints(subdistrict: str, quarters: Sequence[Quarter]) -> dict[Quarter, str]:
    """Of the clerks' days in office in each of these quarters; one query for all."""
    if not quarters:
        return {}
    posts = _clerk_posts(subdistrict, min(quarters).first_day, max(quarters).last_day)
    return {quarter: _fingerprint(_within(posts, quarter)) for quarter in quarters}


def _fingerprint(offices: Iterable[Office]) -> str:
    return sha256(json.dumps(list(offices), default=str).encode()).hexdigest()


# As the rules want it


def _pieces(by_payee: dict[UUID, list[Piece]]) -> Iterator[Pieces]:
    for payee, pieces in sorted(by_payee.items()):
        days: dict[date, int] = defaultdict(int)
        for piece in pieces:
            days[piece.day] += 1
        yield from (Pieces(str(payee), day, number) for day, number in days.items())


def _clerk_months(work: Work) -> Iterator[ClerkMonth]:
    entered: dict[tuple[Month, UUID], int] = defaultdict(int)
    for clerk, pieces in work.entries.items():
        for piece in pieces:
            entered[Month.of(piece.day), clerk] += 1
    for month, clerk in _ordered(work.clerk_days.keys() | entered.keys(), work):
        days = work.clerk_days.get((month, clerk), 0)
        yield ClerkMonth(month, str(clerk), entered.get((month, clerk), 0), days)


def _ordered(keys: Iterable[tuple[Month, UUID]], work: Work) -> list[tuple[Month, UUID]]:
    """By month, then in the order of taking office: equal remainders go to the earlier (4.2.1 d)."""
    since = {key: place for place, key in enumerate(work.clerk_days)}
    return sorted(keys, key=lambda key: (key[0], since.get(key, len(since)), key[1]))
