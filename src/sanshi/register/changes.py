"""What a form does to the register. Each function runs inside an action and touches what it wrote.

`register.actions` wraps them; the entry desk calls them inside its own action and reads the Effect.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404

from sanshi import clock
from sanshi.journal.recording import row_digest, touch
from sanshi.problems import (
    ALREADY_LIVING_HERE,
    ENDS_BEFORE_START,
    LEASE_OVER,
    NOT_LIVING_HERE,
    UNKNOWN_PERSON,
    Refused,
)
from sanshi.register import columns, history, holders
from sanshi.register.facts import (
    Alteration,
    AlterationKind,
    DwellingFacts,
    EndFacts,
    LeaseFacts,
    PersonFacts,
    ResidencyFacts,
    UnitFacts,
    lease_field,
)
from sanshi.register.history import DWELLINGS, LEASES, PERSONS, RESIDENCIES, UNITS, Life, Writing, current
from sanshi.register.models import (
    Dwelling,
    EndReason,
    Kind,
    Lease,
    LeaseVersion,
    Person,
    Residency,
    ResidencyVersion,
    Separation,
    Unit,
    UnitStatus,
)
from sanshi.territory.models import Door
from sanshi.verbs import Actor

# Not somebody living somewhere else now, but a record that should never have been.
NEVER_WAS = frozenset({EndReason.DUPLICATE, EndReason.MISTAKE})


@dataclass(frozen=True, slots=True)
class Effect:
    """The records a form is about. `changed`: some value of the register is another now (plan 4.2.1 b)."""

    changed: bool
    person: UUID | None = None
    residency: UUID | None = None
    dwelling: UUID | None = None
    unit: UUID | None = None
    # Those a dwelling's form began.
    leases: tuple[UUID, ...] = ()


def writing(actor: Actor, form: UUID) -> Writing:
    return Writing(actor.subdistrict, form, clock.now())


def door_of(actor: Actor, door: UUID) -> Door:
    """With its committee, as whoever registers there needs it."""
    found = Door.objects.select_related("committee").filter(subdistrict=actor.subdistrict, pk=door).first()
    if found is None:
        raise Http404
    return found


# --- persons -----------------------------------------------------------------------------------------------


def register_person(
    writing: Writing,
    person: PersonFacts,
    residency: ResidencyFacts,
    door: Door,
    collected_on: date,
    same_as: UUID | None = None,
) -> Effect:
    """新增. `same_as`: the person is in the register already; facts that differ follow the form (plan 3.3.3).

    A new place to live ends the old one, see `_settle`. Raises Refused: ALREADY_REGISTERED, UNKNOWN_PERSON,
    ALREADY_LIVING_HERE.
    """
    moved_in = residency.started_on or collected_on
    if same_as is None:
        someone = _new_person(writing, person, moved_in)
    else:
        someone = _known_person(writing, person, same_as, collected_on)
        _refuse_living_here(writing, same_as, door, moved_in)
    stay = Residency(subdistrict_id=writing.subdistrict, person=someone, door=door)
    stay.save(force_insert=True)
    life = Life(RESIDENCIES, writing, stay.pk, fresh=True)
    life.begin(moved_in, columns.residency(residency, stay, door))
    if same_as is not None:
        _settle(life, someone, collected_on)
    _store(life)
    # Also under the person's own name: "who wrote this record" is asked of the person.
    touch("register.person", someone.pk, fields=["residency"])
    return Effect(True, person=someone.pk, residency=stay.pk)


def alter_person(
    writing: Writing,
    residency: UUID,
    person: PersonFacts | None,
    lives: ResidencyFacts | None,
    alteration: Alteration,
    collected_on: date,
) -> Effect:
    """变更: since a day, or never so.

    Raises Refused: NOT_LIVING_HERE, ENDS_BEFORE_START, ALREADY_REGISTERED.
    """
    anchor = _residency(writing, residency)
    since = _since(alteration, collected_on)
    names: frozenset[str] = frozenset()
    if person is not None:
        names |= _rewrite_person(_known_life(PERSONS, writing, anchor.person_id), person, since)
    life = Life(RESIDENCIES, writing, residency)
    if not life.exists or (since is not None and life.ends is not None):
        raise Refused(NOT_LIVING_HERE)
    if lives is not None:
        _begin_rather(life, lives.started_on)
        _update(life, columns.stated_residency(lives, life.facts), since)
    names |= _store(life)
    if names:
        touch("register.person", anchor.person_id, fields=sorted(names))
    return Effect(bool(names), person=anchor.person_id, residency=residency)


def end_residency(writing: Writing, residency: UUID, end: EndFacts) -> Effect:
    """注销. Registered twice or by mistake: it never was.

    Raises Refused: NOT_LIVING_HERE, ENDS_BEFORE_START.
    """
    anchor = _residency(writing, residency)
    life = Life(RESIDENCIES, writing, residency)
    if not life.exists or life.ends is not None:
        raise Refused(NOT_LIVING_HERE)
    if end.end_reason in NEVER_WAS:
        life.retract()
    elif end.ended_on < life.starts:
        raise Refused(ENDS_BEFORE_START, field="ended_on", start=life.starts, end=end.ended_on)
    else:
        life.end(end.ended_on, {"end_reason": end.end_reason, "moved_to": end.moved_to})
    _store(life)
    touch("register.person", anchor.person_id, fields=["residency"])
    return Effect(True, person=anchor.person_id, residency=residency)


def _new_person(writing: Writing, facts: PersonFacts, since: date) -> Person:
    someone = Person(subdistrict_id=writing.subdistrict, created_at=writing.at)
    someone.save(force_insert=True)
    life = Life(PERSONS, writing, someone.pk, fresh=True)
    life.begin(since, columns.person(facts, someone))
    _store(life)
    if index := life.facts["document_index"]:
        holders.enter(writing.subdistrict, {index: someone.pk})
    return someone


def _known_person(writing: Writing, facts: PersonFacts, person: UUID, collected_on: date) -> Person:
    someone = Person.objects.filter(subdistrict=writing.subdistrict, pk=person).first()
    if someone is None:
        raise Refused(UNKNOWN_PERSON)
    life = _known_life(PERSONS, writing, person)
    if not _rewrite_person(life, facts, collected_on):
        life.refer()
    return someone


def _rewrite_person(life: Life, facts: PersonFacts, since: date | None) -> frozenset[str]:
    _update(life, columns.stated_person(facts, life.facts), since)
    names = _store(life)
    if "document_index" in names:
        holders.follow(life.writing.subdistrict, [life.record])
    return names


def _settle(life: Life, someone: Person, collected_on: date) -> None:
    """A person lives in one place (actual population: each person once, plan 5.3).

    Moving in ends what began before it on the day of moving in. What is said to have begun later was over by
    the day the person was met here. What began after that day is the newer news: then this place had an end.
    """
    if _registered_only(life.facts["separation"]):
        return
    for row in _open_homes(life.writing, someone):
        old = Life(RESIDENCIES, life.writing, row.residency_id)
        if life.starts < old.starts and collected_on <= old.starts:
            life.end(old.starts, _moved_to(old))
            continue
        old.end(life.starts if old.starts < life.starts else collected_on, _moved_to(life))
        _store(old)


def _moved_to(life: Life) -> dict[str, str]:
    return {"end_reason": EndReason.MOVED, "moved_to": life.facts["committee"].code}


def _open_homes(writing: Writing, someone: Person) -> list[ResidencyVersion]:
    rows = ResidencyVersion.objects.filter(
        current(), subdistrict=writing.subdistrict, person=someone, valid_to__isnull=True
    )
    return [row for row in rows.order_by("valid_from", "id") if not _registered_only(row.separation)]


def _registered_only(separation: str) -> bool:
    """户在人不在: registered here, lives elsewhere (plan 2.4.4)."""
    return separation == Separation.REGISTERED_HERE


def _refuse_living_here(writing: Writing, person: UUID, door: Door, moved_in: date) -> None:
    here = ResidencyVersion.objects.filter(
        current(), subdistrict=writing.subdistrict, person=person, door=door
    )
    if any(row.valid_to is None or row.valid_to > moved_in for row in here):
        raise Refused(ALREADY_LIVING_HERE)


# --- dwellings and units -----------------------------------------------------------------------------------


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
        _update(life, columns.stated_dwelling(facts, life.facts), collected_on)
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
    life = _known_life(DWELLINGS, writing, dwelling)
    since = _since(alteration, collected_on)
    _update(life, columns.stated_dwelling(facts, life.facts), since)
    return _with_leases(life, life.facts["door"], leases, since, collected_on)


def register_unit(
    writing: Writing, facts: UnitFacts, door: Door, collected_on: date, by_police: bool = False
) -> Effect:
    unit = Unit(subdistrict_id=writing.subdistrict, created_at=writing.at)
    unit.save(force_insert=True)
    life = Life(UNITS, writing, unit.pk, fresh=True)
    life.begin(collected_on, columns.unit(facts, unit, door, by_police))
    _store(life)
    return Effect(True, unit=unit.pk)


def alter_unit(
    writing: Writing,
    unit: UUID,
    facts: UnitFacts,
    alteration: Alteration,
    collected_on: date,
    by_police: bool = False,
) -> Effect:
    life = _known_life(UNITS, writing, unit)
    _update(life, columns.stated_unit(facts, life.facts, by_police), _since(alteration, collected_on))
    return Effect(bool(_store(life)), unit=unit)


def close_unit(writing: Writing, unit: UUID, closed_on: date) -> Effect:
    """注销 of a unit: closed since a day; the record stays."""
    life = _known_life(UNITS, writing, unit)
    _update(life, {"status": UnitStatus.CLOSED}, closed_on)
    return Effect(bool(_store(life)), unit=unit)


# --- leases ------------------------------------------------------------------------------------------------


def _with_leases(
    life: Life, door: Door, leases: Sequence[LeaseFacts], since: date | None, collected_on: date
) -> Effect:
    """Store the dwelling and what its form says about its leases; one that is not mentioned stays as it is.

    A dwelling that is not let has no lease: those that run end with the letting, or never were.
    Raises Refused: UNKNOWN_PERSON, LEASE_OVER, ENDS_BEFORE_START, naming the form's field.
    """
    dwelling = Dwelling(id=life.record, subdistrict_id=life.writing.subdistrict, door=door)
    own = _store(life)
    if life.facts["occupancy"] in columns.LET_OUT:
        _refer_to_tenants(life.writing, leases)
        lives = [
            _lease(life.writing, dwelling, facts, place, since, collected_on)
            for place, facts in enumerate(leases, start=1)
        ]
    else:
        lives = _ended_leases(life.writing, dwelling, since)
    of_leases = [lease for lease in lives if _store(lease)]
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
        _begin_rather(life, facts.started_on)
        _update(life, columns.stated_lease(facts, life.facts), since)
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


# --- undoing -----------------------------------------------------------------------------------------------


def undo(writing: Writing, number_of: Callable[[UUID], str] = str) -> None:
    """As if the form had never been entered.

    Raises Refused: BUILT_UPON, and ALREADY_REGISTERED where a number it took away has another holder now.
    """
    records = history.undo(writing, number_of)
    holders.follow(writing.subdistrict, [record for kind, record in records if kind == Kind.PERSON])
    for kind, record in records:
        touch(f"register.{kind.value}", record)


# --- parts -------------------------------------------------------------------------------------------------


def _store(life: Life) -> frozenset[str]:
    names = life.write()
    if names:
        kind = f"register.{life.track.kind.value}"
        touch(kind, life.record, fields=sorted(names), version=[row_digest(row) for row in life.written])
    return names


def _since(alteration: Alteration, collected_on: date) -> date | None:
    """None: it was never so."""
    if alteration.kind == AlterationKind.CORRECTION:
        return None
    return alteration.changed_on or collected_on


def _update(life: Life, stated: dict[str, Any], since: date | None) -> None:
    differing = {name: value for name, value in stated.items() if life.facts[name] != value}
    if not set(differing) - columns.ABOUT_COLLECTION:
        return
    wrong = differing if since is None else {n: v for n, v in differing.items() if n in columns.LASTING}
    if wrong:
        life.correct(wrong)
    if since is not None:
        life.change(since, {name: value for name, value in differing.items() if name not in wrong})


def _begin_rather(life: Life, day: date | None) -> None:
    """The day of moving in does not change in time: another one is always a correction."""
    if day is None or day == life.starts:
        return
    if life.ends is not None and life.ends <= day:
        raise Refused(ENDS_BEFORE_START, field="started_on", start=day, end=life.ends)
    life.begin_rather(day)


def _known_life(track: history.Track, writing: Writing, record: UUID) -> Life:
    life = Life(track, writing, record)
    if not life.exists:
        raise Refused(UNKNOWN_PERSON)
    return life


def _residency(writing: Writing, residency: UUID) -> Residency:
    found = Residency.objects.filter(subdistrict=writing.subdistrict, pk=residency).first()
    if found is None:
        raise Refused(NOT_LIVING_HERE)
    return found
