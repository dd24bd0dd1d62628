"""Statements that Django writes once and that are run again and again with other values.

To build a query set and turn it into SQL costs several times what the database needs to answer a small one.
What every action does (its journal line, the rows it enters) is therefore written once for each database:

    _line = Look(lambda: Line.objects.filter(subdistrict=Given("street"), client_id=Given("id", UUIDField())))
    _line(street="310115012", id=client_id)

The SQL is Django's own, with the street in it as everywhere; so are the rows that come back.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date, datetime
from threading import local
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery

R = TypeVar("R")

# Longer lots are rare, of many lengths, and better served by what Django does for them.
MOST_ROWS = 20


class Given(models.Expression):
    """The place of a value that is given at each run, by this name."""

    def __init__(self, name: str, output_field: Any = None) -> None:
        super().__init__(output_field=output_field or models.CharField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]

    def filled(self, value: Any, connection: Any) -> Any:
        field: Any = self.output_field
        return field.get_db_prep_save(value, connection=connection)


class Among(Given):
    """For `__in`: the place of however many values, so that one statement serves every number of them."""

    # A lookup asks this of a subquery.
    has_select_fields = True

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return f"({listed(self.output_field, connection)})", [self]

    def filled(self, value: Any, connection: Any) -> Any:
        return filled_list(self.output_field, value, connection)


def listed(field: Any, connection: Any) -> str:
    """A SELECT of the values of one parameter."""
    if connection.vendor == "sqlite":
        return "SELECT value FROM json_each(%s)"
    return f"SELECT unnest(%s::{field.db_type(connection)}[])"


def filled_list(field: Any, values: Iterable[Any], connection: Any) -> Any:
    """The parameter of `listed`."""
    made = [field.get_db_prep_value(value, connection) for value in values]
    return json.dumps(made) if connection.vendor == "sqlite" else made


class _Written(local):
    """The statement as one thread's connection runs it: converters belong to a connection."""

    connection: Any = None
    sql = ""
    parameters: Sequence[Any] = ()
    read: Any = None


_PLACES = (Given, Among)


class _Statement:
    def __init__(self) -> None:
        self._written = _Written()
        # By the kind of database: what the first thread that asked has written, for all.
        self._texts: dict[str, tuple[Any, str, Sequence[Any]]] = {}

    def _run(self, connection: Any, given: dict[str, Any], cursor: Any) -> None:
        written = self._written
        if written.connection is not connection:
            self._write(connection)
        filled = [
            one.filled(given[one.name], connection) if type(one) in _PLACES else one
            for one in written.parameters
        ]
        cursor.execute(written.sql, filled)

    def _write(self, connection: Any) -> Any:
        """The compiler, as if it had been made for this connection."""
        if connection.vendor not in self._texts:
            first = self._query().get_compiler(connection=connection)
            self._texts[connection.vendor] = first, *first.as_sql()
        first, sql, parameters = self._texts[connection.vendor]
        compiler = copy(first)
        compiler.connection = connection
        written = self._written
        written.sql, written.parameters, written.connection = sql, parameters, connection
        return compiler

    def _query(self) -> Any:
        raise NotImplementedError


class Look(_Statement, Generic[R]):
    """A question: the rows of the query set, a list. Models (with select_related) and values_list()."""

    def __init__(self, made: "Callable[[], models.QuerySet[Any, R]]") -> None:
        super().__init__()
        self._made = made

    def __call__(self, **given: Any) -> list[R]:
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            self._run(connection, given, cursor)
            rows = cursor.fetchall()
        return self._written.read(rows) if rows else []

    def _write(self, connection: Any) -> Any:
        compiler = super()._write(connection)
        self._written.read = _reader(compiler)
        return compiler

    def _query(self) -> Any:
        return self._made().query


class Change(_Statement):
    """An update of the query set's rows to these values; how many there were.

    Unlike `QuerySet.update` it asks nothing about a reference: the caller knows that it stays in the street.
    """

    def __init__(self, made: "Callable[[], models.QuerySet[Any]]", **values: Any) -> None:
        super().__init__()
        self._made, self._values = made, values

    def __call__(self, **given: Any) -> int:
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            self._run(connection, given, cursor)
            changed: int = cursor.rowcount
            return changed

    def _query(self) -> Any:
        query: Any = self._made().query.chain(UpdateQuery)
        query.add_update_values(self._values)
        return query


def _reader(compiler: Any) -> Callable[[list[Any]], list[Any]]:
    """What ModelIterable and ValuesListIterable do with the rows the database answered."""
    converters = compiler.get_converters([column[0] for column in compiler.select])
    built = _instances(compiler) if compiler.query.default_cols else tuple

    def read(rows: list[Any]) -> list[Any]:
        return [built(row) for row in compiler.apply_converters(rows, converters)]

    return read


def _instances(compiler: Any) -> Callable[[Any], Any]:
    alias, info = compiler.connection.alias, compiler.klass_info
    model, places = info["model"], info["select_fields"]
    start, end = places[0], places[-1] + 1
    names = [column[0].target.attname for column in compiler.select[start:end]]
    # The stubs are those of Django 6, which asks for one argument more.
    related = get_related_populators(info, compiler.select, alias)  # type: ignore[call-arg]

    def instance(row: Any) -> Any:
        made = model.from_db(alias, names, row[start:end])
        for populator in related:
            populator.populate(row, made)
        return made

    return instance


# --- rows that are inserted ---


class NotPlain(ValueError):
    """A row holds what only Django can write: an expression, a value with a placeholder of its own."""


# What a value of a type is written as without asking its field.
_Ways = dict[type, Callable[[Any], Any]]
_inserts: dict[tuple[Any, ...], tuple[str, list[tuple[Any, str, _Ways]]]] = {}


