"""One sentence for each clause that a settlement applied. Msgids are English; statements store them plain."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from sanshi.rulebook.money import ONE_PERCENT
from sanshi.settlement.rules import Percentage, Result, Terms
from sanshi.shell.words import yuan

PAID_BY_QUARTER = "4.2.1 e"
_NO_BREAK = "\N{NO-BREAK SPACE}"


def _(msgid: str) -> str:
    """Marks a msgid. Django's gettext_noop asks the settings, and a file is worked out without a house."""
    return msgid


@dataclass(frozen=True, slots=True)
class Sentence:
    clause: str
    msgid: str
    params: Mapping[str, str]

    def text(self, translate: Callable[[str], str] = str) -> str:
        """In English, or in the language of `translate` (gettext), with its clause."""
        return f"{self.clause}: {translate(self.msgid) % self.params}"

    def said(self, translate: Callable[[str], str]) -> str:
        """Without its clause, as a page shows it beside: a percent sign stays with its number."""
        return (translate(self.msgid) % self.params).replace(" %", f"{_NO_BREAK}%")

    def plain(self) -> dict[str, Any]:
        return {"clause": self.clause, "msgid": self.msgid, "params": dict(self.params)}

    @classmethod
    def from_plain(cls, stored: Mapping[str, Any]) -> "Sentence":
        return cls(stored["clause"], stored["msgid"], stored["params"])


NOTICES = _("notices of stewards and property staff found valid: %(terms)s = %(amount)s")
COLLECTIONS = _("forms collected and entered: %(terms)s = %(amount)s")
SUBSIDY = _("committee subsidy by month: %(terms)s = %(amount)s")
ALLOWANCE = _("entry clerks' allowance by the month's entries: %(months)s; together %(amount)s")
NOTHING_CHECKED = _("inspection: nothing was checked, no deduction")
BELOW_BANDS = _("inspection: %(errors)s of %(checked)s items with an error = %(rate)s %%, no deduction")
BAND = _("inspection: %(errors)s of %(checked)s items with an error = %(rate)s %%, deducts %(percent)s %%")
CRITICISM = _(
    "inspection: %(errors)s of %(checked)s items with an error = %(rate)s %%, deducts %(percent)s %%, "
    "with public criticism and rectification supervised by a department"
)
TRACED_BACK = _("persons found unregistered by trace-back: %(number)s × %(each)s %% = %(percent)s %%")
UNREGISTERED = _("pieces found unregistered by daily checks: %(number)s × %(each)s %% = %(percent)s %%")
DEDUCTION = _("deduction: %(terms)s = %(percent)s %% of %(base)s = %(amount)s")
CAPPED = _("deduction: %(terms)s, together at most %(percent)s %% of %(base)s = %(amount)s")
PAYABLE = _("payable for the quarter: %(rewards)s − %(deduction)s = %(amount)s")
EARLIER = _(
    "with corrections of earlier quarters %(corrected)s and what is carried forward %(carried)s: %(amount)s"
)


def explain(result: Result) -> list[Sentence]:
    return [*_earned(result), *_deducted(result), _payable(result)]


def explain_earlier(corrected: int, carried: int, payable: int) -> list[Sentence]:
    """How the quarter's sum becomes the amount paid; nothing to say without a past."""
    if not corrected and not carried:
        return []
    params = {"corrected": yuan(corrected), "carried": yuan(carried), "amount": yuan(payable)}
    return [Sentence(PAID_BY_QUARTER, EARLIER, params)]


def percent_text(rate: Fraction) -> str:
    """6.5, or 16.66… when two decimals do not tell it exactly: never rounded over the edge of a band."""
    hundredths = floor(rate / ONE_PERCENT)
    whole, rest = divmod(hundredths, round(1 / ONE_PERCENT))
    text = f"{whole}.{rest:02}"
    is_exact = hundredths * ONE_PERCENT == rate
    return text.rstrip("0").rstrip(".") if is_exact else f"{text}…"


