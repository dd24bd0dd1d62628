"""Lines of a statement before they are stored."""

from dataclasses import dataclass

from sanshi.settlement.counting import Piece
from sanshi.settlement.explanation import PAID_BY_QUARTER
from sanshi.settlement.models import LineKind, StatementLine
from sanshi.settlement.rules import SUBSIDY, Head

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
    """`payee` is an account's id as text, or SUBSIDY for the committee itself.

    `of_quarter`: of a correction and its deduction, the quarter corrected; of a carried amount, the quarter
    that left it.
    """

    kind: LineKind
    payee: str
    amount: int
    of_kind: str = ""
    of_quarter: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.kind.value, self.payee, str(self.of_kind), self.of_quarter)

    @property
    def corrects(self) -> bool:
        return bool(self.of_quarter) and self.kind is not LineKind.CARRIED


def payee_of(line: StatementLine) -> str:
    return str(line.payee_id) if line.payee_id else SUBSIDY
