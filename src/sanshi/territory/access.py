from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from sanshi.territory.models import Building, Committee, Door
from sanshi.verbs import Actor, Reach


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


def buildings(reach: Reach, committee: UUID) -> QuerySet[Building]:
    rows = Building.objects.filter(subdistrict=reach.subdistrict, committee=committee)
    return (
        rows.select_related("beat", "group")
        .annotate(door_count=Count("doors"))
        .order_by("road", "lane", "address")
    )


def building(reach: Reach, pk: UUID) -> Building:
    found = Building.objects.filter(subdistrict=reach.subdistrict, pk=pk).select_related(
        "committee", "beat", "group"
    )
    row = found.first()
    if row is None or not (reach.street or row.committee_id in reach.committees):
        raise Http404
    return row


def doors(actor: Actor, building: UUID) -> QuerySet[Door]:
    return Door.objects.filter(subdistrict=actor.subdistrict, building=building).order_by("-floor", "room")
