"""Counted work → amounts → statements (plan 4.2). Money in fen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanshi.accounts.models import Account
from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel
from sanshi.territory.models import Committee


class InspectionResult(LocalModel):
    """A committee's quarter as inspected (plan 4.2.2), typed in by the population office."""

    committee = LocalKey(Committee, models.PROTECT, related_name="inspection_results")
    quarter = models.CharField(max_length=6)
    checked = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    # Persons struck by the police whom trace-back found unregistered (4.2.2 b): a count, never a name.
    traced_back = models.PositiveIntegerField(default=0)
    # Pieces without registration found by other daily checks (4.2.2 c).
    unregistered = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "committee", "quarter"], name="inspection_result_once"
            ),
            models.CheckConstraint(
                condition=models.Q(errors__lte=models.F("checked")), name="errors_within_checked"
            ),
        ]


class Step(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CHECKED = "checked", _("Checked")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid")


class Settlement(LocalModel):
    """One quarter of the street. Frozen from approval on (plan 4.2.1 e)."""

    quarter = models.CharField(max_length=6)
    step = models.CharField(max_length=8, choices=Step.choices)
    version = models.PositiveIntegerField(default=0)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    paid_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    # Fingerprint of the clerks' days in office as they were known: a post may later be changed for past days.
    clerk_days = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "quarter"], name="settlement_once")]


class Statement(LocalModel):
    """One committee's quarter."""

    settlement = LocalKey(Settlement, models.CASCADE, related_name="statements")
    committee = LocalKey(Committee, models.PROTECT, related_name="statements")
    deduction_base = models.BigIntegerField()
    deduction_percent = models.PositiveSmallIntegerField()
    deduction = models.BigIntegerField()
    notified_criticism = models.BooleanField()
    payable = models.BigIntegerField()
    # The policies it was worked out with, and its explanation.
    basis = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "settlement", "committee"], name="statement_once")
        ]


class LineKind(models.TextChoices):
    NOTICE_REWARD = "notice-reward", _("Reward for notices")
    COLLECTION_REWARD = "collection-reward", _("Reward for collection")
    SUBSIDY = "subsidy", _("Committee subsidy")
    ALLOWANCE = "allowance", _("Entry clerk's allowance")
    DEDUCTION = "deduction", _("Deduction")
    CORRECTION = "correction", _("Correction of an earlier quarter")
    CARRIED = "carried", _("Carried forward")


class StatementLine(LocalModel):
    """One amount to one payee; a payee without an account is the committee itself."""

    statement = LocalKey(Statement, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=LineKind.choices)
    clause = models.CharField(max_length=10)
    payee = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    # What a deduction, correction or carried amount is taken from or given back to.
    of_kind = models.CharField(max_length=20, choices=LineKind.choices, blank=True)
    of_quarter = models.CharField(max_length=6, blank=True)
    count = models.PositiveIntegerField(default=0)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "statement", "position"], name="statement_line_once"
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "payee"], name="statement_line_payee"),
            models.Index(fields=["subdistrict", "of_quarter", "kind"], name="statement_line_of_quarter"),
        ]


class PieceKind(models.TextChoices):
    NOTICE = "notice", _("Notice")
    ENTRY = "entry", _("Entry")


class CountedPiece(LocalModel):
    """A notice or entry that an amount counts, with the day it counted on."""

    line = LocalKey(StatementLine, models.CASCADE, related_name="pieces")
    kind = models.CharField(max_length=6, choices=PieceKind.choices)
    piece = models.UUIDField()
    counted_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "line", "counted_on"], name="counted_piece_line"),
            models.Index(fields=["subdistrict", "piece"], name="counted_piece_piece"),
        ]
