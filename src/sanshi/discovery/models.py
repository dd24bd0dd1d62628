"""Notices (信息提供情况登记表, plan 3.1.1): somebody saw a change at a place."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.accounts.models import Account
from sanshi.rulebook.models import PolicyVersion
from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel
from sanshi.territory.models import Committee, Door
from sanshi.visits.models import NOTICED, Visit


class Capacity(models.TextChoices):
    STEWARD = "steward", _("Steward")
    PROPERTY_STAFF = "property-staff", _("Property staff")
    RESIDENT = "resident", pgettext_lazy("capacity", "Resident")


class Notice(LocalModel):
    """About a place: no field for a person. Its outcome is its visit's, unless it is a duplicate."""

    number = models.CharField(max_length=16)
    given_at = models.DateTimeField()
    given_on = models.DateField()
    giver = models.ForeignKey(Account, models.PROTECT, related_name="notices")
    giver_post = models.UUIDField()
    capacity = models.CharField(max_length=16, choices=Capacity.choices)
    door = LocalKey(Door, models.PROTECT, related_name="notices")
    committee = LocalKey(Committee, models.PROTECT, related_name="notices")
    matter = models.CharField(max_length=16, choices=NOTICED)
    seen_on = models.DateField()
    remark = models.CharField(max_length=200, blank=True)
    policy = LocalKey(PolicyVersion, models.PROTECT, related_name="+")
    visit = LocalKey(Visit, models.PROTECT, related_name="notices")
    # Set when the same change was noticed before and its visit was still open (plan 4.2.1 a).
    duplicate_of = LocalKey("self", models.PROTECT, related_name="duplicates", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "number"], name="notice_number_once")]
        indexes = [
            models.Index(fields=["subdistrict", "committee", "given_on", "id"], name="notice_committee"),
            models.Index(fields=["subdistrict", "giver", "given_on"], name="notice_giver"),
            models.Index(fields=["subdistrict", "door", "matter"], name="notice_door"),
        ]
