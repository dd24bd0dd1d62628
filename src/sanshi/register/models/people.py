"""Persons and their residencies in time (实有人口)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.identity.documents import DocumentType
from sanshi.identity.documents import NoDocument as NoDocument
from sanshi.identity.documents import Sex as Sex
from sanshi.register.models.versions import Version
from sanshi.streets.fields import DirectoryKey, LocalKey
from sanshi.streets.models import LocalModel, Subdistrict
from sanshi.territory.models import Committee, Door
from sanshi.vault.fields import SealedField


class Person(LocalModel):
    """One human being, once (plan 3.3.3). What is known stands in the versions."""

    created_at = models.DateTimeField(default=clock.now)


class PersonVersion(Version):
    person = LocalKey(Person, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=100)
    document_type = models.CharField(max_length=3, choices=DocumentType.choices)
    document_number = SealedField(null=True)
    document_index = models.CharField(max_length=64, blank=True)
    no_document_reason = models.CharField(max_length=12, choices=NoDocument.choices, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    birth_date = models.DateField(null=True)
    phone = SealedField(null=True)
    # A person of the register, by id; else name and phone of one who is not in it (PIPL 31).
    guardian = models.UUIDField(null=True)
    guardian_name = models.CharField(max_length=100, blank=True)
    guardian_phone = SealedField(null=True)
    # The privacy notice given at collection (PIPL 17, 30).
    notice_version = models.CharField(max_length=20, blank=True)
    notified_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "person", "valid_from"],
                condition=models.Q(superseded_at__isnull=True),
                name="person_version_once",
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "person", "superseded_at"], name="person_versions"),
            models.Index(fields=["subdistrict", "document_index"], name="person_document"),
            models.Index(
                fields=["subdistrict", "birth_date", "person", "name"],
                condition=models.Q(superseded_at__isnull=True),
                name="person_birth",
            ),
            models.Index(fields=["subdistrict", "form"], name="person_version_form"),
        ]


class DocumentHolder(models.Model):
    """Directory over all streets: which person holds a document number, by its blind index."""

    directory = True

    index = DirectoryKey(max_length=64, primary_key=True)
    subdistrict = models.ForeignKey(Subdistrict, models.PROTECT, related_name="+")
    person = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "person"], name="holder_person")]


class Category(models.TextChoices):
    """Category of a person at an address (人员类别, plan 3.1.2)."""

    LOCAL = "local", _("Registered and living here")
    SEPARATED = "separated", _("Separated registration")
    FROM_ELSEWHERE = "from-elsewhere", _("Person from elsewhere")
    OVERSEAS = "overseas", _("Overseas person")


class Tenure(models.TextChoices):
    OWNER = "owner", _("Owner")
    TENANT = "tenant", _("Tenant")
    GUEST = "guest", _("Lives with others")
    STAFF_LODGING = "staff-lodging", _("Employer's lodging")
    OTHER = "other", _("Other")


class Relation(models.TextChoices):
    """GB/T 4761, the first digit classes and the common ones of the second."""

    SELF = "01", _("Head of household")
    SPOUSE = "10", _("Spouse")
    SON = "20", _("Son")
    DAUGHTER = "30", _("Daughter")
    GRANDCHILD = "40", _("Grandchild")
    PARENT = "50", _("Parent")
    GRANDPARENT = "60", _("Grandparent")
    SIBLING = "70", _("Brother or sister")
    OTHER = "97", _("Other relative")
    NOT_RELATED = "99", _("Not related")


class EndReason(models.TextChoices):
    MOVED = "moved", _("Moved away")
    LEFT_SHANGHAI = "left-shanghai", _("Left Shanghai")
    DIED = "died", _("Died")
    DUPLICATE = "duplicate", _("Registered twice")
    MISTAKE = "mistake", _("Registered by mistake")


class Separation(models.TextChoices):
    LIVES_HERE = "lives-here", _("Lives here, registered elsewhere in the city")
    REGISTERED_HERE = "registered-here", _("Registered here, lives elsewhere")


class StayReason(models.TextChoices):
    WORK = "work", _("Work or business")
    STUDY = "study", _("Study")
    FAMILY = "family", _("With family")
    OTHER = "other", _("Other")


class PermitStatus(models.TextChoices):
    NONE = "none", _("Not registered")
    REGISTERED = "registered", _("Residence registered")
    PERMIT = "permit", _("Residence permit")


class Residency(LocalModel):
    """A person at a door, in time."""

    person = LocalKey(Person, models.PROTECT, related_name="residencies")
    door = LocalKey(Door, models.PROTECT, related_name="residencies")


class ResidencyVersion(Version):
    """`valid_from` is the day of moving in (入住日期), `valid_to` the day of leaving (注销日期)."""

    residency = LocalKey(Residency, models.PROTECT, related_name="versions")
    person = LocalKey(Person, models.PROTECT, related_name="+")
    door = LocalKey(Door, models.PROTECT, related_name="+")
    committee = LocalKey(Committee, models.PROTECT, related_name="+")
    category = models.CharField(max_length=16, choices=Category.choices)
    tenure = models.CharField(max_length=16, choices=Tenure.choices)
    household = models.PositiveSmallIntegerField(default=1)
    relation_to_head = models.CharField(max_length=2, choices=Relation.choices, blank=True)
    end_reason = models.CharField(max_length=16, choices=EndReason.choices, blank=True)
    moved_to = models.CharField(max_length=100, blank=True)
    separation = models.CharField(max_length=16, choices=Separation.choices, blank=True)
    registered_region = models.CharField(max_length=6, blank=True)
    present_region = models.CharField(max_length=100, blank=True)
    stay_reason = models.CharField(max_length=8, choices=StayReason.choices, blank=True)
    permit_status = models.CharField(max_length=12, choices=PermitStatus.choices, blank=True)
    permit_valid_to = models.DateField(null=True)
    nationality = models.CharField(max_length=3, blank=True)
    latin_surname = models.CharField(max_length=60, blank=True)
    latin_given = models.CharField(max_length=60, blank=True)
    checked_in_at = models.DateTimeField(null=True)
    stay_until = models.DateField(null=True)
    police_registered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "residency", "valid_from"],
                condition=models.Q(superseded_at__isnull=True),
                name="residency_version_once",
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "door", "superseded_at"], name="residency_door"),
            models.Index(fields=["subdistrict", "person", "superseded_at"], name="residency_person"),
            models.Index(
                fields=["subdistrict", "committee", "superseded_at", "category"], name="residency_committee"
            ),
            models.Index(fields=["subdistrict", "form"], name="residency_version_form"),
            # What is counted is read from the index alone, see `register.population`.
            models.Index(
                fields=[
                    *("subdistrict", "committee", "category", "separation"),
                    *("valid_to", "valid_from", "person"),
                ],
                condition=models.Q(superseded_at__isnull=True),
                name="residency_counted",
            ),
            models.Index(
                fields=["subdistrict", "person", "valid_from", "id", "separation", "valid_to"],
                condition=models.Q(superseded_at__isnull=True),
                name="residency_once",
            ),
            models.Index(
                fields=["subdistrict", "committee", "permit_valid_to", "id"],
                condition=models.Q(
                    superseded_at__isnull=True, valid_to__isnull=True, permit_valid_to__isnull=False
                ),
                name="residency_permit",
            ),
        ]
