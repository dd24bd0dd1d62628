"""What every record of the register has: versions in two times, and the acts that wrote them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.identity.documents import NoDocument as NoDocument
from sanshi.identity.documents import Sex as Sex
from sanshi.streets.models import LocalModel


class Version(LocalModel):
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    # Ids of collection forms: the register stands above collection and holds no key to it.
    form = models.UUIDField()
    superseding_form = models.UUIDField(null=True)

    class Meta:
        abstract = True


class Kind(models.TextChoices):
    """Of records with a history. The value is the column by which their versions name them."""

    PERSON = "person", pgettext_lazy("record", "Person")
    RESIDENCY = "residency", pgettext_lazy("record", "Residency")
    DWELLING = "dwelling", pgettext_lazy("record", "Dwelling")
    LEASE = "lease", pgettext_lazy("record", "Lease")
    UNIT = "unit", pgettext_lazy("record", "Unit")
    EMPLOYMENT = "employment", pgettext_lazy("record", "Employment")


class Work(models.TextChoices):
    BEGAN = "began", _("Began")
    REWROTE = "rewrote", _("Rewrote")
    # Another record that the form wrote rests on this one.
    REFERRED = "referred", _("Referred to")
    # Two records made one: one took in, the other stands no more.
    TOOK_IN = "took-in", pgettext_lazy("record", "Took in another record")
    MERGED = "merged", pgettext_lazy("record", "Became part of another record")


class Act(LocalModel):
    """What one form did to one record, in the order in which forms built on each other."""

    form = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    record = models.UUIDField()
    sequence = models.PositiveIntegerField()
    work = models.CharField(max_length=8, choices=Work.choices)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "form", "kind", "record"], name="act_once"),
            models.UniqueConstraint(
                fields=["subdistrict", "kind", "record", "sequence"], name="act_sequence_once"
            ),
        ]
