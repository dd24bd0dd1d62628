"""How many records of each committee have each fault: a statement a fault, whatever the register's size."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count

from sanshi.register.models import QualityDay
from sanshi.register.quality.faults import FAULTS, Fault, Where
from sanshi.territory.models import Committee


def counted(where: Where) -> Iterator[QualityDay]:
    """Rows not yet stored; a committee without a fault has 0, so that it is known to be counted."""
    committees = Committee.objects.filter(subdistrict=where.subdistrict, closed_on__isnull=True)
    here = [where.committee] if where.committee else list(committees.values_list("pk", flat=True))
    for fault in FAULTS:
        counts = numbers(fault, where)
        for committee in dict.fromkeys([*here, *counts]):
            yield QualityDay(
                subdistrict_id=where.subdistrict,
                committee_id=committee,
                day=where.day,
                fault=fault.code,
                records=counts.get(committee, 0),
            )


def numbers(fault: Fault, where: Where) -> dict[UUID, int]:
    rows = fault.rows(where).order_by(fault.committee).values_list(fault.committee)
    return dict(rows.annotate(n=Count("pk")))
