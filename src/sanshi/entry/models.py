"""The desk: what was entered, and where the paper lies (plan 3.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.accounts.models import Account
from sanshi.collection.models import Form
from sanshi.jobs.models import Job
from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel
from sanshi.territory.models import Committee
from sanshi.vault.fields import SealedField


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


class ImportState(models.TextChoices):
    TRYING = "trying", pgettext_lazy("import", "Being checked")
    TRIED = "tried", pgettext_lazy("import", "Checked")
    ASKED = "asked", pgettext_lazy("import", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("import", "Approved")
    CARRYING = "carrying", pgettext_lazy("import", "Being carried out")
    DONE = "done", pgettext_lazy("import", "Carried out")
    WITHDRAWN = "withdrawn", pgettext_lazy("import", "Withdrawn")


class Import(LocalModel):
    """A sheet that was sent: tried without effect, perhaps approved, carried out lot by lot."""

    # Which columns it has: the layout's name.
    layout = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.TRYING)
    version = models.PositiveIntegerField(default=0)
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    sent_at = models.DateTimeField()
    # As the sender called it; a name may stand in it.
    file_name = SealedField()
    size = models.PositiveBigIntegerField()
    # Keyed digest of the content, and the sealed file's name as long as it is kept.
    digest = models.CharField(max_length=64)
    upload = models.CharField(max_length=64)
    # The job under way, or the last one.
    job = LocalKey(Job, models.PROTECT, related_name="+", null=True)
    # What the dry run found (trying.Tally).
    tally = models.JSONField(default=dict)
    has_facts = models.BooleanField(default=False)
    approved_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    # Good rows, and how many of them were carried out; what that made.
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    stairways_made = models.PositiveIntegerField(default=0)
    doors_made = models.PositiveIntegerField(default=0)
    places_changed = models.PositiveIntegerField(default=0)
    forms_entered = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "sent_at"], name="import_sent"),
            models.Index(fields=["subdistrict", "digest"], name="import_digest"),
        ]
