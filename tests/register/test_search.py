"""One box: what is typed finds what it should, within the reach, masked and journalled; nothing else."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshi.accounts.models import Role
from sanshi.identity.characters import sound
from sanshi.identity.fictive import fictive_resident_number
from sanshi.journal.models import Line
from sanshi.journal.recording import reading
from sanshi.register import actions
from sanshi.register.facts import EmploymentFacts
from sanshi.register.search import narrowing
from sanshi.register.search import persons as search_persons
from sanshi.register.search.access import search
from sanshi.register.search.rules import MOST, Question, shares, typed
from sanshi.vault.masking import mask_document, mask_name
from sanshi.verbs import SEARCH_REGISTER, Actor, Purpose
from tests import make, persons
from tests.make import STREET, Place
from tests.register.browsing import FACTS, address, last_line, lives, text
from tests.register.town import Town, a_unit, holder_of_post, house, living_here, person_facts

TODAY = date(2026, 8, 3)
CODE = "91310115MA1K30000U"


def asks(client, typed: str, **filters: object) -> HttpResponse:
    return client.post(address("search"), {"text": typed, **filters})


def searched() -> bool:
    """Whether a search showed anything: the journal has a line then."""
    return Line.objects.filter(subdistrict=STREET, verb="register.search").exists()


def a_shop(place: Place, name: str = "上海小杨餐饮管理有限公司", **facts: object) -> UUID:
    by = make.house()
    return actions.register_unit(by, uuid4(), uuid4(), a_unit(name=name, **facts), place.shop.pk, TODAY)


# What finds a person


@pytest.mark.parametrize(
    "wanted",
    [
        *("张伟民", "伟民", "張偉", " 张 伟民 ", "zhangweimin", "Zhang Wei", "weimin", "zwm", "wm"),
        *(FACTS.document_number, FACTS.document_number[-4:], FACTS.document_number[-9:].lower()),
        *(FACTS.phone, FACTS.phone[-4:], f"+86 {FACTS.phone[:3]} {FACTS.phone[3:]}"),
    ],
)
def test_a_person_is_found_and_masked(here, clerk, signed_in, wanted: str) -> None:
    person = lives(here.doors[0])
    born = date(1980, 5, 6)
    number = fictive_resident_number("019999", born, 877)
    lives(here.doors[1], person_facts(number, name="陈小龙", phone="10098765432", birth_date=born))
    answer = asks(signed_in(clerk), wanted)
    assert answer.status_code == 200
    shown = text(answer)
    assert mask_name(FACTS.name) in shown and "陈*龙" not in shown
    assert mask_document(FACTS.document_number) in shown
    assert here.doors[0].address in shown and "第1居委" in shown
    assert FACTS.document_number not in answer.content.decode().upper()
    assert FACTS.phone not in answer.content.decode()
    line, seen = last_line()
    assert (line.verb, line.purpose) == ("register.search", Purpose.VERIFY_RECORD)
    assert seen == {person}


def test_what_is_typed_of_a_name_stays_in_the_box_and_in_no_address(here, clerk, signed_in) -> None:
    lives(here.doors[0])
    answer = asks(signed_in(clerk), "张伟")
    assert 'value="张伟"' in answer.content.decode()
    assert "张伟" not in "".join(line.verb for line in Line.objects.filter(subdistrict=STREET))
    assert 'method="get"' not in answer.content.decode()


@pytest.mark.parametrize("wanted", ["张伟民", "伟民", "zwm", FACTS.document_number, FACTS.phone[-4:]])
def test_nobody_of_another_committee_is_found(here, elsewhere, clerk, signed_in, wanted: str) -> None:
    lives(elsewhere.doors[0])
    answer = asks(signed_in(clerk), wanted)
    nobody = asks(signed_in(clerk), "没有此人")
    for said in (answer, nobody):
        assert said.status_code == 200
        assert "Nothing found within your reach." in text(said)
    assert not searched()


def test_who_moved_on_is_still_found_where_he_lived(here, elsewhere, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    lives(elsewhere.doors[0], same_as=person)
    shown = text(asks(signed_in(clerk), "张伟民"))
    assert "moved out" in shown and here.doors[0].address in shown
    assert elsewhere.doors[0].address not in shown


def test_the_station_and_the_street_find_as_far_as_they_reach(here, elsewhere, signed_in) -> None:
    lives(here.doors[0])
    lives(elsewhere.doors[0], make.person("张伟国"))
    officer = signed_in(persons.somebody(here, Role.OFFICER))
    office = signed_in(persons.somebody(here, Role.POPULATION_OFFICE))
    assert "张*国" not in text(asks(officer, "张伟")) and "张*民" in text(asks(officer, "张伟"))
    assert {"张*国", "张*民"} <= set(text(asks(office, "张伟")).split())


def test_a_section_finds_units_and_nothing_of_persons(here, signed_in) -> None:
    lives(here.doors[0])
    a_shop(here)
    section = signed_in(persons.somebody(here, Role.SECTION))
    assert "上海小杨餐饮管理有限公司" in text(asks(section, "小杨餐饮"))
    for wanted in ("张伟民", FACTS.document_number, FACTS.phone[-4:], "金口路1弄1号"):
        assert "Nothing found within your reach." in text(asks(section, wanted))
    blank = text(section.get(address("search")))
    assert "the whole document number" not in blank and "Birth year" not in blank


@pytest.mark.parametrize("role", [Role.STEWARD, Role.FINANCE, Role.ADMINISTRATOR])
def test_who_may_not_read_the_register_has_no_box_and_no_page(here, signed_in, role: Role) -> None:
    client = signed_in(persons.somebody(here, role))
    assert client.get(address("search")).status_code == 404
    assert asks(client, "张伟民").status_code == 404
    assert "top-search" not in client.get(address("home")).content.decode()


def test_the_purpose_is_asked_first(here, clerk) -> None:
    client = Client()
    client.force_login(clerk.account, "sanshi.accounts.backend.AccountBackend")
    home = client.get(address("home")).content.decode()
    # Without a purpose the box would lose what was typed: it leads to the page, which asks.
    assert f'href="{address("search")}" data-key="/"' in home and 'id="top-search"' not in home
    assert client.get(address("search")).status_code == 302
    assert asks(client, "张伟民").status_code == 302


# Too short, one character


@pytest.mark.parametrize("wanted", ["", " ", "张", "z", "·", "9"])
def test_less_than_two_characters_is_refused(here, clerk, signed_in, wanted: str) -> None:
    lives(here.doors[0])
    answer = asks(signed_in(clerk), wanted)
    assert answer.status_code == 422
    assert "Type at least two characters." in text(answer)
    assert not searched()


@pytest.mark.parametrize(
    ("filters", "is_found"),
    [
        ({"place": "金口路1弄1号"}, True),
        ({"place": "1弄1号"}, True),
        ({"place": "1弄"}, True),
        ({"place": "枣庄路1号"}, False),
        ({"place": "没有这条路"}, False),
        ({"birth_year": FACTS.birth_date.year}, True),
        ({"birth_year": 1950}, False),
        ({"birth_year": FACTS.birth_date.year, "place": "1弄1号"}, True),
    ],
)
@pytest.mark.parametrize("wanted", ["张", "伟", "民", "张伟", "zhangw"])
def test_one_character_is_enough_with_a_building_or_a_year(
    here, clerk, signed_in, wanted: str, filters: dict[str, object], is_found: bool
) -> None:
    lives(here.doors[0])
    answer = asks(signed_in(clerk), wanted, **filters)
    assert answer.status_code == 200
    assert ("张*民" in text(answer)) is is_found


def test_one_letter_or_a_category_is_not_enough(here, clerk, signed_in) -> None:
    assert asks(signed_in(clerk), "z", place="1弄").status_code == 422
    assert asks(signed_in(clerk), "张", category="overseas").status_code == 422
    assert asks(signed_in(clerk), "张", birth_year="2099").status_code == 422


def test_one_character_of_another_committee_finds_nobody(here, elsewhere, clerk, signed_in) -> None:
    lives(elsewhere.doors[0])
    for filters in ({"place": "2弄"}, {"birth_year": FACTS.birth_date.year}):
        assert "Nothing found" in text(asks(signed_in(clerk), "张", **filters))


def test_an_empty_answer_says_what_else_to_ask(here, clerk, signed_in) -> None:
    client = signed_in(clerk)
    assert "Type another part of the name" in text(asks(client, "欧阳秋实"))
    assert "Take off one" in text(asks(client, "欧阳秋实", place="1弄"))
    assert "Compare each digit" in text(asks(client, FACTS.document_number))


@pytest.mark.parametrize("year", ["84", "abcd", "1700"])
def test_a_year_that_is_none_is_told_with_an_example(here, clerk, signed_in, year: str) -> None:
    answer = asks(signed_in(clerk), "欧阳秋实", birth_year=year)
    assert (answer.status_code, "four digits, like 1984" in text(answer)) == (422, True)


def test_a_unit_narrows_to_its_staff(here, clerk, signed_in) -> None:
    works = lives(here.doors[0])
    lives(here.doors[1], make.person("张伟国"))
    staff = (EmploymentFacts(person=str(works), started_on=TODAY),)
    by = make.house()
    actions.register_unit(
        by, uuid4(), uuid4(), a_unit(name="晨光面馆"), here.shop.pk, TODAY, employments=staff
    )
    for wanted in ("张", "张伟"):
        shown = text(asks(signed_in(clerk), wanted, unit="晨光"))
        assert "张*民" in shown and "张*国" not in shown


# Filters


def test_filters_of_committee_kind_and_category(here, elsewhere, signed_in) -> None:
    lives(here.doors[0])
    lives(elsewhere.doors[0], make.person("张伟国"), category="local")
    office = signed_in(persons.somebody(here, Role.POPULATION_OFFICE))
    assert "张*国" not in text(asks(office, "张伟", committee=here.committee))
    assert "张*民" not in text(asks(office, "张伟", category="local"))
    assert "张*国" in text(asks(office, "张伟", category="local"))
    assert "Nothing found" in text(asks(office, "张伟", kind="unit"))
    tail = FACTS.document_number[-4:]
    assert "张*民" in text(asks(office, tail, committee=here.committee, category="from-elsewhere"))
    assert "张*民" not in text(asks(office, tail, committee=elsewhere.committee))
    assert asks(office, "张伟", committee=uuid4()).status_code == 422


# Places and units


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("金口路1弄1号", "金口路1弄1号101室"),
        ("1弄1号", "金口路1弄1号101室"),
        ("1弄1号101", "金口路1弄1号101室"),
        ("1-1-101", "金口路1弄1号101室"),
        ("1弄", "金口路1弄2号"),
        ("金口路", "金口路1弄2号"),
        ("枣庄路1号", "枣庄路1号"),
    ],
)
def test_an_address_or_a_part_of_it_finds_doors(here, elsewhere, clerk, signed_in, wanted, shown) -> None:
    answer = text(asks(signed_in(clerk), wanted))
    assert shown in answer
    assert "2弄1号" not in answer


def test_of_another_committee_no_door_is_found(here, elsewhere, clerk, signed_in) -> None:
    assert "Nothing found" in text(asks(signed_in(clerk), "2弄1号"))


@pytest.mark.parametrize(
    "wanted", ["小杨餐饮", "餐饮管理", "上海小杨", "xiaoyang", "xycy", CODE, CODE[:8], CODE[-6:]]
)
def test_a_unit_is_found_by_any_part_and_by_its_code(here, elsewhere, clerk, signed_in, wanted) -> None:
    unit = a_shop(here, credit_code=CODE)
    a_shop(elsewhere, "外地小杨餐饮店")
    answer = text(asks(signed_in(clerk), wanted))
    assert "上海小杨餐饮管理有限公司" in answer and "外地" not in answer
    assert last_line()[1] == {unit}


# How much is shown


def test_an_answer_holds_so_many_and_goes_on(here, clerk, signed_in) -> None:
    everybody = {
        lives(here.doors[place % 6], make.person(f"张伟{sign}"))
        for place, sign in enumerate("安波晨东芳刚海慧佳凯兰明宁鹏琴蓉山涛薇雪英中志卓子宗祖左作坤")
    }
    client, seen, after = signed_in(clerk), [], ""
    for _ in range(3):
        answer = asks(client, "张伟", after=after)
        found = last_line()[1]
        assert len(found) <= MOST
        seen.append(found)
        if 'name="after"' not in answer.content.decode():
            break
        after = answer.content.decode().split('name="after" value="')[1].split('"')[0]
        assert after.startswith("person:") and len(after) == 43
    assert [len(part) for part in seen] == [25, 5]
    assert set().union(*seen) == everybody
    assert last_line()[0].verb == "register.search"


@pytest.mark.parametrize("filters", [{"place": "1弄"}, {"category": "from-elsewhere"}, {"birth_year": 1970}])
def test_filtered_answers_go_on_too(here, clerk, signed_in, filters, monkeypatch) -> None:
    for name, number in {"FEW": 1, "LISTED": 2, "WALKED": 7, "PROBED": 7}.items():
        monkeypatch.setattr(narrowing, name, number)
    signs = "安波晨东芳刚海慧佳凯兰明宁鹏琴蓉山涛薇雪英中志卓子宗祖左作坤"
    for place, sign in enumerate(signs):
        born = fictive_resident_number("011234", date(1970, 1, 1), place + 20)
        who = make.person(f"张伟{sign}", document_number=born, birth_date=date(1970, 1, 1), sex="")
        lives(here.doors[place % 6], who)
    client, seen, after = signed_in(clerk), set(), ""
    for _ in range(6):
        answer = asks(client, "张伟", after=after, **filters).content.decode()
        seen |= last_line()[1]
        if 'name="after"' not in answer:
            break
        after = answer.split('name="after" value="')[1].split('"')[0]
    assert len(seen) == len(signs)


def test_nobody_stands_twice_in_an_answer(here, elsewhere, signed_in) -> None:
    person = lives(here.doors[0], make.person("伟伟伟伟"))
    lives(elsewhere.doors[0], make.person("伟伟伟伟"), same_as=person)
    office = signed_in(persons.somebody(here, Role.POPULATION_OFFICE))
    for wanted in ("伟伟", "weiwei", "ww"):
        assert text(asks(office, wanted)).count("伟**伟") == 1


def test_shares_of_an_answer() -> None:
    assert shares([25, 25, 25]) == [9, 8, 8]
    assert shares([25, 0, 3]) == [22, 0, 3]
    assert shares([2, 25, 0]) == [2, 23, 0]
    assert shares([25]) == [25] and shares([]) == []


def test_queries_do_not_grow_with_what_is_found(here, clerk, signed_in) -> None:
    client = signed_in(clerk)
    for number in range(3):
        lives(here.doors[number], make.person(f"张伟{'安波晨'[number]}"))
    with CaptureQueriesContext(connection) as few:
        asks(client, "张伟")
    for number in range(12):
        lives(here.doors[number % 6], make.person(f"张伟{'东芳刚海慧佳凯兰明宁鹏琴'[number]}"))
    with CaptureQueriesContext(connection) as many:
        asks(client, "张伟")
    assert len(many) == len(few) <= 24
    tokens = [query["sql"] for query in many if "searchtoken" in query["sql"]]
    assert len(tokens) == 2  # persons, units
    assert not any("LIKE" in sql or "OFFSET" in sql for sql in tokens)


def test_the_last_signs_may_end_in_x(here, clerk, signed_in) -> None:
    number = next(
        one
        for n in range(1, 999)
        if (one := fictive_resident_number("010101", date(1975, 3, 4), n)).endswith("X")
    )
    lives(here.doors[0], make.person("张伟国", document_number=number))
    client = signed_in(clerk)
    assert "张*国" in text(asks(client, number[-4:]))
    assert "张*国" in text(asks(client, number[-6:].lower()))


# The policy


def test_last_digits_are_found_as_the_policy_allows(here, clerk, signed_in, monkeypatch) -> None:
    lives(here.doors[0])
    client, number = signed_in(clerk), FACTS.document_number

    def allow(fewest: int) -> None:
        kept = search_persons.policy_on(STREET, TODAY)
        changed = replace(kept, house=replace(kept.house, search_last_digits=fewest))
        monkeypatch.setattr(search_persons, "policy_on", lambda street, day: changed)

    allow(6)
    assert "Nothing found" in text(asks(client, number[-4:]))
    assert "张*民" in text(asks(client, number[-6:]))
    allow(0)
    assert "Nothing found" in text(asks(client, number[-8:]))
    assert "Nothing found" in text(asks(client, FACTS.phone))
    assert "张*民" in text(asks(client, number))


def test_of_the_same_end_the_rest_of_the_number_decides(here, clerk, signed_in) -> None:
    lives(here.doors[0])
    other = FACTS.phone[:3] + "99" + FACTS.phone[5:]
    lives(here.doors[1], make.person("陈小龙", phone=other))
    client = signed_in(clerk)
    assert {"张*民", "陈*龙"} <= set(text(asks(client, FACTS.phone[-4:])).split())
    shown = text(asks(client, other))
    assert "陈*龙" in shown and "张*民" not in shown
    assert other not in asks(client, other).content.decode()


# Any name


NAMES = st.text("张王李陈欧阳单曾伟民国建华丽娟小明乐长绿", min_size=2, max_size=4)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES, min_size=1, max_size=3, unique=True), data=st.data())
def test_any_part_its_sound_and_its_initials_find_a_name(
    town: Town, names: list[str], data: st.DataObject
) -> None:
    reader = holder_of_post(Role.CLERK, town.committee)
    stranger = holder_of_post(Role.CLERK, town.other_committee)
    with transaction.atomic():
        for name in names:
            facts = person_facts("", name=name, no_document_reason="newborn", phone="")
            actions.register_person(
                house(), uuid4(), uuid4(), facts, living_here(), town.doors[0].pk, TODAY, None
            )
        name = data.draw(st.sampled_from(names))
        start = data.draw(st.integers(0, len(name) - 2))
        end = data.draw(st.integers(start + 2, len(name)))
        read = [sound(sign) for sign in name[start:end]]
        for wanted in (name[start:end], "".join(read), "".join(one[0] for one in read)):
            assert mask_name(name) in found_by(reader, wanted), wanted
            assert found_by(stranger, wanted) == []
        transaction.set_rollback(True)


def found_by(reader: Actor, wanted: str) -> list[str]:
    with reading(reader, SEARCH_REGISTER, Purpose.VERIFY_RECORD):
        groups = search(reader, Question(wanted), typed(wanted)).groups
    return [row.name for group in groups if group.kind == "person" for row in group.rows]
