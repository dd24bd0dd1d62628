"""Slips and habits, one function a kind; each is named in data/noise.toml with how often it happens."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from random import Random

from opencc import OpenCC

from sanshi.identity.characters import looks_like, sound
from sanshi.identity.documents import DocumentType
from sanshi.identity.numbers import resident_check_digit
from sanshi.project.generate.noise_words import STYLES, TITLES
from sanshi.project.generate.people import WORDS, City, Dwelling, Person
from sanshi.project.generate.writing import Cells, address, cells, day

_DIGITS = "0123456789"
_TO_FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


class Typist:
    """Writes persons down with the slips of a profile. `rates` are shares of records."""

    def __init__(self, random: Random, city: City, rates: Mapping[str, float]) -> None:
        self._random = random
        self._city = city
        self._rates = rates

    def write(self, person: Person) -> tuple[Cells, list[str]]:
        """What was typed, and the names of what went wrong."""
        typed, tags = cells(person), []
        for name, slip in _SLIPS.items():
            if self._random.random() < self._rates.get(name, 0) and slip(self, typed, person):
                tags.append(name)
        return typed, tags

    def _homophone(self, typed: Cells, person: Person) -> bool:
        return self._replaced(typed, lambda char: _homophones().get(sound(char), ""))

    def _shape(self, typed: Cells, person: Person) -> bool:
        return self._replaced(typed, lambda char: "".join(sorted(looks_like(char))))

    def _replaced(self, typed: Cells, pool: Callable[[str], str]) -> bool:
        if typed.name.isascii() or len(typed.name) < 2:
            return False
        place = self._random.randrange(1, len(typed.name)) if self._random.random() < 0.9 else 0
        others = [char for char in pool(typed.name[place]) if char != typed.name[place]]
        if not others:
            return False
        typed.name = typed.name[:place] + self._random.choice(others) + typed.name[place + 1 :]
        return True

    def _name_swapped(self, typed: Cells, person: Person) -> bool:
        if " " in typed.name:
            typed.name = " ".join(reversed(typed.name.title().split()))
            return True
        if len(typed.name) != 3 or typed.name[1] == typed.name[2]:
            return False
        typed.name = typed.name[0] + typed.name[2] + typed.name[1]
        return True

    def _name_dropped(self, typed: Cells, person: Person) -> bool:
        words = typed.name.split()
        if len(words) > 2:
            typed.name = " ".join(words[:2])
        elif len(typed.name) == 3:
            typed.name = typed.name[:2]
        else:
            return False
        return True

    def _name_space(self, typed: Cells, person: Person) -> bool:
        gap = self._random.choice(STYLES["gaps"])
        typed.name = typed.name[:1] + gap + typed.name[1:] if not typed.name.isascii() else f" {typed.name} "
        return True

    def _traditional(self, typed: Cells, person: Person) -> bool:
        before, typed.name = typed.name, _traditional().convert(typed.name)
        return typed.name != before

    def _title(self, typed: Cells, person: Person) -> bool:
        if typed.name.isascii():
            return False
        typed.name = typed.name[:1] + self._random.choice(TITLES)
        return True

    def _pinyin(self, typed: Cells, person: Person) -> bool:
        if not typed.name.isalpha() or typed.name.isascii():
            return False
        typed.name = f"{sound(typed.name[0])} {''.join(map(sound, typed.name[1:]))}".upper()
        return True

    def _name_changed(self, typed: Cells, person: Person) -> bool:
        if typed.name.isascii():
            return False
        typed.name = typed.name[:1] + self._city.given_name(person.birth, person.sex)
        return True

    def _id_digit(self, typed: Cells, person: Person) -> bool:
        number = typed.id_number
        place = self._random.randrange(len(number))
        digit = self._random.choice([one for one in _DIGITS if one != number[place]])
        typed.id_number = number[:place] + digit + number[place + 1 :]
        return True

    def _id_swap(self, typed: Cells, person: Person) -> bool:
        number = typed.id_number
        places = [place for place in range(len(number) - 2) if number[place] != number[place + 1]]
        place = self._random.choice(places)
        typed.id_number = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        return True

    def _id_two(self, typed: Cells, person: Person) -> bool:
        return self._id_digit(typed, person) and self._id_digit(typed, person)

    def _id_lost(self, typed: Cells, person: Person) -> bool:
        number, place = typed.id_number, self._random.randrange(6, len(typed.id_number))
        again = number[place] if self._random.random() < 0.4 else ""
        typed.id_number = number[:place] + 2 * again + number[place + 1 :]
        return True

    def _id_15(self, typed: Cells, person: Person) -> bool:
        number = typed.id_number
        if len(number) != 18 or number[6:8] != "19":
            return False
        typed.id_number = number[:6] + number[8:17]
        return True

    def _id_valid_slip(self, typed: Cells, person: Person) -> bool:
        if not _is_resident(person) or len(typed.id_number) != 18:
            return False
        order = f"{self._random.randrange(1000):03}"
        first_17 = typed.id_number[:14] + order
        typed.id_number = first_17 + resident_check_digit(first_17)
        return order != person.number[14:17]

    def _id_relative(self, typed: Cells, person: Person) -> bool:
        others = [one for one in person.household if one is not person and _is_resident(one)]
        if not others or not _is_resident(person):
            return False
        other = self._random.choice(others)
        typed.id_number = other.number
        if self._random.random() < 0.5:
            typed.birth_date = other.birth.isoformat()
        return True

    def _id_missing(self, typed: Cells, person: Person) -> bool:
        typed.id_type = typed.id_number = ""
        return True

    def _id_spaced(self, typed: Cells, person: Person) -> bool:
        number = typed.id_number.lower()
        typed.id_number = f"{number[:6]} {number[6:14]} {number[14:]}".strip()
        return True

    def _id_full_width(self, typed: Cells, person: Person) -> bool:
        typed.id_number = typed.id_number.translate(_TO_FULL_WIDTH)
        return True

    def _birth_missing(self, typed: Cells, person: Person) -> bool:
        typed.birth_date = ""
        return True

    def _birth_part(self, typed: Cells, person: Person) -> bool:
        birth = person.birth
        year = birth.year + self._random.choice((-10, -1, 1))
        month, monthday = self._random.randrange(1, 13), self._random.randrange(1, 29)
        tried = self._random.choice(
            ((year, birth.month, 1), (birth.year, month, 1), (birth.year, birth.month, 0))
        )
        typed.birth_date = date(tried[0], tried[1], min(birth.day, 28) if tried[2] else monthday).isoformat()
        return typed.birth_date != birth.isoformat()

    def _january(self, typed: Cells, person: Person) -> bool:
        typed.birth_date = f"{person.birth.year}-01-01"
        return (person.birth.month, person.birth.day) != (1, 1)

    def _lunar(self, typed: Cells, person: Person) -> bool:
        before = person.birth - timedelta(days=self._random.randrange(19, 50))
        typed.birth_date = before.isoformat()
        return True

    def _birth_style(self, typed: Cells, person: Person) -> bool:
        if len(typed.birth_date) != 10:
            return False
        typed.birth_date = day(date.fromisoformat(typed.birth_date), self._random.choice(STYLES["birth"]))
        return True

    def _phone_missing(self, typed: Cells, person: Person) -> bool:
        typed.phone = ""
        return True

    def _phone_changed(self, typed: Cells, person: Person) -> bool:
        typed.phone = self._city.phone()
        return True

    def _phone_digit(self, typed: Cells, person: Person) -> bool:
        if len(typed.phone) != 11:
            return False
        place = self._random.randrange(3, 11)
        typed.phone = typed.phone[:place] + self._random.choice(_DIGITS) + typed.phone[place + 1 :]
        return typed.phone != person.phone

    def _phone_household(self, typed: Cells, person: Person) -> bool:
        typed.phone = self._random.choice(person.household).phone
        return typed.phone != person.phone

    def _phone_style(self, typed: Cells, person: Person) -> bool:
        phone = typed.phone
        if len(phone) != 11:
            return False
        style = self._random.choice(STYLES["phone"])
        typed.phone = style.format(phone, phone[:3], phone[3:7], phone[7:])
        return True

    def _sex_missing(self, typed: Cells, person: Person) -> bool:
        typed.sex = ""
        return True

    def _sex_wrong(self, typed: Cells, person: Person) -> bool:
        typed.sex = STYLES["female"] if typed.sex == STYLES["male"] else STYLES["male"]
        return True

    def _moved(self, typed: Cells, person: Person) -> bool:
        typed.address = self._written(self._city.dwelling(), "plain")
        return True

    def _address_style(self, typed: Cells, person: Person) -> bool:
        style = self._random.choice(STYLES["lane_address" if person.dwelling.lane else "estate_address"])
        if typed.address == cells(person).address:
            typed.address = address(
                person.dwelling, style, self._random.choice(WORDS["places"]["extra_names"])
            )
        return True

    def _no_room(self, typed: Cells, person: Person) -> bool:
        typed.address = self._written(person.dwelling, "no_room")
        return True

    def _written(self, dwelling: Dwelling, style: str) -> str:
        return address(dwelling, STYLES[style]["lane" if dwelling.lane else "estate"])

    def _address_digit(self, typed: Cells, person: Person) -> bool:
        places = [place for place, sign in enumerate(typed.address) if sign in _DIGITS]
        if not places:
            return False
        place = self._random.choice(places)
        typed.address = typed.address[:place] + self._random.choice("123456789") + typed.address[place + 1 :]
        return True

    def _address_missing(self, typed: Cells, person: Person) -> bool:
        typed.address = ""
        return True


def _is_resident(person: Person) -> bool:
    return person.document_type == DocumentType.RESIDENT_CARD


@cache
def _homophones() -> dict[str, str]:
    """By sound, the characters of names that have it."""
    pools = [era[sex] for era in WORDS["given"].values() for sex in ("male", "female")]
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for char in "".join([*pools, *(name for name in WORDS["surnames"] if len(name) == 1)]):
        found[sound(char)][char] = None
    return {syllable: "".join(chars) for syllable, chars in found.items()}


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


# In the order in which they happen: what is written, then how.
_SLIPS: dict[str, Callable[[Typist, Cells, Person], bool]] = {
    "name_changed": Typist._name_changed,
    "name_homophone": Typist._homophone,
    "name_shape": Typist._shape,
    "name_swapped": Typist._name_swapped,
    "name_dropped": Typist._name_dropped,
    "name_title": Typist._title,
    "name_pinyin": Typist._pinyin,
    "name_traditional": Typist._traditional,
    "name_space": Typist._name_space,
    "id_relative": Typist._id_relative,
    "id_valid_slip": Typist._id_valid_slip,
    "id_two": Typist._id_two,
    "id_digit": Typist._id_digit,
    "id_swap": Typist._id_swap,
    "id_15": Typist._id_15,
    "id_lost": Typist._id_lost,
    "id_spaced": Typist._id_spaced,
    "id_full_width": Typist._id_full_width,
    "id_missing": Typist._id_missing,
    "birth_part": Typist._birth_part,
    "birth_first_of_january": Typist._january,
    "birth_lunar": Typist._lunar,
    "birth_style": Typist._birth_style,
    "birth_missing": Typist._birth_missing,
    "phone_changed": Typist._phone_changed,
    "phone_household": Typist._phone_household,
    "phone_digit": Typist._phone_digit,
    "phone_style": Typist._phone_style,
    "phone_missing": Typist._phone_missing,
    "sex_wrong": Typist._sex_wrong,
    "sex_missing": Typist._sex_missing,
    "moved": Typist._moved,
    "address_style": Typist._address_style,
    "address_no_room": Typist._no_room,
    "address_digit": Typist._address_digit,
    "address_missing": Typist._address_missing,
}
