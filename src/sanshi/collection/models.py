"""The collection form (信息采集表) and its hand-overs to the entry clerk (plan 3.2.1, 3.3.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.accounts.models import Account
from sanshi.register.models import Category, Dwelling, Person, Residency, Unit
from sanshi.rulebook.models import PolicyVersion
from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel
from sanshi.territory.models import Beat, Committee, Door
from sanshi.vault.fields import SealedJSON
from sanshi.visits.models import Team, Visit


class Subject(models.TextChoices):
    PERSON = "person", pgettext_lazy("subject of a form", "Person")
    DWELLING = "dwelling", pgettext_lazy("subject of a form", "Dwelling")
    UNIT = "unit", pgettext_lazy("subject of a form", "Unit")


class FormAction(models.TextChoices):
    REGISTER = "register", _("Register")
    ALTER = "alter", _("Alter")
    DEREGISTER = "deregister", _("Deregister")


class State(models.TextChoices):
    DRAFT = "draft", _("To be filled in")
    HANDED_OVER = "handed-over", _("Waiting for entry")
    RETURNED = "returned", _("Returned")
    ENTERED = "entered", _("Entered")
    VOIDED = "voided", _("Undone")
    DROPPED = "dropped", _("Dropped")


class Form(LocalModel):
    """One person, one dwelling or one unit. What it says is sealed as a whole."""

    number = models.CharField(max_length=16)
    visit = LocalKey(Visit, models.PROTECT, related_name="forms", null=True)
    subject = models.CharField(max_length=8, choices=Subject.choices)
    action = models.CharField(max_length=12, choices=FormAction.choices)
    # Of a person form: who may collect it follows from the category (plan 3.1.2).
    category = models.CharField(max_length=16, choices=Category.choices, blank=True)
    team = models.CharField(max_length=16, choices=Team.choices)
    door = LocalKey(Door, models.PROTECT, related_name="forms")
    committee = LocalKey(Committee, models.PROTECT, related_name="forms")
    beat = LocalKey(Beat, models.PROTECT, related_name="forms")
    # What an alteration or deregistration is about; of a registration, set at entry.
    person = LocalKey(Person, models.PROTECT, related_name="forms", null=True)
    residency = LocalKey(Residency, models.PROTECT, related_name="forms", null=True)
    dwelling = LocalKey(Dwelling, models.PROTECT, related_name="forms", null=True)
    unit = LocalKey(Unit, models.PROTECT, related_name="forms", null=True)
    state = models.CharField(max_length=12, choices=State.choices)
    # Stock taking (盘点): no clock, no certificate, no reward.
    stock_taking = models.BooleanField(default=False)
    learned_on = models.DateField()
    policy = LocalKey(PolicyVersion, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    collector = models.ForeignKey(Account, models.PROTECT, related_name="forms", null=True)
    collector_post = models.UUIDField(null=True)
    collector_role = models.CharField(max_length=20, blank=True)
    # The certificate's number, or the police identity card's (plan 3.1.3).
    certificate_number = models.CharField(max_length=20, blank=True)
    collected_at = models.DateTimeField(null=True)
    collected_on = models.DateField(null=True)
    content = SealedJSON(null=True)
    # The first hand-over: the same-day rule looks at it (plan 3.3.2).
    handed_over_at = models.DateTimeField(null=True)
    # The day the clerk's present clock started: of the latest hand-over.
    desk_since = models.DateField(null=True)
    # When its collector last kept it; a stale page is told.
    saved_at = models.DateTimeField(null=True)
    # Why it was dropped. Refuses numbers of persons (identity.numbers).
    drop_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "number"], name="form_number_once")]
        indexes = [
            models.Index(fields=["subdistrict", "state", "committee", "desk_since", "id"], name="form_desk"),
            models.Index(fields=["subdistrict", "state", "committee", "learned_on", "id"], name="form_clock"),
            models.Index(fields=["subdistrict", "collector", "state", "learned_on"], name="form_collector"),
            models.Index(fields=["subdistrict", "visit"], name="form_visit"),
            models.Index(fields=["subdistrict", "door"], name="form_door"),
        ]


class Answer(models.TextChoices):
    ENTERED = "entered", _("Entered")
    RETURNED = "returned", _("Returned")


class HandOver(LocalModel):
    """One hand-over is one clock of the clerk; entering or returning ends it (plan 3.3.1, 3.3.2)."""

    form = LocalKey(Form, models.PROTECT, related_name="hand_overs")
    sequence = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    on = models.DateField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    certificate_number = models.CharField(max_length=20, blank=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    clerk = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    # Of a return: form field → reason. Refuses numbers of persons (identity.numbers).
    reasons = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "form", "sequence"], name="hand_over_once")
        ]
        indexes = [models.Index(fields=["subdistrict", "clerk", "answered_on"], name="hand_over_clerk")]
