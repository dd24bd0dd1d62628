"""What reading any record takes: where an actor reads, what forms did."""

from uuid import UUID

from django.db.models import Q, QuerySet

from sanshi.register.as_of import AsOf as AsOf
from sanshi.register.models import (
    Act,
    Kind,
)
from sanshi.territory.access import committees
from sanshi.territory.models import Committee
from sanshi.verbs import Actor, Verb, reach


def committees_read(actor: Actor, verb: Verb) -> QuerySet[Committee]:
    return committees(reach(actor, verb))


def acts_of(subdistrict: str, records: dict[Kind, set[UUID]]) -> list[Act]:
    """What forms did to these records, the latest first."""
    named = Q(pk__in=[])
    for kind, ids in records.items():
        named |= Q(kind=kind, record__in=ids)
    return list(Act.objects.filter(named, subdistrict=subdistrict).order_by("-at", "-id"))
