from collections.abc import Iterable
from typing import Any, Self

from django.db import models, router
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sanshi.streets.fields import (
    STREET_ID,
    DistrictKey,
    LocalKey,
    OtherStreet,
    StreetNotLoaded,
    check_references,
    local_keys,
    street_of,
)
from sanshi.streets.querysets import LocalCollector, LocalManager, LocalQuerySet
from sanshi.streets.uuid7 import uuid7

HOUSE = "000000000"
"""The reserved street of the house itself: acts on global rows are journalled in its chain."""

SAME_STREET = Q(subdistrict=OuterRef("subdistrict"))
"""For Exists and Subquery: `Exists(Form.objects.filter(SAME_STREET, visit=OuterRef("pk")))`."""


class Subdistrict(models.Model):
    """A street (街道), by its nine-digit code."""

    code = models.CharField(_("code"), max_length=9, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("street")
        verbose_name_plural = _("streets")

    def __str__(self) -> str:
        return self.name


class LocalModel(models.Model):
    """A row of one street. Each statement made from an instance names its street."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subdistrict = DistrictKey(verbose_name=_("street"))

    objects = LocalManager[Self]()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(
        self,
        *,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        written = None if update_fields is None else set(update_fields)
        keys = self._keys_to_check(written)
        check_references(type(self), [self], keys, using or router.db_for_write(type(self), instance=self))
        super().save(force_insert=force_insert, force_update=force_update, using=using, update_fields=written)
        self.__dict__.get("_repointed", set()).difference_update(key.attname for key in keys)

    save.alters_data = True  # type: ignore[attr-defined]

    def _keys_to_check(self, written: set[str] | None) -> list[Any]:
        """All keys of a new row; of a stored one those that were pointed elsewhere since it was read."""
        repointed = self.__dict__.get("_repointed", set())
        return [
            key
            for key in local_keys(type(self))
            if (self._state.adding or key.attname in repointed)
            and (written is None or {key.name, key.attname} & written)
            and key.attname in self.__dict__
        ]

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, values: Any, *rest: Any) -> Any:
        # The street is the address of the row, never one of the values written.
        kept = [value for value in values if value[0].attname != STREET_ID]
        return super()._do_update(base_qs.filter(**{STREET_ID: street_of(self)}), using, pk_val, kept, *rest)

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        rows = from_queryset
        if rows is None:
            rows = type(self)._base_manager.db_manager(using, hints={"instance": self})
        super().refresh_from_db(using, fields, rows.filter(**{STREET_ID: street_of(self)}))

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        if self.pk is None:
            raise ValueError(f"{self._meta.label}: no key, so nothing to delete")
        collector = LocalCollector(using=using or router.db_for_write(type(self), instance=self), origin=self)
        collector.collect([self], keep_parents=keep_parents)
        return collector.delete()

    delete.alters_data = True  # type: ignore[attr-defined]

    def validate_unique(self, exclude: Any = None) -> None:
        # Asking whether a fresh UUIDv7 is taken would be a look-up without a street.
        super().validate_unique({*(exclude or ()), "id"})


class Serial(LocalModel):
    """The last number given out of one series of a street."""

    name = models.CharField(max_length=40)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "name"], name="serial_once_a_street")]

    def __str__(self) -> str:
        return f"{self.name} {self.last}"


__all__ = [
    "HOUSE",
    "SAME_STREET",
    "LocalKey",
    "LocalManager",
    "LocalModel",
    "LocalQuerySet",
    "OtherStreet",
    "Serial",
    "StreetNotLoaded",
    "Subdistrict",
]
