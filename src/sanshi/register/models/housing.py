"""Dwellings and their leases (实有房屋)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.identity.documents import NoDocument as NoDocument
from sanshi.identity.documents import Sex as Sex
from sanshi.register.models.versions import Version
from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel
from sanshi.territory.models import Committee, Door
from sanshi.vault.fields import SealedField


class Use(models.TextChoices):
    HOME = "home", pgettext_lazy("use of a dwelling", "Home")
    SHOP = "shop", pgettext_lazy("use of a dwelling", "Shop")
    OFFICE = "office", pgettext_lazy("use of a dwelling", "Office")
    OTHER = "other", _("Other")


class Occupancy(models.TextChoices):
    OWNER = "owner", _("Lived in by its owner")
    LET = "let", _("Let")
    PARTLY_LET = "partly-let", _("Partly let")
    LENT = "lent", _("Lent")
    LODGING = "lodging", _("Group lodging")
    EMPTY = "empty", _("Empty")
    OTHER = "other", _("Other")


class Dwelling(LocalModel):
    """The register's record of a door (实有房屋). A door is a place before anyone collects it."""

    door = LocalKey(Door, models.PROTECT, related_name="dwellings")
    # When somebody last stood at the door and learned how things are (plan 2.3.3); an account's id.
    verified_on = models.DateField(null=True)
    verified_by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "door"], name="dwelling_door_once")]
        indexes = [models.Index(fields=["subdistrict", "verified_on"], name="dwelling_verified")]


class DwellingVersion(Version):
    dwelling = LocalKey(Dwelling, models.PROTECT, related_name="versions")
    door = LocalKey(Door, models.PROTECT, related_name="+")
    committee = LocalKey(Committee, models.PROTECT, related_name="+")
    use = models.CharField(max_length=8, choices=Use.choices)
    occupancy = models.CharField(max_length=12, choices=Occupancy.choices)
    # Only when let: the over-occupancy check (plan 2.2.2).
    designed_rooms = models.PositiveSmallIntegerField(null=True)
    usable_area_m2 = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_phone = SealedField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "dwelling", "valid_from"],
                condition=models.Q(superseded_at__isnull=True),
                name="dwelling_version_once",
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "door", "superseded_at"], name="dwelling_door"),
            models.Index(fields=["subdistrict", "committee", "superseded_at"], name="dwelling_committee"),
            models.Index(fields=["subdistrict", "form"], name="dwelling_version_form"),
        ]


class Filed(models.TextChoices):
    """Whether a lease is filed with the housing office (租赁备案)."""

    YES = "yes", pgettext_lazy("lease", "Filed")
    NO = "no", pgettext_lazy("lease", "Not filed")
    UNKNOWN = "unknown", pgettext_lazy("lease", "Not known")


class LessorKind(models.TextChoices):
    PERSON = "person", pgettext_lazy("lessor", "Private person")
    COMPANY = "company", pgettext_lazy("lessor", "Rental company")
    BROKER = "broker", pgettext_lazy("lessor", "Through a broker")


class Lease(LocalModel):
    """One lease of a dwelling (租赁备案); a dwelling let by rooms has several. Said by dwelling forms."""

    dwelling = LocalKey(Dwelling, models.PROTECT, related_name="leases")


class LeaseVersion(Version):
    """`valid_from` is the day it began, `valid_to` the day from which a form says it is over.

    `ends_on` is the end agreed: a lease past it still runs here until somebody was at the door.
    Its committee is its door's: a lease has no column of its own that a new border would have to move.
    """

    lease = LocalKey(Lease, models.PROTECT, related_name="versions")
    dwelling = LocalKey(Dwelling, models.PROTECT, related_name="+")
    door = LocalKey(Door, models.PROTECT, related_name="+")
    filed = models.CharField(max_length=8, choices=Filed.choices)
    filing_number = models.CharField(max_length=40, blank=True)
    filed_on = models.DateField(null=True)
    lessor_kind = models.CharField(max_length=8, choices=LessorKind.choices, blank=True)
    lessor_name = SealedField(null=True)
    lessor_phone = SealedField(null=True)
    # Persons of the register, by id: a value of this version, which each later version states anew.
    tenants = models.JSONField(default=list)
    ends_on = models.DateField(null=True)
    let_rooms = models.PositiveSmallIntegerField(null=True)
    # When somebody saw the lease itself.
    checked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "lease", "valid_from"],
                condition=models.Q(superseded_at__isnull=True),
                name="lease_version_once",
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "lease", "superseded_at"], name="lease_versions"),
            models.Index(fields=["subdistrict", "door", "superseded_at"], name="lease_door"),
            models.Index(fields=["subdistrict", "superseded_at", "ends_on"], name="lease_ends"),
            models.Index(fields=["subdistrict", "form"], name="lease_version_form"),
        ]


class FreshnessDay(LocalModel):
    """How many of a committee's dwellings were verified in time on a day; written by the nightly work."""

    committee = LocalKey(Committee, models.PROTECT, related_name="+")
    day = models.DateField()
    dwellings = models.PositiveIntegerField()
    fresh = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "committee", "day"], name="freshness_day_once")
        ]
        indexes = [models.Index(fields=["subdistrict", "day"], name="freshness_day")]
