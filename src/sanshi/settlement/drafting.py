"""From counted work to statements: the lines of a quarter, with what earlier quarters leave to it.

`draft` computes and stores nothing, `rewrite` stores it, `changes` says where what is stored disagrees.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sanshi.rulebook.access import policies_in, versions
from sanshi.rulebook.quarter import Quarter
from sanshi.rulebook.timeline import PolicyTimeline
from sanshi.settlement import counting
from sanshi.settlement.correction import pay
from sanshi.settlement.counting import Piece, Work
from sanshi.settlement.earlier import (
    brought_from,
    corrections,
    frozen_before,
    left_to_heirs,
    lines_of,
    settled,
)
from sanshi.settlement.explanation import explain, explain_earlier
from sanshi.settlement.lines import CLAUSE_OF, KIND_OF, DraftLine, payee_of
from sanshi.settlement.models import CountedPiece, LineKind, Settlement, Statement, StatementLine
from sanshi.settlement.rules import SUBSIDY, Head, Result
from sanshi.territory.models import Committee


@dataclass(frozen=True, slots=True)
class DraftStatement:
    committee: Committee
    result: Result
    policies: list[str]
    lines: list[DraftLine]

    @property
    def payable(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def basis(self) -> dict[str, Any]:
        corrected = sum(line.amount for line in self.lines if line.corrects)
        carried = sum(line.amount for line in self.lines if line.kind is LineKind.CARRIED)
        sentences = [*explain(self.result), *explain_earlier(corrected, carried, self.payable)]
        return {"policies": self.policies, "explanation": [sentence.plain() for sentence in sentences]}


def draft(subdistrict: str, quarter: Quarter) -> list[DraftStatement]:
    """Refused (POLICY_MISSING) where a piece lies in days without a policy."""
    policies = policies_in(subdistrict, quarter.first_day, quarter.last_day)
    ids = _policy_ids(subdistrict, policies)
    frozen = frozen_before(subdistrict, quarter)
    corrected = corrections(frozen)
    before, left = brought_from(frozen)
    brought = left_to_heirs(subdistrict, quarter, left)
    also = brought.keys() | {committee for committee, lines in corrected.items() if lines}
    statements = []
    for committee, work, result in settled(subdistrict, quarter, policies, also):
        lines = [*_lines(result, work), *corrected[committee.id]]
        lines += _carried(lines, brought.get(committee.id, {}), before, str(quarter))
        statements.append(DraftStatement(committee, result, ids, lines))
    return statements


def _policy_ids(subdistrict: str, policies: PolicyTimeline) -> list[str]:
    used = {(policy.code, policy.valid_from) for policy in policies.policies}
    return sorted(str(row.id) for row in versions(subdistrict) if (row.code, row.valid_from) in used)


def _lines(result: Result, work: Work) -> Iterator[DraftLine]:
    pieces: dict[Head, dict[UUID, list[Piece]]] = {
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


def _carried(
    lines: list[DraftLine], brought: dict[str, int], before: str, quarter: str
) -> Iterator[DraftLine]:
    """What the last settlement left to take, and what this one leaves to the next (4.2.1 e)."""
    due: dict[str, int] = defaultdict(int)
    for line in lines:
        due[line.payee] += line.amount
    for payee, fen in brought.items():
        yield DraftLine(LineKind.CARRIED, payee, fen, of_quarter=before)
    for payee, payment in pay(due, brought).items():
        if payment.carried:
            yield DraftLine(LineKind.CARRIED, payee, -payment.carried, of_quarter=quarter)


# Stored


def rewrite(settlement: Settlement, quarter: Quarter) -> None:
    """Store the draft anew. A draft is a working paper: only from approval on it is kept for ever."""
    street = settlement.subdistrict_id
    Statement.objects.filter(subdistrict=street, settlement=settlement).delete()
    statements, lines, pieces = [], [], []
    for drafted in draft(street, quarter):
        statement = _statement(settlement, drafted)
        statements.append(statement)
        for position, line in enumerate(drafted.lines, start=1):
            stored = _statement_line(statement, position, line)
            lines.append(stored)
            pieces += [_counted(stored, piece) for piece in line.pieces]
    Statement.objects.bulk_create(statements)
    StatementLine.objects.bulk_create(lines)
    CountedPiece.objects.bulk_create(pieces)
    settlement.clerk_days = counting.fingerprints(street, [quarter])[quarter]
    settlement.save(update_fields=["clerk_days"])


@dataclass(frozen=True, slots=True)
class Change:
    """An amount, or the number of pieces it counts, that no longer agrees with what is stored.

    Where only the figures behind a deduction changed, its amount stands on both sides.
    """

    committee: UUID
    kind: str
    payee: str
    before: int
    after: int
    pieces_before: int
    pieces_after: int


Key = tuple[UUID, str, str, str, str]
Figures = tuple[int, int]


def changes(settlement: Settlement) -> list[Change]:
    """What a new calculation would write otherwise."""
    drafted = draft(settlement.subdistrict_id, Quarter.parse(settlement.quarter))
    stored, fresh = _stored_figures(settlement), _fresh_figures(drafted)
    keys = sorted(stored.keys() | fresh.keys(), key=str)
    found = [
        _change(key, stored.get(key, (0, 0)), fresh.get(key, (0, 0)))
        for key in keys
        if stored.get(key) != fresh.get(key)
    ]
    return [*found, *_other_basis(settlement, drafted, {change.committee for change in found})]


def _change(key: Key, before: Figures, after: Figures) -> Change:
    committee, kind, payee, *_ = key
    return Change(committee, kind, payee, before[0], after[0], before[1], after[1])


def _fresh_figures(drafted: list[DraftStatement]) -> dict[Key, Figures]:
    return {
        (one.committee.id, *line.key): (line.amount, len(line.pieces))
        for one in drafted
        for line in one.lines
    }


def _stored_figures(settlement: Settlement) -> dict[Key, Figures]:
    return {
        (line.statement.committee_id, line.kind, payee_of(line), line.of_kind, line.of_quarter): (
            line.amount,
            line.count,
        )
        for line in lines_of(settlement)
    }


def _other_basis(settlement: Settlement, drafted: list[DraftStatement], told: set[UUID]) -> Iterator[Change]:
    """Other policies or inspection figures that come to the same amounts: still not what was signed."""
    rows = Statement.objects.filter(subdistrict=settlement.subdistrict_id, settlement=settlement)
    bases = dict(rows.values_list("committee_id", "basis"))
    for one in drafted:
        if one.committee.id not in told and bases.get(one.committee.id) != one.basis:
            fen = -one.result.deduction
            yield Change(one.committee.id, LineKind.DEDUCTION.value, SUBSIDY, fen, fen, 0, 0)


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
        basis=drafted.basis,
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
