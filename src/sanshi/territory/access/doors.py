from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from sanshi.territory.access.compounds import with_doors
from sanshi.territory.access.stairways import open_buildings
from sanshi.territory.models import Building, Door
from sanshi.verbs import Actor, Reach


def buildings(reach: Reach, committee: UUID) -> QuerySet[Building]:
    """Those that stand, with their open doors."""
    rows = with_doors(open_buildings(reach.subdistrict).filter(committee=committee))
    return rows.select_related("beat", "group", "compound").order_by("sort_key", "id")


def closed_buildings(reach: Reach, committee: UUID) -> QuerySet[Building]:
    """The last one closed first."""
    rows = Building.objects.filter(
        subdistrict=reach.subdistrict, committee=committee, closed_on__isnull=False
    )
    return rows.order_by("-closed_on", "sort_key", "id")


def building(reach: Reach, pk: UUID) -> Building:
    found = Building.objects.filter(subdistrict=reach.subdistrict, pk=pk).select_related(
        "committee", "beat", "group", "compound"
    )
    row = found.first()
    if row is None or not (reach.street or row.committee_id in reach.committees):
        raise Http404
    return row


def doors(actor: Actor, building: UUID) -> QuerySet[Door]:
    return Door.objects.filter(subdistrict=actor.subdistrict, building=building).order_by(
        "-floor", "sort_key"
    )
