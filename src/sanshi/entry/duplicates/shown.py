"""Two records side by side, part by part; numbers of persons masked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshi.entry.decisions.access import label_of
from sanshi.entry.duplicates.access import Side
from sanshi.entry.duplicates.forms import ONE, OTHER
from sanshi.register import labels
from sanshi.register.changes.merging import PARTS, is_stated
from sanshi.register.history import facts_of
from sanshi.shell.words import listed

LABELS: Mapping[str, Promise] = {
    "name": labels.PERSON["name"],
    "document": _("Document"),
    "sex": labels.PERSON["sex"],
    "birth_date": labels.PERSON["birth_date"],
    "phone": labels.PERSON["phone"],
    "guardian": _("Guardian"),
    "notice": labels.PERSON["notice_version"],
}


@dataclass(frozen=True, slots=True)
class Part:
    """`differs`: there is something to choose. `fits`: which side's value stands unless somebody chooses."""

    name: str
    label: Promise
    one: str
    other: str
    differs: bool
    fits: str


def parts_of(one: Side, other: Side, kept: str) -> list[Part]:
    left, right = facts_of(one.facts), facts_of(other.facts)
    return [_part(name, left, right, kept) for name in PARTS]


def kept_of(one: Side, other: Side) -> str:
    """The record with a number stands, else the older one."""
    has_number = [is_stated("document", facts_of(side.facts)) for side in (one, other)]
    return OTHER if has_number == [False, True] else ONE


def why_of(codes: Iterable[str]) -> Sequence[Promise | str]:
    return [label for code in codes if (label := label_of(code))]


def _part(name: str, left: Mapping[str, Any], right: Mapping[str, Any], kept: str) -> Part:
    stated = is_stated(name, left), is_stated(name, right)
    differs = all(stated) and any(left[column] != right[column] for column in _compared(name))
    fits = kept if stated[0] == stated[1] else (ONE if stated[0] else OTHER)
    return Part(name, LABELS[name], _said(name, left), _said(name, right), differs, fits)


def _compared(name: str) -> Sequence[str]:
    return [column for column in PARTS[name] if column != "document_index"]


def _said(name: str, facts: Mapping[str, Any]) -> str:
    words = [
        labels.said(column, facts[column])
        for column in _compared(name)
        if facts[column] and not isinstance(facts[column], UUID)
    ]
    if name == "guardian" and facts["guardian"]:
        words.append(str(_("A person of the register")))
    return listed(dict.fromkeys(words))
