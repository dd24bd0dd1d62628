"""Settlements, statements and the pieces behind an amount, within the reader's reach."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.http import Http404

from sanshi import clock, verbs
from sanshi.accounts.access import names_of, within
from sanshi.discovery.models import Notice
from sanshi.entry.models import Entry
from sanshi.rulebook.access import policy_on
from sanshi.rulebook.quarter import Month, Quarter
from sanshi.settlement.explanation import Sentence
from sanshi.settlement.models import (
    CountedPiece,
    InspectionResult,
    PieceKind,
    Settlement,
    Statement,
    StatementLine,
    Step,
)
from sanshi.settlement.rules import clerk_allowance, next_allowance
from sanshi.shell.paging import Page, keyset
from sanshi.territory.models import Committee
from sanshi.verbs import Actor, Verb, reach
from sanshi.visits.models import Outcome


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A committee's line of the quarter's table; amounts in fen."""

    statement: Statement
    amounts: dict[str, int]

    def __getattr__(self, name: str) -> int:
        return self.amounts.get(name.replace("_", "-"), 0)


def settlements(actor: Actor) -> QuerySet[Settlement]:
    return Settlement.objects.filter(subdistrict=actor.subdistrict).order_by("-quarter")


def settlement(actor: Actor, quarter: str) -> Settlement:
    people = ("drafted_by", "checked_by", "approved_by", "paid_by")
    found = settlements(actor).filter(quarter=quarter).select_related(*people).first()
    if found is None:
        raise Http404
    return found


