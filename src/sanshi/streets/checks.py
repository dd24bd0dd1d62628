"""Rules 1–5 for models: they keep the road to a database sharded by street open.

A broken one fails the start.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db import models
from django.db.migrations.operations.fields import FieldOperation

from sanshi.streets.fields import STREET, DirectoryKey, DistrictKey, LocalKey
from sanshi.streets.models import LocalModel, Subdistrict
from sanshi.streets.querysets import LocalQuerySet
from sanshi.streets.uuid7 import uuid7

OWN = "sanshi."
_KEEPING = (models.PROTECT, models.RESTRICT, models.DO_NOTHING)


def check_rules(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    chosen = [app for app in app_configs or apps.get_app_configs() if app.name.startswith(OWN)]
    found = [error for app in chosen for model in app.get_models() for error in model_errors(model)]
    found += [error for app in chosen for module in _migrations(app) for error in migration_errors(module)]
    if apps.is_installed("django.contrib.admin"):
        found.append(Error("django.contrib.admin knows neither verb nor street", id="streets.E011"))
    return found


def model_errors(model: type[models.Model]) -> list[CheckMessage]:
    rules = (_local_rules, _common_rules) if issubclass(model, LocalModel) else (_global_rules, _common_rules)
    return [error for rule in rules for error in rule(model)]


def migration_errors(module: ModuleType) -> Iterator[CheckMessage]:
    """`subdistrict` stands in the migration that makes the table and is never touched again (rule 1)."""
    for operation in module.Migration.operations:
        if isinstance(operation, FieldOperation) and STREET in {
            operation.name,
            getattr(operation, "old_name", ""),
            getattr(operation, "new_name", ""),
        }:
            yield _error(
                module.__name__, "move the field subdistrict by hand into CreateModel; it never changes", 1
            )


def _common_rules(model: type[models.Model]) -> Iterator[CheckMessage]:
    pk = model._meta.pk
    free = model is Subdistrict or isinstance(pk, DirectoryKey) or getattr(model, "directory", False)
    if not free and not (isinstance(pk, models.UUIDField) and pk.default is uuid7):
        yield _error(
            model, "the key is one UUIDv7 (or the table is a directory: DirectoryKey, directory = True)", 3
        )
    for field in model._meta.local_many_to_many:
        through: Any = field.remote_field.through
        if through._meta.auto_created or issubclass(model, LocalModel):
            yield _error(field, "no many-to-many: write the table between", 6)


def _local_rules(model: type[models.Model]) -> Iterator[CheckMessage]:
    street = model._meta.get_field(STREET)
    if not isinstance(street, DistrictKey) or street.null or street.related_model is not Subdistrict:
        yield _error(model, "subdistrict is a DistrictKey to streets.Subdistrict, not null", 2)
    if any(isinstance(parent, type) and not parent._meta.abstract for parent in model._meta.parents):
        yield _error(model, "no inheritance over several tables", 9)
    for manager in {model._base_manager, model._default_manager}:
        if not issubclass(type(manager.get_queryset()), LocalQuerySet):
            yield _error(model, f"the queryset of {manager.name} is no LocalQuerySet", 10)
    for field in model._meta.local_fields:
        yield from _local_field_rules(field)
    for names, what in _unique_sets(model):
        if STREET not in names:
            yield _error(model, f"{what} does not list subdistrict", 7)


def _local_field_rules(field: Any) -> Iterator[CheckMessage]:
    if field.unique and not field.primary_key:
        yield _error(field, "unique=True holds over all streets; use a constraint with subdistrict", 7)
    if not isinstance(field, models.ForeignKey):
        return
    target: Any = field.related_model
    inside = issubclass(target, LocalModel)
    if inside is not isinstance(field, LocalKey):
        yield _error(field, "a LocalKey and only a LocalKey points at a table of the street", 4)
    if not inside and field.remote_field.on_delete not in _KEEPING:
        yield _error(field, "deleting a global row would delete in all streets; use PROTECT", 8)


def _global_rules(model: type[models.Model]) -> Iterator[CheckMessage]:
    directory = isinstance(model._meta.pk, DirectoryKey) or getattr(model, "directory", False)
    for field in model._meta.local_fields:
        target: Any = field.related_model
        if target is Subdistrict and not directory:
            yield _error(model, "a row of a street inherits LocalModel (or the table is a directory)", 2)
        elif field.is_relation and isinstance(target, type) and issubclass(target, LocalModel):
            yield _error(field, "nothing global points at something local; store (subdistrict, id)", 5)


def _unique_sets(model: type[models.Model]) -> Iterator[tuple[set[str], str]]:
    for names in model._meta.unique_together:
        yield set(names), f"unique_together {', '.join(names)}"
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            named = {name for part in constraint.expressions for name in _fields_in(part)}
            yield set(constraint.fields) | named, f"constraint {constraint.name}"


def _fields_in(expression: Any) -> Iterator[str]:
    if isinstance(expression, models.F):
        yield expression.name  # type: ignore[attr-defined]
        return
    for part in expression.get_source_expressions():
        yield from _fields_in(part)


def _migrations(app: AppConfig) -> Iterator[ModuleType]:
    try:
        package = import_module(f"{app.name}.migrations")
    except ModuleNotFoundError:
        return
    for entry in pkgutil.iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{entry.name}")
        if hasattr(module, "Migration"):
            yield module


def _error(where: Any, text: str, number: int) -> CheckMessage:
    name = getattr(getattr(where, "_meta", None), "label", where)
    return Error(f"{name}: {text}", obj=where, id=f"streets.E{number:03}")
