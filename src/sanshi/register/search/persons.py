"""Persons by name, sound, initials, or the last signs of a number."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from sanshi import clock
from sanshi.identity.characters import simplified
from sanshi.identity.documents import DocumentType
from sanshi.identity.numbers import normalise
from sanshi.identity.phones import normalise_phone
from sanshi.identity.tokens import TAIL, tail_token
from sanshi.register.access.persons import lived_within
from sanshi.register.finding.keys import Said
from sanshi.register.finding.said import said_of
from sanshi.register.history import current, valid_on
from sanshi.register.holders import document_index
from sanshi.register.models import EmploymentVersion, PersonVersion, ResidencyVersion, Sought
from sanshi.register.search import places, units
from sanshi.register.search.narrowing import Filter, Found, narrowed
from sanshi.register.search.rules import Question, Typed
from sanshi.register.search.tokens import Within, beginning_with, exactly
from sanshi.rulebook.access import policy_on
from sanshi.territory.models import Building, Committee, Door
from sanshi.verbs import READ_UNITS, Actor, Reach, reach

# Candidates of a number's end that an answer looks at; in 300,000 persons some sixty have the same one.
MOST_OPENED = 200
_MOST_UNITS = 25


def find(actor: Actor, mine: Reach, question: Question, said: Typed, size: int) -> Found:
    """Some of those who fit, within the reach; nothing of anybody is opened but the numbers compared."""
    within = Within.of(mine, question.committee)
    if said.number:
        return _by_number(actor, mine, within, question, said, size)
    if said.is_one_sign:
        among = _among(actor, within, replace(question, birth_year=None))
        return Found.first(_by_sign(mine, question, said, among, size + 1), size)
    if not said.is_name:
        return Found()
    if among := _among(actor, within, question):
        return narrowed(within, said.beginning, among, question.after, size)
    return Found.first(beginning_with(Sought.PERSON, within, said.beginning, question.after, size + 1), size)


# --- by a number ---


def _by_number(
    actor: Actor, mine: Reach, within: Within, question: Question, said: Typed, size: int
) -> Found:
    ended = _ending_alike(actor, within, question, said)
    found = dict.fromkeys([] if question.after else _by_whole_number(mine, said.number))
    found |= dict.fromkeys(_verified(actor.subdistrict, said, ended))
    fitting = _fitting(actor, within, question, found)
    kept = [person for person in found if person in fitting]
    return Found.first(kept, size, ended[-1] if len(ended) == MOST_OPENED else None)


def _ending_alike(actor: Actor, within: Within, question: Question, said: Typed) -> list[UUID]:
    """In the order of the records. A phone typed with +86 ends like one typed without."""
    fewest = policy_on(actor.subdistrict, clock.today()).house.search_last_digits
    if not fewest or len(said.number) < max(fewest, TAIL):
        return []
    tails = set(filter(None, (tail_token(said.number), tail_token(said.phone))))
    return exactly(Sought.PERSON, within, tails, question.after, MOST_OPENED)


def _by_whole_number(mine: Reach, number: str) -> list[UUID]:
    indexes = {document_index(kind, number) for kind in DocumentType.values}
    rows = PersonVersion.objects.filter(current(), subdistrict=mine.subdistrict, document_index__in=indexes)
    if not mine.street:
        rows = rows.filter(lived_within(mine, "person"))
    return list(rows.order_by("person").values_list("person", flat=True).distinct())


def _verified(subdistrict: str, said: Typed, candidates: Sequence[UUID]) -> Iterable[UUID]:
    """Of those whose number has this end: whose number ends with all that was typed."""
    if len(said.number) <= TAIL or not candidates:
        return candidates
    versions = said_of(subdistrict, candidates)
    return [one for one in candidates if any(_ends(version, said) for version in versions.get(one, ()))]


def _ends(version: Said, said: Typed) -> bool:
    if normalise(version.document_number).endswith(said.number):
        return True
    return normalise_phone(version.phone).endswith((said.number, said.phone))


# --- by a name, narrowed ---


def _by_sign(
    mine: Reach, question: Question, said: Typed, among: Collection[Filter], size: int
) -> list[UUID]:
    """One Chinese character: nothing begins with it alone that would be worth a token."""
    written = Q(name__contains=said.beginning) | Q(name__contains=simplified(said.text.strip()))
    rows = PersonVersion.objects.filter(written, current(), subdistrict=mine.subdistrict)
    if question.birth_year:
        rows = rows.filter(_born(question.birth_year))
    for one in among:
        rows = rows.filter(person__in=one.persons)
    if not mine.street:
        rows = rows.filter(lived_within(mine, "person"))
    named = rows.values("person").annotate(first=Min("name"))
    if question.after:
        last = rows.filter(person=question.after).aggregate(first=Min("name"))["first"] or ""
        named = named.filter(Q(first__gt=last) | Q(first=last, person__gt=question.after))
    return list(named.order_by("first", "person").values_list("person", flat=True)[:size])


def _fitting(actor: Actor, within: Within, question: Question, persons: Collection[UUID]) -> set[UUID]:
    """Of some persons those whom the filters let through."""
    fitting = set(persons)
    among = _among(actor, within, question)
    if question.committee and not among:
        among = [Filter(_residents(within, question, ever=True))]
    for one in among:
        fitting &= set(one.persons.filter(person__in=fitting))
    return fitting


def _among(actor: Actor, within: Within, question: Question) -> list[Filter]:
    found: list[Filter] = []
    if question.place:
        keys = places.buildings(within, question.place)
        stairways = Building.objects.filter(subdistrict=within.subdistrict, pk__in=keys)
        doors = Door.objects.filter(subdistrict=within.subdistrict, building__in=stairways.values("pk"))
        found.append(Filter(_residents(within, question).filter(door__in=doors.values("pk"))))
    elif question.category:
        # The index begins with the committee.
        everywhere = Committee.objects.filter(subdistrict=within.subdistrict).values("pk")
        rows = _residents(within, question)
        found.append(Filter(rows, rows.filter(committee__in=everywhere)))
    if question.unit:
        found.append(Filter(_employees(actor, question)))
    if question.birth_year:
        found.append(Filter(_born_in(within.subdistrict, question.birth_year)))
    return found


def _residents(within: Within, question: Question, *, ever: bool = False) -> QuerySet[Any]:
    """Who lives within today, of the category where one is chosen."""
    rows = within.rows(ResidencyVersion.objects.filter(current()))
    if not ever:
        rows = rows.filter(valid_on(clock.today()))
    if question.category:
        rows = rows.filter(category=question.category)
    return rows.values_list("person", flat=True)


def _employees(actor: Actor, question: Question) -> QuerySet[Any]:
    keys = units.named(Within.of(reach(actor, READ_UNITS), None), question.unit, _MOST_UNITS)
    rows = EmploymentVersion.objects.filter(
        current(), valid_on(clock.today()), subdistrict=actor.subdistrict, unit__in=keys
    )
    return rows.filter(person__isnull=False).values_list("person", flat=True)


def _born_in(subdistrict: str, year: int) -> QuerySet[Any]:
    rows = PersonVersion.objects.filter(_born(year), current(), subdistrict=subdistrict)
    return rows.values_list("person", flat=True)


def _born(year: int) -> Q:
    return Q(birth_date__gte=date(year, 1, 1), birth_date__lte=date(year, 12, 31))
