"""Every write of the register as an action of its own; called inside the desk's action they join its line."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sanshi import verbs
from sanshi.journal.recording import action, touch
from sanshi.register import changes, freshness
from sanshi.register.changes import door_of, writing
from sanshi.register.facts import (
    Alteration,
    DwellingFacts,
    EmploymentFacts,
    EndFacts,
    LeaseFacts,
    PersonFacts,
    ResidencyFacts,
    UnitFacts,
)
from sanshi.register.finding import store
from sanshi.register.models import Dwelling, FreshnessDay, Person, Sought, Unit
from sanshi.verbs import Actor


@action(verbs.ENTER_FORM)
def register_person(
    actor: Actor,
    client_id: UUID,
    form: UUID,
    person: PersonFacts,
    residency: ResidencyFacts,
    door: UUID,
    collected_on: date,
    same_as: UUID | None = None,
) -> UUID:
    place = door_of(actor, door)
    done = changes.register_person(writing(actor, form), person, residency, place, collected_on, same_as)
    return _id(done.person)


@action(verbs.ENTER_FORM)
def alter_person(
    actor: Actor,
    client_id: UUID,
    form: UUID,
    residency: UUID,
    person: PersonFacts | None,
    lives: ResidencyFacts | None,
    alteration: Alteration,
    collected_on: date,
) -> UUID:
    done = changes.alter_person(writing(actor, form), residency, person, lives, alteration, collected_on)
    return _id(done.person)


@action(verbs.ENTER_FORM)
def end_residency(actor: Actor, client_id: UUID, form: UUID, residency: UUID, end: EndFacts) -> UUID:
    return _id(changes.end_residency(writing(actor, form), residency, end).residency)


@action(verbs.ENTER_FORM)
def register_dwelling(
    actor: Actor,
    client_id: UUID,
    form: UUID,
    facts: DwellingFacts,
    door: UUID,
    collected_on: date,
    leases: Sequence[LeaseFacts] = (),
) -> UUID:
    place = door_of(actor, door)
    return _id(changes.register_dwelling(writing(actor, form), facts, place, collected_on, leases).dwelling)


@action(verbs.ENTER_FORM)
def alter_dwelling(
    actor: Actor,
    client_id: UUID,
    form: UUID,
    dwelling: UUID,
    facts: DwellingFacts,
    alteration: Alteration,
    collected_on: date,
    leases: Sequence[LeaseFacts] = (),
) -> UUID:
    done = changes.alter_dwelling(writing(actor, form), dwelling, facts, alteration, collected_on, leases)
    return _id(done.dwelling)


@action(verbs.ENTER_FORM)
def register_unit(
    actor: Actor,
    client_id: UUID,
    form: UUID,
    facts: UnitFacts,
    door: UUID,
    collected_on: date,
    by_police: bool = False,
    employments: Sequence[EmploymentFacts] = (),
) -> UUID:
    place = door_of(actor, door)
    done = changes.register_unit(writing(actor, form), facts, place, collected_on, by_police, employments)
    return _id(done.unit)


@action(verbs.ENTER_FORM)
def alter_unit(
    actor: Actor,
    client_id: UUID,
    form: UUID,
    unit: UUID,
    facts: UnitFacts,
    alteration: Alteration,
    collected_on: date,
    by_police: bool = False,
    employments: Sequence[EmploymentFacts] = (),
    moved: tuple[UUID, UUID] | None = None,
) -> UUID:
    """`moved`: from which door to which."""
    done = changes.alter_unit(
        writing(actor, form),
        unit,
        facts,
        alteration,
        collected_on,
        by_police,
        employments,
        (moved[0], door_of(actor, moved[1])) if moved else None,
    )
    return _id(done.unit)


@action(verbs.ENTER_FORM)
def close_unit(
    actor: Actor, client_id: UUID, form: UUID, unit: UUID, closed_on: date, end_reason: str = ""
) -> UUID:
    return _id(changes.close_unit(writing(actor, form), unit, closed_on, end_reason).unit)


@action(verbs.VOID_ENTRY)
def undo(actor: Actor, client_id: UUID, form: UUID) -> UUID:
    changes.undo(writing(actor, form))
    return form


@action(verbs.RECORD_VISIT)
def verify_dwelling(actor: Actor, client_id: UUID, door: UUID, on: date) -> UUID:
    """Somebody stood at the door and learned how things are; a door may have no dwelling yet."""
    dwelling = Dwelling.objects.filter(subdistrict=actor.subdistrict, door=door).first()
    if dwelling is None:
        return door
    dwelling.verified_on, dwelling.verified_by = on, actor.account
    dwelling.save(update_fields=["verified_on", "verified_by"])
    touch(dwelling, fields=("verified_on",))
    return door


@action(verbs.COUNT_FRESHNESS)
def count_freshness(actor: Actor, client_id: UUID, on: date) -> UUID:
    """The nightly figure of each committee; counted anew when it is asked for twice. Returns `client_id`."""
    FreshnessDay.objects.filter(subdistrict=actor.subdistrict, day=on).delete()
    FreshnessDay.objects.bulk_create(freshness.counted(actor.subdistrict, on))
    return client_id


# Persons or units of one transaction: others' writes wait for it half a second.
A_LOT = 500


@action(verbs.REINDEX_REGISTER)
def reindex(actor: Actor, client_id: UUID, kind: Sought, after: UUID) -> UUID:
    """Match keys and search tokens of the next records behind `after`; the last one's id, or `after`."""
    records: Any = {Sought.PERSON: Person, Sought.UNIT: Unit}[kind]
    follow = {Sought.PERSON: store.follow, Sought.UNIT: store.follow_units}[kind]
    rows = records.objects.filter(subdistrict=actor.subdistrict, pk__gt=after).order_by("pk")
    lot = list(rows.values_list("pk", flat=True)[:A_LOT])
    follow(actor.subdistrict, lot)
    return lot[-1] if lot else after


def _id(of: UUID | None) -> UUID:
    if of is None:
        raise ValueError("the form named no such record")
    return of
