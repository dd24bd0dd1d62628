"""What a reader finds: each kind within the reach of its own verb, masked, and noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sanshi.journal.recording import saw
from sanshi.register.models import Sought
from sanshi.register.search import persons, places, showing, units
from sanshi.register.search.places import PlaceRow
from sanshi.register.search.rules import MOST, Question, Typed, shares, typed
from sanshi.register.search.showing import PersonFound
from sanshi.register.search.tokens import Within
from sanshi.register.search.units import UnitFound
from sanshi.verbs import READ_DWELLINGS, READ_PERSONS, READ_UNITS, Actor, Verb, reach

PERSON, DWELLING, UNIT = Sought.PERSON.value, "dwelling", Sought.UNIT.value
VERBS: dict[str, Verb] = {PERSON: READ_PERSONS, DWELLING: READ_DWELLINGS, UNIT: READ_UNITS}


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one kind. `after`: where the next answer of this kind goes on; None at the end."""

    kind: str
    rows: Sequence[PersonFound | PlaceRow | UnitFound]
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    groups: Sequence[Group]

    @property
    def is_empty(self) -> bool:
        return not any(group.rows or group.after for group in self.groups)


def kinds(actor: Actor) -> list[str]:
    """What the reader may look for at all."""
    return [kind for kind, verb in VERBS.items() if actor.may(verb)]


def search(actor: Actor, question: Question, said: Typed) -> Answer:
    """At most MOST rows. A kind that may not be read is not looked for: it looks like one without hits."""
    asked = [kind for kind in kinds(actor) if question.kind in ("", kind)]
    if question.is_about_persons:
        asked = [kind for kind in asked if kind == PERSON]
    found = [_FINDS[kind](actor, question, said) for kind in asked]
    shown = shares([len(keys.keys) for keys in found])
    groups = [
        _SHOWS[kind](actor, keys, number) for kind, keys, number in zip(asked, found, shown, strict=True)
    ]
    return Answer([group for group in groups if group.rows or group.after])


def persons_called(actor: Actor, text: str) -> Sequence[PersonFound]:
    """For who has a name or number before him on a form; noted as any answer."""
    question, said = Question(text, kind=PERSON), typed(text)
    if not actor.may(READ_PERSONS) or not said.is_enough(question):
        return ()
    return _shown_persons(actor, _find_persons(actor, question, said).keys)


@dataclass(frozen=True, slots=True)
class _Keys:
    keys: Sequence[UUID]
    more: bool
    walked_to: UUID | None = None
    places: Sequence[PlaceRow] = ()

    def after(self, shown: int) -> UUID | None:
        if shown < len(self.keys) or self.more:
            return self.walked_to if shown == len(self.keys) and self.walked_to else self.keys[shown - 1]
        return None


def _find_persons(actor: Actor, question: Question, said: Typed) -> _Keys:
    found = persons.find(actor, reach(actor, READ_PERSONS), question, said, MOST)
    return _Keys(found.keys, found.more, found.walked_to)


def _find_places(actor: Actor, question: Question, said: Typed) -> _Keys:
    if not said.is_place:
        return _Keys((), False)
    within = Within.of(reach(actor, READ_DWELLINGS), question.committee)
    rows = places.find(within, said.text, question.after, MOST + 1)
    return _Keys([row.id for row in rows[:MOST]], len(rows) > MOST, places=rows[:MOST])


def _find_units(actor: Actor, question: Question, said: Typed) -> _Keys:
    if not said.is_unit:
        return _Keys((), False)
    within = Within.of(reach(actor, READ_UNITS), question.committee)
    keys = units.find(within, said, question.after, MOST + 1)
    return _Keys(keys[:MOST], len(keys) > MOST)


def _show_persons(actor: Actor, found: _Keys, number: int) -> Group:
    return Group(PERSON, _shown_persons(actor, found.keys[:number]), found.after(number))


def _shown_persons(actor: Actor, keys: Sequence[UUID]) -> list[PersonFound]:
    rows = showing.shown(reach(actor, READ_PERSONS), keys) if keys else []
    saw("register.person", [row.person for row in rows], fields=("name", "document_number", "category"))
    return rows


def _show_places(actor: Actor, found: _Keys, number: int) -> Group:
    return Group(DWELLING, found.places[:number], found.after(number))


def _show_units(actor: Actor, found: _Keys, number: int) -> Group:
    rows = units.shown(reach(actor, READ_UNITS), found.keys[:number]) if number else []
    saw("register.unit", [row.unit for row in rows], fields=("name", "kind", "status"))
    return Group(UNIT, rows, found.after(number))


_FINDS = {PERSON: _find_persons, DWELLING: _find_places, UNIT: _find_units}
_SHOWS = {PERSON: _show_persons, DWELLING: _show_places, UNIT: _show_units}
