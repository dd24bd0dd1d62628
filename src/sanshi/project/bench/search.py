"""How long an answer of the search takes: every kind of question, by who reads a committee and the street."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from time import perf_counter, process_time
from typing import NamedTuple

from sanshi.accounts.access import actor_for
from sanshi.accounts.models import Account
from sanshi.identity.characters import sound
from sanshi.journal.recording import collecting
from sanshi.project.demo.street import CODE
from sanshi.register.models import Category, PersonVersion, ResidencyVersion
from sanshi.register.search.access import search
from sanshi.register.search.rules import Question, typed
from sanshi.territory.models import Building
from sanshi.verbs import Actor

ASKED = 200
READERS = {"street": "office", "committee": "clerk1"}
# What half a street begins with.
WIDE = ("zh", "wa", "li", "ch", "sh", "zhang", "wang", "xi", "wx", "lj")
# By sound: parts of names of shops and firms.
UNITS = ("shanghai", "canyin", "chaoshi", "guanli")


class Timed(NamedTuple):
    """Seconds of each answer, by the clock and of this process's own work; a server's is its own."""

    name: str
    seconds: list[float]
    worked: list[float]


@dataclass(frozen=True, slots=True)
class Somebody:
    """What may be typed to find one person of the street."""

    name: str
    number: str
    phone: str
    born: int
    place: str
    road: str

    @property
    def sounds(self) -> list[str]:
        return [sound(sign) for sign in self.name]


def _wide(one: Somebody, random: Random) -> Question:
    return Question(random.choice(WIDE), kind="person")


KINDS: dict[str, Callable[[Somebody, Random], Question]] = {
    "whole name": lambda one, _: Question(one.name),
    "two characters of it": lambda one, _: Question(one.name[-2:]),
    "pinyin": lambda one, _: Question("".join(one.sounds)),
    "initials": lambda one, _: Question("".join(read[0] for read in one.sounds)),
    "two wide letters": _wide,
    "last four digits": lambda one, _: Question(one.number[-4:]),
    "last six digits": lambda one, _: Question(one.number[-6:]),
    "whole phone": lambda one, _: Question(one.phone),
    "whole document": lambda one, _: Question(one.number),
    "address": lambda one, _: Question(one.place),
    "one sign, building": lambda one, _: Question(one.name[-1], place=one.place),
    "one sign, birth year": lambda one, _: Question(one.name[-1], birth_year=one.born),
    "pinyin, birth year": lambda one, _: Question(one.sounds[0], birth_year=one.born),
    "pinyin, road": lambda one, _: Question(one.sounds[0], place=one.road),
    "one sign, road": lambda one, _: Question(one.name[-1], place=one.road),
    "name, building": lambda one, _: Question(one.name, place=one.place),
    "surname, category of few": lambda one, _: Question(one.sounds[0], category=Category.OVERSEAS),
    "surname, category of some": lambda one, _: Question(one.sounds[0], category=Category.FROM_ELSEWHERE),
    "surname, category of most": lambda one, _: Question(one.sounds[0], category=Category.LOCAL),
    "last four digits, birth year": lambda one, _: Question(one.number[-4:], birth_year=one.born),
    "a unit's name": lambda _, random: Question(random.choice(UNITS)),
    "surname, unit": lambda one, random: Question(one.sounds[0], unit=random.choice(UNITS)),
    "nobody": lambda one, _: Question("".join(one.sounds) + "xx"),
}


def searches() -> Iterator[Timed]:
    somebody = _somebody()
    for reads, username in READERS.items():
        actor = _actor(username)
        for name, asks in KINDS.items():
            random = Random(len(name))  # noqa: S311 - the same questions in every run
            took = [_took(actor, asks(one, random)) for one in somebody]
            yield Timed(f"{name}, {reads}", [one for one, _ in took], [one for _, one in took])


def _took(actor: Actor, question: Question) -> tuple[float, float]:
    started, worked = perf_counter(), process_time()
    with collecting():
        search(actor, question, typed(question.text))
    return perf_counter() - started, process_time() - worked


def _somebody() -> Sequence[Somebody]:
    """Some of all, evenly."""
    told = PersonVersion.objects.filter(
        subdistrict=CODE, superseded_at__isnull=True, document_type="111", phone__isnull=False
    )
    keys = list(told.order_by("id").values_list("id", flat=True))
    rows = told.filter(pk__in=keys[:: max(1, len(keys) // ASKED)][:ASKED])
    homes = dict(
        ResidencyVersion.objects.filter(
            subdistrict=CODE, superseded_at__isnull=True, person__in=[row.person_id for row in rows]
        ).values_list("person", "door__building")
    )
    stairways = Building.objects.filter(subdistrict=CODE).in_bulk(set(homes.values()))
    return [
        Somebody(
            row.name,
            row.document_number.open() if row.document_number else "",
            row.phone.open() if row.phone else "",
            row.birth_date.year if row.birth_date else 1970,
            stairways[homes[row.person_id]].address,
            stairways[homes[row.person_id]].road or stairways[homes[row.person_id]].estate,
        )
        for row in rows
        if row.person_id in homes and len(row.name) > 1
    ]


def _actor(username: str) -> Actor:
    found = actor_for(Account.objects.get(username=username), CODE)
    assert found is not None, f"{username} holds no post"
    return found
