"""Settlements, statements and the pieces behind an amount, within the reader's reach."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.http import Http404

from sanshi import clock, verbs
from sanshi.accounts.access import names_of, within
from sanshi.accounts.models import Role
from sanshi.collection.fields import FormKind
from sanshi.collection.labels import kind_label
from sanshi.discovery.models import Notice
from sanshi.entry.models import Entry
from sanshi.journal.recording import in_committee, saw
from sanshi.rulebook.access import policies_in, policy_on, refuse_missing
from sanshi.rulebook.quarter import Month, Quarter
from sanshi.rulebook.timeline import NoPolicy, PolicyTimeline
from sanshi.settlement import counting
from sanshi.settlement.earlier import FROZEN_STEPS, lines_of
from sanshi.settlement.explanation import Sentence
from sanshi.settlement.models import (
    CountedPiece,
    InspectionResult,
    LineKind,
    PieceKind,
    Settlement,
    Statement,
    StatementLine,
)
from sanshi.settlement.rules import SUBSIDY, clerk_allowance, next_allowance
from sanshi.shell.paging import Page, keyset
from sanshi.territory.models import Committee
from sanshi.verbs import Actor, Verb, reach


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A committee's line of the quarter's table; amounts in fen."""

    statement: Statement
    notice_reward: int = 0
    collection_reward: int = 0
    subsidy: int = 0
    allowance: int = 0
    deduction: int = 0
    # Of earlier quarters, the deduction given back with them included.
    correction: int = 0
    carried: int = 0


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
    sums: dict[UUID, Counter[str]] = defaultdict(Counter)
    totals = lines_of(settlement).values_list("statement_id", "kind", "of_quarter")
    for statement, kind, of_quarter, fen in totals.annotate(fen=Sum("amount")):
        corrects = kind == LineKind.DEDUCTION and of_quarter
        sums[statement][LineKind.CORRECTION.value if corrects else kind] += fen
    return [
        StatementRow(row, **{kind.replace("-", "_"): fen for kind, fen in sums[row.id].items()})
        for row in statements.defer("basis").order_by("committee__code")
    ]


def statement(actor: Actor, pk: UUID) -> Statement:
    mine = reach(actor, verbs.READ_SETTLEMENT)
    found = Statement.objects.filter(within(mine), pk=pk).select_related("committee", "settlement").first()
    if found is None:
        raise Http404
    saw(Statement, rows=[found], fields=("lines",))
    in_committee(found.committee_id)
    return found


def lines(statement: Statement) -> list[StatementLine]:
    rows = StatementLine.objects.filter(subdistrict=statement.subdistrict_id, statement=statement)
    return list(rows.select_related("payee").order_by("position"))


def sentences(statement: Statement) -> list[Sentence]:
    return [Sentence.from_plain(stored) for stored in statement.basis["explanation"]]


def line(actor: Actor, pk: UUID) -> StatementLine:
    """A line of a statement in reach."""
    mine = reach(actor, verbs.READ_SETTLEMENT)
    return _noted(StatementLine.objects.filter(within(mine, committee="statement__committee"), pk=pk))


def own_line(actor: Actor, pk: UUID) -> StatementLine:
    """The reader's own amount, once it is approved."""
    return _noted(_own_lines(actor).filter(pk=pk))


def _noted(lines: QuerySet[StatementLine]) -> StatementLine:
    found = lines.select_related("payee", "statement__committee", "statement__settlement").first()
    if found is None:
        raise Http404
    saw(StatementLine, rows=[found], fields=("amount", "pieces"))
    in_committee(found.statement.committee_id)
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


RowOf = Callable[[date], PieceRow]


def pieces(line: StatementLine, after: str) -> tuple[Page[CountedPiece], list[PieceRow]]:
    """A page of what the line counts, by day."""
    rows = CountedPiece.objects.filter(subdistrict=line.subdistrict_id, line=line)
    size = policy_on(line.subdistrict_id, clock.today()).house.rows_a_page
    page = keyset(rows, order=("counted_on", "id"), after=after, size=size)
    ids = [piece.piece for piece in page.rows]
    known = _notices(line.subdistrict_id, ids) | _entries(line.subdistrict_id, ids)
    return page, [known[piece.piece](piece.counted_on) for piece in page.rows if piece.piece in known]


def _notices(subdistrict: str, ids: list[UUID]) -> dict[UUID, RowOf]:
    rows = Notice.objects.filter(subdistrict=subdistrict, pk__in=ids).select_related("door")
    return {
        row.id: _row_of(PieceKind.NOTICE, row.number, row.door.address, row.get_matter_display())
        for row in rows
    }


