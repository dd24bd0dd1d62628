"""What a form does to a person and a residency."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sanshi.journal.recording import touch
from sanshi.problems import (
    ALREADY_LIVING_HERE,
    ENDS_BEFORE_START,
    NOT_LIVING_HERE,
    UNKNOWN_PERSON,
    Refused,
)
from sanshi.register import columns, holders
from sanshi.register.changes.guardians import refer_to_guardian
from sanshi.register.changes.households import refuse_second_head
from sanshi.register.changes.steps import Effect, begin_rather, known_life, since_of, store, update
from sanshi.register.facts import (
    Alteration,
    EndFacts,
    PersonFacts,
    ResidencyFacts,
)
from sanshi.register.finding import store as finding
from sanshi.register.history import PERSONS, RESIDENCIES, Life, Writing, current
from sanshi.register.models import (
    EndReason,
    Person,
    PersonVersion,
    Residency,
    ResidencyVersion,
    Separation,
)
from sanshi.streets.rows import fresh
from sanshi.territory.models import Door

# Not somebody living somewhere else now, but a record that should never have been.
NEVER_WAS = frozenset({EndReason.DUPLICATE, EndReason.MISTAKE})


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
    ALREADY_LIVING_HERE, SECOND_HEAD.
    """
    refer_to_guardian(writing, person.guardian, same_as)
    moved_in = residency.started_on or collected_on
    if same_as is None:
        someone, said = _new_person(writing, person, moved_in)
    else:
        someone = _known_person(writing, person, same_as, collected_on)
        _refuse_living_here(writing, same_as, door, moved_in)
    stay = fresh(Residency, subdistrict_id=writing.subdistrict, person=someone, door=door)
    Residency.objects.bulk_create([stay])
    life = Life(RESIDENCIES, writing, stay.pk, fresh=True)
    life.begin(moved_in, columns.residency(residency, stay, door))
    if same_as is not None:
        _settle(life, someone, collected_on)
    refuse_second_head(life)
    store(life)
    if same_as is None:
        finding.begin(writing.subdistrict, said, life.written)
    else:
        finding.follow(writing.subdistrict, [same_as])
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

    Raises Refused: NOT_LIVING_HERE, ENDS_BEFORE_START, ALREADY_REGISTERED, SECOND_HEAD.
    """
    anchor = _residency(writing, residency)
    since = since_of(alteration, collected_on)
    names: frozenset[str] = frozenset()
    if person is not None:
        refer_to_guardian(writing, person.guardian, anchor.person_id)
        names |= _rewrite_person(known_life(PERSONS, writing, anchor.person_id), person, since)
    life = Life(RESIDENCIES, writing, residency)
    if not life.exists or (since is not None and life.ends is not None):
        raise Refused(NOT_LIVING_HERE)
    if lives is not None:
        begin_rather(life, lives.started_on)
        update(life, columns.stated_residency(lives, life.facts), since)
        refuse_second_head(life)
    names |= store(life)
    if names:
        finding.follow(writing.subdistrict, [anchor.person_id])
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
        life.end(end.ended_on, columns.end(end))
    store(life)
    finding.follow(writing.subdistrict, [anchor.person_id])
    touch("register.person", anchor.person_id, fields=["residency"])
    return Effect(True, person=anchor.person_id, residency=residency)


def _new_person(writing: Writing, facts: PersonFacts, since: date) -> tuple[Person, Sequence[PersonVersion]]:
    someone = fresh(Person, subdistrict_id=writing.subdistrict, created_at=writing.at)
    Person.objects.bulk_create([someone])
    life = Life(PERSONS, writing, someone.pk, fresh=True)
    life.begin(since, columns.person(facts, someone))
    store(life)
    if index := life.facts["document_index"]:
        holders.enter(writing.subdistrict, {index: someone.pk})
    return someone, life.written


def _known_person(writing: Writing, facts: PersonFacts, person: UUID, collected_on: date) -> Person:
    someone = Person.objects.filter(subdistrict=writing.subdistrict, pk=person).first()
    if someone is None:
        raise Refused(UNKNOWN_PERSON)
    life = known_life(PERSONS, writing, person)
    if not _rewrite_person(life, facts, collected_on):
        life.refer()
    return someone


def _rewrite_person(life: Life, facts: PersonFacts, since: date | None) -> frozenset[str]:
    update(life, columns.stated_person(facts, life.facts), since)
    names = store(life)
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
        over = former_ends_on(old.starts, life.starts, collected_on)
        if over is None:
            life.end(old.starts, _moved_to(old))
            continue
        old.end(over, _moved_to(life))
        store(old)


def former_ends_on(lived_since: date, moves_in: date, collected_on: date) -> date | None:
    """When a residence ends that began on `lived_since`; None where it is the newer one of the two."""
    if moves_in < lived_since and collected_on <= lived_since:
        return None
    return moves_in if lived_since < moves_in else collected_on


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


def _residency(writing: Writing, residency: UUID) -> Residency:
    found = Residency.objects.filter(subdistrict=writing.subdistrict, pk=residency).first()
    if found is None:
        raise Refused(NOT_LIVING_HERE)
    return found
