"""How many addresses a second are read on one core, by the gazetteer of the demo street."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from time import perf_counter

from sanshi.project.demo.street import CODE
from sanshi.territory import access
from sanshi.territory.address import parse
from sanshi.territory.models import Building

NUMBER, WARM_UP = 20_000, 100
NUMBERS, FLOORS, ROOMS = 300, 33, 20


@dataclass(frozen=True, slots=True)
class Pace:
    number: int
    seconds: float

    @property
    def a_second(self) -> float:
        return self.number / self.seconds


def pace(number: int = NUMBER) -> Pace:
    street, texts = access.gazetteer(CODE), _texts(number)
    # The first wrong character loads how characters sound.
    for text in texts[:WARM_UP]:
        parse(text, street)
    started = perf_counter()
    for text in texts:
        parse(text, street)
    return Pace(len(texts), perf_counter() - started)


def _texts(number: int) -> list[str]:
    """Doors in the street's lanes, in one of several spellings each; hardly a text comes twice."""
    random = Random(number)  # noqa: S311 - the same texts in every run
    standing = Building.objects.filter(subdistrict=CODE).exclude(lane="")
    lanes = sorted(set(standing.values_list("road", "lane")))
    spellings = tomllib.loads(files(__package__).joinpath("spellings.toml").read_text(encoding="utf-8"))
    return [random.choice(spellings["spellings"]) % _door(random, lanes) for _ in range(number)]


def _door(random: Random, lanes: list[tuple[str, str]]) -> dict[str, str]:
    road, lane = random.choice(lanes)
    room = f"{random.randint(1, FLOORS)}{random.randint(1, ROOMS):02d}"
    return {"road": road, "lane": lane, "number": str(random.randint(1, NUMBERS)), "room": room}
