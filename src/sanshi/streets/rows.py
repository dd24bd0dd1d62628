"""Many new rows of a table as instances, made and inserted.

A stock brings some fifteen instances a person, for which Django's constructor and bulk_create take longer
than the database. Each has the same columns as the one before, so what they ask anew about every value (is
there a descriptor, is it a reference, to which row) is asked once a table. What comes out is an instance
like any other.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.base import ModelState

from sanshi.streets.prepared import MOST_ROWS, columns_of, insert, insert_columns

M = TypeVar("M", bound=models.Model)


class _Shape:
    """What is the same for each instance of a model."""

    def __init__(self, model: Any) -> None:
        fields = model._meta.concrete_fields
        self.names = frozenset(name for field in fields for name in (field.name, field.attname))
        asked = [field for field in fields if field.has_default() and callable(field.default)]
        self.worked_out = [(field.attname, field.default) for field in asked]
        self.defaults = {field.attname: field.get_default() for field in fields if field not in asked}
        self.put: dict[str, Callable[[Any, Any], None]] = {}
        for field in fields:
            if field.is_relation:
                self.put[field.name] = _reference(field)
            elif not _is_held_as_given(field):
                self.put[field.name] = _by_descriptor(field.name)


def _is_held_as_given(field: Any) -> bool:
    return type(field).descriptor_class is models.Field.descriptor_class


def _reference(field: Any) -> Callable[[Any, Any], None]:
    name, attname = field.name, field.attname

    def put(row: Any, value: Any) -> None:
        row.__dict__[attname] = None if value is None else value.pk
        row._state.fields_cache[name] = value

    return put


def _by_descriptor(name: str) -> Callable[[Any, Any], None]:
    return lambda row, value: setattr(row, name, value)


_shape = cache(_Shape)


def fresh(model: type[M], **values: Any) -> M:
    """As `model(**values)`: an unsaved row. A reference is given as the row, or its key by the column's name.

    Raises TypeError for a name that is no column.
    """
    shape = _shape(model)
    if not values.keys() <= shape.names:
        raise TypeError(f"{model._meta.label} has no {', '.join(sorted(values.keys() - shape.names))}")
    row = model.__new__(model)
    held = row.__dict__
    held["_state"] = ModelState()
    held |= shape.defaults
    for name, make in shape.worked_out:
        if name not in values:
            held[name] = make()
    # A sealed value is bound to the key of its row, which stands first.
    if "id" in values:
        held["id"] = values["id"]
    for name, value in values.items():
        put = shape.put.get(name)
        if put is None:
            held[name] = value
        else:
            put(row, value)
    return row


@dataclass(frozen=True, slots=True)
class Ready(Generic[M]):
    """Rows of one table that are not inserted yet; `columns` of many, as the database takes them.

    Worked out before the transaction, so that others wait for what the database does alone. The columns
    named `late` are taken from the rows when they are inserted.
    """

    model: type[M]
    rows: Sequence[M]
    columns: dict[str, list[Any]]


def ready(model: type[M], rows: Sequence[M], late: Collection[str] = ()) -> Ready[M]:
    """Raises NotPlain for a row that holds what only Django can write."""
    if len(rows) <= MOST_ROWS:
        return Ready(model, rows, {})
    fields = [field for field in model._meta.concrete_fields if field.attname not in late]
    made = columns_of(fields, rows, connections[DEFAULT_DB_ALIAS])
    return Ready(model, rows, {field.attname: one for field, one in zip(fields, made, strict=True)})


def insert_ready(made: Ready[Any]) -> None:
    """As `bulk_create`. References are not looked up: the caller has them from rows of the same street."""
    rows, fields = made.rows, made.model._meta.concrete_fields
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    if made.columns:
        late = [field for field in fields if field.attname not in made.columns]
        told = dict(zip((field.attname for field in late), columns_of(late, rows, connection), strict=True))
        columns = made.columns | told
        insert_columns(made.model, fields, [columns[field.attname] for field in fields], connection)
    else:
        insert(made.model, fields, rows, connection)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_rows(model: type[M], rows: Sequence[M]) -> None:
    insert_ready(ready(model, rows))
