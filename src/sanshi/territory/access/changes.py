"""Decisions about committees and beats. They name no person, so every reader of places reads them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from sanshi import clock
from sanshi.journal.recording import names_of
from sanshi.territory.models import ChangeKind, Committee, Reassignment, TerritoryChange
from sanshi.territory.plans import Merger, Moving, Plan, Splitting

UNDER_WAY = Q(applied_at__isnull=True, withdrawn_at__isnull=True)


def changes(subdistrict: str) -> QuerySet[TerritoryChange]:
    """The latest first."""
    rows = TerritoryChange.objects.filter(subdistrict=subdistrict).select_related("closes", "opens")
    lines = (
        "reassignments__to_committee",
        "reassignments__to_beat",
        "reassignments__to_group",
        "reassignments__beat__committee",
        "reassignments__building__committee",
    )
    return rows.prefetch_related(*lines).order_by("-effective_on", "-id")


def change(subdistrict: str, pk: UUID) -> TerritoryChange:
    found = changes(subdistrict).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def due(subdistrict: str, day: date) -> list[UUID]:
    """In the order in which they were to take effect."""
    rows = TerritoryChange.objects.filter(UNDER_WAY, subdistrict=subdistrict, effective_on__lte=day)
    return list(rows.order_by("effective_on", "id").values_list("id", flat=True))


def under_way(subdistrict: str) -> list[TerritoryChange]:
    return list(changes(subdistrict).filter(UNDER_WAY))


def decided_by(change: TerritoryChange) -> str:
    return names_of([change.decided_by]).get(change.decided_by, "") if change.decided_by else ""


def lines_of(change: TerritoryChange) -> list[Reassignment]:
    return sorted(change.reassignments.all(), key=lambda line: str(line.id))


@dataclass(frozen=True, slots=True)
class Sides:
    """What a change rests on: committees that close or open by it, others that give or take, what moves."""

    at_stake: frozenset[UUID]
    others: frozenset[UUID]
    # Beats, and buildings with the beats they are taken from.
    beats: frozenset[UUID]
    buildings: Mapping[UUID, UUID]

    @property
    def committees(self) -> frozenset[UUID]:
        return self.at_stake | self.others

    def collide(self, other: "Sides") -> bool:
        """A committee that closes or opens is in no other change, and nothing is moved twice."""
        return bool(
            self.at_stake & other.committees
            or other.at_stake & self.committees
            or self.beats & (other.beats | frozenset(other.buildings.values()))
            or frozenset(self.buildings.values()) & other.beats
            or self.buildings.keys() & other.buildings.keys()
        )


def sides_of(change: TerritoryChange) -> Sides:
    lines = list(change.reassignments.all())
    sources = [line.beat or line.building for line in lines]
    return Sides(
        frozenset(one for one in (change.closes_id, change.opens_id) if one),
        frozenset({line.to_committee_id for line in lines} | {one.committee_id for one in sources if one}),
        frozenset(line.beat_id for line in lines if line.beat_id),
        {line.building.id: line.building.beat_id for line in lines if line.building},
    )


def concerning(committee: Committee) -> list[TerritoryChange]:
    """Those under way in which the committee gives or receives."""
    return [
        change
        for change in under_way(committee.subdistrict_id)
        if committee.id in sides_of(change).committees
    ]


def plan_of(change: TerritoryChange) -> Plan:
    """What was decided, to be foreseen anew: the places may have changed since."""
    lines = lines_of(change)
    beats = frozenset(line.beat_id for line in lines if line.beat_id)
    buildings = frozenset(line.building_id for line in lines if line.building_id)
    match change.kind:
        case ChangeKind.MERGE:
            assert change.closes_id is not None
            return Merger(change.closes_id, lines[0].to_committee_id, change.effective_on)
        case ChangeKind.SPLIT:
            assert change.opens is not None
            opens, source = change.opens, _source(lines)
            return Splitting(
                source, opens.code, opens.name, opens.full_name, change.effective_on, beats, buildings
            )
    to_beat = next((line for line in lines if line.to_beat_id), None)
    return Moving(
        _source(lines),
        change.effective_on,
        beats,
        next((line.to_committee_id for line in lines if line.beat_id), None),
        buildings,
        to_beat.to_beat_id if to_beat else None,
        to_beat.to_group_id if to_beat else None,
    )


def _source(lines: list[Reassignment]) -> UUID:
    """The committee that gives."""
    sources = (line.beat or line.building for line in lines)
    return next(source.committee_id for source in sources if source)


def closing_day(committee: Committee) -> date | None:
    """The first day on which it is no more, whether that has come or is only decided."""
    if committee.closed_on:
        return committee.closed_on
    decided = TerritoryChange.objects.filter(
        UNDER_WAY, subdistrict=committee.subdistrict_id, closes=committee
    )
    return decided.order_by("effective_on").values_list("effective_on", flat=True).first()


def is_due(change: TerritoryChange) -> bool:
    return change.effective_on <= clock.today()
