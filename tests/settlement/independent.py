"""The quarter once more, from the clauses (plan 4.2) alone: SQL over the rows, figures as constants.

It shares nothing with the product, so that an error there cannot hide here. `recompute` and `stated` give the
same shape, in fen: {committee code: {"notice_rewards": {account: fen}, "collection_rewards": {…},
"clerk_allowances": {…}, "subsidy", "deduction_base", "deduction_percent", "deduction", "deduction_shares",
"payable"}}; `payable` without corrections of earlier quarters and carried amounts.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

GIVERS = ("steward", "property-staff")
COLLECTORS = ("secretary", "cadre", "security-director", "coordinator")
SUBSIDY = "subsidy"


@dataclass(frozen=True)
class Figures:
    """浦金街〔2012〕17号, in fen. A band: share of errors in percent, is it included, percent deducted."""

    notice: int = 200
    form: int = 100
    committee_month: int = 10000
    clerk_base: int = 5000
    clerk_above: int = 200
    clerk_step: int = 100
    clerk_step_fen: int = 1000
    clerk_most: int = 10000
    bands: tuple[tuple[int, bool, int], ...] = (
        (40, False, 100),
        (31, True, 80),
        (20, False, 50),
        (11, True, 30),
        (5, True, 10),
    )
    traced_back: int = 10
    unregistered: int = 2


PLAN = Figures()
# From which day on which figures hold.
Dated = Sequence[tuple[date, Figures]]
ALWAYS: Dated = ((date.min, PLAN),)
Fen = dict[str, Any]


def recompute(
    connection: Any, subdistrict: str, quarter: str, dated: Dated = ALWAYS, *, as_approved: bool = False
) -> dict[str, Fen]:
    """As the rows stand now; `as_approved`: with what was undone only after the quarter's approval."""
    asked = _Asked(connection, subdistrict, quarter, as_approved)
    notices, forms = _notices(asked), _forms(asked)
    entries, days, inspected = _entries(asked), _clerk_days(asked), _inspected(asked)
    found = {}
    for code, opened, closed in asked.rows(
        "SELECT code, opened_on, closed_on FROM territory_committee c WHERE c.subdistrict_id = %s",
        [subdistrict],
    ):
        begins, ends = _date(opened or date.min), _date(closed or date.max)
        worked = notices[code] or forms[code] or any(entries[code, month] for month in asked.months)
        if not worked and (begins > asked.last or ends <= asked.first):
            continue
        given = _rewards(notices[code], dated, "notice")
        collected = _rewards(forms[code], dated, "form")
        paid = [month for month in asked.months if begins <= month < ends]
        months = {month: _figures(month, dated) for month in paid}
        subsidy = sum(figures.committee_month for figures in months.values())
        allowances: dict[str, int] = defaultdict(int)
        for month, figures in months.items():
            spread = _allowance(entries[code, month], figures)
            for clerk, fen in _spread(spread, days[code, month]).items():
                allowances[clerk] += fen
        percent = _percent(inspected.get(code, (0, 0, 0, 0)), _figures(asked.last, dated))
        base = subsidy + sum(collected.values())
        # Half up to the fen, once.
        deduction = (2 * base * percent + 100) // 200
        weights = sorted({**collected, SUBSIDY: subsidy}.items())
        found[code] = {
            "notice_rewards": given,
            "collection_rewards": collected,
            "clerk_allowances": {clerk: fen for clerk, fen in allowances.items() if fen},
            "subsidy": subsidy,
            "deduction_base": base,
            "deduction_percent": percent,
            "deduction": deduction,
            "deduction_shares": {key: fen for key, fen in _spread(deduction, weights).items() if fen},
            "payable": sum(given.values()) + base + sum(allowances.values()) - deduction,
        }
    return found


def stated(connection: Any, subdistrict: str, quarter: str) -> dict[str, Fen]:
    """What the stored statements of the quarter say of itself."""
    asked = _Asked(connection, subdistrict, quarter)
    where = "WHERE s.subdistrict_id = %s AND s.quarter = %s"
    joined = """FROM settlement_settlement s JOIN settlement_statement t ON t.settlement_id = s.id
        JOIN territory_committee c ON c.id = t.committee_id"""
    found: dict[str, Fen] = {}
    rows = asked.rows(
        f"SELECT c.code, t.deduction_base, t.deduction_percent, t.deduction {joined} {where}",
        [subdistrict, quarter],
    )
    for code, base, percent, deduction in rows:
        found[code] = {
            "notice_rewards": {},
            "collection_rewards": {},
            "clerk_allowances": {},
            "subsidy": 0,
            "deduction_base": base,
            "deduction_percent": percent,
            "deduction": deduction,
            "deduction_shares": {},
            "payable": 0,
        }
    rows = asked.rows(
        f"SELECT c.code, l.kind, l.payee_id, l.amount {joined} "
        f"JOIN settlement_statementline l ON l.statement_id = t.id {where} AND l.of_quarter = ''",
        [subdistrict, quarter],
    )
    for code, kind, payee, amount in rows:
        _state(found[code], kind, _account(payee), amount)
    return found


