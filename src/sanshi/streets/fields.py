"""Keys that keep a row in its street.

`DistrictKey` says in which street a row lives, `LocalKey` points at a row of the same street, `DirectoryKey`
is the key of a table that answers over all streets. On SQLite and PostgreSQL they are plain columns; every
statement that Django itself makes from a `LocalKey` (joins, forward and reverse access, prefetch, delete)
also names the street, which is what a database sharded by street needs.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import FieldError, ValidationError
from django.db import connections, models, router
from django.db.models.fields.related_descriptors import (
    ForeignKeyDeferredAttribute,
    ForwardManyToOneDescriptor,
    ReverseManyToOneDescriptor,
)
from django.db.models.sql.where import WhereNode
from django.utils.functional import cached_property

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

if TYPE_CHECKING:
    _Forward = ForwardManyToOneDescriptor[Any]
    _Reverse = ReverseManyToOneDescriptor[Any]
    _Char = models.CharField
else:
    _Forward = ForwardManyToOneDescriptor
    _Reverse = ReverseManyToOneDescriptor

    class _Char(models.CharField, Generic[_ST, _GT]):
        """Django's CharField takes no type arguments at run time."""


STREET = "subdistrict"
STREET_ID = "subdistrict_id"
_MISSING = object()


class OtherStreet(ValueError):
    """A row was to point into another street, or to move there."""


class StreetNotLoaded(RuntimeError):
    """A row was read without its street, so nothing can be asked or written by it."""


def street_of(row: models.Model) -> str:
    street = row.__dict__.get(STREET_ID)
    if street is None:
        raise StreetNotLoaded(f"{row._meta.label} {row.pk} carries no {STREET_ID}")
    return str(street)


def streets_of(rows: Any) -> set[str]:
    return {street_of(row) for row in rows}


def is_local(model: Any) -> bool:
    """A table whose rows each belong to one street; works on historical models of migrations too."""
    return any(isinstance(field, DistrictKey) and field.name == STREET for field in model._meta.local_fields)


def local_keys(model: type[models.Model]) -> list["LocalKey[Any, Any]"]:
    return [field for field in model._meta.concrete_fields if isinstance(field, LocalKey)]


class _FixedStreet(ForeignKeyDeferredAttribute):
    """Refuses the change where it is made, not at the save some lines later."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        before = instance.__dict__.get(STREET_ID)
        if not instance._state.adding and before is not None and before != value:
            raise OtherStreet(
                f"{instance._meta.label} {instance.pk} stays in {before}; a move closes and inserts"
            )
        super().__set__(instance, value)


class DistrictKey(models.ForeignKey[_ST, _GT]):
    """The street of a row: not null, never updated.

    No index of its own: every index and constraint of a local table that needs the street begins with it.
    """

    descriptor_class = _FixedStreet

    def __init__(
        self,
        to: Any = "streets.Subdistrict",
        on_delete: Callable[..., None] = models.PROTECT,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("db_index", False)
        kwargs.setdefault("editable", False)
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        # ForeignKey leaves db_index out when it is True; ours is False unless said otherwise.
        kwargs["db_index"] = self.db_index  # type: ignore[attr-defined]
        return name, path, args, kwargs


class DirectoryKey(_Char[_ST, _GT]):
    """Primary key of a table over all streets, whose key is the value looked up (a blind index, a code)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["primary_key"] = True
        super().__init__(*args, **kwargs)


class _LocalReference(ForeignKeyDeferredAttribute):
    """Remembers that a stored row was pointed elsewhere, so that save() asks only about that."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        attname = self.field.attname
        if not instance._state.adding and instance.__dict__.get(attname, _MISSING) != value:
            instance.__dict__.setdefault("_repointed", set()).add(attname)
        super().__set__(instance, value)


class _LocalForward(_Forward):
    def get_prefetch_querysets(self, instances: list[Any], querysets: list[Any] | None = None) -> Any:
        queryset = querysets[0] if querysets else self.get_queryset(instance=instances[0])
        # filter() comes before Django's own, which for one row each may already read.
        narrowed = queryset.filter(**{f"{STREET_ID}__in": streets_of(instances)})
        return super().get_prefetch_querysets(instances, [narrowed])


def _local_manager(plain: Any, rel: Any) -> Any:
    """Django's manager of `parent.children` with the street of the parent in every statement."""

    class LocalRelatedManager(plain):  # type: ignore[misc]
        def __init__(self, instance: models.Model) -> None:
            super().__init__(instance)
            self.core_filters[STREET_ID] = street_of(instance)

        def __call__(self, *, manager: str) -> Any:
            other = super().__call__(manager=manager)
            return _local_manager(type(other), rel)(self.instance)

        __call__.do_not_call_in_templates = True  # type: ignore[attr-defined]

        def get_prefetch_querysets(self, instances: list[Any], querysets: list[Any] | None = None) -> Any:
            queryset = querysets[0] if querysets else super(plain, self).get_queryset()
            # add_q in place, not filter(): so Django narrows a sliced queryset, and looks at it again.
            queryset.query.add_q(models.Q(**{f"{STREET_ID}__in": streets_of(instances)}))
            return super().get_prefetch_querysets(instances, [queryset])

        def add(self, *objs: Any, bulk: bool = True) -> None:
            # One save each: Django's bulk form updates by key alone and asks nothing about the street.
            super().add(*objs, bulk=False)

        def create(self, **kwargs: Any) -> Any:
            return super().create(**self._at_home(kwargs))

        def get_or_create(self, **kwargs: Any) -> Any:
            return super().get_or_create(**self._at_home(kwargs))

        def update_or_create(self, **kwargs: Any) -> Any:
            return super().update_or_create(**self._at_home(kwargs))

        def _at_home(self, kwargs: dict[str, Any]) -> dict[str, Any]:
            if STREET in kwargs:
                return kwargs
            return {STREET_ID: street_of(self.instance), **kwargs}

    return LocalRelatedManager


