"""Units and shops of a made-up city, and how they are typed in; truth kept."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from random import Random

from sanshi.identity.characters import sound
from sanshi.identity.numbers import credit_check_character
from sanshi.project.generate.people import WORDS, City

UNIT_WORDS = tomllib.loads(files(__package__).joinpath("data", "units.toml").read_text(encoding="utf-8"))
UNIT_HEADER = ("record_id", "name", "credit_code", "address", "phone")
_STYLES = UNIT_WORDS["styles"]
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_TYPED_FOR = {"0": "O", "1": "I", "2": "Z", "5": "S"}
_SUCCEEDED = 0.12  # of those who are not registered: another shop where a registered one is or was
_CHAIN, _OFFICE, _UNLICENSED = 0.12, 0.3, 0.08


@dataclass(frozen=True, slots=True)
class Premises:
    road: str
    number: str
    room: str = ""


@dataclass(frozen=True, slots=True)
class MadeUnit:
    """`parent` is the credit code of the company that a branch belongs to."""

    name: str
    code: str
    premises: Premises
    phone: str
    parent: str = ""


@dataclass(slots=True)
class UnitCells:
    name: str
    credit_code: str
    address: str
    phone: str

    def row(self) -> tuple[str, ...]:
        return self.name, self.credit_code, self.address, self.phone


class Trade:
    """Units one after the other; some of them branches of chains, some in one building with others."""

    def __init__(self, random: Random, city: City) -> None:
        self._random, self._city = random, city
        self._parents = {name: self._code() for name in UNIT_WORDS["chains"]}
        self._last = Premises("", "")

    def unit(self) -> MadeUnit:
        draw = self._random.random()
        if draw < _CHAIN:
            return self._branch()
        if draw < _CHAIN + _OFFICE:
            return self._company()
        return self._shop(draw > 1 - _UNLICENSED)

    def successor(self, before: MadeUnit) -> MadeUnit:
        """Another unit at the same premises."""
        return replace(self.unit(), premises=before.premises)

    def premises(self, office: bool) -> Premises:
        random = self._random
        if office and self._last.room and random.random() < 0.5:
            self._last = replace(self._last, room=_room(random))
            return self._last
        road = self._city.dwelling().road
        self._last = Premises(road, str(random.randrange(1, 1200)), _room(random) if office else "")
        return self._last

    def _branch(self) -> MadeUnit:
        random = self._random
        chain = random.choice(UNIT_WORDS["chains"])
        premises = self.premises(office=False)
        name = random.choice(_STYLES["branch"]).format(c=chain, r=premises.road, k=random.randrange(2, 90))
        return MadeUnit(name, self._code(), premises, self.phone(), self._parents[chain])

    def _company(self) -> MadeUnit:
        random = self._random
        name = (
            f"{random.choice(UNIT_WORDS['cities'][:3])}{self._brand()}{random.choice(UNIT_WORDS['trades'])}"
        )
        name += random.choice(UNIT_WORDS["company_ends"])
        return MadeUnit(name, self._code(), self.premises(office=True), self.phone())

    def _shop(self, unlicensed: bool) -> MadeUnit:
        random = self._random
        premises = self.premises(office=False)
        if unlicensed:
            name = random.choice(WORDS["places"]["road_first"]) + random.choice(UNIT_WORDS["unlicensed_ends"])
            return MadeUnit(name, "", premises, self.phone())
        trade, end = random.choice(UNIT_WORDS["trades"][:20]), random.choice(UNIT_WORDS["shop_ends"])
        city = random.choice(UNIT_WORDS["cities"])
        return MadeUnit(f"{city}{self._brand()}{trade}{end}", self._code(), premises, self.phone())

    def _brand(self) -> str:
        random = self._random
        brand: str = random.choice(UNIT_WORDS["brands_first"]) + random.choice(UNIT_WORDS["brands_second"])
        return brand + (random.choice(UNIT_WORDS["brands_second"]) if random.random() < 0.3 else "")

    def _code(self) -> str:
        """Of a region that begins with 0, so that it is nobody's."""
        signs = "".join(self._random.choice(_SIGNS) for _ in range(9))
        first_17 = f"9{self._random.choice('12')}0{self._random.randrange(10**5):05}{signs}"
        return first_17 + credit_check_character(first_17)

    def phone(self) -> str:
        return self._city.phone()


def _room(random: Random) -> str:
    return f"{random.randrange(2, 19)}{random.randrange(1, 13):02}"


def unit_cells(unit: MadeUnit) -> UnitCells:
    style = _STYLES["office" if unit.premises.room else "shop"]
    return UnitCells(unit.name, unit.code, _written(unit.premises, style), unit.phone)


def _written(premises: Premises, style: str) -> str:
    district: str = WORDS["places"]["district"]
    return style.format(d=district, r=premises.road, n=premises.number, o=premises.room)


