"""A lot of rows into the register: what is new by sets, what is known one by one, the rest set aside.

The register may have moved on since the dry run: each row is held against it once more, so that nobody is
registered twice and a lot that is carried out again changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sanshi.collection.models import Subject
from sanshi.entry import recounting, stock
from sanshi.entry.importing.records.finding import candidate, news_of, number_of
from sanshi.entry.importing.records.plan import CountedRow
from sanshi.entry.recounting import Known
from sanshi.entry.stock import Counted, Made, StockLot, Taken
from sanshi.identity.matching.evidence import Band, Evidence
from sanshi.journal.recording import record
from sanshi.problems import ALREADY_REGISTERED, SECOND_HEAD, Refused
from sanshi.register import counted
from sanshi.register.counted import News
from sanshi.register.holders import holders_of
from sanshi.verbs import TAKE_STOCK, Actor


@dataclass(slots=True)
class Entered:
    """What came of a lot. `known`: rows that say nothing new. `aside`: rows left to a person, and why."""

    forms: dict[int, Taken] = field(default_factory=dict)
    new: int = 0
    changed: int = 0
    known: list[CountedRow] = field(default_factory=list)
    aside: list[tuple[CountedRow, list[Mapping[str, Any]]]] = field(default_factory=list)

    def put_aside(self, row: CountedRow, *candidates: Mapping[str, Any]) -> None:
        self.aside.append((row, list(candidates)))


def seeming_new(subdistrict: str, counted_on: date, rows: Sequence[CountedRow]) -> Made | None:
    """Worked out before the transaction that finds out whether they are new; most often all of them are."""
    new = [row for row in rows if row.record is None and row.unit is None and not row.follows]
    return stock.made(subdistrict, _lot(counted_on, new)) if new else None


def enter(
    actor: Actor, counted_on: date, rows: Sequence[CountedRow], seemed_new: Made | None = None
) -> Entered:
    """Inside an action."""
    found = Entered()
    new = list(_to_register(actor.subdistrict, rows, found))
    _register(actor, counted_on, new, found, seemed_new)
    _recount(actor, counted_on, list(_to_recount(actor.subdistrict, rows, found)), found)
    return found


# New ones


def _to_register(subdistrict: str, rows: Sequence[CountedRow], found: Entered) -> Iterator[CountedRow]:
    new = [row for row in rows if row.record is None]
    held = holders_of(number_of(row) for row in new)
    heads = counted.heads(subdistrict, {row.door for row in new if row.is_head})
    registered = _registered(subdistrict, new)
    here = {row.row for row in new}
    for row in new:
        lives = row.content.residency
        if row.follows and (row.follows in here or number_of(row) in held):
            continue
        if (holder := held.get(number_of(row))) is not None:
            found.put_aside(row, *_held_by(subdistrict, holder))
        elif row.door in registered:
            found.put_aside(row, candidate(str(registered[row.door]), Band.SAME, 1.0, []))
        elif lives is not None and row.is_head and (row.door, lives.household) in heads:
            found.put_aside(row, {"problem": SECOND_HEAD.number, "household": lives.household})
        else:
            yield row


def _registered(subdistrict: str, rows: Sequence[CountedRow]) -> Mapping[UUID, UUID]:
    """Dwellings that somebody else has registered since."""
    doors = {row.door for row in rows if row.content.dwelling is not None}
    return (
        {door: one for door, (one, _facts) in counted.dwellings(subdistrict, doors).items()} if doors else {}
    )


def _held_by(subdistrict: str, holder: Any) -> Iterable[Mapping[str, Any]]:
    if holder.subdistrict_id != subdistrict:
        return [{"problem": ALREADY_REGISTERED.number}]
    return [candidate(str(holder.person), Band.LOOK, 1.0, [str(Evidence.NUMBER_SAME)])]


def _register(
    actor: Actor, counted_on: date, rows: Sequence[CountedRow], found: Entered, seemed_new: Made | None
) -> None:
    if not rows:
        return
    lot = _lot(counted_on, rows)
    holds = seemed_new is not None and seemed_new.holds_for(lot)
    made = seemed_new if seemed_new is not None and holds else stock.made(actor.subdistrict, lot)
    for row, one in zip(rows, made.enter(), strict=True):
        record(actor, TAKE_STOCK, one.form, one.entry, *one.records, result=one.entry.pk)
        found.forms[row.row] = one
    found.new = len(rows)


def _lot(counted_on: date, rows: Sequence[CountedRow]) -> StockLot:
    return StockLot(counted_on, tuple(Counted(row.door, row.content, is_tidy=True) for row in rows))


# Known ones


def _to_recount(
    subdistrict: str, rows: Sequence[CountedRow], found: Entered
) -> Iterator[tuple[CountedRow, Known]]:
    named = dict(_named(rows, found))
    persons = counted.standing(subdistrict, _of(named, Subject.PERSON))
    dwellings = counted.dwellings(subdistrict, {row.door for row, _record in named.values()})
    units = counted.units(subdistrict, _of(named, Subject.UNIT))
    for row, pk in named.values():
        standing: Any = persons.get(pk) or (
            dwellings.get(row.door) if row.content.dwelling else units.get(pk)
        )
        if standing is None:
            found.put_aside(row)
        elif _news(row, standing) == News.NOTHING:
            found.known.append(row)
        else:
            yield row, _known(row, pk, standing)


def _of(named: Mapping[int, tuple[CountedRow, UUID]], subject: Subject) -> set[UUID]:
    part = "person" if subject == Subject.PERSON else "unit"
    return {pk for row, pk in named.values() if getattr(row.content, part) is not None}


def _named(rows: Sequence[CountedRow], found: Entered) -> Iterator[tuple[int, tuple[CountedRow, UUID]]]:
    """Rows whose record is known by now; a person new with an earlier row is known by the number."""
    later = [row for row in rows if row.record is None and row.follows and row.row not in found.forms]
    held = holders_of(number_of(row) for row in later)
    for row in rows:
        if row.record is not None:
            yield row.row, (row, row.record)
        elif row in later and (holder := held.get(number_of(row))) is not None:
            yield row.row, (row, holder.person)


def _news(row: CountedRow, standing: Any) -> News:
    content = row.content
    if content.dwelling is not None:
        return counted.dwelling_news(standing[1], content.dwelling)
    if content.unit is not None:
        return counted.unit_news(standing[1], content.unit)
    return news_of(row, standing)


def _known(row: CountedRow, pk: UUID, standing: Any) -> Known:
    home = standing.homes.get(row.door) if row.content.person is not None else None
    return Known(Counted(row.door, row.at(home)), pk, home.residency if home else None)


def _recount(
    actor: Actor, counted_on: date, rows: Sequence[tuple[CountedRow, Known]], found: Entered
) -> None:
    if not rows:
        return
    for (row, _known), one in zip(
        rows, recounting.enter(actor, counted_on, [known for _row, known in rows]), strict=True
    ):
        if isinstance(one, Refused):
            found.put_aside(row, {"problem": one.kind.number})
            continue
        found.forms[row.row] = one
        found.changed += 1