class _LocalReverse(_Reverse):
    @cached_property
    def related_manager_cls(self) -> Any:
        return _local_manager(super().related_manager_cls, self.rel)


class LocalKey(models.ForeignKey[_ST, _GT]):
    """A foreign key to a row of the same street."""

    descriptor_class = _LocalReference
    forward_related_accessor_class = _LocalForward
    related_accessor_class = _LocalReverse

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        """Joins equate the street. Only exclude() over a to-many gives no alias: refused, it could not."""
        if alias is None or related_alias is None:
            raise FieldError(f"exclude() over {self}: use ~Exists with SAME_STREET")
        here, there = _street_field(self.model), _street_field(self.related_model)
        equal: Any = here.get_lookup("exact")
        condition = WhereNode()
        condition.add(equal(here.get_col(related_alias), there.get_col(alias)), "AND")
        return condition

    def get_extra_descriptor_filter(self, instance: models.Model) -> dict[str, Any]:
        return {STREET_ID: street_of(instance)}

    def validate(self, value: Any, model_instance: Any) -> None:
        """As ForeignKey's, whose look-up names no street (forms call this by full_clean)."""
        models.Field.validate(self, value, model_instance)
        if value is None:
            return
        target: Any = self.related_model
        using = router.db_for_read(target, instance=model_instance)
        rows = target._base_manager.using(using).filter(pk=value, **{STREET_ID: street_of(model_instance)})
        if not rows.complex_filter(self.get_limit_choices_to()).exists():
            params = {"model": target._meta.verbose_name, "pk": value, "field": "id", "value": value}
            raise ValidationError(self.error_messages["invalid"], code="invalid", params=params)


def _street_field(model: Any) -> Any:
    return model._meta.get_field(STREET)


def check_references(model: type[models.Model], rows: list[Any], keys: list[Any], using: str) -> None:
    """Refuse a reference into another street, or to nothing.

    One query for a single row, one a field for a lot; none for a row that holds the object it points at.
    """
    asked = {}
    for key in keys:
        asked[key] = _unknown_targets(key, rows)
        if key.related_model is model:
            asked[key] -= {(row.subdistrict_id, row.pk) for row in rows}
    if len(rows) == 1 and _are_all_there({key: next(iter(one)) for key, one in asked.items() if one}, using):
        return
    for key in keys:
        _refuse_missing(key, asked[key], using)


def _unknown_targets(key: Any, rows: list[Any]) -> set[tuple[str, Any]]:
    asked = set()
    for row in rows:
        value = getattr(row, key.attname)
        if value is None:
            continue
        target = key.get_cached_value(row, default=None)
        if target is None or target.pk != value:
            asked.add((street_of(row), key.target_field.to_python(value)))
        elif street_of(target) != street_of(row):
            raise OtherStreet(f"{key}: {value} lies in another street")
    return asked


def _are_all_there(targets: Mapping[Any, tuple[str, Any]], using: str) -> bool:
    """In one statement written by hand: a query set for each key costs more than the row's own insert."""
    if not targets:
        return True
    connection = connections[using]
    checks, values = [], []
    for key, (street, pk) in targets.items():
        table = key.related_model._meta
        names = (table.db_table, _street_field(key.related_model).column, key.target_field.column)
        quoted = tuple(map(connection.ops.quote_name, names))
        checks.append("EXISTS(SELECT 1 FROM {} WHERE {} = %s AND {} = %s)".format(*quoted))  # noqa: S608
        values += [street, key.target_field.get_db_prep_value(pk, connection)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' AND '.join(checks)}", values)
        return bool(cursor.fetchone()[0])


def _refuse_missing(key: Any, asked: set[tuple[str, Any]], using: str) -> None:
    if not asked:
        return
    streets, ids = {street for street, _ in asked}, {pk for _, pk in asked}
    there = key.related_model._base_manager.using(using).filter(**{f"{STREET_ID}__in": streets}, pk__in=ids)
    missing = asked - set(there.values_list(STREET_ID, "pk"))
    if missing:
        street, pk = min(missing)
        raise OtherStreet(f"{key}: no {key.related_model._meta.label} {pk} in {street}")
