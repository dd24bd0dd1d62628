"""Every call at a door, from whatever cause, its routing and its clock (plan 3.1.2, 3.2.1, 3.2.2)."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.accounts.models import Account
from sanshi.register.models import Category, Employment
from sanshi.rulebook.models import PolicyVersion
from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel
from sanshi.territory.models import Beat, Committee, Door


class Matter(models.TextChoices):
    """What was noticed (plan 3.1.1)."""

    MOVED_IN = "moved-in", _("Moved in")
    MOVED_OUT = "moved-out", _("Moved out")
    LET = "let", _("Let")
    SUBLET = "sublet", _("Sub-let")
    OVER_OCCUPIED = "over-occupied", _("Over-occupied")
    UNIT_OPENED = "unit-opened", _("Unit opened")
    UNIT_CLOSED = "unit-closed", _("Unit closed")
    OTHER = "other", _("Other")
    # Nothing was noticed: the house asks for a look (freshness, letting, places). No notice has it.
    CHECK = "check", _("Check at the door")


NOTICED = [(matter.value, matter.label) for matter in Matter if matter != Matter.CHECK]
"""The choices of a notice and of an own find."""


class Cause(models.TextChoices):
    NOTICE = "notice", _("Notice")
    OWN_FIND = "own-find", _("Own find")
    FOLLOW_UP = "follow-up", _("Passed on from another visit")
    STALE = "stale", _("Not verified for long")
    LETTING = "letting", _("Letting")
    PLACE = "place", _("Doors split or joined")
    # A change learned from a unit's form: the plan's clock runs from the day of its entry.
    EMPLOYEE = "employee", _("Lives here by a unit's form")


ASKED = (Cause.STALE, Cause.LETTING, Cause.PLACE)
"""Causes of the house itself: nobody noticed a change, so the plan's three working days do not run."""


class Team(models.TextChoices):
    """Who goes (plan 3.1.2): a role, or the units team led by the security director."""

    COORDINATOR = "coordinator", _("Coordinator")
    CADRE = "cadre", _("Cadre")
    OFFICER = "officer", _("Community police officer")
    UNITS_TEAM = "units-team", _("Units team")


class Outcome(models.TextChoices):
    """Plan 3.2.2. Nobody in and refused are attempts, not outcomes."""

    CONFIRMED = "confirmed", pgettext_lazy("outcome", "Confirmed")
    UNFOUNDED = "unfounded", pgettext_lazy("outcome", "No change")
    NOT_VERIFIABLE = "not-verifiable", _("Not verifiable")
    DUPLICATE = "duplicate", _("Duplicate")


class FoundCategory(models.TextChoices):
    """What can be found at the door: the categories of persons, and dwellings and units."""

    LOCAL = Category.LOCAL.value, _("Registered and living here")
    SEPARATED = Category.SEPARATED.value, _("Separated registration")
    FROM_ELSEWHERE = Category.FROM_ELSEWHERE.value, _("Person from elsewhere")
    OVERSEAS = Category.OVERSEAS.value, _("Overseas person")
    DWELLING = "dwelling", _("Dwelling")
    UNIT = "unit", _("Unit")


class Visit(LocalModel):
    """Open while `outcome` is empty. Its clock starts on `learned_on`; lateness is computed, never stored."""

    number = models.CharField(max_length=16)
    door = LocalKey(Door, models.PROTECT, related_name="visits")
    committee = LocalKey(Committee, models.PROTECT, related_name="visits")
    beat = LocalKey(Beat, models.PROTECT, related_name="visits")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    parent = LocalKey("self", models.PROTECT, related_name="follow_ups", null=True)
    matter = models.CharField(max_length=16, choices=Matter.choices)
    # Of a follow-up: the category found at the door that this visit is for.
    category = models.CharField(max_length=16, choices=FoundCategory.choices, blank=True)
    team = models.CharField(max_length=16, choices=Team.choices)
    learned_on = models.DateField()
    policy = LocalKey(PolicyVersion, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True)
    outcome_on = models.DateField(null=True)
    verifier = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    verifier_post = models.UUIDField(null=True)
    remark = models.CharField(max_length=200, blank=True)
    # Of a duplicate: the form that already holds the change.
    same_as_form = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "number"], name="visit_number_once")]
        indexes = [
            models.Index(
                fields=["subdistrict", "outcome", "committee", "team", "learned_on"], name="visit_queue"
            ),
            models.Index(fields=["subdistrict", "door", "matter", "outcome"], name="visit_door"),
            models.Index(fields=["subdistrict", "outcome_on", "outcome"], name="visit_outcomes"),
            models.Index(fields=["subdistrict", "verifier", "outcome_on"], name="visit_verifier"),
        ]

    @property
    def change_known_on(self) -> date:
        """The day from which the clocks of what was found here run (plan 3.2.1).

        Where the house asked for a look, the look itself found it.
        """
        return self.outcome_on if self.cause in ASKED and self.outcome_on else self.learned_on


class EmployeeVisit(LocalModel):
    """Whose residence a visit is to register: an employee, of whom a unit's form told (plan 3.3.5)."""

    visit = LocalKey(Visit, models.PROTECT, related_name="employees")
    employment = LocalKey(Employment, models.PROTECT, related_name="+")
    form = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "visit", "employment"], name="employee_visit_once")
        ]
        indexes = [
            models.Index(fields=["subdistrict", "employment"], name="employee_visit_of"),
            models.Index(fields=["subdistrict", "form"], name="employee_visit_form"),
        ]


class AttemptResult(models.TextChoices):
    NOBODY_IN = "nobody-in", _("Nobody in")
    REFUSED = "refused", _("Refused")


class Attempt(LocalModel):
    """Somebody stood at the door and learned nothing; the reason when the visit is late."""

    visit = LocalKey(Visit, models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    result = models.CharField(max_length=10, choices=AttemptResult.choices)