_PARTS = {
    "notice-reward": "notice_rewards",
    "collection-reward": "collection_rewards",
    "allowance": "clerk_allowances",
}


def _state(fen: Fen, kind: str, payee: str, amount: int) -> None:
    fen["payable"] += amount
    if kind == "subsidy":
        fen["subsidy"] += amount
    elif kind == "deduction":
        fen["deduction_shares"][payee] = -amount
    elif amount:
        assert payee not in fen[_PARTS[kind]], f"two lines of {kind} to one payee"
        fen[_PARTS[kind]][payee] = amount


# Rows


class _Asked:
    def __init__(self, connection: Any, subdistrict: str, quarter: str, as_approved: bool = False) -> None:
        self.connection, self.subdistrict = connection, subdistrict
        self.is_sqlite = connection.vendor == "sqlite"
        self.stands = "e.voided_at IS NULL"
        if as_approved:
            approved = f"""SELECT s.approved_at FROM settlement_settlement s
                WHERE s.subdistrict_id = e.subdistrict_id AND s.quarter = '{quarter}'"""
            self.stands = f"(e.voided_at IS NULL OR e.voided_at > ({approved}))"
        year, number = int(quarter[:4]), int(quarter[5])
        self.months = [date(year, 3 * number - 2 + passed, 1) for passed in range(3)]
        last = self.months[-1]
        self.first, self.last = self.months[0], last.replace(day=monthrange(year, last.month)[1])

    def rows(self, sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    def within(self, sql: str) -> list[tuple[Any, ...]]:
        return self.rows(sql, [self.subdistrict, str(self.first), str(self.last)])

    def place(self, on: str) -> str:
        """The committee to which the building `d` is of belonged on a day (an SQL expression)."""
        return f"""COALESCE((SELECT p.committee_id FROM territory_placing p
            WHERE p.subdistrict_id = d.subdistrict_id AND p.building_id = d.building_id
              AND (p.valid_from IS NULL OR p.valid_from <= {on})
              AND (p.valid_to IS NULL OR p.valid_to > {on})), d.committee_id)"""

    def day(self, column: str) -> str:
        """Of a moment the day in Shanghai, whatever days the product stored beside it."""
        if self.is_sqlite:
            return f"date({column}, '+8 hours')"
        return f"({column} AT TIME ZONE 'Asia/Shanghai')::date"


def _notices(asked: _Asked) -> dict[str, list[tuple[str, date, int]]]:
    """4.2.1 a: confirmed; given by a steward or property staff; none of the same change was under way."""
    day = asked.day("v.outcome_at")
    return _by_committee(
        asked.within(f"""
        SELECT c.code, n.giver_id, {day}, COUNT(*)
        FROM discovery_notice n
        JOIN visits_visit v ON v.id = n.visit_id
        JOIN territory_door d ON d.id = n.door_id
        JOIN territory_committee c ON c.id = {asked.place(day)}
        JOIN accounts_post g ON g.id = n.giver_post
        WHERE n.subdistrict_id = %s AND {day} BETWEEN %s AND %s
          AND v.outcome = 'confirmed' AND g.role IN {GIVERS}
          AND NOT EXISTS (
            SELECT 1 FROM discovery_notice o JOIN visits_visit w ON w.id = o.visit_id
            WHERE o.subdistrict_id = n.subdistrict_id AND o.door_id = n.door_id AND o.matter = n.matter
              AND o.number < n.number AND (w.outcome_at IS NULL OR w.outcome_at > n.given_at))
        GROUP BY c.code, n.giver_id, {day}""")
    )


def _forms(asked: _Asked) -> dict[str, list[tuple[str, date, int]]]:
    """4.2.1 b: entered, not undone, changed something; by who held a rewarded post when collecting."""
    day, collected = asked.day("e.entered_at"), asked.day("f.collected_at")
    return _by_committee(
        asked.within(f"""
        SELECT c.code, f.collector_id, {day}, COUNT(*)
        FROM entry_entry e
        JOIN collection_form f ON f.id = e.form_id
        JOIN territory_door d ON d.id = f.door_id
        JOIN territory_committee c ON c.id = {asked.place(day)}
        WHERE e.subdistrict_id = %s AND {day} BETWEEN %s AND %s
          AND {asked.stands} AND e.changed AND NOT f.stock_taking
          AND EXISTS (
            SELECT 1 FROM accounts_post p
            WHERE p.subdistrict_id = e.subdistrict_id AND p.account_id = f.collector_id
              AND p.role IN {COLLECTORS} AND p.valid_from <= {collected}
              AND (p.valid_to IS NULL OR p.valid_to >= {collected}))
        GROUP BY c.code, f.collector_id, {day}""")
    )


def _entries(asked: _Asked) -> dict[tuple[str, date], int]:
    """4.2.1 d: by committee and month, of all its clerks together."""
    day = asked.day("e.entered_at")
    rows = asked.within(f"""
        SELECT c.code, {day}, COUNT(*)
        FROM entry_entry e
        JOIN collection_form f ON f.id = e.form_id
        JOIN territory_door d ON d.id = f.door_id
        JOIN territory_committee c ON c.id = {asked.place(day)}
        WHERE e.subdistrict_id = %s AND {day} BETWEEN %s AND %s
          AND {asked.stands} AND NOT f.stock_taking
        GROUP BY c.code, {day}""")
    found: dict[tuple[str, date], int] = defaultdict(int)
    for code, counted, number in rows:
        found[code, _date(counted).replace(day=1)] += number
    return found


def _clerk_days(asked: _Asked) -> dict[tuple[str, date], list[tuple[str, int]]]:
    """2.5.1: one in office a day, a stand-in before the clerk. In the order of their first days."""
    # SQLite keeps days as text.
    first, last = ("%s", "%s") if asked.is_sqlite else ("CAST(%s AS date)", "CAST(%s AS date)")
    following = "date(day, '+1 day')" if asked.is_sqlite else "day + 1"
    month = "substr(h.day, 1, 7)" if asked.is_sqlite else "to_char(h.day, 'YYYY-MM')"
    rows = asked.rows(
        f"""
        WITH RECURSIVE days(day) AS (
          SELECT {first} UNION ALL SELECT {following} FROM days WHERE day < {last}),
        held AS (
          SELECT p.committee_id, p.account_id, days.day,
            ROW_NUMBER() OVER (PARTITION BY p.committee_id, days.day
              ORDER BY p.stand_in DESC, p.valid_from DESC, p.id DESC) AS place
          FROM days JOIN accounts_post p
            ON p.valid_from <= days.day AND (p.valid_to IS NULL OR p.valid_to >= days.day)
          WHERE p.role = 'clerk' AND p.subdistrict_id = %s)
        SELECT c.code, {month}, h.account_id, COUNT(*)
        FROM held h JOIN territory_committee c ON c.id = h.committee_id
        WHERE h.place = 1
        GROUP BY c.code, {month}, h.account_id
        ORDER BY MIN(h.day)""",
        [str(asked.first), str(asked.last), asked.subdistrict],
    )
    found: dict[tuple[str, date], list[tuple[str, int]]] = defaultdict(list)
    for code, counted, account, number in rows:
        found[code, date.fromisoformat(f"{counted}-01")].append((_account(account), number))
    return found


def _inspected(asked: _Asked) -> dict[str, tuple[int, int, int, int]]:
    year, quarter = asked.first.year, (asked.first.month + 2) // 3
    rows = asked.rows(
        """SELECT c.code, i.checked, i.errors, i.traced_back, i.unregistered
        FROM settlement_inspectionresult i JOIN territory_committee c ON c.id = i.committee_id
        WHERE i.subdistrict_id = %s AND i.quarter = %s""",
        [asked.subdistrict, f"{year}Q{quarter}"],
    )
    return {code: (checked, errors, traced, pieces) for code, checked, errors, traced, pieces in rows}


def _by_committee(rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[str, date, int]]]:
    found: dict[str, list[tuple[str, date, int]]] = defaultdict(list)
    for code, account, counted, number in rows:
        found[code].append((_account(account), _date(counted), number))
    return found


