"""Persons by name, sound, initials, or the last signs of a number."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
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
from sanshi.register.history import current, valid_on
from sanshi.register.holders import document_index
from sanshi.register.models import EmploymentVersion, PersonVersion, ResidencyVersion, Sought
from sanshi.register.residents import people_on
from sanshi.register.search import places, units
from sanshi.register.search.rules import Question, Typed
from sanshi.register.search.tokens import Within, beginning_with, exactly, of_these
from sanshi.rulebook.access import policy_on
from sanshi.vault.masking import mask_document, mask_name
from sanshi.verbs import READ_UNITS, Actor, Reach, reach

# A category alone is looked for among so many of a name, then in the next ones.
WALKED, WALKS = 200, 2
# Candidates of a number's end that are opened to compare the rest.
MOST_OPENED = 100
_MOST_UNITS = 25


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Name and number are masked; `stay` is the last one within the reach."""

    person: UUID
    name: str
    document: str
    stay: ResidencyVersion | None

    @property
    def is_gone(self) -> bool:
        return self.stay is not None and self.stay.valid_to is not None


@dataclass(frozen=True, slots=True)
class Persons:
    """`walked_to`: the last one looked at, where an answer ends before all were."""

    keys: Sequence[UUID] = ()
    more: bool = False
    walked_to: UUID | None = None


def find(actor: Actor, mine: Reach, question: Question, said: Typed, size: int) -> Persons:
    """Some of those who fit, within the reach; nothing of anybody is opened but the numbers compared."""
    within = Within.of(mine, question.committee)
    if said.number:
        return _first(_by_number(actor, mine, within, question, said, size + 1), size)
    if said.is_one_sign:
        among = _among(actor, within, replace(question, birth_year=None))
        return _first(_by_sign(mine, question, said, among, size + 1), size)
    if not said.is_name:
        return Persons()
    if question.is_narrow:
        among = _among(actor, within, question)
        return _first(of_these(within, said.beginning, among, question.after, size + 1), size)
    if question.category:
        return _walk(within, question, said, size)
    return _first(beginning_with(Sought.PERSON, within, said.beginning, question.after, size + 1), size)


def _first(found: Sequence[UUID], size: int) -> Persons:
    return Persons(found[:size], len(found) > size)


# --- by a number ---


def _by_number(
    actor: Actor, mine: Reach, within: Within, question: Question, said: Typed, size: int
) -> list[UUID]:
    found = dict.fromkeys([] if question.after else _by_whole_number(mine, said.number))
    fewest = policy_on(actor.subdistrict, clock.today()).house.search_last_digits
    if fewest and len(said.number) >= max(fewest, TAIL):
        # A phone typed with +86 ends like one typed without.
        for token in dict.fromkeys(map(tail_token, (said.number, said.phone))):
            ended = exactly(Sought.PERSON, within, token, question.after)
            found |= dict.fromkeys(_verified(actor.subdistrict, said, list(islice(ended, MOST_OPENED))))
    fitting = _fitting(actor, within, question, found)
    return [person for person in found if person in fitting][:size]


def _by_whole_number(mine: Reach, number: str) -> list[UUID]:
    indexes = {document_index(kind, number) for kind in DocumentType.values}
    rows = PersonVersion.objects.filter(current(), subdistrict=mine.subdistrict, document_index__in=indexes)
    if not mine.street:
        rows = rows.filter(lived_within(mine, "person"))
    return list(rows.order_by("person").values_list("person", flat=True).distinct())


def _verified(subdistrict: str, said: Typed, candidates: Sequence[UUID]) -> Iterator[UUID]:
    """Of those whose number has this end: whose number ends with all that was typed."""
    if len(said.number) <= TAIL or not candidates:
        yield from candidates
        return
    rows = PersonVersion.objects.filter(current(), subdistrict=subdistrict, person__in=candidates)
    for row in rows.order_by("person"):
        if _ends(row, said):
            yield row.person_id


