"""Units and shops (实有单位)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi import clock
from sanshi.identity.documents import DocumentType
from sanshi.identity.documents import NoDocument as NoDocument
from sanshi.identity.documents import Sex as Sex
from sanshi.register.models.people import Person
from sanshi.register.models.versions import Version
from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel
from sanshi.territory.models import Committee, Door
from sanshi.vault.fields import SealedField


class UnitKind(models.TextChoices):
    COMMUNITY = "community", _("Community unit")
    STREET_FRONT = "street-front", _("Street-front shop")


class UnitStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("unit", "Open")
    SUSPENDED = "suspended", _("Business suspended")
    CLOSED = "closed", pgettext_lazy("unit", "Closed")


class Unit(LocalModel):
    """A unit or shop at work in the street (实有单位)."""

    created_at = models.DateTimeField(default=clock.now)


class UnitVersion(Version):
    unit = LocalKey(Unit, models.PROTECT, related_name="versions")
    door = LocalKey(Door, models.PROTECT, related_name="+")
    committee = LocalKey(Committee, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=UnitKind.choices)
    credit_code = models.CharField(max_length=18, blank=True)
    industry = models.CharField(max_length=2, blank=True)
    # Set by the police only (plan 2.2.4).
    key_trade = models.BooleanField(default=False)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_phone = SealedField(null=True)
    status = models.CharField(max_length=10, choices=UnitStatus.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "unit", "valid_from"],
                condition=models.Q(superseded_at__isnull=True),
                name="unit_version_once",
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "unit", "superseded_at"], name="unit_versions"),
            models.Index(fields=["subdistrict", "door", "superseded_at"], name="unit_door"),
            models.Index(fields=["subdistrict", "committee", "superseded_at"], name="unit_committee"),
            models.Index(fields=["subdistrict", "credit_code"], name="unit_credit_code"),
            models.Index(fields=["subdistrict", "form"], name="unit_version_form"),
        ]


class Employment(LocalModel):
    """Who works in a unit (从业), a line of the unit's form. Residence is registered apart (plan 3.3.5)."""

    unit = LocalKey(Unit, models.PROTECT, related_name="employments")


class EmploymentVersion(Version):
    """`valid_from` is the first day at work, `valid_to` the first day without it.

    A person of the register, or name, document and region of one who lives outside the street; whoever lives
    in the street and is not registered yet has both until the committee of residence has been at the door.
    """

    employment = LocalKey(Employment, models.PROTECT, related_name="versions")
    unit = LocalKey(Unit, models.PROTECT, related_name="+")
    person = LocalKey(Person, models.PROTECT, related_name="+", null=True)
    name = SealedField(null=True)
    document_type = models.CharField(max_length=3, choices=DocumentType.choices, blank=True)
    document_number = SealedField(null=True)
    document_index = models.CharField(max_length=64, blank=True)
    # GB/T 2260, six digits.
    residence_region = models.CharField(max_length=6, blank=True)
    # The door in the street where an employee is said to live; a place, by id.
    residence_door = models.UUIDField(null=True)
    lives_on_site = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "employment", "valid_from"],
                condition=models.Q(superseded_at__isnull=True),
                name="employment_version_once",
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "employment", "superseded_at"], name="employment_versions"),
            models.Index(fields=["subdistrict", "unit", "superseded_at"], name="employment_unit"),
            models.Index(fields=["subdistrict", "person", "superseded_at"], name="employment_person"),
            models.Index(fields=["subdistrict", "document_index"], name="employment_document"),
            models.Index(fields=["subdistrict", "form"], name="employment_version_form"),
        ]
