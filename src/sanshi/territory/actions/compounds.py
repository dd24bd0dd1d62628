"""Compounds: an estate behind its own gates, and the stairways in it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from sanshi import verbs
from sanshi.journal.recording import action, in_committee, touch
from sanshi.problems import PLACE_EXISTS, STALE, Refused
from sanshi.territory import access
from sanshi.territory.actions.making import make
from sanshi.territory.models import Building, Compound
from sanshi.verbs import Actor


@dataclass(frozen=True, slots=True)
class Membership:
    """Stairways that join a compound and those that leave it."""

    into: tuple[UUID, ...] = ()
    out_of: tuple[UUID, ...] = ()


@action(verbs.MAKE_PLACES)
def make_compound(actor: Actor, client_id: UUID, committee: UUID, name: str) -> UUID:
    in_committee(committee)
    return make(Compound(subdistrict_id=actor.subdistrict, committee_id=committee, name=name))


@action(verbs.MAKE_PLACES)
def rename_compound(actor: Actor, client_id: UUID, compound: UUID, was: str, name: str) -> UUID:
    row = access.compound_to_change(actor, compound)
    if row.name != was:
        raise Refused(STALE, what=row.name, who="", when="")
    row.name = name
    try:
        with transaction.atomic():
            row.save(update_fields=["name"])
    except IntegrityError as error:
        raise Refused(PLACE_EXISTS, field="name") from error
    touch(row, fields=("name",))
    in_committee(row.committee_id)
    return row.id


@action(verbs.MAKE_PLACES)
def fill_compound(actor: Actor, client_id: UUID, compound: UUID, membership: Membership) -> UUID:
    """Stairways of the compound's own committee; others are left as they are."""
    row = access.compound_to_change(actor, compound)
    for keys, now in ((membership.into, row), (membership.out_of, None)):
        buildings = Building.objects.filter(
            subdistrict=actor.subdistrict, committee=row.committee_id, pk__in=keys
        )
        if now is None:
            buildings = buildings.filter(compound=row)
        for building in buildings:
            touch(building, fields=("compound",))
        buildings.update(compound=now)
    touch(row)
    in_committee(row.committee_id)
    return row.id
