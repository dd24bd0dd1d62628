"""The dry run of a sheet of residents, dwellings or units: each row against its file and the register."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from uuid import UUID

from sanshi.collection.models import Subject
from sanshi.entry.importing.problems import Level, Wrong
from sanshi.entry.importing.records.facts import Read, Reader
from sanshi.entry.importing.records.finding import NEW, Finding
from sanshi.entry.importing.records.households import Households, Registered, Resident
from sanshi.entry.importing.records.looking import Looked, SheetRow
from sanshi.entry.importing.records.plan import CountedRow
from sanshi.identity.matching.evidence import Band
from sanshi.register.counted import News
from sanshi.register.models import Relation, Separation


@dataclass(slots=True)
class Tally:
    """What carrying out the good rows would do."""

    rows: int = 0
    bad: int = 0
    noted: int = 0
    new: int = 0
    look: int = 0
    changed: int = 0
    moved: int = 0
    known: int = 0
    problems: Counter[str] = field(default_factory=Counter)

    def plain(self) -> dict[str, Any]:
        held = {name: getattr(self, name) for name in self.__slots__}
        return {**held, "problems": dict(self.problems)}


@dataclass(frozen=True, slots=True)
class Tried:
    """A row with what was found; `counted` is there where the row is good."""

    read: Read
    counted: CountedRow | None = None
    found: Finding | None = None

    @property
    def outcome(self) -> str:
        """bad, new, look, changed, moved, known"""
        if self.counted is None or self.found is None:
            return "bad"
        if self.found.band != Band.SAME:
            return str(self.found.band)
        return {News.CHANGED: "changed", News.MOVED: "moved"}.get(self.found.news, "known")


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What an earlier row of the file says of a person."""

    row: int
    name: str
    door: UUID
    registered_only: bool


@dataclass(slots=True)
class Trial:
    """Rows go through in their order, some hundreds at once, after they were looked at."""

    subdistrict: str
    reader: Reader
    tally: Tally = field(default_factory=Tally)
    _earlier: dict[Any, list[_Earlier]] = field(default_factory=dict)
    _heads: dict[tuple[UUID, int], int] = field(default_factory=dict)
    _households: Households = field(default_factory=Households)

    def take(self, part: Sequence[SheetRow], looked: Sequence[Looked]) -> Iterator[Tried]:
        for (_number, cells), one in zip(part, looked, strict=True):
            tried = self._against_file(one, cells)
            self._count(tried)
            yield tried

    def _against_file(self, looked: Looked, cells: Sequence[Any]) -> Tried:
        """Bad as well what an earlier row says otherwise, or says already."""
        read = looked.read
        if looked.counted is None or looked.found is None:
            self._in_household(looked)
            return Tried(read)
        read.again = partial(self.reader.row, read.number, cells)
        follows = self._with_its_file(read, looked.counted, looked.number)
        household = self._in_household(looked)
        if not read.is_good:
            return Tried(read)
        row = replace(looked.counted, follows=follows).within(household)
        self._refuse_second_head(read, row, looked)
        return self._tried(read, row, looked.found) if read.is_good else Tried(read)

    def _tried(self, read: Read, counted: CountedRow, found: Finding) -> Tried:
        if found.elsewhere:
            read.wrong(Wrong.OTHER_STREET, "document_number")
            return Tried(read)
        if counted.follows and found.band != Band.SAME:
            # Whoever it is, they are whom the earlier row is about.
            return Tried(read, counted, Finding(Band.NEW))
        return Tried(read, replace(counted, record=found.record, follows=0), found)

    # Against the file

    def _with_its_file(self, read: Read, counted: CountedRow, number: str) -> int:
        """The earlier row about the same person, 0 where there is none. Two are told."""
        if self.reader.subject != Subject.PERSON:
            self._refuse_twice(read, counted)
            return 0
        content = counted.content
        assert content.person is not None and content.residency is not None
        key = number or (content.person.name, content.person.birth_date, counted.door)
        is_elsewhere = content.residency.separation == Separation.REGISTERED_HERE
        here = _Earlier(counted.row, content.person.name, counted.door, is_elsewhere)
        known = self._earlier.setdefault(key, [])
        for one in known:
            self._compare(read, here, one)
        if read.is_good:
            known.append(here)
        return known[0].row if read.is_good and len(known) > 1 else 0

    def _compare(self, read: Read, here: _Earlier, one: _Earlier) -> None:
        if here.name != one.name:
            read.wrong(Wrong.NUMBER_TWICE, "document_number", row=one.row)
        elif here.door == one.door:
            read.wrong(Wrong.ROW_TWICE, row=one.row)
        elif not (here.registered_only or one.registered_only):
            read.wrong(Wrong.TWO_DOORS, "address", row=one.row)

    def _refuse_twice(self, read: Read, counted: CountedRow) -> None:
        unit = counted.content.unit
        key = (counted.door, unit.name if unit else "")
        here = _Earlier(counted.row, "", counted.door, False)
        known = self._earlier.setdefault(key, [])
        if known:
            read.wrong(Wrong.ROW_TWICE, row=known[0].row)
        known.append(here)

    # Households

    def _in_household(self, looked: Looked) -> int:
        """Its number; 0 where there is none. A row that only says something again says nothing of it."""
        read, content = looked.read, looked.read.content
        lives, door = content.residency if content else None, read.where.door
        if lives is None or door is None or any(one.code == Wrong.ROW_TWICE for one in read.problems):
            self._households.interrupt()
            return 0
        is_head, found = lives.relation_to_head == Relation.SELF, looked.found or NEW
        placed = self._households.place(
            Resident(
                door,
                is_head,
                stated=lives.household if looked.says_household else 0,
                home=found.home,
                perhaps=_perhaps(found, looked.registered) if is_head else 0,
                registered=looked.registered,
            )
        )
        if placed.is_open and read.is_good:
            read.wrong(Wrong.WHICH_HOUSEHOLD, "household", Level.NOTE, household=placed.household)
        return placed.household

    def _refuse_second_head(self, read: Read, counted: CountedRow, looked: Looked) -> None:
        lives, found = counted.content.residency, looked.found
        if lives is None or found is None or not counted.is_head:
            return
        first = self._heads.setdefault((counted.door, lives.household), counted.row)
        if first != counted.row:
            read.wrong(Wrong.SECOND_HEAD, "relation_to_head", household=lives.household, row=first)
        elif found.band != Band.LOOK and not found.elsewhere:
            head = looked.registered.get(lives.household)
            if head not in (None, found.record):
                read.wrong(Wrong.HEAD_REGISTERED, "relation_to_head", household=lives.household)

    # Counting

    def _count(self, tried: Tried) -> None:
        tally = self.tally
        tally.rows += 1
        tally.problems.update(problem.code.value for problem in tried.read.problems)
        outcome = tried.outcome
        setattr(tally, outcome, getattr(tally, outcome) + 1)
        tally.noted += bool(tried.read.problems and outcome != "bad")


def _perhaps(found: Finding, registered: Registered) -> int:
    """The household at the door whose head is one of those whom the row may be about."""
    candidates = {one["record"] for one in found.candidates if "record" in one}
    return next((number for number, head in registered.items() if str(head) in candidates), 0)
