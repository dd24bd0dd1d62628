"""What a form does to a dwelling and its leases."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sanshi.problems import (
    ENDS_BEFORE_START,
    LEASE_OVER,
    UNKNOWN_PERSON,
    Refused,
)
from sanshi.register import columns
from sanshi.register.changes.steps import Effect, begin_rather, known_life, since_of, store, update
from sanshi.register.facts import (
    Alteration,
    DwellingFacts,
    LeaseFacts,
    lease_field,
)
from sanshi.register.history import DWELLINGS, LEASES, PERSONS, Life, Writing, current
from sanshi.register.models import (
    Dwelling,
    Lease,
    LeaseVersion,
)
from sanshi.territory.models import Door


def register_dwelling(
    writing: Writing,
    facts: DwellingFacts,
    door: Door,
    collected_on: date,
    leases: Sequence[LeaseFacts] = (),
) -> Effect:
    """A door has one dwelling: one that is known already is altered since the day of collection."""
    dwelling, fresh = Dwelling.objects.get_or_create(
        subdistrict_id=writing.subdistrict, door=door, defaults={"verified_on": collected_on}
    )
    life = Life(DWELLINGS, writing, dwelling.pk, fresh=fresh)
    if life.exists:
        update(life, columns.stated_dwelling(facts, life.facts), collected_on)
    else:
        life.begin(collected_on, columns.dwelling(facts, dwelling, door))
    return _with_leases(life, door, leases, collected_on, collected_on)


def alter_dwelling(
    writing: Writing,
    dwelling: UUID,
    facts: DwellingFacts,
    alteration: Alteration,
    collected_on: date,
    leases: Sequence[LeaseFacts] = (),
) -> Effect:
    life = known_life(DWELLINGS, writing, dwelling)
    since = since_of(alteration, collected_on)
    update(life, columns.stated_dwelling(facts, life.facts), since)
    return _with_leases(life, life.facts["door"], leases, since, collected_on)


def _with_leases(
    life: Life, door: Door, leases: Sequence[LeaseFacts], since: date | None, collected_on: date
) -> Effect:
    """Store the dwelling and what its form says about its leases; one that is not mentioned stays as it is.

    A dwelling that is not let has no lease: those that run end with the letting, or never were.
    Raises Refused: UNKNOWN_PERSON, LEASE_OVER, ENDS_BEFORE_START, naming the form's field.
    """
    dwelling = Dwelling(id=life.record, subdistrict_id=life.writing.subdistrict, door=door)
    own = store(life)
    if life.facts["occupancy"] in columns.LET_OUT:
        _refer_to_tenants(life.writing, leases)
        lives = [
            _lease(life.writing, dwelling, facts, place, since, collected_on)
            for place, facts in enumerate(leases, start=1)
        ]
    else:
        lives = _ended_leases(life.writing, dwelling, since)
    of_leases = [lease for lease in lives if store(lease)]
    if of_leases and not own:
        life.refer()
    begun = tuple(lease.record for lease in of_leases if lease.is_new)
    return Effect(bool(own or of_leases), dwelling=dwelling.pk, leases=begun)


def _lease(
    writing: Writing,
    dwelling: Dwelling,
    facts: LeaseFacts,
    place: int,
    since: date | None,
    collected_on: date,
) -> Life:
    if facts.record:
        life = _known_lease(writing, dwelling, facts.record, place)
        begin_rather(life, facts.started_on)
        update(life, columns.stated_lease(facts, life.facts), since)
    else:
        lease = Lease(subdistrict_id=writing.subdistrict, dwelling=dwelling)
        lease.save(force_insert=True)
        life = Life(LEASES, writing, lease.pk, fresh=True)
        life.begin(facts.started_on or collected_on, columns.lease(facts, lease, dwelling.door))
    if facts.ended_on:
        _end_lease(life, facts.ended_on, place)
    return life


def _known_lease(writing: Writing, dwelling: Dwelling, record: str, place: int) -> Life:
    life = Life(LEASES, writing, UUID(record))
    if not life.exists or life.ends is not None or life.facts["dwelling"].pk != dwelling.pk:
        raise Refused(LEASE_OVER, field=lease_field(place, "ended_on"))
    return life


def _end_lease(life: Life, day: date, place: int) -> None:
    if day < life.starts:
        raise Refused(ENDS_BEFORE_START, field=lease_field(place, "ended_on"), start=life.starts, end=day)
    life.end(day, {})


def _refer_to_tenants(writing: Writing, leases: Sequence[LeaseFacts]) -> None:
    """A lease that names a person rests on that record: it is not undone beneath the lease."""
    named = {person: place for place, facts in enumerate(leases, start=1) for person in facts.tenants}
    for person, place in sorted(named.items()):
        life = Life(PERSONS, writing, UUID(person))
        if not life.exists:
            raise Refused(UNKNOWN_PERSON, field=lease_field(place, "tenants"))
        life.refer()


def _ended_leases(writing: Writing, dwelling: Dwelling, since: date | None) -> list[Life]:
    running = LeaseVersion.objects.filter(
        current(), subdistrict=writing.subdistrict, dwelling=dwelling, valid_to__isnull=True
    )
    lives = [
        Life(LEASES, writing, record)
        for record in running.order_by("lease_id").values_list("lease_id", flat=True)
    ]
    for life in lives:
        if since is None:
            life.retract()
        else:
            life.end(max(since, life.starts), {})
    return lives
