"""A name together with a filter: the same answer whichever side is gone through, by small statements."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshi.accounts.models import Role
from sanshi.identity.fictive import fictive_resident_number
from sanshi.journal.recording import reading
from sanshi.register.search import narrowing, persons
from sanshi.register.search.access import search
from sanshi.register.search.rules import MOST, Question, typed
from sanshi.verbs import SEARCH_REGISTER, Actor, Purpose
from tests import make
from tests import persons as staff
from tests.register.browsing import lives

PHONE = "10098765432"
SIGNS = "安波晨东芳刚海慧佳凯兰明宁鹏琴蓉山涛薇雪英中志卓子宗祖左作坤"
# (FEW, LISTED, WALKED, PROBED): by the filter's persons; by a list; by probes; either in small steps.
WAYS = [
    (1000, 5000, 5000, 1250),
    (0, 1000, 1000, 2),
    (0, 1, 2, 1000),
    (0, 1000, 7, 2),
    (0, 1, 2, 7),
    (7, 9, 4, 3),
]


def a_street_of(here, elsewhere, name: str = "张伟") -> dict[str, set[UUID]]:
    """Thirty of a name; half are born in 1970, a fifth is local, a third lives in another committee."""
    told: dict[str, set[UUID]] = {
        "all": set(),
        "1970": set(),
        "local": set(),
        "here": set(),
        "stairway": set(),
    }
    for place, sign in enumerate(SIGNS):
        born = date(1970 if place % 2 else 1950, 1, 1)
        number = fictive_resident_number("011234", born, place + 20)
        facts = make.person(f"{name}{sign}", document_number=number, birth_date=born, sex="", phone=PHONE)
        there = elsewhere if place % 3 == 0 else here
        door = there.doors[place % 6]
        who = lives(door, facts, category="local" if place % 5 == 0 else "from-elsewhere")
        told["all"].add(who)
        told["1970"] |= {who} if born.year == 1970 else set()
        told["local"] |= {who} if place % 5 == 0 else set()
        told["here"] |= {who} if there is here else set()
        told["stairway"] |= {who} if door.building == here.doors[0].building else set()
    return told


def pages_of(reader: Actor, question: Question) -> list[list[UUID]]:
    pages: list[list[UUID]] = []
    for _ in range(40):
        with reading(reader, SEARCH_REGISTER, Purpose.VERIFY_RECORD):
            groups = search(reader, question, typed(question.text)).groups
        pages.append([row.person for group in groups for row in group.rows])
        if not groups or groups[0].after is None:
            return pages
        question = replace(question, after=groups[0].after, kind="person")
    pytest.fail("it goes on for ever")


def go(monkeypatch: pytest.MonkeyPatch, way: tuple[int, ...]) -> None:
    for name, number in zip(("FEW", "LISTED", "WALKED", "PROBED"), way, strict=True):
        monkeypatch.setattr(narrowing, name, number)


@pytest.fixture
def office(here) -> Actor:
    return staff.somebody(here, Role.POPULATION_OFFICE).actor


FILTERS = {
    "birth year": ({"birth_year": 1970}, ("1970",)),
    "category": ({"category": "local"}, ("local",)),
    "stairway": ({"place": "1弄1号"}, ("stairway",)),
    "year and category": ({"birth_year": 1970, "category": "local"}, ("1970", "local")),
    "stairway, year": ({"place": "1弄1号", "birth_year": 1970}, ("1970", "stairway")),
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("wanted", ["张伟", "zhang", "zw", "wei"])
def test_whichever_side_is_rarer_the_answer_is_the_same(
    here, elsewhere, office, monkeypatch, name: str, wanted: str
) -> None:
    told = a_street_of(here, elsewhere)
    asked, sets = FILTERS[name]
    meant = set.intersection(*(told[one] for one in sets))
    orders = []
    for way in WAYS:
        go(monkeypatch, way)
        pages = pages_of(office, Question(wanted, **asked))
        orders.append([person for page in pages for person in page])
        assert all(len(page) <= MOST for page in pages)
    assert set(orders[0]) == meant and len(orders[0]) == len(meant)
    assert all(order == orders[0] for order in orders)


@pytest.mark.parametrize("way", WAYS)
def test_of_another_committee_no_filter_finds_anybody(here, elsewhere, monkeypatch, way) -> None:
    told = a_street_of(here, elsewhere)
    clerk = staff.somebody(here, Role.CLERK).actor
    go(monkeypatch, way)
    found = {one for page in pages_of(clerk, Question("zhang", birth_year=1970)) for one in page}
    assert found == told["1970"] & told["here"]
    found = {one for page in pages_of(clerk, Question("zhang", category="local")) for one in page}
    assert found == told["local"] & told["here"]


@pytest.mark.parametrize("way", WAYS)
def test_who_has_two_such_tokens_comes_once(here, elsewhere, office, monkeypatch, way) -> None:
    for place in range(6):
        born = fictive_resident_number("011234", date(1970, 1, 1), place + 20)
        facts = make.person("伟伟伟伟", document_number=born, birth_date=date(1970, 1, 1), sex="")
        who = lives(here.doors[place], facts)
        lives(elsewhere.doors[place], facts, same_as=who)
    go(monkeypatch, way)
    found = [one for page in pages_of(office, Question("weiwei", birth_year=1970)) for one in page]
    assert len(found) == len(set(found)) == 6


def test_of_many_numbers_with_one_end_the_search_goes_on(here, elsewhere, office, monkeypatch) -> None:
    told = a_street_of(here, elsewhere)
    monkeypatch.setattr(persons, "MOST_OPENED", 4)
    for digits in (PHONE[-4:], PHONE[-6:], PHONE):
        found = [one for page in pages_of(office, Question(digits)) for one in page]
        assert set(found) == told["all"] and len(found) == len(told["all"])
    other = PHONE[:-6] + "99" + PHONE[-4:]
    assert not [one for page in pages_of(office, Question(other)) for one in page]


@pytest.mark.parametrize("question", [asked for asked, _ in FILTERS.values()])
def test_no_statement_of_a_narrowed_search_reads_a_whole_table(here, elsewhere, office, question) -> None:
    a_street_of(here, elsewhere)
    with CaptureQueriesContext(connection) as asked:
        pages_of(office, Question("zhang", **question))
    large = [one["sql"] for one in asked if "register_" in one["sql"] and one["sql"].startswith("SELECT")]
    assert large
    for sql in large:
        for line in plan_of(sql):
            assert not reads_all(line), f"{line}: {sql}"


def plan_of(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        else:
            # Few rows are read faster without an index: what matters is whether one serves.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
        return [str(row[-1]) for row in cursor.fetchall()]


def reads_all(line: str) -> bool:
    if connection.vendor == "sqlite":
        return line.startswith("SCAN register_")
    return "Seq Scan on register_" in line
