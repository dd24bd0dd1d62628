"""Which record of the register a row is about, by sets: the same, to be looked at, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sanshi.collection.models import Subject
from sanshi.entry.importing.records.plan import CountedRow
from sanshi.entry.matching import Offer, offered
from sanshi.identity.matching.evidence import Band, Evidence
from sanshi.register import counted, finding
from sanshi.register.counted import News
from sanshi.register.finding import Asked
from sanshi.register.finding.units import match_unit
from sanshi.register.holders import document_index, holders_of
from sanshi.register.models import DocumentHolder

# Candidates that a person is shown.
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """`news`: of a record that is the same. `candidates`: of one to be looked at, from the best."""

    band: Band
    record: UUID | None = None
    news: News = News.NOTHING
    candidates: Sequence[Mapping[str, Any]] = ()
    # Another street has the number.
    elsewhere: bool = False
    # In which household the person lives at the row's door; 0 for nobody who does.
    home: int = 0


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
    return [
        _person(subdistrict, row, offer, held.get(number), known)
        for row, offer, number in zip(rows, offers, numbers, strict=True)
    ]


def _person(
    subdistrict: str,
    row: CountedRow,
    offer: Offer,
    holder: DocumentHolder | None,
    known: Mapping[UUID, counted.Standing],
) -> Finding:
    if holder is not None and holder.subdistrict_id != subdistrict:
        return Finding(Band.LOOK, elsewhere=True)
    same = offer.best
    is_held_by_it = holder is None or holder.person == same
    if same is not None and same in known and is_held_by_it and not _another_number(row, known[same]):
        home = known[same].homes.get(row.door)
        lives_in = home.facts["household"] if home else 0
        return Finding(Band.SAME, same, news_of(row, known[same]), home=lives_in)
    if offer.band == Band.NEW and holder is None:
        return NEW
    candidates = [
        candidate(str(one.key), offer.band_of(one), one.probability, [*one.why, *one.rules])
        for one in offer.candidates[:MOST_CANDIDATES]
    ]
    if holder is not None and str(holder.person) not in {one["record"] for one in candidates}:
        candidates.append(candidate(str(holder.person), Band.LOOK, 1.0, [str(Evidence.NUMBER_SAME)]))
    return Finding(Band.LOOK, candidates=candidates)


def _another_number(row: CountedRow, standing: counted.Standing) -> bool:
    """A sheet replaces no number by itself: of a passport no check digit says which of the two is right."""
    return row.content.person is not None and standing.has_another_number(row.content.person)


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


def _units(subdistrict: str, rows: Sequence[CountedRow]) -> list[Finding]:
    found = [_unit(subdistrict, row) for row in rows]
    stored = counted.units(subdistrict, {one.record for one in found if one.record})
    return [_with_news(row, one, stored) for row, one in zip(rows, found, strict=True)]


def _unit(subdistrict: str, row: CountedRow) -> Finding:
    """By the desk's own match. One at another door is looked at: a move is said by a form."""
    assert row.content.unit is not None
    verdict = match_unit(subdistrict, row.content.unit, address=row.address)
    if verdict.band == Band.NEW:
        return NEW
    best = UUID(str(verdict.candidates[0].key))
    here = counted.units(subdistrict, [best]).get(best)
    if verdict.band == Band.SAME and here is not None and here[0] == row.door:
        return Finding(Band.SAME, best)
    shown = [
        candidate(str(one.key), Band.LOOK, one.probability, [*one.why, *one.rules])
        for one in verdict.candidates[:MOST_CANDIDATES]
    ]
    return Finding(Band.LOOK, candidates=list({one["record"]: one for one in reversed(shown)}.values())[::-1])


def _with_news(row: CountedRow, found: Finding, stored: Mapping[UUID, Any]) -> Finding:
    if found.record is None or found.record not in stored or row.content.unit is None:
        return found
    news = counted.unit_news(stored[found.record][1], row.content.unit)
    return Finding(found.band, found.record, news)