class UnitTypist:
    """Writes units down with the slips of a profile."""

    def __init__(self, random: Random, trade: Trade, rates: Mapping[str, float]) -> None:
        self._random, self._trade, self._rates = random, trade, rates

    def write(self, unit: MadeUnit) -> tuple[UnitCells, list[str]]:
        typed, tags = unit_cells(unit), []
        for name, slip in _SLIPS.items():
            if self._random.random() < self._rates.get(name, 0) and slip(self, typed, unit):
                tags.append(name)
        return typed, tags

    def _name_short(self, typed: UnitCells, unit: MadeUnit) -> bool:
        """As the sign over the door says it."""
        before = typed.name
        for word in (*UNIT_WORDS["cities"][:3], *UNIT_WORDS["company_ends"]):
            typed.name = typed.name.replace(word, "", 1)
        if self._random.random() < 0.5 and len(typed.name) > 4:
            typed.name = typed.name.removesuffix(UNIT_WORDS["shop_ends"][0])
        return typed.name != before

    def _name_city(self, typed: UnitCells, unit: MadeUnit) -> bool:
        typed.name = self._random.choice(UNIT_WORDS["cities"][:3]) + typed.name
        return True

    def _name_brackets(self, typed: UnitCells, unit: MadeUnit) -> bool:
        typed.name = f"{typed.name}({UNIT_WORDS['cities'][0]})"
        return True

    def _name_homophone(self, typed: UnitCells, unit: MadeUnit) -> bool:
        return self._replaced(typed, _homophones())

    def _name_character(self, typed: UnitCells, unit: MadeUnit) -> bool:
        place = self._random.randrange(len(typed.name))
        typed.name = typed.name[:place] + typed.name[place + 1 :]
        return True

    def _replaced(self, typed: UnitCells, pools: Mapping[str, str]) -> bool:
        places = [place for place, char in enumerate(typed.name) if len(pools.get(sound(char), "")) > 1]
        if not places:
            return False
        place = self._random.choice(places)
        others = [one for one in pools[sound(typed.name[place])] if one != typed.name[place]]
        typed.name = typed.name[:place] + self._random.choice(others) + typed.name[place + 1 :]
        return True

    def _name_renamed(self, typed: UnitCells, unit: MadeUnit) -> bool:
        typed.name = self._trade.unit().name
        return True

    def _code_missing(self, typed: UnitCells, unit: MadeUnit) -> bool:
        typed.credit_code = ""
        return bool(unit.code)

    def _code_parent(self, typed: UnitCells, unit: MadeUnit) -> bool:
        """Of a branch the company's code is typed."""
        if not unit.parent or not typed.credit_code:
            return False
        typed.credit_code = unit.parent
        return True

    def _code_sign(self, typed: UnitCells, unit: MadeUnit) -> bool:
        if not typed.credit_code:
            return False
        code, place = typed.credit_code, self._random.randrange(18)
        other = self._random.choice([one for one in _SIGNS if one != code[place]])
        typed.credit_code = code[:place] + other + code[place + 1 :]
        return True

    def _code_swap(self, typed: UnitCells, unit: MadeUnit) -> bool:
        code = typed.credit_code
        places = [place for place in range(len(code) - 1) if code[place] != code[place + 1]]
        if not places:
            return False
        place = self._random.choice(places)
        typed.credit_code = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        return True

    def _code_letter(self, typed: UnitCells, unit: MadeUnit) -> bool:
        before = typed.credit_code
        for digit, letter in _TYPED_FOR.items():
            typed.credit_code = typed.credit_code.replace(digit, letter, 1)
        return typed.credit_code != before

    def _moved(self, typed: UnitCells, unit: MadeUnit) -> bool:
        premises = self._trade.premises(office=bool(unit.premises.room))
        typed.address = _written(premises, _STYLES["office" if premises.room else "shop"])
        return True

    def _address_style(self, typed: UnitCells, unit: MadeUnit) -> bool:
        if typed.address != unit_cells(unit).address:
            return False
        styles = _STYLES["office_loose" if unit.premises.room else "shop_loose"]
        typed.address = _written(unit.premises, self._random.choice(styles))
        return True

    def _address_digit(self, typed: UnitCells, unit: MadeUnit) -> bool:
        places = [place for place, sign in enumerate(typed.address) if sign.isascii() and sign.isdigit()]
        if not places:
            return False
        place = self._random.choice(places)
        typed.address = typed.address[:place] + self._random.choice("123456789") + typed.address[place + 1 :]
        return True

    def _address_missing(self, typed: UnitCells, unit: MadeUnit) -> bool:
        typed.address = ""
        return True

    def _phone_changed(self, typed: UnitCells, unit: MadeUnit) -> bool:
        typed.phone = self._trade.phone()
        return True

    def _phone_missing(self, typed: UnitCells, unit: MadeUnit) -> bool:
        typed.phone = ""
        return True


# In the order in which they happen: what is written, then how.
_SLIPS: dict[str, Callable[[UnitTypist, UnitCells, MadeUnit], bool]] = {
    name: getattr(UnitTypist, f"_{name}")
    for name in (
        "name_renamed",
        "name_short",
        "name_homophone",
        "name_character",
        "name_city",
        "name_brackets",
        "code_parent",
        "code_sign",
        "code_swap",
        "code_letter",
        "code_missing",
        "moved",
        "address_style",
        "address_digit",
        "address_missing",
        "phone_changed",
        "phone_missing",
    )
}


@cache
def _homophones() -> dict[str, str]:
    found: dict[str, dict[str, None]] = {}
    for char in UNIT_WORDS["brands_first"] + UNIT_WORDS["brands_second"]:
        found.setdefault(sound(char), {})[char] = None
    return {syllable: "".join(chars) for syllable, chars in found.items()}


def units(
    random: Random, city: City, registered: int, incoming: int, share: float
) -> Iterator[tuple[MadeUnit, bool, bool]]:
    """Each unit, whether it is registered and whether it comes in; `share` of the incoming are registered."""
    trade = Trade(random, city)
    made = [trade.unit() for _ in range(registered)]
    coming = min(1.0, share * incoming / max(1, registered))
    for unit in made:
        yield unit, True, random.random() < coming
    for _ in range(int((1 - share) * incoming)):
        succeeds = made and random.random() < _SUCCEEDED
        yield (trade.successor(random.choice(made)) if succeeds else trade.unit()), False, True
