"""Walk each chain and name the first line that is not as it was written."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from sanshi.journal.anchor import AnchorDamaged, Anchored, read_anchor
from sanshi.journal.chain import line_mac, subjects_digest
from sanshi.journal.models import Head, Line, Subject
from sanshi.streets.models import SAME_STREET, Subdistrict

CHUNK = 500
# How far around a misplaced line its own number is sought when its neighbours do not tell it.
NEAR = 50


class What(StrEnum):
    EDITED = "edited: its MAC is wrong"
    MISSING = "missing"
    INSERTED = "inserted: it was never journalled"
    OUT_OF_ORDER = "out of order"
    MOVED = "moved from another street"
    SUBJECT = "a subject was changed, added or removed"
    LINK = "does not follow the line before it"
    HEAD = "the head differs from the last line"
    BEHIND = "behind its anchor"
    REWRITTEN = "differs from the anchor: the chain was rewritten"
    ANCHOR = "the anchor file is damaged"


@dataclass(frozen=True, slots=True)
class Finding:
    street: str
    what: What
    number: int = 0
    note: str = ""

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.street, f"line {self.number}" if self.number else "")))
        note = f" ({self.note})" if self.note else ""
        return f"{place}: {self.what}{note}" if place else f"{self.what}{note}"


@dataclass(frozen=True, slots=True)
class Behind(Finding):
    """The lines after the head up to the anchor are gone."""

    last: int = 0

    def __str__(self) -> str:
        return f"{self.street}: {self.what}: {_span(self.number, self.last)} missing"


@dataclass(frozen=True, slots=True)
class Report:
    lines: int
    bad: Finding | None = None
    anchored: bool = True

    @property
    def intact(self) -> bool:
        return self.bad is None

    def __str__(self) -> str:
        return f"intact, {self.lines} lines" if self.bad is None else str(self.bad)


def verify() -> Report:
    """All chains against their MACs, their heads and the anchor; stops at the first bad line."""
    try:
        # Read first: lines appended meanwhile lie beyond it and are no contradiction.
        anchor = read_anchor()
    except AnchorDamaged as damage:
        return Report(0, Finding("", What.ANCHOR, note=str(damage)), anchored=False)
    streets = sorted({*Subdistrict.objects.values_list("pk", flat=True), *anchor})
    lines = 0
    for street in streets:
        walk = _Walk(street, streets, anchor.get(street))
        bad = walk.first_bad()
        lines += walk.lines
        if bad is not None:
            return Report(lines, bad, bool(anchor))
    return Report(lines, anchored=bool(anchor))


class _Walk:
    """One street's chain, in order of numbers, a chunk in memory at a time."""

    def __init__(self, street: str, streets: list[str], anchored: Anchored | None) -> None:
        self.street = street
        self.streets = streets
        self.anchored = anchored
        self.lines = 0
        self.previous = ""

    def first_bad(self) -> Finding | None:
        head = Head.objects.filter(subdistrict=self.street).first() or Head(subdistrict_id=self.street)
        return self._bad_line(head) or self._bad_end(head)

    def _bad_line(self, head: Head) -> Finding | None:
        for line, subjects in self._in_order(head.number):
            bad = self._check(line, subjects)
            if bad is not None:
                return bad
            self.lines += 1
            self.previous = line.mac
        return None

    def _in_order(self, last: int) -> Iterator[tuple[Line, list[Subject]]]:
        lines = Line.objects.filter(subdistrict=self.street, number__lte=last).order_by("number")
        rows = lines.iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            subjects = _subjects(self.street, chunk)
            for line in chunk:
                yield line, subjects.get(line.pk, [])

    def _check(self, line: Line, subjects: list[Subject]) -> Finding | None:
        expected = self.lines + 1
        if line.mac != line_mac(line):
            return self._misplaced(line)
        if line.number < expected:
            return self._found(line.number, What.INSERTED)
        if line.number > expected:
            return self._found(expected, What.MISSING, _gap(expected, line.number - 1))
        if line.previous != self.previous:
            return self._found(expected, What.LINK)
        if line.subject_count != len(subjects) or line.subjects_digest != subjects_digest(subjects):
            return self._found(expected, What.SUBJECT)
        if self.anchored and self.anchored.number == expected and self.anchored.mac != line.mac:
            return self._found(expected, What.REWRITTEN)
        return None

    def _misplaced(self, line: Line) -> Finding:
        """A line whose MAC is wrong where it stands: written elsewhere, pushed in, or edited."""
        expected = self.lines + 1
        moved = self._moved(line)
        if moved is not None:
            return moved
        if line.number > expected:
            return self._found(expected, What.MISSING, _gap(expected, line.number - 1))
        after = Line.objects.filter(subdistrict=self.street, number=expected + 1).first()
        if after is not None and after.mac == line_mac(after, number=expected):
            return self._found(expected, What.INSERTED)
        return self._found(line.number, What.EDITED)

    def _moved(self, line: Line) -> Finding | None:
        origin = _origin(line, self.streets)
        if origin is None:
            return None
        street, number = origin
        if street == self.street:
            return self._found(line.number, What.OUT_OF_ORDER, f"it was written as line {number}")
        return self._found(line.number, What.MOVED, f"it was written as line {number} of {street}")

    def _bad_end(self, head: Head) -> Finding | None:
        """The head, what stands after it, what the anchor says."""
        if self.lines < head.number:
            return self._found(self.lines + 1, What.MISSING, _gap(self.lines + 1, head.number))
        if self.previous != head.mac:
            return self._found(head.number, What.HEAD)
        return self._inserted_after() or self._stray_subjects() or self._behind()

    def _inserted_after(self) -> Finding | None:
        # The last line is read before the head: an append in between makes the head larger, never smaller.
        lines = Line.objects.filter(subdistrict=self.street)
        last = lines.aggregate(last=Max("number"))["last"] or 0
        head = Head.objects.filter(subdistrict=self.street).first()
        end = head.number if head else 0
        if last <= end:
            return None
        line = lines.filter(number__gt=end).order_by("number")[0]
        if line.mac == line_mac(line):
            return self._found(end, What.HEAD)
        return self._moved(line) or self._found(line.number, What.INSERTED)

    def _stray_subjects(self) -> Finding | None:
        """Subjects of this street whose line is another street's."""
        own = Line.objects.filter(SAME_STREET, pk=OuterRef("line_id"))
        stray = Subject.objects.filter(~Exists(own), subdistrict=self.street)
        return self._found(0, What.SUBJECT) if stray.exists() else None

    def _behind(self) -> Finding | None:
        if self.anchored is None or self.lines >= self.anchored.number:
            return None
        return Behind(self.street, What.BEHIND, self.lines + 1, last=self.anchored.number)

    def _found(self, number: int, what: What, note: str = "") -> Finding:
        return Finding(self.street, what, number, note)


def _subjects(street: str, lines: list[Line]) -> dict[UUID, list[Subject]]:
    found: dict[UUID, list[Subject]] = defaultdict(list)
    ids = [line.pk for line in lines]
    for subject in Subject.objects.filter(subdistrict=street, line__in=ids).order_by("position"):
        found[subject.line_id].append(subject)
    return found


def _origin(line: Line, streets: list[str]) -> tuple[str, int] | None:
    """Street and number under which the line's MAC is right."""
    for street, number in _candidates(line, streets):
        if line.mac == line_mac(line, street=street, number=number):
            return street, number
    return None


def _candidates(line: Line, streets: list[str]) -> Iterator[tuple[str, int]]:
    known = Line.objects.filter(subdistrict__in=streets)
    for street, number in known.filter(previous=line.mac).values_list("subdistrict_id", "number"):
        yield street, number - 1
    for street, number in known.filter(mac=line.previous).values_list("subdistrict_id", "number"):
        yield street, number + 1
    for street in streets:
        yield from ((street, number) for number in range(max(1, line.number - NEAR), line.number + NEAR))
        yield street, 1


def _gap(first: int, last: int) -> str:
    return "" if first == last else _span(first, last)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
