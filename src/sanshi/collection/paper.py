"""The printed 《信息采集表》: the same fields in the same order, blank or filled in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sanshi.collection import about
from sanshi.collection.content import MOST_EMPLOYMENTS, MOST_LEASES, FormContent, own_name
from sanshi.collection.fields import Ask, FormKind, Section, asked, sections
from sanshi.collection.labels import (
    NOTHING,
    AlterationWords,
    Named,
    SaidSection,
    field_label,
    kind_label,
    section_label,
    shown,
)
from sanshi.collection.models import FormAction, Subject
from sanshi.collection.rules import CHOICES
from sanshi.register.models import Category

ACTIONS_OF = {
    Subject.PERSON: (FormAction.REGISTER, FormAction.ALTER, FormAction.DEREGISTER),
    Subject.DWELLING: (FormAction.REGISTER, FormAction.ALTER),
    Subject.UNIT: (FormAction.REGISTER, FormAction.ALTER, FormAction.DEREGISTER),
}
# More answers than this are written, not ticked.
MOST_BOXES = 10
# Room on the empty paper; the filled one has as many as there are.
LEASES_ON_PAPER, STAFF_ON_PAPER = 2, 4
# No question of the paper: it stands there where it was found.
_STATED = frozenset({"person", "moved_from"})
# So many answers need the whole line.
FEW_BOXES = 3


@dataclass(frozen=True, slots=True)
class Box:
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Cell:
    label: str
    value: str = ""
    boxes: tuple[Box, ...] = ()
    mandatory: bool = False
    # Over how many columns the answer goes.
    span: int = 1


@dataclass(frozen=True, slots=True)
class SheetSection:
    label: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    label: str
    sections: tuple[SheetSection, ...]
    is_person: bool


def kinds() -> tuple[FormKind, ...]:
    """Every kind of form there is paper for."""
    return tuple(
        FormKind(subject.value, action.value, category)
        for subject, actions in ACTIONS_OF.items()
        for action in actions
        for category in (Category.values if subject is Subject.PERSON else [""])
    )


def blank(kind: FormKind) -> Sheet:
    return _sheet(kind, _Written({}, about=about.empty(kind)), LEASES_ON_PAPER, STAFF_ON_PAPER)


def filled(
    kind: FormKind,
    content: FormContent,
    hide: frozenset[str],
    people: Named,
    ended: SaidSection | None = None,
) -> Sheet:
    """`ended`: whom or what a form that ends something is about."""
    written = _Written(content.values(), hide, people, ended)
    return _sheet(kind, written, len(content.leases), len(content.employments))


@dataclass(frozen=True, slots=True)
class _Written:
    """What stands on the paper, and what of it is hidden."""

    values: Mapping[str, Any]
    hide: frozenset[str] = NOTHING
    people: Named = field(default_factory=dict)
    about: SaidSection | None = None


def _sheet(kind: FormKind, written: _Written, leases: int, staff: int) -> Sheet:
    left_out = {f"lease{place}" for place in range(leases + 1, MOST_LEASES + 1)}
    left_out |= {f"employment{place}" for place in range(staff + 1, MOST_EMPLOYMENTS + 1)}
    parts = tuple(_section(kind, one, written) for one in sections(kind) if one.name not in left_out)
    ended = (_of_register(written.about),) if written.about else ()
    return Sheet(kind_label(kind), ended + parts, kind.subject == Subject.PERSON)


def _of_register(section: SaidSection) -> SheetSection:
    cells = [Cell(line.label, line.value) for line in section.lines]
    return SheetSection(section.label, tuple(_paired(cells)))


def _section(kind: FormKind, section: Section, written: _Written) -> SheetSection:
    always = asked(kind, {}, date.max)
    asks = [
        ask for ask in section.asks if own_name(ask.field) not in _STATED or written.values.get(ask.field)
    ]
    cells = [_cell(kind, ask, written, always.get(ask.field, False)) for ask in asks]
    return SheetSection(section_label(section.name), tuple(_paired(cells)))


def _cell(kind: FormKind, ask: Ask, written: _Written, mandatory: bool) -> Cell:
    value, label = written.values.get(ask.field), field_label(kind, ask.field)
    boxes = _boxes(own_name(ask.field), value)
    if boxes:
        return Cell(label, "", boxes, mandatory, 3 if len(boxes) > FEW_BOXES else 1)
    return Cell(label, shown(kind, ask.field, value, written.hide, written.people), (), mandatory)


def _boxes(name: str, value: Any) -> tuple[Box, ...]:
    choices: Any = AlterationWords if name == "alteration_kind" else CHOICES.get(name)
    if choices is None or len(choices) > MOST_BOXES:
        return ()
    return tuple(Box(str(label), code == value) for code, label in choices.choices)


def _paired(cells: Sequence[Cell]) -> Iterator[tuple[Cell, ...]]:
    """Two short cells share a line; a wide one, or one left over, has it alone."""
    waiting: Cell | None = None
    for cell in cells:
        if cell.span > 1:
            if waiting:
                yield (_widened(waiting),)
                waiting = None
            yield (cell,)
        elif waiting:
            yield (waiting, cell)
            waiting = None
        else:
            waiting = cell
    if waiting:
        yield (_widened(waiting),)


def _widened(cell: Cell) -> Cell:
    return Cell(cell.label, cell.value, cell.boxes, cell.mandatory, 3)
