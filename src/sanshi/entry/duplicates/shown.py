"""Two records side by side, part by part; numbers of persons masked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshi.entry.decisions.access import label_of
from sanshi.entry.duplicates.forms import ONE, OTHER
from sanshi.entry.duplicates.records import BY_KIND, Side
from sanshi.register import labels
from sanshi.register.changes.merging import PARTS, is_stated
from sanshi.register.models import Kind
from sanshi.shell.words import listed
from sanshi.territory.models import Committee, Door

# Which of them makes a record the surer one: of a person the document, of a unit the licence.
_SURE = {Kind.PERSON: "document", Kind.UNIT: "credit_code"}


@dataclass(frozen=True, slots=True)
class Part:
    """`differs`: there is something to choose. `fits`: which side's value stands unless somebody chooses."""

    name: str
    label: Promise
    one: str
    other: str
    differs: bool
    fits: str


def parts_of(kind: Kind, one: Side, other: Side, kept: str) -> list[Part]:
    return [_part(kind, name, one.facts, other.facts, kept) for name in BY_KIND[kind].labels]


def kept_of(kind: Kind, one: Side, other: Side) -> str:
    """The record with a number stands, else the older one."""
    has_number = [is_stated(kind, _SURE[kind], side.facts) for side in (one, other)]
    return OTHER if has_number == [False, True] else ONE


def why_of(codes: Iterable[str]) -> Sequence[Promise | str]:
    return [label for code in codes if (label := label_of(code))]


def _part(kind: Kind, name: str, left: Mapping[str, Any], right: Mapping[str, Any], kept: str) -> Part:
    columns = [column for column in PARTS[kind][name] if column != "document_index"]
    stated = is_stated(kind, name, left), is_stated(kind, name, right)
    differs = all(stated) and any(left[column] != right[column] for column in columns)
    fits = kept if stated[0] == stated[1] else (ONE if stated[0] else OTHER)
    label = BY_KIND[kind].labels[name]
    return Part(name, label, _said(columns, left), _said(columns, right), differs, fits)


def _said(columns: Iterable[str], facts: Mapping[str, Any]) -> str:
    return listed(dict.fromkeys(words for column in columns if (words := _words(column, facts[column]))))


def _words(column: str, value: Any) -> str:
    match value:
        case UUID():
            return str(_("A person of the register"))
        case Door():
            return value.address
        case Committee():
            return ""
    return labels.said(column, value)
