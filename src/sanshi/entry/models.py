"""The desk: what was entered, and where the paper lies (plan 3.3)."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.accounts.models import Account
from sanshi.collection.models import Form, HandOver
from sanshi.jobs.models import Job
from sanshi.register.models import Kind
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


class Hold(LocalModel):
    """A form that waits at the desk for a decision (plan 3.3.3); its clock runs on.

    It ends when the form is taken up again, or with the answer to the hand-over.
    """

    form = LocalKey(Form, models.PROTECT, related_name="holds")
    hand_over = LocalKey(HandOver, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=200)
    held_at = models.DateTimeField()
    held_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "hand_over"],
                condition=models.Q(ended_at__isnull=True),
                name="hold_once",
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "form", "ended_at"], name="hold_form")]


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
    # Our columns by the place of theirs where the sender said so (ColumnMapping.columns).
    columns = models.JSONField(default=dict)
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
    # Rows whose record was in the register and changed, or says nothing new.
    records_changed = models.PositiveIntegerField(default=0)
    records_known = models.PositiveIntegerField(default=0)
    # Where the sheet is about one committee; None for the street.
    committee = LocalKey(Committee, models.PROTECT, related_name="+", null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "sent_at"], name="import_sent"),
            models.Index(fields=["subdistrict", "digest"], name="import_digest"),
        ]


class MatchVerdict(models.TextChoices):
    SAME = "same", pgettext_lazy("match", "The same person")
    DIFFERENT = "different", pgettext_lazy("match", "Different persons")
    MERGED = "merged", pgettext_lazy("match", "Two records made one")


_OF_UNITS: Mapping[MatchVerdict, Promise] = {
    MatchVerdict.SAME: pgettext_lazy("match", "The same unit"),
    MatchVerdict.DIFFERENT: pgettext_lazy("match", "Different units"),
}


class MatchDecision(LocalModel):
    """What somebody decided about two records that may be one (plan 3.3.3): kept with its reason, undoable.

    `one` and `other` are records of the register (`kind`: register.Kind person or unit). A form's decision
    has `form`; SAME says that the form is about `one`, DIFFERENT that whoever it made (`other`) is not `one`.
    MERGED: `other` became part of `one`; the decision's own id stands as `form` of the versions it wrote.
    """

    kind = models.CharField(max_length=10)
    verdict = models.CharField(max_length=10, choices=MatchVerdict.choices)
    one = models.UUIDField()
    other = models.UUIDField(null=True)
    form = LocalKey(Form, models.PROTECT, related_name="decisions", null=True)
    band = models.CharField(max_length=4)
    probability = models.FloatField()
    # Codes of identity.matching.evidence: what was shown when it was decided.
    why = models.JSONField(default=list)
    reason = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    undo_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "one", "undone_at"], name="decision_one"),
            models.Index(fields=["subdistrict", "other", "undone_at"], name="decision_other"),
            models.Index(fields=["subdistrict", "form"], name="decision_form"),
            models.Index(fields=["subdistrict", "decided_at"], name="decision_time"),
        ]

    @property
    def said(self) -> Promise | str:
        """The verdict in words; of units it is not about persons."""
        verdict = MatchVerdict(self.verdict)
        return _OF_UNITS.get(verdict, verdict.label) if self.kind == Kind.UNIT else verdict.label


class Duplicate(LocalModel):
    """Two records of the register that may be one, found by the batch; waits for a decision."""

    kind = models.CharField(max_length=10)
    # `one` is the older record: ids are in order of time.
    one = models.UUIDField()
    other = models.UUIDField()
    committee = LocalKey(Committee, models.PROTECT, related_name="+")
    band = models.CharField(max_length=4)
    probability = models.FloatField()
    why = models.JSONField(default=list)
    found_at = models.DateTimeField()
    decision = LocalKey(MatchDecision, models.PROTECT, related_name="+", null=True)
    # It was found no more by a later run, since one of the two changed.
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "one", "other"], name="duplicate_once")]
        indexes = [
            models.Index(
                fields=["subdistrict", "decision", "gone_at", "probability"], name="duplicate_waiting"
            ),
            models.Index(fields=["subdistrict", "other"], name="duplicate_other"),
        ]


class ColumnMapping(LocalModel):
    """Which column of an office's own sheet is which of ours; offered again for the same headers."""

    layout = models.CharField(max_length=16)
    # Keyed digest of the headers in their order.
    headers = models.CharField(max_length=64)
    # Our column's key by the place of theirs, as text.
    columns = models.JSONField(default=dict)
    saved_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "layout", "headers"], name="column_mapping_once")
        ]


class Answered(models.TextChoices):
    WAITS = "waits", pgettext_lazy("row of a sheet", "Waits for a decision")
    SAME = "same", pgettext_lazy("row of a sheet", "Somebody registered")
    NEW = "new", pgettext_lazy("row of a sheet", "Somebody new")
    LEFT_OUT = "left-out", pgettext_lazy("row of a sheet", "Left out")


class ImportDoubt(LocalModel):
    """A row of a sheet that the match leaves to a person: entered only once it is answered."""

    sheet = LocalKey(Import, models.PROTECT, related_name="doubts")
    # As in the file, the header being row 1.
    row = models.PositiveIntegerField()
    # What the row says, as the plan's line.
    content = SealedField()
    # Candidates with band, probability and why, from the best; ids and codes only.
    candidates = models.JSONField(default=list)
    answer = models.CharField(max_length=8, choices=Answered.choices, default=Answered.WAITS)
    record = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)
    # As answered, it is in the register since.
    entered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "sheet", "row"], name="import_doubt_once")
        ]
        indexes = [models.Index(fields=["subdistrict", "sheet", "answer"], name="import_doubt_answer")]
