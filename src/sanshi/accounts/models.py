"""Accounts are global; posts and certificates belong to a street and point at them."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel
from sanshi.streets.uuid7 import uuid7
from sanshi.territory.models import Beat, BuildingGroup, Committee, Station


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """A person who works with Sanshi. Never a resident's record; what it may do stands in its posts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    # Somebody else knows the password: nothing else is opened before its owner has set another.
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = AccountManager()

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    SECRETARY = "secretary", _("Committee secretary")
    CADRE = "cadre", _("Cadre")
    SECURITY_DIRECTOR = "security-director", _("Security director")
    COORDINATOR = "coordinator", _("Coordinator")
    SECURITY_TEAM = "security-team", _("Security-team member")
    CLERK = "clerk", _("Entry clerk")
    STEWARD = "steward", _("Steward")
    PROPERTY_STAFF = "property-staff", _("Property staff")
    OFFICER = "officer", _("Community police officer")
    INSPECTOR = "inspector", _("Station inspector")
    POPULATION_OFFICE = "population-office", _("Population office")
    SECTION = "section", _("Section")
    LEADER = "leader", _("Street leader in charge")
    FINANCE = "finance", _("Finance")
    ADMINISTRATOR = "administrator", _("Administrator")


class Post(LocalModel):
    """A role at a place from a day to a day (the last day included)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices)
    committee = LocalKey(Committee, models.PROTECT, related_name="posts", null=True)
    station = LocalKey(Station, models.PROTECT, related_name="posts", null=True)
    beat = LocalKey(Beat, models.PROTECT, related_name="posts", null=True)
    group = LocalKey(BuildingGroup, models.PROTECT, related_name="posts", null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    # Stands in for the entry clerk on the days of the post (plan 2.5.1).
    stand_in = models.BooleanField(default=False)
    # The police officer collects under the police identity card (plan 3.1.3).
    police_number = models.CharField(max_length=20, blank=True)
    appointed_at = models.DateTimeField(default=clock.now)
    appointed_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "account", "valid_from"], name="post_account"),
            models.Index(fields=["subdistrict", "committee", "role", "valid_from"], name="post_place"),
            models.Index(fields=["subdistrict", "group", "role"], name="post_group"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="post_days_ordered",
            )
        ]


class Certificate(LocalModel):
    """The street's collector's certificate (采集证, plan 3.1.3); valid on both days named."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField()
    withdrawn_on = models.DateField(null=True)
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "number"], name="certificate_number_once"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="certificate_days_ordered"
            ),
        ]
        indexes = [models.Index(fields=["subdistrict", "account", "valid_from"], name="certificate_account")]
