"""What the register holds at the door of a visit, masked: only as much as who goes there needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from sanshi import clock
from sanshi.journal.recording import saw
from sanshi.register.access import AsOf, residents_noted
from sanshi.register.history import current, valid_on
from sanshi.register.models import Category, DwellingVersion, UnitVersion
from sanshi.vault.masking import mask_name
from sanshi.verbs import Actor
from sanshi.visits.models import Team, Visit


@dataclass(frozen=True, slots=True)
class ResidentHere:
    """`name` is masked."""

    name: str
    category: str | Promise
    since: date


@dataclass(frozen=True, slots=True)
class KnownHere:
    """The units team is told units; all others residents and the dwelling (plan 3.1.2)."""

    residents: Sequence[ResidentHere] = ()
    dwelling: DwellingVersion | None = None
    units: Sequence[UnitVersion] = ()

    def __bool__(self) -> bool:
        return bool(self.residents or self.dwelling or self.units)


def known_here(actor: Actor, visit: Visit) -> KnownHere:
    if visit.team == Team.UNITS_TEAM:
        return KnownHere(units=_units(visit))
    return KnownHere(_residents(actor, visit), _dwelling(visit))


def _residents(actor: Actor, visit: Visit) -> Sequence[ResidentHere]:
    found = residents_noted(actor, visit.door_id, AsOf(clock.today(), clock.now()))
    return [
        ResidentHere(
            mask_name(one.person.name), Category(one.residency.category).label, one.residency.valid_from
        )
        for one in found
    ]


def _dwelling(visit: Visit) -> DwellingVersion | None:
    rows = DwellingVersion.objects.filter(
        current(), valid_on(clock.today()), subdistrict=visit.subdistrict_id, door=visit.door_id
    )
    found = rows.first()
    if found:
        saw("register.dwelling", [found.dwelling_id], fields=("use", "occupancy"))
    return found


def _units(visit: Visit) -> Sequence[UnitVersion]:
    rows = UnitVersion.objects.filter(
        current(), valid_on(clock.today()), subdistrict=visit.subdistrict_id, door=visit.door_id
    )
    found = list(rows.order_by("name"))
    saw("register.unit", [row.unit_id for row in found], fields=("name", "kind", "status"))
    return found