def insert(model: Any, fields: Sequence[Any], rows: Sequence[Any], connection: Any) -> None:
    """Insert some rows of one table, all columns named in `fields`. Raises NotPlain before it writes."""
    key = (connection.vendor, model, len(rows), *(field.attname for field in fields))
    if key not in _inserts:
        places = [(field, field.attname, _ways(field, connection.vendor)) for field in fields]
        _inserts[key] = _insert_text(model, fields, len(rows), connection), places
    sql, places = _inserts[key]
    values = [one for row in rows for one in _values(row, places, connection)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _values(row: Any, places: list[tuple[Any, str, _Ways]], connection: Any) -> Iterable[Any]:
    held = row.__dict__
    for field, name, ways in places:
        # A column that was not read is not there: its field is asked.
        value = held.get(name, ...)
        way = ways.get(type(value))
        yield _value(field, row, connection) if way is None else way(value)


def _ways(field: Any, vendor: str) -> _Ways:
    return _WAYS[vendor].get(_kind(field), {}) if _takes_the_value(field) else {}


def _kind(field: Any) -> type:
    """Of a reference: the kind of key it refers to."""
    return _kind(field.target_field) if field.is_relation else type(field)


def _as_it_is(value: Any) -> Any:
    return value


def _hex(value: UUID) -> str:
    return value.hex


_NOTHING: _Ways = {type(None): _as_it_is}
_INTEGER: _Ways = {int: _as_it_is} | _NOTHING
_WAYS: dict[str, dict[type, _Ways]] = {
    vendor: {
        models.CharField: {str: _as_it_is} | _NOTHING,
        models.BooleanField: {bool: _as_it_is} | _NOTHING,
        models.PositiveIntegerField: _INTEGER,
        models.PositiveSmallIntegerField: _INTEGER,
        models.PositiveBigIntegerField: _INTEGER,
        models.UUIDField: {UUID: key} | _NOTHING,
        models.DateField: {date: day} | _NOTHING,
        # A moment may lack its zone, which its field finds.
        models.DateTimeField: _NOTHING,
    }
    for vendor, key, day in (("sqlite", _hex, date.isoformat), ("postgresql", _as_it_is, _as_it_is))
}


def insert_lot(model: Any, fields: Sequence[Any], rows: Sequence[Any], connection: Any) -> None:
    """Insert many rows of one table. Raises NotPlain before it writes."""
    insert_columns(model, fields, columns_of(fields, rows, connection), connection)


def columns_of(fields: Sequence[Any], rows: Sequence[Any], connection: Any) -> list[list[Any]]:
    """Many rows of one table, column by column, as the database takes them. Raises NotPlain.

    A lot of a stock has some ten rows of twenty columns a person: what Django asks about each value would
    take longer than the database. Values of the plain types are taken as they are, others by the field.
    """
    return [_column(field, rows, connection) for field in fields]


def insert_columns(
    model: Any, fields: Sequence[Any], columns: Sequence[Sequence[Any]], connection: Any
) -> None:
    """Insert many rows of one table: on SQLite one text that is run for each, on PostgreSQL by COPY."""
    rows = zip(*columns, strict=True)
    if connection.vendor != "sqlite":
        _copy(model, fields, rows, connection)
        return
    with connection.cursor() as cursor:
        cursor.executemany(_insert_text(model, fields, 1, connection), list(rows))


def _copy(model: Any, fields: Sequence[Any], rows: Iterable[Any], connection: Any) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


# Exactly these types need nothing done to them: as they lie in an SQLite database, as a driver writes them.
_AS_THEY_ARE = {
    "sqlite": frozenset({str, int, bool, type(None)}),
    "postgresql": frozenset({str, int, bool, type(None), UUID, date, datetime}),
}
_PLAIN_FIELDS = frozenset(
    {
        "CharField",
        "UUIDField",
        "DateField",
        "DateTimeField",
        "BooleanField",
        "PositiveIntegerField",
        "PositiveSmallIntegerField",
        "PositiveBigIntegerField",
        "BigIntegerField",
    }
)

_TAKES_THE_VALUE = (models.Field.pre_save, models.DateField.pre_save, models.DateTimeField.pre_save)


def _column(field: Any, rows: Sequence[Any], connection: Any) -> list[Any]:
    """The values of one column, as the database takes them."""
    if not _is_plain(field):
        return [_value(field, row, connection) for row in rows]
    name, known = field.attname, dict[Any, Any]()
    return [_plain(field, row, row.__dict__[name], known, connection) for row in rows]


def _is_plain(field: Any) -> bool:
    """Whether its column holds what the row holds: a field that works its value out is asked for it."""
    return (field.many_to_one or field.get_internal_type() in _PLAIN_FIELDS) and _takes_the_value(field)


def _takes_the_value(field: Any) -> bool:
    works_out = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return type(field).pre_save in _TAKES_THE_VALUE and not works_out


def _plain(field: Any, row: Any, value: Any, known: dict[Any, Any], connection: Any) -> Any:
    kind = type(value)
    if kind in _AS_THEY_ARE[connection.vendor]:
        return value
    if kind is UUID:
        return value.hex
    if kind is not date and kind is not datetime:
        return _value(field, row, connection)
    # Of a lot most are the same day, the same moment.
    if value not in known:
        known[value] = _value(field, row, connection)
    return known[value]


def _value(field: Any, row: Any, connection: Any) -> Any:
    value = field.pre_save(row, add=True)
    if hasattr(value, "resolve_expression"):
        raise NotPlain
    return field.get_db_prep_save(value, connection=connection)


def _insert_text(model: Any, fields: Sequence[Any], count: int, connection: Any) -> str:
    if any(hasattr(field, "get_placeholder") for field in fields):
        raise NotPlain
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
