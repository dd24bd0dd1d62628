"""Querysets and deletion that name the street in each statement they make by themselves."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import reduce
from operator import attrgetter, or_
from typing import Any, TypeVar

from django.db import connections, models, transaction
from django.db.models import signals
from django.db.models.constants import LOOKUP_SEP
from django.db.models.deletion import Collector

from sanshi.streets.fields import (
    STREET,
    STREET_ID,
    LocalKey,
    OtherStreet,
    check_references,
    is_local,
    local_keys,
    street_of,
    streets_of,
)
from sanshi.streets.prepared import MOST_ROWS, NotPlain, insert, insert_lot

_M = TypeVar("_M", bound=models.Model, covariant=True)

_CHUNK = 2000


class LocalQuerySet(models.QuerySet[_M]):
    def bulk_create(
        self,
        objs: Iterable[Any],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[Any]:
        rows = list(objs)
        self._for_write = True
        _refuse_street(update_fields or ())
        check_references(self.model, rows, local_keys(self.model), self.db)
        asks_more = batch_size or ignore_conflicts or update_conflicts or update_fields or unique_fields
        if not asks_more and len(rows) <= MOST_ROWS and self._insert_few(rows):
            return rows
        return super().bulk_create(
            rows, batch_size, ignore_conflicts, update_conflicts, update_fields, unique_fields
        )

    def _insert_few(self, rows: list[Any]) -> bool:
        """What is left of a bulk_create where each row has its key and is plain; False where one is not."""
        if not rows or any(row.pk is None for row in rows):
            return False
        fields = [field for field in self.model._meta.concrete_fields if not field.generated]
        with transaction.mark_for_rollback_on_error(using=self.db):
            try:
                insert(self.model, fields, rows, connections[self.db])
            except NotPlain:
                return False
        for row in rows:
            row._state.adding, row._state.db = False, self.db
        return True

    def _insert(
        self,
        objs: Any,
        fields: Any,
        returning_fields: Any = None,
        raw: bool = False,
        using: str | None = None,
        *conflicts: Any,
        **more: Any,
    ) -> Any:
        """What save() and bulk_create() end in: plain rows go by a statement that is written once."""
        plain = not (returning_fields or raw or any(conflicts) or any(more.values()))
        connection = connections[using or self.db]
        if plain and (len(objs) <= MOST_ROWS or connection.vendor == "sqlite"):
            with suppress(NotPlain):
                (insert if len(objs) <= MOST_ROWS else insert_lot)(self.model, fields, objs, connection)
                return []
        return super()._insert(objs, fields, returning_fields, raw, using, *conflicts, **more)  # type: ignore[misc]

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        rows, names = list(objs), list(fields)
        self._for_write = True
        _refuse_street(names)
        keys = [key for key in local_keys(self.model) if {key.name, key.attname} & set(names)]
        check_references(self.model, rows, keys, self.db)
        with transaction.atomic(using=self.db, savepoint=False):
            return sum(
                super(LocalQuerySet, self.filter(**{STREET_ID: street})).bulk_update(part, names, batch_size)
                for street, part in _by_street(rows).items()
            )

    def first(self) -> Any:
        """As QuerySet's, which would order by the key even where the key is given: half of the cost."""
        if _names_one_row(self.query):
            return next(iter(self), None)
        return super().first()

    def update(self, **kwargs: Any) -> int:
        _refuse_street(kwargs)
        for name, value in kwargs.items():
            field = self.model._meta.get_field(name)
            if value is None or hasattr(value, "resolve_expression"):
                continue
            if getattr(field, "sealed", False):
                raise TypeError(f"{field}: a value is sealed for one row; assign it there and save")
            if isinstance(field, LocalKey):
                self._refuse_reference(field, value)
        return super().update(**kwargs)

    def _refuse_reference(self, key: Any, value: Any) -> None:
        """Rows that this update changes and the one they will point at must lie in one street."""
        self._for_write = True
        streets = set(self.order_by().values_list(STREET_ID, flat=True).distinct())
        if not streets:
            return
        target = value if isinstance(value, models.Model) else None
        if target is None:
            there = key.related_model._base_manager.using(self.db)
            target = there.filter(**{f"{STREET_ID}__in": streets}, pk=value).first()
        if target is None or streets != {street_of(target)}:
            raise OtherStreet(f"{key}: rows of {', '.join(sorted(streets))} cannot point there")

    def only(self, *fields: str) -> "LocalQuerySet[_M]":
        return super().only(*fields, *_streets_on_the_way(self.model, fields), STREET)

    def defer(self, *fields: Any) -> "LocalQuerySet[_M]":
        return super().defer(*(name for name in fields if name not in {STREET, STREET_ID}))

    def delete(self) -> tuple[int, dict[str, int]]:
        """As QuerySet's, with a collector that names the street."""
        if self.query.is_sliced or self.query.distinct_fields or self._fields is not None:  # type: ignore[attr-defined]
            return super().delete()  # which says what is wrong
        doomed: Any = self._chain()  # type: ignore[attr-defined]
        doomed._for_write = True
        doomed.query.select_for_update = False
        doomed.query.select_related = False
        doomed.query.clear_ordering(force=True)
        collector = LocalCollector(using=doomed.db, origin=self)
        collector.collect(doomed)
        result = collector.delete()
        self._result_cache = None
        return result

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class LocalManager(models.Manager[_M]):
    def get_queryset(self) -> LocalQuerySet[_M]:
        return LocalQuerySet(self.model, using=self._db, hints=self._hints)  # type: ignore[attr-defined]


