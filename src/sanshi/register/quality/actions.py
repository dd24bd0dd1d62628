"""The figures of a day, written by the night or when somebody asks for them."""

from datetime import date
from uuid import UUID

from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import holds_committee
from sanshi.journal.recording import action, in_committee
from sanshi.register.models import QualityDay
from sanshi.register.quality.counting import counted
from sanshi.register.quality.faults import Where
from sanshi.territory.models import Committee
from sanshi.verbs import COUNT_QUALITY, Actor, reach


@action(COUNT_QUALITY)
def count_quality(actor: Actor, client_id: UUID, on: date) -> UUID:
    """Of the whole street; counted anew when it is asked for twice. Returns `client_id`."""
    if not reach(actor, COUNT_QUALITY).street:
        raise Http404
    _count(Where(actor.subdistrict, on))
    return client_id


@action(COUNT_QUALITY)
def count_committee(actor: Actor, client_id: UUID, committee: UUID) -> UUID:
    """Of one committee, today. Returns its id."""
    here = Committee.objects.filter(subdistrict=actor.subdistrict, pk=committee).first()
    if here is None or not holds_committee(reach(actor, COUNT_QUALITY), here.subdistrict_id, here.pk):
        raise Http404
    in_committee(committee)
    _count(Where(actor.subdistrict, clock.today(), committee))
    return committee


def _count(where: Where) -> None:
    rows = list(counted(where))
    before = QualityDay.objects.filter(subdistrict=where.subdistrict, day=where.day)
    (before.filter(committee=where.committee) if where.committee else before).delete()
    QualityDay.objects.bulk_create(rows, batch_size=500)
