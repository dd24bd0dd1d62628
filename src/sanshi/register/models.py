"""The three actuals: population, housing, units. Every fact is a version with two times.

`valid_from`–`valid_to` is what was so (half open: the last day is the day before `valid_to`);
`recorded_at`–`superseded_at` is what we knew. Superseding a version, once, is the only update there is:
`register.history` does it, and nothing else writes versions.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi import clock
from sanshi.identity.documents import DocumentType
from sanshi.identity.documents import NoDocument as NoDocument
from sanshi.identity.documents import Sex as Sex
from sanshi.streets.fields import DirectoryKey, LocalKey
from sanshi.streets.models import LocalModel, Subdistrict
from sanshi.territory.models import Committee, Door
from sanshi.vault.fields import SealedField


class Version(LocalModel):
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    # Ids of collection forms: the register stands above collection and holds no key to it.
    form = models.UUIDField()
    superseding_form = models.UUIDField(null=True)

    class Meta:
        abstract = True


class Kind(models.TextChoices):
    """Of records with a history. The value is the column by which their versions name them."""

    PERSON = "person", pgettext_lazy("record", "Person")
    RESIDENCY = "residency", pgettext_lazy("record", "Residency")
    DWELLING = "dwelling", pgettext_lazy("record", "Dwelling")
    LEASE = "lease", pgettext_lazy("record", "Lease")
    UNIT = "unit", pgettext_lazy("record", "Unit")


class Work(models.TextChoices):
    BEGAN = "began", _("Began")
    REWROTE = "rewrote", _("Rewrote")
    # Another record that the form wrote rests on this one.
    REFERRED = "referred", _("Referred to")


class Act(LocalModel):
    """What one form did to one record, in the order in which forms built on each other."""

    form = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    record = models.UUIDField()
    sequence = models.PositiveIntegerField()
    work = models.CharField(max_length=8, choices=Work.choices)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "form", "kind", "record"], name="act_once"),
            models.UniqueConstraint(
                fields=["subdistrict", "kind", "record", "sequence"], name="act_sequence_once"
            ),
        ]


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
            models.Index(fields=["subdistrict", "name", "person"], name="person_name"),
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
        ]


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