class LocalCollector(Collector):
    """Django's collector, with the street in each statement."""

    def related_objects(self, related_model: Any, related_fields: Any, objs: Any) -> Any:
        rows = super().related_objects(related_model, related_fields, objs)
        if is_local(related_model) and is_local(type(objs[0])):
            return rows.filter(**{f"{STREET_ID}__in": streets_of(objs)})
        return rows

    def delete(self) -> tuple[int, dict[str, int]]:
        """The order of Collector.delete(), whose last statements name keys alone."""
        for model, rows in self.data.items():
            self.data[model] = sorted(rows, key=attrgetter("pk"))
        self.sort()
        counts: Counter[str] = Counter()
        with transaction.atomic(using=self.using, savepoint=False):
            self._send(signals.pre_delete)
            for queryset in self.fast_deletes:
                counts[queryset.model._meta.label] += queryset._raw_delete(using=self.using)
            self._update_fields()
            for model, rows in self.data.items():
                for part in self._narrowed(model, list(rows)):
                    counts[model._meta.label] += part._raw_delete(using=self.using)
            self._send(signals.post_delete)
        for model, rows in self.data.items():
            for row in rows:
                setattr(row, model._meta.pk.attname, None)
        counts = +counts
        return counts.total(), dict(counts)

    def _send(self, signal: Any) -> None:
        for model, row in self.instances_with_model():
            signal.send(sender=model, instance=row, using=self.using, origin=self.origin)

    def _update_fields(self) -> None:
        for (field, value), lots in self.field_updates.items():
            lazy = [lot for lot in lots if isinstance(lot, models.QuerySet) and lot._result_cache is None]
            if lazy:
                reduce(or_, lazy).update(**{field.name: value})
            rows = [row for lot in lots if lot not in lazy for row in lot]  # type: ignore[attr-defined]
            if rows:
                for part in self._narrowed(type(rows[0]), rows):
                    part.update(**{field.name: value})

    def _narrowed(self, model: Any, rows: list[Any]) -> Iterable[Any]:
        """Querysets of these rows, each within one street and short enough for one statement."""
        everything = model._base_manager.using(self.using)
        for street, part in _by_street(rows).items() if is_local(model) else [(None, rows)]:
            where = {STREET_ID: street} if street else {}
            for start in range(0, len(part), _CHUNK):
                yield everything.filter(**where, pk__in=[row.pk for row in part[start : start + _CHUNK]])


def _by_street(rows: list[Any]) -> dict[str, list[Any]]:
    parts: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        parts[street_of(row)].append(row)
    return parts


def _names_one_row(query: Any) -> bool:
    """Whether it asks for a row by its key, and so finds one at most."""
    where = query.where
    if query.is_sliced or query.combinator or query.extra_tables or where.connector != "AND" or where.negated:
        return False
    key = query.get_meta().pk
    # Joins that were found needless stay in the list with no reference; before any filter it is empty.
    tables = sum(map(bool, query.alias_refcount.values()))
    return tables <= 1 and any(
        getattr(one, "lookup_name", "") == "exact" and getattr(one.lhs, "target", None) is key
        for one in where.children
    )


def _refuse_street(names: Iterable[str]) -> None:
    if {STREET, STREET_ID} & set(names):
        raise OtherStreet("a row never changes its street: close it there, insert it anew")


def _streets_on_the_way(model: Any, paths: Iterable[str]) -> list[str]:
    """For only("dwelling__room") also "dwelling__subdistrict", or the dwelling could not be read further."""
    return [
        LOOKUP_SEP.join([*parts[: depth + 1], STREET])
        for parts in (path.split(LOOKUP_SEP)[:-1] for path in paths)
        for depth, related in enumerate(_models_along(model, parts))
        if is_local(related)
    ]


def _models_along(model: Any, names: list[str]) -> Iterable[Any]:
    for name in names:
        model = model._meta.get_field(name).related_model
        yield model
