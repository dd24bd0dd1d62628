"""The desk: what was entered, and where the paper lies (plan 3.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanshi.accounts.models import Account
from sanshi.collection.models import Form
from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel
from sanshi.territory.models import Committee


class Match(models.TextChoices):
    """What the clerk decided before entry (plan 3.3.3)."""

    NEW = "new", _("New in the register")
    SAME = "same", _("Already in the register")


class Entry(LocalModel):
    """One form entered into the register; counted in settlement unless undone."""

    form = LocalKey(Form, models.PROTECT, related_name="entries")
    committee = LocalKey(Committee, models.PROTECT, related_name="entries")
    entered_at = models.DateTimeField()
    entered_on = models.DateField()
    clerk = models.ForeignKey(Account, models.PROTECT, related_name="entries", null=True)
    clerk_post = models.UUIDField(null=True)
    match = models.CharField(max_length=4, choices=Match.choices)
    # A form that changes no value earns nothing (plan 4.2.1 b).
    changed = models.BooleanField()
    voided_at = models.DateTimeField(null=True)
    voided_on = models.DateField(null=True)
    voided_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "form"], name="entry_form_once")]
        indexes = [
            models.Index(fields=["subdistrict", "committee", "entered_on"], name="entry_committee"),
            models.Index(fields=["subdistrict", "clerk", "entered_on"], name="entry_clerk"),
            models.Index(fields=["subdistrict", "voided_at"], name="entry_voided"),
        ]


class Volume(LocalModel):
    """A bound volume of paper forms in the committee's archive (plan 3.3.4)."""

    committee = LocalKey(Committee, models.PROTECT, related_name="volumes")
    number = models.CharField(max_length=20)
    shelf_mark = models.CharField(max_length=40, blank=True)
    opened_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "committee", "number"], name="volume_number_once")
        ]


class Filing(LocalModel):
    form = LocalKey(Form, models.PROTECT, related_name="filings")
    volume = LocalKey(Volume, models.PROTECT, related_name="filings")
    position = models.PositiveIntegerField()
    filed_at = models.DateTimeField()
    clerk = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "form"], name="filing_form_once"),
            models.UniqueConstraint(
                fields=["subdistrict", "volume", "position"], name="filing_position_once"
            ),
        ]