def _earned(result: Result) -> Iterator[Sentence]:
    clauses = result.closing.clauses
    if result.notice_terms:
        amount = sum(result.notice_rewards.values())
        yield _sum(clauses["rewards.notice_fen"], NOTICES, result.notice_terms, amount)
    if result.collection_terms:
        amount = sum(result.collection_rewards.values())
        yield _sum(clauses["rewards.form_fen"], COLLECTIONS, result.collection_terms, amount)
    if result.subsidy_terms:
        yield _sum(clauses["rewards.committee_month_fen"], SUBSIDY, result.subsidy_terms, result.subsidy)
    if result.allowance_of_month:
        yield _allowance(result)


def _sum(clause: str, msgid: str, terms: Iterable[Terms], amount: int) -> Sentence:
    text = " + ".join(f"{term.number} × {yuan(term.fen)}" for term in terms)
    return Sentence(clause, msgid, {"terms": text, "amount": yuan(amount)})


def _allowance(result: Result) -> Sentence:
    entries = {
        month: sum(row.entries for row in result.case.clerk_months if row.month == month)
        for month in result.allowance_of_month
    }
    months = " · ".join(
        f"{month} {entries[month]} → {yuan(fen)}" for month, fen in result.allowance_of_month.items()
    )
    amount = yuan(sum(result.allowance_of_month.values()))
    clause = result.closing.clauses["clerk_allowance.base_fen"]
    return Sentence(clause, ALLOWANCE, {"months": months, "amount": amount})


def _deducted(result: Result) -> Iterator[Sentence]:
    if result.case.inspection is not None:
        yield _inspection(result)
    figures, clauses = result.closing.plan.deduction, result.closing.clauses
    if result.case.traced_back:
        each, percent = figures.traced_back_percent, result.percentage.traced_back
        clause = clauses["deduction.traced_back_percent"]
        yield _each(clause, TRACED_BACK, result.case.traced_back, each, percent)
    if result.case.unregistered:
        each, percent = figures.unregistered_percent, result.percentage.unregistered
        clause = clauses["deduction.unregistered_percent"]
        yield _each(clause, UNREGISTERED, result.case.unregistered, each, percent)
    if result.percentage.total:
        yield _deduction(result)


def _inspection(result: Result) -> Sentence:
    clause = result.closing.clauses["deduction.bands"]
    inspection, band = result.case.inspection, result.percentage.band
    if inspection is None or not inspection.checked:
        return Sentence(clause, NOTHING_CHECKED, {})
    params = {
        "errors": str(inspection.errors),
        "checked": str(inspection.checked),
        "rate": percent_text(inspection.rate_percent),
        "percent": str(result.percentage.inspection),
    }
    if band is None:
        return Sentence(clause, BELOW_BANDS, params)
    return Sentence(clause, CRITICISM if band.criticism else BAND, params)


def _each(clause: str, msgid: str, number: int, each: int, percent: int) -> Sentence:
    return Sentence(clause, msgid, {"number": str(number), "each": str(each), "percent": str(percent)})


def _deduction(result: Result) -> Sentence:
    percentage = result.percentage
    params = {
        "terms": _percent_terms(percentage),
        "percent": str(percentage.total),
        "base": yuan(result.deduction_base),
        "amount": yuan(result.deduction),
    }
    msgid = CAPPED if percentage.uncapped > percentage.most else DEDUCTION
    return Sentence(result.closing.clauses["deduction.most_percent"], msgid, params)


def _percent_terms(percentage: Percentage) -> str:
    parts = (percentage.inspection, percentage.traced_back, percentage.unregistered)
    return " + ".join(f"{part} %" for part in parts if part)


def _payable(result: Result) -> Sentence:
    params = {
        "rewards": yuan(result.rewards),
        "deduction": yuan(result.deduction),
        "amount": yuan(result.payable),
    }
    return Sentence(PAID_BY_QUARTER, PAYABLE, params)
