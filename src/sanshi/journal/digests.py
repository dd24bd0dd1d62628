"""What a journal line keeps of a row that was written: a keyed digest of its columns."""

from datetime import date
from functools import cache
from types import NoneType
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    UUIDField,
)

from sanshi.journal.canonical import Mappings, canonical, listed
from sanshi.vault.keys import mac


def row_digest(row: Model) -> str:
    """Keyed digest of all columns of the row; empty where not all of them were read."""
    shape, held = _shape(type(row)), row.__dict__
    try:
        values = {
            name: value if type(value := held[name]) in own else field.get_prep_value(getattr(row, name))
            for name, own, field in shape.columns
        }
    except KeyError:
        return ""
    return mac("journal.row", listed(shape.label, shape.names.canonical(values))).hex()


# What such a field's get_prep_value would give as it is.
_OWN: dict[type, frozenset[type]] = {
    CharField: frozenset({str, NoneType}),
    UUIDField: frozenset({UUID, NoneType}),
    DateField: frozenset({date, NoneType}),
    DateTimeField: frozenset({NoneType}),
    BooleanField: frozenset({bool, NoneType}),
    PositiveIntegerField: frozenset({int, NoneType}),
    PositiveSmallIntegerField: frozenset({int, NoneType}),
}


class _Shape:
    """What is the same for each row of a table: `[label, columns]` is what is digested."""

    def __init__(self, model: type[Model]) -> None:
        fields: Any = [field for field in model._meta.concrete_fields if not field.generated]
        self.label = canonical(model._meta.label_lower)
        self.columns = [(field.attname, _OWN.get(_kind(field), frozenset()), field) for field in fields]
        self.names = Mappings(field.attname for field in fields)


def _kind(field: Any) -> type:
    """Of a reference: the kind of key it refers to."""
    return _kind(field.target_field) if field.is_relation else type(field)


_shape = cache(_Shape)
