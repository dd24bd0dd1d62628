from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from sanshi.territory.models import Committee
from sanshi.verbs import Reach


def committees(reach: Reach) -> QuerySet[Committee]:
    """territory stands above accounts, so the reach is read here by hand."""
    rows = Committee.objects.filter(subdistrict=reach.subdistrict)
    if not reach.street:
        rows = rows.filter(pk__in=reach.committees)
    return rows.annotate(building_count=Count("buildings")).order_by("code")


def committee(reach: Reach, pk: UUID) -> Committee:
    found = committees(reach).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
