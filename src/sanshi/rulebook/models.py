from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanshi.rulebook.policy import Policy, read_policy
from sanshi.streets.models import LocalModel
from sanshi.streets.uuid7 import uuid7


class PolicyVersion(LocalModel):
    """A policy a street has loaded. Never changed: a new one with a later first day takes over."""

    code = models.CharField(_("code"), max_length=40)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    body = models.JSONField(_("figures"))
    loaded_at = models.DateTimeField(_("loaded"))

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "code", "valid_from"], name="policy_once_a_first_day"
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "valid_from"], name="policy_by_first_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"

    @property
    def policy(self) -> Policy:
        held = _read.get(self.pk)
        if held is None or held[0] != self.body:
            held = _read[self.pk] = self.body, read_policy(self.body)
        return held[1]


# What was read of each policy, with the figures it was read from: reading them strictly takes milliseconds.
_read: dict[UUID, tuple[dict[str, Any], Policy]] = {}


class CalendarYear(models.Model):
    """A year whose notice of the State Council is loaded. `load` is new each time: caches see a change."""

    directory = True

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    notice = models.CharField(_("notice"), max_length=200, blank=True)
    loaded_at = models.DateTimeField(_("loaded"))
    load = models.UUIDField(default=uuid7, editable=False)

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a make-up day. `year`: of the notice."""

    directory = True

    day = models.DateField(_("day"), primary_key=True)
    is_workday = models.BooleanField(_("worked"))
    year = models.PositiveSmallIntegerField(_("year"), db_index=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return self.day.isoformat()
