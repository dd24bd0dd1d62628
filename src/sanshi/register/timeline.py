"""The life of one record as it is known now: days, each with its facts. Pure; `history` stores it.

Spans are half open (the day `valid_to` no longer belongs), in order, and leave no gap between them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    valid_from: date
    valid_to: date | None
    facts: Facts

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def ends_by(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to <= day

    def saying(self, facts: Facts) -> "Span":
        return replace(self, facts={**self.facts, **facts})


Timeline = tuple[Span, ...]


def begun(day: date, facts: Facts) -> Timeline:
    return (Span(day, None, dict(facts)),)


def changed(timeline: Timeline, day: date, facts: Facts) -> Timeline:
    """Since `day` these facts are otherwise. What was reported of later days about other facts stays."""
    pieces = (piece for span in timeline for piece in _split(span, day))
    return _joined(piece.saying(facts) if piece.valid_from >= day else piece for piece in pieces)


def corrected(timeline: Timeline, facts: Facts) -> Timeline:
    """It was never so: the last value is replaced wherever it stands; an earlier other value stays."""
    wrong = timeline[-1].facts
    return _joined(
        span.saying({name: right for name, right in facts.items() if span.facts[name] == wrong[name]})
        for span in timeline
    )


def restated(timeline: Timeline, rewritten: Callable[[Facts], Facts]) -> Timeline:
    """On every day also what `rewritten` gives for the facts of that day."""
    return _joined(span.saying(rewritten(span.facts)) for span in timeline)


def combined(one: Timeline, other: Timeline, said: Callable[[Facts | None, Facts | None], Facts]) -> Timeline:
    """Of two lives one: on each day what `said` gives for the facts of both; None, that one says nothing."""
    days = sorted({day for span in (*one, *other) for day in (span.valid_from, span.valid_to) if day})
    ends: list[date | None] = [*days[1:], None]
    told = ((start, end, _on(one, start), _on(other, start)) for start, end in zip(days, ends, strict=True))
    return _joined(Span(start, end, said(*facts)) for start, end, *facts in told if any(facts))


def begun_rather(timeline: Timeline, day: date) -> Timeline:
    """It began on another day: the first facts reach back to it, or what lies before it never was."""
    left = [span for span in timeline if not span.ends_by(day)]
    return (replace(left[0], valid_from=day), *left[1:]) if left else ()


def ended(timeline: Timeline, day: date, facts: Facts) -> Timeline:
    """From `day` on no more. How it ended is a fact of the whole record, so each span says it."""
    left = (span for span in timeline if span.valid_from < day)
    return tuple(_cut(span, day).saying(facts) for span in left)


def differing(before: Timeline, after: Timeline) -> frozenset[str]:
    """Names of the facts that differ on some day; valid_from, valid_to where the ends do."""
    names = {name for span in (*before, *after) for name in span.facts}
    found = {name for name in names if _runs(before, name) != _runs(after, name)}
    if before and after:
        found |= {"valid_from"} if before[0].valid_from != after[0].valid_from else set()
        found |= {"valid_to"} if before[-1].valid_to != after[-1].valid_to else set()
    return frozenset(found)


def _runs(timeline: Timeline, name: str) -> list[tuple[date | None, Any]]:
    """The values of one fact, each with the day since when; the first since ever."""
    runs: list[tuple[date | None, Any]] = []
    for span in timeline:
        if not runs or runs[-1][1] != span.facts[name]:
            runs.append((span.valid_from if runs else None, span.facts[name]))
    return runs


def _on(timeline: Timeline, day: date) -> Facts | None:
    return next((span.facts for span in timeline if span.holds_on(day)), None)


def _split(span: Span, day: date) -> Iterable[Span]:
    if span.valid_from < day and not span.ends_by(day):
        return (replace(span, valid_to=day), replace(span, valid_from=day))
    return (span,)


def _cut(span: Span, day: date) -> Span:
    return span if span.ends_by(day) else replace(span, valid_to=day)


def _joined(spans: Iterable[Span]) -> Timeline:
    """Neighbours that say the same are one."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].valid_to == span.valid_from and found[-1].facts == span.facts:
            found[-1] = replace(found[-1], valid_to=span.valid_to)
        else:
            found.append(span)
    return tuple(found)
