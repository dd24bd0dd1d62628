"""All who read one record; and the answer to a resident who asks for it (PIPL 44, plan 2.5.3)."""

from dataclasses import dataclass
from uuid import UUID

from sanshi import clock
from sanshi.journal.recording import saw
from sanshi.register.access.dwellings import dwelling
from sanshi.register.access.persons import person
from sanshi.register.access.readers import Readers, latest_readers
from sanshi.register.access.units import unit
from sanshi.register.as_of import AsOf
from sanshi.register.models import PersonVersion
from sanshi.register.residents import people_on
from sanshi.verbs import ANSWER_RESIDENT, Actor

A_PAGE = 50
# Of an answer on paper: some ten sheets. Older lines are given when they are asked for.
AN_ANSWER = 400


@dataclass(frozen=True, slots=True)
class Disclosed:
    """Of one record; `name`: as its own page is called, empty where nothing is known of it now."""

    name: str
    readers: Readers


def person_readers(actor: Actor, pk: UUID, before: int | None) -> Disclosed:
    person(actor, pk)
    saw("register.person", [pk], fields=("name", "journal"))
    return Disclosed(_name(actor, pk), latest_readers(actor, "register.person", pk, before, A_PAGE))


def dwelling_readers(actor: Actor, pk: UUID, before: int | None) -> Disclosed:
    record = dwelling(actor, pk, AsOf.of(None, None))
    if record.facts is None:
        return Disclosed(record.door.address, Readers())
    readers = latest_readers(actor, "register.dwelling", record.facts.dwelling_id, before, A_PAGE)
    return Disclosed(record.door.address, readers)


def unit_readers(actor: Actor, pk: UUID, before: int | None) -> Disclosed:
    record = unit(actor, pk, AsOf.of(None, None))
    return Disclosed(record.facts.name, latest_readers(actor, "register.unit", pk, before, A_PAGE))


def answer_to_resident(actor: Actor, pk: UUID) -> Disclosed:
    """For paper in the resident's hand: posts and purposes; which colleague held the post is not told."""
    person(actor, pk, ANSWER_RESIDENT)
    saw("register.person", [pk], fields=("name", "journal"))
    return Disclosed(_name(actor, pk), latest_readers(actor, "register.person", pk, size=AN_ANSWER))


def _name(actor: Actor, pk: UUID) -> str:
    found = people_on(actor.subdistrict, [pk], clock.today(), clock.now()).get(pk)
    saw(PersonVersion, rows=[found] if found else [])
    return found.name if found else ""
