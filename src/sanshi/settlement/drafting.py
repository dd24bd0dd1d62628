"""From counted work to statements: lines, corrections of frozen quarters, what is carried forward.

`draft` computes and stores nothing; `rewrite` stores it; `changes` says where a stored draft no longer agrees.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sanshi.entry.models import Entry
from sanshi.rulebook.access import policies_in, refuse_missing, versions
from sanshi.rulebook.quarter import Quarter
from sanshi.rulebook.timeline import NoPolicy, PolicyTimeline
from sanshi.settlement import counting
from sanshi.settlement.correction import correction, pay
from sanshi.settlement.counting import Piece, Work
from sanshi.settlement.explanation import PAID_BY_QUARTER, explain
from sanshi.settlement.models import CountedPiece, LineKind, Settlement, Statement, StatementLine
from sanshi.settlement.rules import SUBSIDY, Head, Line, Result, settle
from sanshi.territory.models import Committee

KIND_OF = {
    Head.NOTICES: LineKind.NOTICE_REWARD,
    Head.COLLECTIONS: LineKind.COLLECTION_REWARD,
    Head.SUBSIDY: LineKind.SUBSIDY,
    Head.ALLOWANCE: LineKind.ALLOWANCE,
}
HEAD_OF = {kind: head for head, kind in KIND_OF.items()}
CLAUSE_OF = {
    LineKind.NOTICE_REWARD: "4.2.1 a",
    LineKind.COLLECTION_REWARD: "4.2.1 b",
    LineKind.SUBSIDY: "4.2.1 c",
    LineKind.ALLOWANCE: "4.2.1 d",
    LineKind.DEDUCTION: "4.2.2",
    LineKind.CORRECTION: PAID_BY_QUARTER,
    LineKind.CARRIED: PAID_BY_QUARTER,
}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """`payee` is an account's id as text, or SUBSIDY for the committee itself."""

    kind: LineKind
    payee: str
    amount: int
    of_kind: str = ""
    of_quarter: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        return (self.kind.value, self.payee, self.of_kind, self.of_quarter)


@dataclass(slots=True)
class DraftStatement:
    committee: Committee
    result: Result
    policies: list[str]
    lines: list[DraftLine] = field(default_factory=list)

    @property
    def payable(self) -> int:
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Change:
    """An amount that no longer agrees with what is stored."""

    committee: UUID
    kind: str
    payee: str
    before: int
    after: int


def draft(subdistrict: str, quarter: Quarter) -> list[DraftStatement]:
    """Refused (POLICY_MISSING) where a piece lies in days without a policy."""
    policies = policies_in(subdistrict, quarter.first_day, quarter.last_day)
    ids = _policy_ids(subdistrict, policies)
    corrections = _corrections(subdistrict, quarter)
    brought = _brought(subdistrict, quarter)
    statements = []
    for committee, work, result in _settled(subdistrict, quarter, policies):
        statement = DraftStatement(committee, result, ids, list(_lines(result, work)))
        statement.lines += corrections[committee.id]
        statement.lines += _carried(statement.lines, brought[committee.id], str(quarter))
        statements.append(statement)
    return statements


def rewrite(settlement: Settlement, quarter: Quarter) -> None:
    """Store the draft anew. A draft is a working paper: only from approval on it is kept for ever."""
    Statement.objects.filter(subdistrict=settlement.subdistrict_id, settlement=settlement).delete()
    statements, lines, pieces = [], [], []
    for drafted in draft(settlement.subdistrict_id, quarter):
        statement = _statement(settlement, drafted)
        statements.append(statement)
        for position, line in enumerate(drafted.lines, start=1):
            stored = _statement_line(statement, position, line)
            lines.append(stored)
            pieces += [_counted(stored, piece) for piece in line.pieces]
    Statement.objects.bulk_create(statements)
    StatementLine.objects.bulk_create(lines)
    CountedPiece.objects.bulk_create(pieces, batch_size=1000)


