"""`sanshi settlement calculate FILE.json`: settles what a file says. No database, nothing is stored."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sanshi.rulebook import reading
from sanshi.rulebook.policy import Policy, shipped, shipped_codes
from sanshi.rulebook.quarter import Month, Quarter
from sanshi.rulebook.reading import Unreadable, below, shown
from sanshi.rulebook.timeline import PolicyTimeline
from sanshi.settlement.explanation import explain
from sanshi.settlement.rules import SUBSIDY, Case, ClerkMonth, Inspection, Pieces, Result, settle

USAGE = "usage: sanshi settlement calculate FILE.json"
WRONG_INPUT = 2
MOST_PIECES = 10**15

T = TypeVar("T")


class WrongFile(ValueError):
    """Names the case (counted from 1) and the key."""


class Object(dict[str, Any]):
    """A JSON object that remembers the keys that stood in it twice; plain dict keeps the last silently."""

    repeated: tuple[str, ...] = ()

    @classmethod
    def of(cls, pairs: list[tuple[str, Any]]) -> "Object":
        made = cls(pairs)
        keys = [key for key, _ in pairs]
        made.repeated = tuple(key for key in made if keys.count(key) > 1) if len(keys) > len(made) else ()
        return made


def run(arguments: Sequence[str]) -> int:
    """`arguments` is what follows `sanshi settlement calculate`; the exit code is 0, or 2 for wrong input."""
    match list(arguments):
        case [file]:
            return _calculate(Path(file))
        case _:
            print(USAGE, file=sys.stderr)
            return WRONG_INPUT


def _calculate(file: Path) -> int:
    try:
        policy, cases = read(file.read_bytes())
    except OSError as error:
        return _refuse(file, error.strerror or "cannot be read")
    except WrongFile as wrong:
        return _refuse(file, str(wrong))
    _warn_outside(policy, cases)
    results = [settle(case, PolicyTimeline.undated(policy)) for case in cases]
    _print({"results": [result_plain(result) for result in results]})
    return 0


def read(content: bytes) -> tuple[Policy, list[Case]]:
    """The policy named and the cases; WrongFile says what is wrong where."""
    try:
        rows = _table(_parsed(content), "", {"policy", "cases"})
        policy = _policy(rows["policy"], "policy")
        cases = _list(rows["cases"], "cases")
    except Unreadable as wrong:
        raise WrongFile(str(wrong).removeprefix(": ")) from None
    return policy, [_numbered_case(number, value) for number, value in enumerate(cases, start=1)]


def result_plain(result: Result) -> dict[str, Any]:
    """A result as the file format has it; money in fen, rewards before any deduction."""
    return {
        "committee": result.case.committee,
        "quarter": str(result.case.quarter),
        "notice_rewards": result.notice_rewards,
        "collection_rewards": result.collection_rewards,
        "subsidy": result.subsidy,
        "clerk_allowances": result.clerk_allowances,
        "deduction_base": result.deduction_base,
        "deduction_percent": result.percentage.total,
        "deduction": result.deduction,
        "notified_criticism": result.notified_criticism,
        "payable": result.payable,
        "explanation": [sentence.text() for sentence in explain(result)],
        "deduction_shares": result.deduction_shares,
    }


def _warn_outside(policy: Policy, cases: Sequence[Case]) -> None:
    """Who names a policy gets it; but a quarter before its first day is more likely a slip of the pen."""
    for number, case in enumerate(cases, start=1):
        if not policy.is_in_force(case.quarter.last_day):
            why = f"{policy.code} was not in force at the end of {case.quarter}"
            print(f"warning: case {number}: {why}", file=sys.stderr)


def _refuse(file: Path, why: str) -> int:
    print(f"sanshi settlement: {file}: {why}", file=sys.stderr)
    return WRONG_INPUT


def _print(results: Mapping[str, Any]) -> None:
    """Ids may be Chinese: readable where the terminal can show them, escaped where not."""
    speaks_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(results, ensure_ascii=not speaks_unicode, indent=2))


def _parsed(content: bytes) -> object:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongFile("the file is not UTF-8 text") from None
    try:
        return json.loads(text, object_pairs_hook=Object.of, parse_constant=_no_constant)
    except RecursionError:
        raise WrongFile("the file is nested too deeply") from None
    except ValueError as error:
        raise WrongFile(f"the file is not JSON: {error}") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _policy(value: object, path: str) -> Policy:
    if value not in shipped_codes():
        raise Unreadable(path, f"one of {', '.join(shipped_codes())} belongs here, not {shown(value)}")
    return shipped(str(value))


def _numbered_case(number: int, value: object) -> Case:
    try:
        return _case(value)
    except Unreadable as wrong:
        raise WrongFile(f"case {number}: {str(wrong).removeprefix(': ')}") from None


def _case(value: object) -> Case:
    required = {"committee", "quarter", "notices", "collections", "clerk_months"}
    rows = _table(value, "", required, {"inspection", "traced_back", "unregistered"})
    quarter = _parse(Quarter.parse, rows["quarter"], "quarter")
    return Case(
        committee=_committee(rows["committee"], "committee"),
        quarter=quarter,
        notices=_pieces(rows["notices"], "notices", "giver", quarter),
        collections=_pieces(rows["collections"], "collections", "collector", quarter),
        clerk_months=_clerk_months(rows["clerk_months"], "clerk_months", quarter),
        inspection=_inspection(rows["inspection"], "inspection") if "inspection" in rows else None,
        traced_back=_count(rows.get("traced_back", 0), "traced_back"),
        unregistered=_count(rows.get("unregistered", 0), "unregistered"),
    )


def _committee(value: object, path: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{12}", value):
        raise Unreadable(path, f"a committee's code of 12 digits belongs here, not {shown(value)}")
    return value


def _pieces(value: object, path: str, who: str, quarter: Quarter) -> tuple[Pieces, ...]:
    """The file gives no days; one policy holds for all of them, so any day of the quarter does."""
    pieces: dict[str, Pieces] = {}
    for place, row in _rows(value, path):
        cells = _table(row, place, {who, "valid"})
        payee = _payee(cells[who], below(place, who))
        valid = _count(cells["valid"], below(place, "valid"))
        if payee in pieces:
            raise Unreadable(below(place, who), f"{shown(payee)} stands there twice")
        pieces[payee] = Pieces(payee, quarter.first_day, valid)
    return tuple(pieces.values())


def _clerk_months(value: object, path: str, quarter: Quarter) -> tuple[ClerkMonth, ...]:
    months: dict[tuple[Month, str], ClerkMonth] = {}
    for place, row in _rows(value, path):
        month = _clerk_month(row, place, quarter)
        key = (month.month, month.clerk)
        if key in months:
            why = f"{shown(month.clerk)} stands there twice in {month.month}"
            raise Unreadable(below(place, "clerk"), why)
        months[key] = month
    return tuple(months.values())


def _clerk_month(value: object, path: str, quarter: Quarter) -> ClerkMonth:
    """Days of several clerks may overlap: a stand-in's lie within the clerk's own appointment (2.5.1).

    Entries of somebody without a day of his own count for those who have some.
    """
    cells = _table(value, path, {"month", "clerk", "entries", "days"})
    month = _parse(Month.parse, cells["month"], below(path, "month"))
    if month not in quarter.months:
        raise Unreadable(below(path, "month"), f"{month} does not lie in {quarter}")
    clerk = _payee(cells["clerk"], below(path, "clerk"), reserved="")
    entries = _count(cells["entries"], below(path, "entries"))
    days = _count(cells["days"], below(path, "days"))
    if days > month.days:
        raise Unreadable(below(path, "days"), f"{month} has {month.days} days, not {shown(days)}")
    return ClerkMonth(month, clerk, entries, days)


def _inspection(value: object, path: str) -> Inspection:
    cells = _table(value, path, {"checked", "errors"})
    checked = _count(cells["checked"], below(path, "checked"))
    errors = _count(cells["errors"], below(path, "errors"))
    if errors > checked:
        raise Unreadable(below(path, "errors"), f"{errors} errors are more than the {checked} items checked")
    return Inspection(checked, errors)


def _payee(value: object, path: str, reserved: str = SUBSIDY) -> str:
    text = reading.text(value, path)
    if not text.isprintable():
        raise Unreadable(path, f"a name or number that can be printed belongs here, not {shown(text)}")
    if text == reserved:
        raise Unreadable(path, f"{shown(text)} is the key of the committee's own share")
    return text


_count = reading.whole_number(0, MOST_PIECES)


def _parse(parse: Callable[[str], T], value: object, path: str) -> T:
    try:
        return parse(reading.text(value, path))
    except Unreadable:
        raise
    except ValueError as error:
        raise Unreadable(path, f"{error}, not {shown(value)}") from None


def _rows(value: object, path: str) -> Iterable[tuple[str, object]]:
    return ((f"{path}[{place}]", row) for place, row in enumerate(_list(value, path)))


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise Unreadable(path, f"a list belongs here, not {shown(value)}")
    return value


def _table(
    value: object, path: str, required: set[str], optional: Iterable[str] = ()
) -> Mapping[str, object]:
    if isinstance(value, Object) and value.repeated:
        raise Unreadable(below(path, value.repeated[0]), "this key stands there twice")
    return reading.table(value, path, frozenset(required), frozenset(optional))
