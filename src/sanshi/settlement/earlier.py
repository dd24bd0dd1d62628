"""What frozen quarters leave to the one being drafted (plan 4.2.1 e): corrections and carried amounts.

Frozen figures never change. A quarter is settled anew beside them only where something may have been decided
since: an entry undone, or a clerk's post changed for days that are past.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import chain
from uuid import UUID

from django.db.models import QuerySet

from sanshi.entry.models import Entry
from sanshi.rulebook.access import refuse_missing, versions
from sanshi.rulebook.quarter import Quarter
from sanshi.rulebook.timeline import NoPolicy, PolicyTimeline
from sanshi.settlement import counting
from sanshi.settlement.correction import correction
from sanshi.settlement.counting import Piece, Work
from sanshi.settlement.lines import HEAD_OF, KIND_OF, DraftLine, payee_of
from sanshi.settlement.models import (
    CountedPiece,
    LineKind,
    PieceKind,
    Settlement,
    Statement,
    StatementLine,
    Step,
)
from sanshi.settlement.rules import Line, Result, settle
from sanshi.territory.access import heirs
from sanshi.territory.models import Committee

FROZEN_STEPS = (Step.APPROVED, Step.PAID)
# An undoing and an approval under way together may not have seen each other; looking again costs little.
OVERLAP = timedelta(days=1)


def settled(
    subdistrict: str, quarter: Quarter, policies: PolicyTimeline, also: Collection[UUID] = ()
) -> Iterator[tuple[Committee, Work, Result]]:
    """`also`: committees with something to settle although they were not there in the quarter."""
    committees = Committee.objects.filter(subdistrict=subdistrict).in_bulk()
    try:
        for id, work in counting.count(subdistrict, quarter, policies, also).items():
            yield committees[id], work, settle(counting.case_of(committees[id], quarter, work), policies)
    except NoPolicy as missing:
        raise refuse_missing(missing) from missing


def frozen_before(subdistrict: str, quarter: Quarter) -> list[Settlement]:
    """The approved quarters before this one, the latest last. Quarters are approved in their order."""
    rows = Settlement.objects.filter(subdistrict=subdistrict, quarter__lt=str(quarter), step__in=FROZEN_STEPS)
    return list(rows.order_by("quarter"))


def lines_of(settlement: Settlement) -> QuerySet[StatementLine]:
    """With their statements. The street is named there, and the join equates it (as in `counting`)."""
    rows = StatementLine.objects.filter(
        statement__subdistrict=settlement.subdistrict_id, statement__settlement=settlement
    )
    return rows.select_related("statement").defer("statement__basis")


# Corrections


def corrections(frozen: Sequence[Settlement]) -> dict[UUID, list[DraftLine]]:
    """By committee, of all earlier quarters. `frozen`: as `frozen_before` gives it."""
    found: dict[UUID, list[DraftLine]] = defaultdict(list)
    for settlement in _reopened(frozen):
        for committee, lines in _corrections_of(settlement):
            found[committee] += lines
    return found


def _reopened(frozen: Sequence[Settlement]) -> list[Settlement]:
    """Where something may have been decided since; three queries, however many quarters there are."""
    if not frozen:
        return []
    street, last = frozen[-1].subdistrict_id, frozen[-1]
    assert last.approved_at is not None
    # What was undone before the last approval is corrected in that quarter: it was refused otherwise.
    undone = Entry.objects.filter(subdistrict=street, voided_at__gte=last.approved_at - OVERLAP)
    touched = {str(Quarter.of(day)) for day in undone.values_list("entered_on", flat=True).distinct()}
    now = counting.fingerprints(street, [Quarter.parse(one.quarter) for one in frozen])
    return [
        one for one in frozen if one.quarter in touched or one.clerk_days != now[Quarter.parse(one.quarter)]
    ]


def _corrections_of(frozen: Settlement) -> Iterator[tuple[UUID, list[DraftLine]]]:
    statements = Statement.objects.filter(subdistrict=frozen.subdistrict_id, settlement=frozen)
    by_committee = {statement.committee_id: statement for statement in statements}
    policies = _frozen_policies(frozen, by_committee.values())
    paid, undone = _paid_lines(frozen), _undone_pieces(frozen)
    quarter = Quarter.parse(frozen.quarter)
    for committee, _work, result in settled(frozen.subdistrict_id, quarter, policies, by_committee):
        if committee.id not in by_committee:
            continue
        percent = by_committee[committee.id].deduction_percent
        figures = result.closing.plan.deduction
        lines = correction(paid[committee.id], result.lines(), percent, figures)
        made = [_correction_lines(line, frozen.quarter, undone[committee.id]) for line in lines]
        yield committee.id, list(chain.from_iterable(made))


def _frozen_policies(frozen: Settlement, statements: Iterable[Statement]) -> PolicyTimeline:
    """The policies it was worked out with, whatever was loaded since."""
    used = {policy for statement in statements for policy in statement.basis["policies"]}
    rows = [row for row in versions(frozen.subdistrict_id) if str(row.id) in used]
    return PolicyTimeline.of(row.policy for row in rows)


def _paid_lines(frozen: Settlement) -> dict[UUID, list[Line]]:
    """What was paid for the quarter before any deduction, approved corrections of it included."""
    own = lines_of(frozen).filter(kind__in=list(HEAD_OF))
    later = StatementLine.objects.filter(
        subdistrict=frozen.subdistrict_id,
        of_quarter=frozen.quarter,
        kind=LineKind.CORRECTION,
        statement__settlement__step__in=FROZEN_STEPS,
    ).select_related("statement")
    found: dict[UUID, list[Line]] = defaultdict(list)
    for line in chain(own, later.defer("statement__basis")):
        head = HEAD_OF[LineKind(line.of_kind or line.kind)]
        found[line.statement.committee_id].append(Line(head, payee_of(line), line.amount))
    return found


Undone = dict[tuple[str, str], list[Piece]]


def _undone_pieces(frozen: Settlement) -> dict[UUID, Undone]:
    """Entries that the quarter counted and that were undone since, but for those already taken back."""
    quarter = Quarter.parse(frozen.quarter)
    street = frozen.subdistrict_id
    undone = Entry.objects.filter(
        subdistrict=street, voided_at__isnull=False, entered_on__range=(quarter.first_day, quarter.last_day)
    ).values_list("id", flat=True)
    pieces = CountedPiece.objects.filter(subdistrict=street, piece__in=list(undone), kind=PieceKind.ENTRY)
    taken_back = pieces.filter(
        line__kind=LineKind.CORRECTION,
        line__of_quarter=frozen.quarter,
        line__statement__settlement__step__in=FROZEN_STEPS,
    )
    known = set(taken_back.values_list("line__of_kind", "piece"))
    found: dict[UUID, Undone] = defaultdict(lambda: defaultdict(list))
    own = pieces.filter(line__statement__settlement=frozen).select_related("line__statement")
    for piece in own.defer("line__statement__basis").order_by("counted_on", "id"):
        line = piece.line
        if (line.kind, piece.piece) not in known:
            counted = Piece(PieceKind.ENTRY, piece.piece, piece.counted_on)
            found[line.statement.committee_id][line.kind, payee_of(line)].append(counted)
    return found


def _correction_lines(line: Line, quarter: str, undone: Undone) -> Iterator[DraftLine]:
    kind = KIND_OF[line.head].value
    pieces = tuple(undone.get((kind, line.payee), ()))
    yield DraftLine(LineKind.CORRECTION, line.payee, line.gross, kind, quarter, pieces)
    if line.deduction:
        yield DraftLine(LineKind.DEDUCTION, line.payee, -line.deduction, kind, quarter)


# What exceeded a payee's amount


def brought_from(frozen: Sequence[Settlement]) -> tuple[str, dict[UUID, dict[str, int]]]:
    """The last frozen quarter and what it left to take, by committee and payee, as amounts below 0."""
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    if not frozen:
        return "", found
    last = frozen[-1]
    for line in lines_of(last).filter(kind=LineKind.CARRIED, of_quarter=last.quarter):
        found[line.statement.committee_id][payee_of(line)] = -line.amount
    return last.quarter, found


def left_to_heirs(
    subdistrict: str, quarter: Quarter, brought: dict[UUID, dict[str, int]]
) -> dict[UUID, dict[str, int]]:
    """A committee merged into another before the quarter leaves to that one what is still to take."""
    owing = {committee: debts for committee, debts in brought.items() if debts}
    if not owing:
        return owing
    into = heirs(subdistrict)
    gone = Committee.objects.filter(
        subdistrict=subdistrict, pk__in=owing.keys() & into.keys(), closed_on__lte=quarter.first_day
    )
    for committee in gone.order_by("code").values_list("id", flat=True):
        for payee, fen in owing.pop(committee).items():
            theirs = owing.setdefault(into[committee], {})
            theirs[payee] = theirs.get(payee, 0) + fen
    return owing