def changes(settlement: Settlement) -> list[Change]:
    """What a new calculation would write otherwise."""
    stored = _stored_amounts(settlement)
    fresh = {
        (drafted.committee.id, *line.key): line.amount
        for drafted in draft(settlement.subdistrict_id, Quarter.parse(settlement.quarter))
        for line in drafted.lines
    }
    return [
        Change(key[0], key[1], key[2], stored.get(key, 0), fresh.get(key, 0))
        for key in sorted(stored.keys() | fresh.keys(), key=str)
        if stored.get(key, 0) != fresh.get(key, 0)
    ]


def _stored_amounts(settlement: Settlement) -> dict[tuple[Any, ...], int]:
    lines = StatementLine.objects.filter(
        subdistrict=settlement.subdistrict_id, statement__settlement=settlement
    ).select_related("statement")
    return {
        (line.statement.committee_id, line.kind, _payee(line), line.of_kind, line.of_quarter): line.amount
        for line in lines
    }


def _payee(line: StatementLine) -> str:
    return str(line.payee_id) if line.payee_id else SUBSIDY


def _settled(
    subdistrict: str, quarter: Quarter, policies: PolicyTimeline
) -> Iterator[tuple[Committee, Work, Result]]:
    committees = Committee.objects.filter(subdistrict=subdistrict).in_bulk()
    try:
        for id, work in counting.count(subdistrict, quarter, policies).items():
            yield committees[id], work, settle(counting.case_of(committees[id], quarter, work), policies)
    except NoPolicy as missing:
        raise refuse_missing(missing) from missing


def _policy_ids(subdistrict: str, policies: PolicyTimeline) -> list[str]:
    used = {(policy.code, policy.valid_from) for policy in policies.policies}
    return [str(row.id) for row in versions(subdistrict) if (row.code, row.valid_from) in used]


# Lines of the quarter itself


def _lines(result: Result, work: Work) -> Iterator[DraftLine]:
    pieces = {
        Head.NOTICES: work.notices,
        Head.COLLECTIONS: work.collections,
        Head.ALLOWANCE: work.entries,
    }
    for line in result.lines():
        counted = pieces[line.head].get(UUID(line.payee), []) if line.head in pieces else []
        yield DraftLine(KIND_OF[line.head], line.payee, line.gross, pieces=tuple(counted))
    for line in result.lines():
        if line.deduction:
            yield DraftLine(LineKind.DEDUCTION, line.payee, -line.deduction, of_kind=KIND_OF[line.head])


# Corrections of frozen quarters (4.2.1 e)


def _corrections(subdistrict: str, quarter: Quarter) -> dict[UUID, list[DraftLine]]:
    found: dict[UUID, list[DraftLine]] = defaultdict(list)
    for frozen in Settlement.objects.filter(
        subdistrict=subdistrict, quarter__lt=str(quarter), approved_at__isnull=False
    ).order_by("quarter"):
        if _touched_since(frozen):
            for committee, lines in _corrections_of(frozen, quarter):
                found[committee] += lines
    return found


def _touched_since(frozen: Settlement) -> bool:
    """Only an entry undone after approval can change a frozen quarter; an index answers this."""
    old = Quarter.parse(frozen.quarter)
    undone = Entry.objects.filter(
        subdistrict=frozen.subdistrict_id,
        voided_at__gt=frozen.approved_at,
        entered_on__range=(old.first_day, old.last_day),
    )
    return undone.exists()


def _corrections_of(frozen: Settlement, quarter: Quarter) -> Iterator[tuple[UUID, list[DraftLine]]]:
    old = Quarter.parse(frozen.quarter)
    statements = {
        statement.committee_id: statement
        for statement in Statement.objects.filter(subdistrict=frozen.subdistrict_id, settlement=frozen)
    }
    settled = _settled_lines(frozen, quarter)
    policies = _frozen_policies(frozen, statements.values())
    for committee, _work, result in _settled(frozen.subdistrict_id, old, policies):
        statement = statements.get(committee.id)
        if statement is None:
            continue
        figures = result.closing.plan.deduction
        corrected = correction(
            settled[committee.id], result.lines(), statement.deduction_percent, figures
        )
        yield committee.id, [made for line in corrected for made in _correction_lines(line, frozen.quarter)]