def _ends(row: PersonVersion, said: Typed) -> bool:
    document = normalise(row.document_number.open()) if row.document_number else ""
    phone = normalise_phone(row.phone.open()) if row.phone else ""
    return document.endswith(said.number) or phone.endswith((said.number, said.phone))


# --- by a name, narrowed ---


def _by_sign(
    mine: Reach, question: Question, said: Typed, among: Collection[QuerySet[Any]], size: int
) -> list[UUID]:
    """One Chinese character: nothing begins with it alone that would be worth a token."""
    written = Q(name__contains=said.beginning) | Q(name__contains=simplified(said.text.strip()))
    rows = PersonVersion.objects.filter(written, current(), subdistrict=mine.subdistrict)
    if question.birth_year:
        rows = rows.filter(_born(question.birth_year))
    for persons in among:
        rows = rows.filter(person__in=persons)
    if not mine.street:
        rows = rows.filter(lived_within(mine, "person"))
    named = rows.values("person").annotate(first=Min("name"))
    if question.after:
        last = rows.filter(person=question.after).aggregate(first=Min("name"))["first"] or ""
        named = named.filter(Q(first__gt=last) | Q(first=last, person__gt=question.after))
    return list(named.order_by("first", "person").values_list("person", flat=True)[:size])


def _walk(within: Within, question: Question, said: Typed, size: int) -> Persons:
    """A category is no way to find somebody: so many of the name are looked through, then the answer ends."""
    kept: list[UUID] = []
    last = question.after
    for _ in range(WALKS):
        found = beginning_with(Sought.PERSON, within, said.beginning, last, WALKED)
        fitting = set(_residents(within, question).filter(person__in=found).values_list("person", flat=True))
        kept += [person for person in found if person in fitting]
        if len(kept) > size or len(found) < WALKED:
            return _first(kept, size)
        last = found[-1]
    return Persons(kept, more=True, walked_to=last)


def _fitting(actor: Actor, within: Within, question: Question, persons: Collection[UUID]) -> set[UUID]:
    """Of some persons those whom the filters let through."""
    fitting = set(persons)
    among = _among(actor, within, question)
    if question.committee and not among:
        among = [_residents(within, question, ever=True)]
    for query in among:
        fitting &= set(query.filter(person__in=fitting))
    return fitting


def _among(actor: Actor, within: Within, question: Question) -> list[QuerySet[Any]]:
    """The persons each filter names, as questions."""
    found: list[QuerySet[Any]] = []
    if question.place:
        keys = places.buildings(within, question.place)
        found.append(_residents(within, question).filter(door__building__in=keys))
    elif question.category:
        found.append(_residents(within, question))
    if question.unit:
        found.append(_employees(actor, question))
    if question.birth_year:
        found.append(_born_in(within.subdistrict, question.birth_year))
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


# --- what is shown ---


def shown(mine: Reach, keys: Sequence[UUID]) -> list[PersonFound]:
    """As known today; whoever shows it notes it."""
    people = people_on(mine.subdistrict, keys, clock.today(), clock.now())
    stays = _last_stays(mine, keys)
    return [_row(people[key], stays.get(key)) for key in keys if key in people]


def _row(facts: PersonVersion, stay: ResidencyVersion | None) -> PersonFound:
    number = mask_document(facts.document_number.open()) if facts.document_number else ""
    return PersonFound(facts.person_id, mask_name(facts.name), number, stay)


def _last_stays(mine: Reach, persons: Sequence[UUID]) -> dict[UUID, ResidencyVersion]:
    rows = Within.of(mine, None).rows(ResidencyVersion.objects.filter(current(), person__in=persons))
    found: dict[UUID, ResidencyVersion] = {}
    for row in rows.select_related("door", "committee").order_by("valid_from", "id"):
        before = found.get(row.person_id)
        # A home that stands says more than one that ended, whichever began later.
        if before is None or before.valid_to is not None or row.valid_to is None:
            found[row.person_id] = row
    return found