def _account(value: Any) -> str:
    return str(UUID(str(value))) if value else SUBSIDY


def _date(value: Any) -> date:
    return date.fromisoformat(str(value))


# Arithmetic


def _figures(day: date, dated: Dated) -> Figures:
    latest_first = sorted(dated, key=lambda one: one[0], reverse=True)
    return next(figures for first, figures in latest_first if first <= day)


def _rewards(pieces: list[tuple[str, date, int]], dated: Dated, figure: str) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for account, counted, number in pieces:
        found[account] += number * getattr(_figures(counted, dated), figure)
    return dict(found)


def _allowance(entries: int, figures: Figures) -> int:
    if entries < figures.clerk_above:
        return figures.clerk_base
    steps = (entries - figures.clerk_above) // figures.clerk_step
    return min(figures.clerk_base + steps * figures.clerk_step_fen, figures.clerk_most)


def _percent(inspected: tuple[int, int, int, int], figures: Figures) -> int:
    checked, errors, traced_back, unregistered = inspected
    by_rate = 0
    for bound, is_included, percent in figures.bands:
        reached, needed = 100 * errors, bound * checked
        if checked and (reached > needed or (is_included and reached == needed)):
            by_rate = percent
            break
    return min(100, by_rate + figures.traced_back * traced_back + figures.unregistered * unregistered)


def _spread(total: int, weights: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Largest remainder; equal remainders to the earlier."""
    whole = sum(weight for _, weight in weights)
    if not whole:
        return {}
    shares = {key: total * weight // whole for key, weight in weights}
    places = {key: place for place, (key, _) in enumerate(weights)}
    remainders = sorted((-(total * weight % whole), places[key], key) for key, weight in weights)
    for _, _, key in remainders[: total - sum(shares.values())]:
        shares[key] += 1
    return shares
