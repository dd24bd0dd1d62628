"""What of a quarter counts, by committee, with the pieces themselves (plan 4.2.1). Reads only.

A notice counts on the day of its visit's outcome, a form on the day of its entry (4.2.1 e). A few set queries
for the whole street; none of them grows with the register, only with the quarter's work.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from sanshi.accounts.models import Post, Role
from sanshi.discovery.models import Notice
from sanshi.entry.models import Entry
from sanshi.rulebook.quarter import Month, Quarter
from sanshi.rulebook.timeline import PolicyTimeline
from sanshi.settlement.models import InspectionResult, PieceKind
from sanshi.settlement.rules import Case, ClerkMonth, Inspection, Pieces
from sanshi.territory.models import Committee
from sanshi.visits.models import Outcome


@dataclass(frozen=True, slots=True)
class Piece:
    kind: PieceKind
    id: UUID
    day: date


@dataclass(slots=True)
class Work:
    """One committee's quarter: pieces by payee, before any money."""

    notices: dict[UUID, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    collections: dict[UUID, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[UUID, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    clerk_days: dict[tuple[Month, UUID], int] = field(default_factory=dict)
    inspection: InspectionResult | None = None


def count(subdistrict: str, quarter: Quarter, policies: PolicyTimeline) -> dict[UUID, Work]:
    """Every committee of the street, those without work too: each is paid its subsidy (4.2.1 c)."""
    committees = Committee.objects.filter(subdistrict=subdistrict).order_by("code")
    works = {committee: Work() for committee in committees.values_list("id", flat=True)}
    _count_notices(subdistrict, quarter, policies, works)
    _count_entries(subdistrict, quarter, policies, works)
    _count_clerk_days(subdistrict, quarter, works)
    for result in InspectionResult.objects.filter(subdistrict=subdistrict, quarter=str(quarter)):
        works[result.committee_id].inspection = result
    return works


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
    )


def _count_notices(
    subdistrict: str, quarter: Quarter, policies: PolicyTimeline, works: dict[UUID, Work]
) -> None:
    """4.2.1 a: confirmed notices of stewards and property staff; of one change only the first."""
    rows = Notice.objects.filter(
        subdistrict=subdistrict,
        duplicate_of__isnull=True,
        visit__outcome=Outcome.CONFIRMED,
        visit__outcome_on__range=(quarter.first_day, quarter.last_day),
    ).order_by("visit__outcome_on", "id")
    for id, committee, giver, capacity, day in rows.values_list(
        "id", "committee_id", "giver_id", "capacity", "visit__outcome_on"
    ):
        if policies.on(day).rewards_notice_of(capacity):
            works[committee].notices[giver].append(Piece(PieceKind.NOTICE, id, day))


def _count_entries(
    subdistrict: str, quarter: Quarter, policies: PolicyTimeline, works: dict[UUID, Work]
) -> None:
    """4.2.1 b and d: forms entered and not undone; stock taking is none of them."""
    rows = Entry.objects.filter(
        subdistrict=subdistrict,
        voided_at__isnull=True,
        form__stock_taking=False,
        entered_on__range=(quarter.first_day, quarter.last_day),
    ).order_by("entered_on", "id")
    for id, committee, clerk, day, changed, collector, role in rows.values_list(
        "id", "committee_id", "clerk_id", "entered_on", "changed", "form__collector_id", "form__collector_role"
    ):
        piece = Piece(PieceKind.ENTRY, id, day)
        works[committee].entries[clerk].append(piece)
        if changed and policies.on(day).rewards_form_of(role):
            works[committee].collections[collector].append(piece)


def _count_clerk_days(subdistrict: str, quarter: Quarter, works: dict[UUID, Work]) -> None:
    """4.2.1 d: days of appointment. One clerk is in office at a time: a stand-in's day is his alone (2.5.1)."""
    posts = Post.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=quarter.first_day),
        subdistrict=subdistrict,
        role=Role.CLERK,
        valid_from__lte=quarter.last_day,
    ).order_by("stand_in", "valid_from", "id")
    in_office: dict[tuple[UUID, date], UUID] = {}
    for post in posts:
        assert post.committee_id is not None
        for day in _days(max(post.valid_from, quarter.first_day), min(post.valid_to or quarter.last_day, quarter.last_day)):
            # Stand-ins come last and take the day over.
            in_office[post.committee_id, day] = post.account_id
    for (committee, day), clerk in sorted(in_office.items(), key=lambda item: item[0][1]):
        days = works[committee].clerk_days
        days[Month.of(day), clerk] = days.get((Month.of(day), clerk), 0) + 1


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=passed) for passed in range((last - first).days + 1))


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
        key = (month, clerk)
        yield ClerkMonth(month, str(clerk), entered.get(key, 0), work.clerk_days.get(key, 0))


def _ordered(keys: Iterable[tuple[Month, UUID]], work: Work) -> list[tuple[Month, UUID]]:
    """By month, then in the order of taking office: equal remainders go to the earlier (4.2.1 d)."""
    since = {key: place for place, key in enumerate(work.clerk_days)}
    return sorted(keys, key=lambda key: (key[0], since.get(key, len(since)), str(key[1])))
