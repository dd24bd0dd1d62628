"""The codes a policy may name. The plan's words; a policy decides what follows from them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    SECRETARY = "secretary", _("committee secretary")
    CADRE = "cadre", _("cadre")
    SECURITY_DIRECTOR = "security-director", _("security director")
    COORDINATOR = "coordinator", _("coordinator")
    SECURITY_TEAM = "security-team", _("security-team member")
    CLERK = "clerk", _("entry clerk")
    STEWARD = "steward", _("steward")
    PROPERTY_STAFF = "property-staff", _("property staff")
    OFFICER = "officer", _("community police officer")
    INSPECTOR = "inspector", _("station inspector")
    POPULATION_OFFICE = "population-office", _("population office")
    SECTION = "section", _("section")
    LEADER = "leader", _("street leader in charge")
    FINANCE = "finance", _("finance")
    ADMINISTRATOR = "administrator", _("administrator")


class Capacity(TextChoices):
    """In which capacity a notice is given (plan 3.1.1)."""

    STEWARD = "steward", _("steward")
    GUARD = "guard", _("guard")
    LIFT_OPERATOR = "lift-operator", _("lift operator")
    PROPERTY_STAFF = "property-staff", _("other property staff")
    RESIDENT = "resident", _("resident")


class Matter(TextChoices):
    """What a notice says happened (plan 3.1.1)."""

    MOVED_IN = "moved-in", _("moved in")
    MOVED_OUT = "moved-out", _("moved out")
    LET = "let", _("let")
    SUBLET = "sublet", _("sub-let")
    OVER_OCCUPIED = "over-occupied", _("over-occupied")
    UNIT_OPENED = "unit-opened", _("unit opened")
    UNIT_CLOSED = "unit-closed", _("unit closed")
    OTHER = "other", _("other")


class Subject(TextChoices):
    """What is found at the door: four categories of persons, dwellings, units (plan 3.1.2)."""

    LOCAL = "local", _("registered and living here")
    SEPARATED = "separated", _("separated registration")
    FROM_ELSEWHERE = "from-elsewhere", _("person from elsewhere")
    OVERSEAS = "overseas", _("overseas person")
    DWELLING = "dwelling", _("dwelling")
    UNIT = "unit", _("unit")


class Duty(TextChoices):
    """Who is to go to the door: a duty that holders of several roles may share (plan 3.1.2)."""

    CADRE = "cadre", _("cadre of the beat")
    COORDINATOR = "coordinator", _("coordinator")
    OFFICER = "officer", _("community police officer")
    UNITS_TEAM = "units-team", _("units team")


class DeductedPart(TextChoices):
    """What a deduction is taken from (plan 4.2.2)."""

    COLLECTION_REWARDS = "collection-rewards", _("collection rewards (4.2.1 b)")
    SUBSIDY = "subsidy", _("committee subsidy (4.2.1 c)")