def _frozen_policies(frozen: Settlement, statements: Iterable[Statement]) -> PolicyTimeline:
    """The policies it was worked out with, whatever was loaded since."""
    used = {policy for statement in statements for policy in statement.basis["policies"]}
    rows = [row for row in versions(frozen.subdistrict_id) if str(row.id) in used]
    return PolicyTimeline.of(row.policy for row in rows)


def _settled_lines(frozen: Settlement, before: Quarter) -> dict[UUID, list[Line]]:
    """What was paid for the quarter, corrections of it in the quarters since included."""
    own = StatementLine.objects.filter(
        subdistrict=frozen.subdistrict_id, statement__settlement=frozen, kind__in=list(HEAD_OF)
    )
    later = StatementLine.objects.filter(
        subdistrict=frozen.subdistrict_id,
        statement__settlement__quarter__lt=str(before),
        kind=LineKind.CORRECTION,
        of_quarter=frozen.quarter,
    )
    found: dict[UUID, list[Line]] = defaultdict(list)
    for line in [*own.select_related("statement"), *later.select_related("statement")]:
        head = HEAD_OF[LineKind(line.of_kind or line.kind)]
        found[line.statement.committee_id].append(Line(head, _payee(line), line.amount))
    return found


def _correction_lines(line: Line, quarter: str) -> Iterator[DraftLine]:
    kind = KIND_OF[line.head].value
    yield DraftLine(LineKind.CORRECTION, line.payee, line.gross, of_kind=kind, of_quarter=quarter)
    if line.deduction:
        yield DraftLine(LineKind.DEDUCTION, line.payee, -line.deduction, of_kind=kind, of_quarter=quarter)


# What exceeds a payee's amount


def _brought(subdistrict: str, quarter: Quarter) -> dict[UUID, dict[str, int]]:
    """Owed from the settlement before: its own carried lines, as amounts below 0."""
    before = str(quarter.previous())
    lines = StatementLine.objects.filter(
        subdistrict=subdistrict,
        statement__settlement__quarter=before,
        kind=LineKind.CARRIED,
        of_quarter=before,
    ).select_related("statement")
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for line in lines:
        found[line.statement.committee_id][_payee(line)] = -line.amount
    return found


def _carried(lines: list[DraftLine], brought: dict[str, int], quarter: str) -> list[DraftLine]:
    due: dict[str, int] = defaultdict(int)
    for line in lines:
        due[line.payee] += line.amount
    before = str(Quarter.parse(quarter).previous())
    taken = [DraftLine(LineKind.CARRIED, payee, fen, of_quarter=before) for payee, fen in brought.items()]
    left = [
        DraftLine(LineKind.CARRIED, payee, -payment.carried, of_quarter=quarter)
        for payee, payment in pay(due, brought).items()
        if payment.carried
    ]
    return taken + left


# Rows


def _statement(settlement: Settlement, drafted: DraftStatement) -> Statement:
    result = drafted.result
    return Statement(
        subdistrict_id=settlement.subdistrict_id,
        settlement=settlement,
        committee=drafted.committee,
        deduction_base=result.deduction_base,
        deduction_percent=result.percentage.total,
        deduction=result.deduction,
        notified_criticism=result.notified_criticism,
        payable=drafted.payable,
        basis={
            "policies": drafted.policies,
            "explanation": [sentence.plain() for sentence in explain(result)],
        },
    )


def _statement_line(statement: Statement, position: int, line: DraftLine) -> StatementLine:
    return StatementLine(
        subdistrict_id=statement.subdistrict_id,
        statement=statement,
        position=position,
        kind=line.kind,
        clause=CLAUSE_OF[line.kind],
        payee_id=None if line.payee == SUBSIDY else UUID(line.payee),
        of_kind=line.of_kind,
        of_quarter=line.of_quarter,
        count=len(line.pieces),
        amount=line.amount,
    )


def _counted(line: StatementLine, piece: Piece) -> CountedPiece:
    return CountedPiece(
        subdistrict_id=line.subdistrict_id, line=line, kind=piece.kind, piece=piece.id, counted_on=piece.day
    )
