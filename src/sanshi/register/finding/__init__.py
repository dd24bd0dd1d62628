"""Who of the register a record may be about (plan 3.3.3): one answer for desk, import and batch."""

from sanshi.register.finding.directory import elsewhere as elsewhere
from sanshi.register.finding.persons import Asked as Asked
from sanshi.register.finding.persons import match_many as match_many
from sanshi.register.finding.persons import match_person as match_person
from sanshi.register.finding.units import match_unit as match_unit
