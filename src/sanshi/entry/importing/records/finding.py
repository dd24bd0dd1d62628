"""Which record of the register a row is about, by sets: the same, to be looked at, or none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sanshi.collection.models import Subject
from sanshi.entry.importing.records.plan import CountedRow
from sanshi.entry.matching import Offer, offered
from sanshi.identity.matching.evidence import Band, Evidence
from sanshi.register import counted, finding
from sanshi.register.counted import News
from sanshi.register.finding import Asked
from sanshi.register.holders import document_index, holders_of
from sanshi.register.models import DocumentHolder, Relation

# Candidates that a person is shown.
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """`news`: of a record that is the same. `candidates`: of one to be looked at, from the best."""

    band: Band
    record: UUID | None = None
    news: News = News.NOTHING
    candidates: Sequence[Mapping[str, Any]] = ()
    # Another street has the number; the household has another head.
    elsewhere: bool = False
    second_head: bool = False


NEW = Finding(Band.NEW)


def find(subdistrict: str, subject: Subject, rows: Sequence[CountedRow], size: int | None) -> list[Finding]:
    """In the order of the rows. `size`: of the register, where the caller has counted it."""
    if subject == Subject.PERSON:
        return _persons(subdistrict, rows, size)
    return (_dwellings if subject == Subject.DWELLING else _units)(subdistrict, rows)


# Persons


def number_of(row: CountedRow) -> str:
    """Blind index of the document number; empty without one."""
    person = row.content.person
    return document_index(person.document_type, person.document_number) if person else ""


def _persons(subdistrict: str, rows: Sequence[CountedRow], size: int | None) -> list[Finding]:
    asked = [Asked(row.content.person, row.address) for row in rows if row.content.person]
    offers = [offered(verdict) for verdict in finding.match_many(subdistrict, asked, size=size)]
    numbers = [number_of(row) for row in rows]
    held = holders_of(numbers)
    known = counted.standing(subdistrict, {offer.best for offer in offers if offer.best})
    heads = counted.heads(subdistrict, {row.door for row in rows if _is_head(row)})
    return [
        _person(subdistrict, row, offer, held.get(number), known, heads)
        for row, offer, number in zip(rows, offers, numbers, strict=True)
    ]


def _is_head(row: CountedRow) -> bool:
    lives = row.content.residency
    return lives is not None and lives.relation_to_head == Relation.SELF


def _person(
    subdistrict: str,
    row: CountedRow,
    offer: Offer,
    holder: DocumentHolder | None,
    known: Mapping[UUID, counted.Standing],
    heads: Mapping[tuple[UUID, int], UUID],
) -> Finding:
    if holder is not None and holder.subdistrict_id != subdistrict:
        return Finding(Band.LOOK, elsewhere=True)
    same, lives = offer.best, row.content.residency
    head = heads.get((row.door, lives.household)) if lives and _is_head(row) else None
    if same is not None and same in known and (holder is None or holder.person == same):
        return Finding(Band.SAME, same, news_of(row, known[same]), second_head=head not in (None, same))
    if offer.band == Band.NEW and holder is None:
        return Finding(Band.NEW, second_head=head is not None)
    candidates = [
        candidate(str(one.key), offer.band_of(one), one.probability, [*one.why, *one.rules])
        for one in offer.candidates[:MOST_CANDIDATES]
    ]
    if holder is not None and str(holder.person) not in {one["record"] for one in candidates}:
        candidates.append(candidate(str(holder.person), Band.LOOK, 1.0, [str(Evidence.NUMBER_SAME)]))
    return Finding(Band.LOOK, candidates=candidates)


def news_of(row: CountedRow, standing: counted.Standing) -> News:
    content = row.at(standing.homes.get(row.door))
    assert content.person is not None and content.residency is not None
    return standing.news(row.door, content.person, content.residency)


def candidate(record: str, band: str, probability: float, why: Sequence[str]) -> Mapping[str, Any]:
    """As an import's doubt stores it: ids and codes only."""
    return {"record": record, "band": str(band), "probability": round(probability, 4), "why": list(why)}


# Dwellings and units


def _dwellings(subdistrict: str, rows: Sequence[CountedRow]) -> list[Finding]:
    """A door has one dwelling: it is the same by its door."""
    known = counted.dwellings(subdistrict, {row.door for row in rows})
    return [_dwelling(row, known.get(row.door)) for row in rows]


def _dwelling(row: CountedRow, stored: Any) -> Finding:
    if stored is None or row.content.dwelling is None:
        return NEW
    return Finding(Band.SAME, stored[0], counted.dwelling_news(stored[1], row.content.dwelling))


@dataclass(slots=True)
class _Units:
    by_code: dict[str, list[tuple[UUID, UUID, str]]] = field(default_factory=lambda: defaultdict(list))
    by_door: dict[UUID, list[tuple[UUID, str, str]]] = field(default_factory=lambda: defaultdict(list))


def _units(subdistrict: str, rows: Sequence[CountedRow]) -> list[Finding]:
    codes = {row.content.unit.credit_code for row in rows if row.content.unit}
    like = _Units()
    for unit, door, name, code in counted.units_like(subdistrict, codes, {row.door for row in rows}):
        like.by_code[code].append((unit, door, name))
        like.by_door[door].append((unit, name, code))
    found = [_unit(row, like) for row in rows]
    stored = counted.units(subdistrict, {one.record for one in found if one.record})
    return [_with_news(row, one, stored) for row, one in zip(rows, found, strict=True)]


def _unit(row: CountedRow, like: _Units) -> Finding:
    """The same by its credit code at its door, or by its very name there; a code elsewhere is looked at."""
    unit = row.content.unit
    assert unit is not None
    here = like.by_door.get(row.door, [])
    coded = like.by_code.get(unit.credit_code, []) if unit.credit_code else []
    same = [one for one, door, _name in coded if door == row.door]
    named = [
        one
        for one, name, code in here
        if name == unit.name and (not code or not unit.credit_code or code == unit.credit_code)
    ]
    if len(set(same or named)) == 1:
        return Finding(Band.SAME, (same or named)[0])
    alike = dict.fromkeys(
        [one for one, *_rest in coded] + [one for one, name, _c in here if _alike(name, unit.name)]
    )
    if not alike:
        return NEW
    why = ["same_code"] if coded else ["like_name"]
    shown = [candidate(str(one), Band.LOOK, 0.5, why) for one in list(alike)[:MOST_CANDIDATES]]
    return Finding(Band.LOOK, candidates=shown)


def _alike(one: str, other: str) -> bool:
    """One name stands in the other, as a shop's sign does in its licence."""
    return min(len(one), len(other)) > 1 and (one in other or other in one)


def _with_news(row: CountedRow, found: Finding, stored: Mapping[UUID, Any]) -> Finding:
    if found.record is None or found.record not in stored or row.content.unit is None:
        return found
    news = counted.unit_news(stored[found.record][1], row.content.unit)
    return Finding(found.band, found.record, news)
