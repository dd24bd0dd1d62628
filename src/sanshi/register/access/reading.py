"""What reading any record takes: where an actor reads, what forms did."""

from uuid import UUID

from django.db.models import Q, QuerySet

from sanshi.register.as_of import AsOf as AsOf
from sanshi.register.history import known_at
from sanshi.register.models import (
    Act,
    EmploymentVersion,
    Kind,
)
from sanshi.territory.access import committees
from sanshi.territory.models import Committee
from sanshi.verbs import Actor, Verb, reach


def committees_read(actor: Actor, verb: Verb) -> QuerySet[Committee]:
    return committees(reach(actor, verb))


def is_employed_since(subdistrict: str, as_of: AsOf, **record: UUID) -> bool:
    """Whether an employment of a person or a unit began by the day: it may come before their first facts."""
    rows = EmploymentVersion.objects.filter(known_at(as_of.known), subdistrict=subdistrict, **record)
    return bool(rows.filter(valid_from__lte=as_of.on).exists())


def acts_of(subdistrict: str, records: dict[Kind, set[UUID]]) -> list[Act]:
    """What forms did to these records, the latest first."""
    named = Q(pk__in=[])
    for kind, ids in records.items():
        named |= Q(kind=kind, record__in=ids)
    return list(Act.objects.filter(named, subdistrict=subdistrict).order_by("-at", "-id"))
