"""What a unit's form does to the employments of the unit (从业): its lines."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sanshi.problems import (
    EMPLOYED_ALREADY,
    ENDS_BEFORE_START,
    NOT_EMPLOYED,
    TWICE_ON_THE_FORM,
    UNKNOWN_PERSON,
    Refused,
)
from sanshi.register import employees
from sanshi.register.changes.steps import begin_rather, store, update
from sanshi.register.facts import EmploymentFacts, employment_field
from sanshi.register.history import EMPLOYMENTS, PERSONS, Life, Writing, current
from sanshi.register.models import Employment, EmploymentVersion, Person, Unit


def carry_out(
    writing: Writing,
    unit: Unit,
    lines: Sequence[EmploymentFacts],
    since: date | None,
    collected_on: date,
) -> list[Life]:
    """Those that differ now. Whom the form does not mention stays. The unit is locked by its own change.

    Raises Refused: NOT_EMPLOYED, EMPLOYED_ALREADY, TWICE_ON_THE_FORM, UNKNOWN_PERSON, ENDS_BEFORE_START,
    naming the form's field.
    """
    if not lines:
        return []
    persons = _named(writing, lines)
    lives = [
        _line(writing, unit, facts, place, since, collected_on, persons.get(facts.person))
        for place, facts in enumerate(lines, start=1)
    ]
    changed = [life for life in lives if store(life)]
    _refuse_twice(unit, lives)
    return changed


def end_all(writing: Writing, unit: UUID, since: date | None) -> list[Life]:
    """With the unit: since a day, or (None) they never were."""
    rows = EmploymentVersion.objects.filter(
        current(), subdistrict=writing.subdistrict, unit=unit, valid_to__isnull=True
    )
    lives = [
        Life(EMPLOYMENTS, writing, record)
        for record in rows.order_by("employment_id").values_list("employment_id", flat=True)
    ]
    for life in lives:
        if since is None:
            life.retract()
        else:
            life.end(max(since, life.starts), {})
    return [life for life in lives if store(life)]


def _named(writing: Writing, lines: Sequence[EmploymentFacts]) -> dict[str, Person]:
    """An employment that names a person rests on that record: it is not undone beneath it."""
    named = {facts.person: place for place, facts in enumerate(lines, start=1) if facts.person}
    found: dict[str, Person] = {}
    for person, place in sorted(named.items()):
        life = Life(PERSONS, writing, UUID(person))
        if not life.exists:
            raise Refused(UNKNOWN_PERSON, field=employment_field(place, "person"))
        life.refer()
        found[person] = life.facts["person"]
    return found


def _line(
    writing: Writing,
    unit: Unit,
    facts: EmploymentFacts,
    place: int,
    since: date | None,
    collected_on: date,
    person: Person | None,
) -> Life:
    if facts.record:
        life = _known(writing, unit, facts.record, place)
        begin_rather(life, facts.started_on)
        update(life, employees.stated(facts, life.facts, person), since)
    else:
        employment = Employment(subdistrict_id=writing.subdistrict, unit=unit)
        employment.save(force_insert=True)
        life = Life(EMPLOYMENTS, writing, employment.pk, fresh=True)
        life.begin(facts.started_on or collected_on, employees.columns(facts, employment, person))
    if facts.ended_on:
        _end(life, facts.ended_on, place)
    return life


def _known(writing: Writing, unit: Unit, record: str, place: int) -> Life:
    life = Life(EMPLOYMENTS, writing, UUID(record))
    if not life.exists or life.ends is not None or life.facts["unit"].pk != unit.pk:
        raise Refused(NOT_EMPLOYED, field=employment_field(place, "ended_on"))
    return life


def _end(life: Life, day: date, place: int) -> None:
    if day < life.starts:
        field = employment_field(place, "ended_on")
        raise Refused(ENDS_BEFORE_START, field=field, start=life.starts, end=day)
    life.end(day, {})


def _refuse_twice(unit: Unit, lives: Sequence[Life]) -> None:
    """Nobody is on one unit's staff twice: by the same record, the same number, or by the one and the other.

    Who became the same since, as a number was registered, is not this form's doing.
    """
    current_rows = EmploymentVersion.objects.filter(
        current(), subdistrict=unit.subdistrict_id, unit=unit, valid_to__isnull=True
    )
    places = {life.record: place for place, life in enumerate(lives, start=1)}
    begun = {life.record for life in lives if life.is_new}
    rows = sorted(current_rows, key=lambda row: places.get(row.employment_id, 0))
    persons = employees.known_persons(unit.subdistrict_id, rows) if begun and len(rows) > 1 else {}
    held: dict[object, EmploymentVersion] = {}
    for row in rows:
        key = persons.get(row.employment_id) or row.person_id or row.document_index
        other = held.get(key) if key else None
        if other is not None and (
            _says(row) == _says(other) or begun & {row.employment_id, other.employment_id}
        ):
            kind = TWICE_ON_THE_FORM if other.employment_id in places else EMPLOYED_ALREADY
            name = "person" if row.person_id else "document_number"
            raise Refused(kind, field=employment_field(places.get(row.employment_id, 1), name))
        held[key] = row


def _says(row: EmploymentVersion) -> object:
    return row.person_id or row.document_index
