"""One record against a street: how long until the answer is there, in process (aim: p99 20 ms)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from time import perf_counter
from typing import NamedTuple, TypeVar
from uuid import UUID, uuid4

from django.db import transaction

from sanshi import clock
from sanshi.identity.dates import read_date
from sanshi.identity.documents import DocumentType
from sanshi.identity.fictive import fictive_resident_number
from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.scoring import Verdict
from sanshi.project.bench.city import Resident, facts_of, load
from sanshi.project.generate.noise import Typist
from sanshi.project.generate.noise_words import PROFILES
from sanshi.project.generate.people import City, Person
from sanshi.register import finding
from sanshi.register.history import current
from sanshi.register.holders import document_index
from sanshi.register.models import DocumentHolder, PersonVersion
from sanshi.streets.models import Subdistrict
from sanshi.streets.sets import BareRows
from sanshi.streets.survey import survey

ASKED, WARM_UP = 2000, 100
# Of the records asked so many are of nobody registered.
STRANGERS = 0.4
_ELSEWHERE, _LOT = "000000998", 20_000
_REGION, _FIRST_BIRTH, _A_DAY = "098765", date(1930, 1, 1), 900
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Matched:
    """Persons of the street, numbers in the directory; seconds of each answer."""

    persons: int
    directory: int
    loaded_a_second: float
    here: list[float]
    elsewhere: list[float]
    by_sets_a_second: float
    # Of the registered who were asked for: who was named first, in whatever band but new.
    found: int
    registered: int


class _Question(NamedTuple):
    asked: finding.Asked
    # None: nobody registered.
    person: UUID | None


def measure(street: str, persons: int, city: int, told: Callable[[int], object] = id) -> Matched:
    """Adds so many to the street, and to the directory until the city has its size."""
    seconds, residents = _timed(lambda: load(persons, street, told=told))
    _fill_directory(city)
    # As every night does, and autovacuum.
    survey()
    # Counted anew: the register keeps its size for an hour, and has just grown.
    size = PersonVersion.objects.filter(current(), subdistrict=street).count()
    questions = _questions(residents)
    asked = [one.asked for one in questions]
    for one in asked[:WARM_UP]:
        _match(street, one, size)
    here = [_timed(lambda one=one: _match(street, one, size)) for one in asked]  # type: ignore[misc]
    elsewhere = [_timed(lambda one=one: finding.elsewhere(street, one.facts)) for one in asked]  # type: ignore[misc]
    by_sets, together = _timed(lambda: finding.match_many(street, asked, size=size))
    assert together == [verdict for _, verdict in here], "by sets the answers are others"
    return Matched(
        size,
        DocumentHolder.objects.count(),
        persons / seconds,
        [took for took, _ in here],
        [took for took, _ in elsewhere],
        len(asked) / by_sets,
        sum(_is_found(one, verdict) for one, (_, verdict) in zip(questions, here, strict=True)),
        sum(one.person is not None for one in questions),
    )


def _match(street: str, one: finding.Asked, size: int) -> Verdict:
    return finding.match_person(street, one.facts, address=one.address, size=size)


def _is_found(one: _Question, verdict: Verdict) -> bool:
    return one.person is not None and verdict.band != Band.NEW and verdict.candidates[0].key == one.person


def _timed(answer: Callable[[], Answer]) -> tuple[float, Answer]:
    started = perf_counter()
    found = answer()
    return perf_counter() - started, found


def _questions(residents: Sequence[Resident]) -> list[_Question]:
    """As the office types them; the same in every run."""
    random = Random(3)  # noqa: S311 - made-up persons, not secrets
    city = City(random, len(residents))
    typist, strangers = Typist(random, city, PROFILES["office"]), city.households()
    made = []
    for resident in residents[:ASKED]:
        nobody = random.random() < STRANGERS
        one = random.choice(next(strangers)) if nobody else resident.made
        made.append(_Question(_typed(typist, one), None if nobody else resident.person))
    return made


def _typed(typist: Typist, one: Person) -> finding.Asked:
    typed, _ = typist.write(one)
    births = read_date(typed.birth_date, latest=clock.today()).dates
    facts = replace(
        facts_of(one),
        name=typed.name,
        document_type=one.document_type.value if typed.id_number else "",
        document_number=typed.id_number,
        birth_date=births[0] if len(births) == 1 else None,
        phone=typed.phone,
    )
    return finding.Asked(facts, typed.address)


def _fill_directory(city: int) -> None:
    """Whoever lives in the city's other streets."""
    Subdistrict.objects.get_or_create(code=_ELSEWHERE, defaults={"name": _ELSEWHERE})
    others = DocumentHolder.objects.filter(subdistrict=_ELSEWHERE).count()
    missing = city - DocumentHolder.objects.count()
    rows = BareRows(DocumentHolder, "index", "subdistrict", "person")
    for start in range(others, others + missing, _LOT):
        numbers = range(start, min(start + _LOT, others + missing))
        with transaction.atomic():
            rows.insert(sorted((_index(number), _ELSEWHERE, uuid4()) for number in numbers))


def _index(number: int) -> str:
    born = _FIRST_BIRTH + timedelta(days=number // _A_DAY)
    return document_index(
        DocumentType.RESIDENT_CARD, fictive_resident_number(_REGION, born, number % _A_DAY + 1)
    )