def by_id(actor: Actor, pk: UUID) -> Settlement:
    found = settlements(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def statement_rows(actor: Actor, settlement: Settlement) -> list[StatementRow]:
    """One row a committee with the sum of each kind; two queries whatever the quarter holds."""
    mine = reach(actor, verbs.READ_SETTLEMENT)
    statements = Statement.objects.filter(within(mine), settlement=settlement).select_related("committee")
    lines = StatementLine.objects.filter(subdistrict=actor.subdistrict, statement__settlement=settlement)
    sums: dict[UUID, dict[str, int]] = defaultdict(dict)
    for statement, kind, amount in lines.values_list("statement_id", "kind").annotate(amount=Sum("amount")):
        sums[statement][kind] = amount
    return [StatementRow(row, sums[row.id]) for row in statements.order_by("committee__code")]


def statement(actor: Actor, pk: UUID) -> Statement:
    mine = reach(actor, verbs.READ_SETTLEMENT)
    found = Statement.objects.filter(within(mine), pk=pk).select_related("committee", "settlement").first()
    if found is None:
        raise Http404
    return found


def lines(statement: Statement) -> list[StatementLine]:
    rows = StatementLine.objects.filter(subdistrict=statement.subdistrict_id, statement=statement)
    return list(rows.select_related("payee").order_by("position"))


def sentences(statement: Statement) -> list[Sentence]:
    return [Sentence.from_plain(stored) for stored in statement.basis["explanation"]]


def line(actor: Actor, pk: UUID) -> StatementLine:
    """A line in reach: of an own committee's statement, or one's own amount."""
    mine = reach(actor, verbs.READ_SETTLEMENT)
    reached = within(mine, committee="statement__committee") if actor.may(verbs.READ_SETTLEMENT) else Q(pk__in=[])
    own = Q(subdistrict=actor.subdistrict, payee=actor.account) if actor.account else Q(pk__in=[])
    rows = StatementLine.objects.filter(reached | own, subdistrict=actor.subdistrict, pk=pk)
    found = rows.select_related("payee", "statement__committee", "statement__settlement").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class PieceRow:
    """What an amount counts: a place, a number and a day; nobody's name."""

    kind: str
    number: str
    address: str
    what: str
    day: date
    # Set when the entry was undone since.
    voided_on: date | None


def pieces(line: StatementLine, after: str) -> tuple[Page[CountedPiece], list[PieceRow]]:
    rows = CountedPiece.objects.filter(subdistrict=line.subdistrict_id, line=line)
    page = keyset(rows, order=("counted_on", "id"), after=after, size=50)
    ids = [piece.piece for piece in page.rows]
    known = _notices(line.subdistrict_id, ids) | _entries(line.subdistrict_id, ids)
    return page, [known[piece.piece](piece.counted_on) for piece in page.rows if piece.piece in known]


def _notices(subdistrict: str, ids: Iterable[UUID]) -> dict[UUID, Any]:
    rows = Notice.objects.filter(subdistrict=subdistrict, pk__in=list(ids)).select_related("door")
    return {row.id: _row_maker(PieceKind.NOTICE, row.number, row.door.address, row.get_matter_display()) for row in rows}


def _entries(subdistrict: str, ids: Iterable[UUID]) -> dict[UUID, Any]:
    rows = Entry.objects.filter(subdistrict=subdistrict, pk__in=list(ids)).select_related("form__door")
    return {
        row.id: _row_maker(
            PieceKind.ENTRY,
            row.form.number,
            row.form.door.address,
            f"{row.form.get_subject_display()} · {row.form.get_action_display()}",
            row.voided_on,
        )
        for row in rows
    }


def _row_maker(kind: PieceKind, number: str, address: str, what: str, voided_on: date | None = None) -> Any:
    return lambda day: PieceRow(str(kind.label), number, address, what, day, voided_on)


# Inspection results


def inspection_rows(actor: Actor, quarter: Quarter) -> list[tuple[Committee, InspectionResult | None]]:
    mine = reach(actor, verbs.RECORD_INSPECTION)
    committees = Committee.objects.filter(within(mine, committee="pk")).order_by("code")
    results = InspectionResult.objects.filter(subdistrict=actor.subdistrict, quarter=str(quarter))
    known = {result.committee_id: result for result in results.select_related("recorded_by")}
    return [(committee, known.get(committee.id)) for committee in committees]


def committee(actor: Actor, verb: Verb, pk: UUID) -> Committee:
    found = Committee.objects.filter(within(reach(actor, verb), committee="pk"), pk=pk).first()
    if found is None:
        raise Http404
    return found


def inspection_result(actor: Actor, committee: UUID, quarter: Quarter) -> InspectionResult | None:
    rows = InspectionResult.objects.filter(
        subdistrict=actor.subdistrict, committee=committee, quarter=str(quarter)
    )
    return rows.first()


# One's own reward


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What the reader has earned in the running quarter so far, before settlement; amounts in fen."""

    quarter: str
    notices: int
    notice_fen: int
    forms: int
    form_fen: int
    entries: int
    allowance: int
    # (entries still missing, fen then) of the next step of the allowance.
    next_step: tuple[int, int] | None
    is_clerk: bool
    gives_notices: bool
    collects: bool


def own_work(actor: Actor, quarter: Quarter) -> OwnWork:
    policy = policy_on(actor.subdistrict, clock.today())
    days = (quarter.first_day, quarter.last_day)
    notices = _own_notices(actor, days)
    forms = _own_forms(actor, days)
    month = Month.of(clock.today())
    entries = _own_entries(actor, month)
    figures = policy.plan.clerk_allowance
    return OwnWork(
        quarter=str(quarter),
        notices=notices,
        notice_fen=notices * policy.plan.rewards.notice_fen,
        forms=forms,
        form_fen=forms * policy.plan.rewards.form_fen,
        entries=entries,
        allowance=clerk_allowance(entries, figures),
        next_step=next_allowance(entries, figures),
        is_clerk=actor.has_role("clerk"),
        gives_notices=actor.may(verbs.GIVE_NOTICE),
        collects=actor.may(verbs.HAND_OVER),
    )


def _own_notices(actor: Actor, days: tuple[date, date]) -> int:
    policy = policy_on(actor.subdistrict, clock.today())
    return Notice.objects.filter(
        subdistrict=actor.subdistrict,
        giver=actor.account,
        capacity__in=policy.plan.rewards.notice_capacities,
        duplicate_of__isnull=True,
        visit__outcome=Outcome.CONFIRMED,
        visit__outcome_on__range=days,
    ).count()


def _own_forms(actor: Actor, days: tuple[date, date]) -> int:
    policy = policy_on(actor.subdistrict, clock.today())
    return Entry.objects.filter(
        subdistrict=actor.subdistrict,
        form__collector=actor.account,
        form__collector_role__in=policy.plan.rewards.form_roles,
        form__stock_taking=False,
        changed=True,
        voided_at__isnull=True,
        entered_on__range=days,
    ).count()


def _own_entries(actor: Actor, month: Month) -> int:
    return Entry.objects.filter(
        subdistrict=actor.subdistrict,
        clerk=actor.account,
        form__stock_taking=False,
        voided_at__isnull=True,
        entered_on__range=(month.first_day, month.last_day),
    ).count()


def own_lines(actor: Actor) -> QuerySet[StatementLine]:
    """Amounts to the reader in approved settlements, the latest quarter first."""
    rows = StatementLine.objects.filter(
        subdistrict=actor.subdistrict,
        payee=actor.account,
        statement__settlement__step__in=(Step.APPROVED, Step.PAID),
    )
    return rows.select_related("statement__settlement", "statement__committee").order_by(
        "-statement__settlement__quarter", "position"
    )[:100]


def payee_names(keys: Iterable[str]) -> dict[str, str]:
    ids = {UUID(key) for key in keys if key != "subsidy"}
    return {str(id): name for id, name in names_of(ids).items()}

