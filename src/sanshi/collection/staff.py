"""Lines about staff on a unit's form (从业): put on, taken off, in one spelling, in order. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from sanshi.collection.content import MOST_EMPLOYMENTS, FormContent, of_employment
from sanshi.identity.documents import DocumentType
from sanshi.identity.names import normalise_name
from sanshi.identity.numbers import DocumentCheck, normalise
from sanshi.problems import ENDS_BEFORE_START, TWICE_ON_THE_FORM, WRONG_DOCUMENT_NUMBER, Refused
from sanshi.register.facts import EmploymentFacts, employment_field

Checked = Callable[[str, str, date | None], DocumentCheck]


def with_line(content: FormContent, line: EmploymentFacts) -> FormContent:
    """One more at the end; one that stands there already, or for which there is no room, is left."""
    known = {one.record for one in content.employments if one.record}
    if line.record in known or len(content.employments) >= MOST_EMPLOYMENTS:
        return content
    return replace(content, employments=(*content.employments, line))


def without_line(content: FormContent, place: int) -> FormContent:
    """The lines after it move up, with what was typed in them and cannot be read yet."""
    left = tuple(line for n, line in enumerate(content.employments, start=1) if n != place)
    typed = {
        name: text for old, text in content.unfinished.items() if (name := _moved_up(old, place)) is not None
    }
    return replace(content, employments=left, unfinished=typed)


def _moved_up(name: str, gone: int) -> str | None:
    line = of_employment(name)
    if line is None or line[0] < gone:
        return name
    return None if line[0] == gone else employment_field(line[0] - 1, line[1])


def tidied(content: FormContent, checked: Checked) -> FormContent:
    """Names and numbers in one spelling."""
    return replace(content, employments=tuple(_tidied(line, checked) for line in content.employments))


def _tidied(line: EmploymentFacts, checked: Checked) -> EmploymentFacts:
    number = normalise(line.document_number) if line.document_number else ""
    if number and line.document_type in DocumentType.values:
        found = checked(line.document_type, number, None)
        number = found.normal if found.ok else number
    name = normalise_name(line.name) if line.name else ""
    return replace(line, name=name, document_number=number)


def problems(content: FormContent, checked: Checked) -> Iterator[Refused]:
    """What is wrong with a line in itself, or beside the others; each names its field."""
    met: set[str] = set()
    for place, line in enumerate(content.employments, start=1):
        number = employment_field(place, "document_number")
        if line.document_number and line.document_type in DocumentType.values:
            found = checked(line.document_type, line.document_number, None)
            if found.problems:
                yield Refused(WRONG_DOCUMENT_NUMBER, field=number, why=found.message)
        if line.ended_on and line.started_on and line.ended_on < line.started_on:
            start, end = line.started_on.isoformat(), line.ended_on.isoformat()
            yield Refused(ENDS_BEFORE_START, field=employment_field(place, "ended_on"), start=start, end=end)
        key = line.person or line.document_number
        if key and key in met:
            yield Refused(
                TWICE_ON_THE_FORM, field=employment_field(place, "person") if line.person else number
            )
        met.add(key)
