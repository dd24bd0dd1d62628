"""One way to look for a record: whoever keeps the register, the answer is the same."""

from collections import defaultdict
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from sanshi.identity.matching.batch import PackedRegister, pack
from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.files import read, record
from sanshi.identity.matching.keys import LIMIT, match_keys
from sanshi.identity.matching.profile import Record, profile
from sanshi.identity.matching.search import match

LATEST = date(2026, 12, 31)
DATA = Path(__file__).parent / "data" / "linkage"


class KeptInRows:
    """As a table of keys has it."""

    def __init__(self, profiles):
        self._profiles = dict(enumerate(profiles))
        self._rows = defaultdict(list)
        for person, one in self._profiles.items():
            for key in match_keys(one):
                self._rows[key].append(person)

    @property
    def size(self):
        return len(self._profiles)

    def having(self, keys):
        return {person for key in keys for person in self._rows.get(key, ())[:LIMIT]}

    def profiles(self, persons):
        return [(person, self._profiles[person]) for person in persons]


@pytest.fixture(scope="module")
def profiles():
    return [profile(record(row), latest=LATEST) for row in islice(read(DATA / "base.csv"), 4000)]


@pytest.fixture(scope="module")
def incoming():
    return [profile(record(row), latest=LATEST) for row in islice(read(DATA / "incoming.csv"), 600)]


def test_packed_and_kept_in_rows_give_one_answer(profiles, incoming):
    packed, rows = PackedRegister.of([pack(profiles[:1500]), pack(profiles[1500:])]), KeptInRows(profiles)
    assert packed.size == rows.size == 4000
    for one in incoming:
        assert match(one, packed, latest=LATEST) == match(one, rows, latest=LATEST)


def test_a_person_of_the_register_is_found_in_it(profiles):
    packed = PackedRegister.of([pack(profiles)])
    found = [match(one, packed, latest=LATEST) for one in profiles[:300]]
    assert (
        sum(verdict.band == Band.SAME and verdict.best.key == row for row, verdict in enumerate(found)) >= 290
    )


def test_profiles_are_kept_whole(profiles):
    packed = PackedRegister.of([pack(profiles)])
    assert [one for _, one in packed.profiles(range(100))] == profiles[:100]


def test_an_empty_register_knows_nobody():
    assert match(profile(Record(name="王志强")), PackedRegister.of(())).band == Band.NEW


def test_a_crowded_key_is_cut_off():
    crowd = [
        profile(Record(name=f"王{chr(0x4E00 + place)}", phone="10012345678")) for place in range(LIMIT + 20)
    ]
    keys = match_keys(profile(Record(phone="10012345678")))
    assert len(PackedRegister.of([pack(crowd)]).having(keys)) == LIMIT