def _entries(subdistrict: str, ids: list[UUID]) -> dict[UUID, RowOf]:
    rows = Entry.objects.filter(subdistrict=subdistrict, pk__in=ids).select_related("form__door")
    return {
        row.id: _row_of(
            PieceKind.ENTRY,
            row.form.number,
            row.form.door.address,
            kind_label(FormKind.of(row.form)),
            row.voided_on,
        )
        for row in rows.defer("form__content")
    }


def _row_of(kind: PieceKind, number: str, address: str, what: str, voided_on: date | None = None) -> RowOf:
    return lambda day: PieceRow(str(kind.label), number, address, what, day, voided_on)


# Inspection results


def inspection_rows(actor: Actor, quarter: Quarter) -> list[tuple[Committee, InspectionResult | None]]:
    mine = reach(actor, verbs.RECORD_INSPECTION)
    there = counting.there_in(quarter)
    committees = Committee.objects.filter(within(mine, committee="pk"), there).order_by("code")
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
    # This month's entries of the clerk's committees, by all their clerks: the allowance follows from them.
    entries: int
    allowance: int
    # (entries still missing, fen then) of the next step of the allowance.
    next_step: tuple[int, int] | None
    is_clerk: bool
    gives_notices: bool
    collects: bool


def own_work(actor: Actor, quarter: Quarter) -> OwnWork:
    policies = policies_in(actor.subdistrict, quarter.first_day, quarter.last_day)
    try:
        return _own_work(actor, quarter, policies)
    except NoPolicy as missing:
        raise refuse_missing(missing) from missing


def _own_work(actor: Actor, quarter: Quarter, policies: PolicyTimeline) -> OwnWork:
    days = (quarter.first_day, quarter.last_day)
    notices = _days_of_notices(actor, days, policies)
    forms = _days_of_forms(actor, days, policies)
    month = Month.of(clock.today())
    entries = _entries_of_month(actor, month)
    figures = policies.on(month.first_day).plan.clerk_allowance
    return OwnWork(
        quarter=str(quarter),
        notices=len(notices),
        notice_fen=sum(policies.on(day).plan.rewards.notice_fen for day in notices),
        forms=len(forms),
        form_fen=sum(policies.on(day).plan.rewards.form_fen for day in forms),
        entries=sum(entries.values()),
        allowance=sum(clerk_allowance(number, figures) for number in entries.values()),
        next_step=next_allowance(sum(entries.values()), figures) if len(entries) == 1 else None,
        is_clerk=actor.has_role(Role.CLERK),
        gives_notices=actor.may(verbs.GIVE_NOTICE),
        collects=actor.may(verbs.HAND_OVER),
    )


def _days_of_notices(actor: Actor, days: counting.Days, policies: PolicyTimeline) -> list[date]:
    given = counting.rewarded_notices(actor.subdistrict, days, policies, giver=actor.account)
    return [one.piece.day for one in given]


def _days_of_forms(actor: Actor, days: counting.Days, policies: PolicyTimeline) -> list[date]:
    collected = counting.entries(actor.subdistrict, days, form__collector=actor.account)
    return [one.piece.day for one in collected if counting.is_rewarded(one, policies)]


def _entries_of_month(actor: Actor, month: Month) -> dict[UUID, int]:
    """By committee where the reader is the clerk or the stand-in today."""
    posts = [post for post in actor.posts if post.role == Role.CLERK]
    own = [committee for post in posts for committee in post.committees]
    return counting.entries_by_committee(actor.subdistrict, (month.first_day, month.last_day), own)


def own_lines(actor: Actor) -> list[StatementLine]:
    """Amounts to the reader in approved settlements, the latest quarters first."""
    rows = _own_lines(actor).select_related("statement__settlement", "statement__committee")
    size = policy_on(actor.subdistrict, clock.today()).house.rows_a_page
    found = list(rows.order_by("-statement__settlement__quarter", "statement", "position")[:size])
    saw(StatementLine, rows=found, fields=("amount",))
    return found


def _own_lines(actor: Actor) -> QuerySet[StatementLine]:
    if actor.account is None:
        return StatementLine.objects.none()
    return StatementLine.objects.filter(
        subdistrict=actor.subdistrict,
        payee=actor.account,
        statement__settlement__step__in=FROZEN_STEPS,
    )


# Names for a difference


def committees(actor: Actor) -> dict[UUID, Committee]:
    mine = reach(actor, verbs.READ_SETTLEMENT)
    return Committee.objects.filter(within(mine, committee="pk")).in_bulk()


def payee_names(keys: Iterable[str]) -> dict[str, str]:
    ids = {UUID(key) for key in keys if key != SUBSIDY}
    return {str(id): name for id, name in names_of(ids).items()}
