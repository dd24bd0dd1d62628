"""Committees, stations, beats and building groups: made by the office."""

from uuid import UUID

from sanshi import verbs
from sanshi.journal.recording import action
from sanshi.territory.actions.making import make
from sanshi.territory.models import Beat, BuildingGroup, Committee, Station, StationArea
from sanshi.verbs import Actor


@action(verbs.MAKE_PLACES)
def make_committee(actor: Actor, client_id: UUID, code: str, name: str, full_name: str) -> UUID:
    return make(Committee(subdistrict_id=actor.subdistrict, code=code, name=name, full_name=full_name))


@action(verbs.MAKE_PLACES)
def make_station(actor: Actor, client_id: UUID, name: str) -> UUID:
    return make(Station(subdistrict_id=actor.subdistrict, name=name))


@action(verbs.MAKE_PLACES)
def assign_station(actor: Actor, client_id: UUID, station: UUID, committee: UUID) -> UUID:
    """The data do not say which station covers which committee: it is configuration."""
    return make(StationArea(subdistrict_id=actor.subdistrict, station_id=station, committee_id=committee))


@action(verbs.MAKE_PLACES)
def make_beat(actor: Actor, client_id: UUID, committee: UUID, name: str) -> UUID:
    return make(Beat(subdistrict_id=actor.subdistrict, committee_id=committee, name=name))


@action(verbs.MAKE_PLACES)
def make_group(actor: Actor, client_id: UUID, beat: UUID, name: str) -> UUID:
    return make(BuildingGroup(subdistrict_id=actor.subdistrict, beat_id=beat, name=name))
