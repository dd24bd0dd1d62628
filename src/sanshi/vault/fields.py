"""Columns that are encrypted at rest."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from sanshi.vault.sealing import Blob, Place, Sealed, SealedContent, canonical, seal

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

if TYPE_CHECKING:
    _Field = models.Field
else:

    class _Field(models.Field, Generic[_ST, _GT]):
        """Django's Field takes no type arguments at run time."""


class SealedAttribute(DeferredAttribute):
    """Seals on assignment, so the instance never holds the plain value; reading gives the sealed one."""

    field: Any

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        blob = super().__get__(instance, cls)
        return None if blob is None else self.field.sealed_class(blob, self.field.place_in(instance))

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.blob_for(instance, value)


class SealedField(_Field[_ST, _GT]):
    """Text, sealed. Assign a str (or a Sealed of any row), read a `Sealed`, whose open() gives the str.

    It cannot be searched, ordered or updated in a query: store a blind index beside it, assign and save.
    The key of the row must be set before the value, as it is with a UUIDv7 default.
    """

    if TYPE_CHECKING:
        _pyi_private_set_type: str | Sealed
        _pyi_private_get_type: Sealed

    sealed = True
    sealed_class: type[Sealed | SealedContent] = Sealed
    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if self.primary_key or self.unique or self.choices or self.has_default():
            found.append(
                checks.Error("a sealed value is no key, choice or default", obj=self, id="vault.E001")
            )
        fields: Sequence[Any] = self.model._meta.concrete_fields
        if fields.index(self) < fields.index(self.model._meta.pk):
            found.append(checks.Error("the key of the row must be declared first", obj=self, id="vault.E002"))
        return found

    def get_internal_type(self) -> str:
        return "BinaryField"

    def place_in(self, instance: models.Model) -> Place:
        pk: Any = self.model._meta.pk
        if instance.pk is None:
            raise ValueError(f"{self}: the key of the row must be set before a value is sealed for it")
        return Place(self.model._meta.db_table, str(self.column), str(pk.to_python(instance.pk)))

    def blob_for(self, instance: models.Model, value: Any) -> Blob | None:
        if value is None or isinstance(value, Blob):
            return value
        place = self.place_in(instance)
        if isinstance(value, self.sealed_class):
            return value.blob if value.place == place else seal(self.plain_text(value.open()), place)
        return seal(self.plain_text(value), place)

    def plain_text(self, value: Any) -> str:
        if not isinstance(value, str):
            raise TypeError(f"{self} takes a str, not {type(value).__name__}")
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if add and value is not None:
            # The key of the row was changed after sealing: better told now than when nobody can open it.
            value.open()
        return value

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Blob) or hasattr(value, "resolve_expression"):
            return value
        if isinstance(value, self.sealed_class):
            return value.blob
        raise TypeError(f"{self}: assign to the attribute of a row and save it; a query cannot seal")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        return connection.Database.Binary(value) if isinstance(value, Blob) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Blob | None:
        return None if value is None else Blob(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self} is sealed: search by its blind index")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self} is sealed: search by its blind index")

    def to_python(self, value: Any) -> Any:
        """Of a fixture; a str here is what value_to_string wrote, never a plain value."""
        return Blob(b64decode(value)) if isinstance(value, str) else value

    def value_to_string(self, obj: models.Model) -> str:
        value: Any = self.value_from_object(obj)
        return "" if value is None else b64encode(value.blob).decode("ascii")

    def formfield(self, *args: Any, **kwargs: Any) -> None:
        return None


class SealedJSON(SealedField[_ST, _GT]):
    """A JSON object, sealed. Assign a dict of JSON's own types, read a `SealedContent`; open() is it."""

    if TYPE_CHECKING:
        _pyi_private_set_type: dict[str, Any] | SealedContent  # type: ignore[assignment]
        _pyi_private_get_type: SealedContent  # type: ignore[assignment]

    sealed_class = SealedContent

    def plain_text(self, value: Any) -> str:
        if not isinstance(value, dict):
            raise TypeError(f"{self} takes a dict, not {type(value).__name__}")
        return canonical(value)
