"""What is particular to a kind of record that can be there twice. Queue, pages and job are one."""

from collections.abc import Mapping

from sanshi.entry.duplicates.records import persons, units
from sanshi.entry.duplicates.records.particular import Particular as Particular
from sanshi.entry.duplicates.records.particular import Side as Side
from sanshi.entry.models import Duplicate, MatchDecision
from sanshi.register.models import Kind

BY_KIND: Mapping[Kind, Particular] = {Kind.PERSON: persons.PERSONS, Kind.UNIT: units.UNITS}


def particular(row: Duplicate | MatchDecision) -> Particular:
    return BY_KIND[Kind(row.kind)]
