"""The three actuals: population, housing, units. Every fact is a version with two times.

`valid_from`–`valid_to` is what was so (half open: the last day is the day before `valid_to`);
`recorded_at`–`superseded_at` is what we knew. Superseding a version, once, is the only update there is:
`register.history` does it, and nothing else writes versions.
"""

from sanshi.identity.documents import NoDocument as NoDocument
from sanshi.identity.documents import Sex as Sex
from sanshi.register.models.finding import MatchKey as MatchKey
from sanshi.register.models.finding import QualityDay as QualityDay
from sanshi.register.models.finding import SearchToken as SearchToken
from sanshi.register.models.finding import Sought as Sought
from sanshi.register.models.housing import Dwelling as Dwelling
from sanshi.register.models.housing import DwellingVersion as DwellingVersion
from sanshi.register.models.housing import Filed as Filed
from sanshi.register.models.housing import FreshnessDay as FreshnessDay
from sanshi.register.models.housing import Lease as Lease
from sanshi.register.models.housing import LeaseVersion as LeaseVersion
from sanshi.register.models.housing import LessorKind as LessorKind
from sanshi.register.models.housing import Occupancy as Occupancy
from sanshi.register.models.housing import Use as Use
from sanshi.register.models.people import Category as Category
from sanshi.register.models.people import DocumentHolder as DocumentHolder
from sanshi.register.models.people import EndReason as EndReason
from sanshi.register.models.people import PermitStatus as PermitStatus
from sanshi.register.models.people import Person as Person
from sanshi.register.models.people import PersonVersion as PersonVersion
from sanshi.register.models.people import Relation as Relation
from sanshi.register.models.people import Residency as Residency
from sanshi.register.models.people import ResidencyVersion as ResidencyVersion
from sanshi.register.models.people import Separation as Separation
from sanshi.register.models.people import StayReason as StayReason
from sanshi.register.models.people import Tenure as Tenure
from sanshi.register.models.units import Employment as Employment
from sanshi.register.models.units import EmploymentVersion as EmploymentVersion
from sanshi.register.models.units import Unit as Unit
from sanshi.register.models.units import UnitKind as UnitKind
from sanshi.register.models.units import UnitStatus as UnitStatus
from sanshi.register.models.units import UnitVersion as UnitVersion
from sanshi.register.models.versions import Act as Act
from sanshi.register.models.versions import Kind as Kind
from sanshi.register.models.versions import Version as Version
from sanshi.register.models.versions import Work as Work
