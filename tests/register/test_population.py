"""Who is counted, by an own reckoning in SQL; and whose papers run out."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from sanshi import clock
from sanshi.accounts.access import actor_for
from sanshi.accounts.models import Role
from sanshi.journal.recording import reading
from sanshi.register import actions
from sanshi.register.facts import EndFacts
from sanshi.register.models import ResidencyVersion
from sanshi.register.population import access, papers
from sanshi.register.population.groups import Group
from sanshi.register.population.papers import Overseas, Permit
from sanshi.verbs import READ_OVERSEAS_DATES, READ_PERMIT_DATES, READ_PERSONS, Actor, Purpose
from tests import make, persons
from tests.make import STREET
from tests.persons import Person
from tests.register.browsing import address, last_line, lives, text
from tests.register.town import person_facts

TODAY = date(2026, 8, 3)

# Who is counted, said once more and otherwise: rows of the street, each person at the home that began last.
RECKONED = """
SELECT v.committee_id, v.category, v.separation, v.person_id
FROM register_residencyversion v
WHERE v.superseded_at IS NULL AND v.valid_from <= %s AND (v.valid_to IS NULL OR v.valid_to > %s)
ORDER BY v.person_id, v.valid_from, v.id
"""


def reckoned() -> tuple[Counter[tuple[str, str]], Counter[str]]:
    with connection.cursor() as cursor:
        cursor.execute(RECKONED, [TODAY, TODAY])
        rows = cursor.fetchall()
    homes, apart = {}, Counter()
    for committee, category, separation, person in rows:
        place = str(UUID(str(committee)))
        if separation == "registered-here":
            apart[place] += 1
        else:
            homes[str(person)] = (place, category)
    return Counter(homes.values()), apart


def the(somebody: Person) -> Actor:
    found = actor_for(somebody.account, STREET, Purpose.VERIFY_RECORD)
    assert found is not None
    return found


def somebody(name: str) -> object:
    return make.person(name)


@pytest.fixture
def peopled(here, elsewhere) -> None:
    """Of each category, here and in the other committee; one registered here, one both, one of two homes."""
    for place in (here, elsewhere):
        lives(place.doors[0], somebody("王一"), category="local")
        lives(place.doors[0], somebody("王二"), category="separated", separation="lives-here")
        lives(place.doors[1], somebody("王三"))
        lives(place.doors[1], somebody("王四"), category="separated", separation="registered-here")
    both = lives(here.doors[2], somebody("赵六"), category="separated", separation="registered-here")
    lives(elsewhere.doors[2], person_facts("", name="赵六"), same_as=both, category="local")
    gone = lives(here.doors[0], somebody("孙七"))
    stay = ResidencyVersion.objects.get(subdistrict=STREET, person=gone)
    actions.end_residency(
        make.house(), uuid4(), uuid4(), stay.residency_id, EndFacts(date(2026, 8, 2), "died")
    )
    # Two homes at once: what an older register may hold. The later one counts.
    twice = lives(here.doors[1], somebody("周八"), started_on=date(2026, 7, 1))
    other = lives(elsewhere.doors[1], somebody("周九"), started_on=date(2026, 7, 2))
    ResidencyVersion.objects.filter(subdistrict=STREET, person=other).update(person=twice)


def test_counts_are_those_of_an_own_reckoning(peopled, here, elsewhere) -> None:
    office = the(persons.somebody(here, Role.POPULATION_OFFICE))
    counts, apart = reckoned()
    counted = access.counted(office)
    for line in counted.lines:
        said, place = dict(line.counts), str(line.committee.pk)
        assert said[Group.LOCAL] == counts[place, "local"]
        assert said[Group.LIVES_HERE] == counts[place, "separated"]
        assert said[Group.FROM_ELSEWHERE] == counts[place, "from-elsewhere"]
        assert said[Group.REGISTERED_HERE] == apart[place]
    totals = dict(counted.totals)
    assert totals[Group.ACTUAL] == counts.total() == 8
    assert totals[Group.REGISTERED_HERE] == apart.total() == 3


@pytest.mark.parametrize("group", Group)
def test_each_count_opens_to_a_list_of_as_many(peopled, here, elsewhere, group) -> None:
    office = the(persons.somebody(here, Role.POPULATION_OFFICE))
    for place in (None, here.committee, elsewhere.committee):
        with reading(office, READ_PERSONS):
            listed = access.listed(office, group, place, "")
        assert len(listed.rows) == listed.total == access.counts(office, place)[group]
        assert len({row.person for row in listed.rows}) == listed.total


def test_a_committee_sees_its_own_numbers_and_no_others(peopled, here, clerk, signed_in) -> None:
    counted = access.counted(the(clerk))
    assert [line.committee.pk for line in counted.lines] == [here.committee]
    answer = signed_in(clerk).get(address("population"))
    assert answer.status_code == 200 and "2居委" not in text(answer)
    assert dict(counted.totals)[Group.ACTUAL] == 3
    assert f"?view=actual&amp;committee={here.committee}" in answer.content.decode()


def test_numbers_are_read_by_five_statements_however_many_live_there(
    peopled, clerk, django_assert_max_num_queries
) -> None:
    actor = the(clerk)
    with django_assert_max_num_queries(5):
        access.counted(actor)


def test_somebody_registered_here_who_lives_elsewhere_in_the_street_has_one_home_of_each_kind(
    peopled, here, elsewhere
) -> None:
    stays = ResidencyVersion.objects.filter(subdistrict=STREET, superseded_at=None, valid_to=None)
    both = [
        row.person_id for row in stays if row.separation == "registered-here" and row.door == here.doors[2]
    ]
    assert sorted(row.separation for row in stays.filter(person__in=both)) == ["", "registered-here"]


# Papers


@pytest.fixture
def overseas(here) -> dict[str, UUID]:
    now = clock.now()
    stay = {"category": "overseas", "nationality": "GBR", "latin_surname": "SMITH"}
    long = TODAY + timedelta(days=300)

    def came(hours: int, registered: date | None, until: date, door: int) -> UUID:
        return lives(
            here.doors[door],
            somebody(f"SMITH {hours} {until}"),
            **stay,
            checked_in_at=now - timedelta(hours=hours),
            police_registered_on=registered,
            stay_until=until,
        )

    return {
        "late": came(25, None, long, 0),
        "fresh": came(23, None, long, 0),
        "over": came(99, TODAY, TODAY - timedelta(days=1), 1),
        "last day": came(98, TODAY, TODAY, 1),
        "soon": came(97, TODAY, TODAY + timedelta(days=30), 1),
        "later": came(96, TODAY, TODAY + timedelta(days=31), 2),
    }


@pytest.mark.parametrize(
    ("view", "who"),
    [
        (Overseas.UNREGISTERED, ["late"]),
        (Overseas.REGISTERING, ["fresh"]),
        (Overseas.STAY_OVER, ["over"]),
        (Overseas.STAY_SOON, ["last day", "soon"]),
        (Overseas.ALL, ["late", "fresh", "over", "last day", "soon", "later"]),
    ],
)
def test_dates_of_overseas_persons(here, overseas, view, who) -> None:
    officer = the(persons.somebody(here, Role.OFFICER))
    with reading(officer, READ_OVERSEAS_DATES):
        listed = papers.overseas(officer, view, None, "")
    assert {one.row.person for one in listed.rows} == {overseas[one] for one in who}
    assert listed.total == len(who) == papers.overseas_counts(officer)[view]


def test_the_officer_reads_them_masked_and_journalled(here, overseas, signed_in) -> None:
    answer = signed_in(persons.somebody(here, Role.OFFICER)).get(address("overseas-dates"))
    assert answer.status_code == 200 and "SMITH 25" not in text(answer)
    line, seen = last_line()
    assert line.verb == "overseas.read" and overseas["late"] in seen and overseas["fresh"] not in seen


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CLERK, Role.SECRETARY, Role.CADRE])
def test_nobody_else_of_the_committee_has_that_list(here, overseas, signed_in, role) -> None:
    assert signed_in(persons.somebody(here, role)).get(address("overseas-dates")).status_code == 404


def test_permits_that_run_out_are_the_coordinators(here, signed_in) -> None:
    def permit(days: int) -> UUID:
        until = TODAY + timedelta(days=days)
        who = somebody(f"居证{days}")
        return lives(here.doors[0], who, permit_status="permit", permit_valid_to=until)

    over, today, last, _later = permit(-1), permit(0), permit(30), permit(31)
    coordinator = persons.somebody(here, Role.COORDINATOR)
    with reading(the(coordinator), READ_PERMIT_DATES):
        soon = papers.permits(the(coordinator), Permit.SOON, None, "")
        gone = papers.permits(the(coordinator), Permit.OVER, None, "")
    assert [one.row.person for one in soon.rows] == [today, last] and soon.counts[Permit.SOON] == 2
    assert [one.row.person for one in gone.rows] == [over]
    assert signed_in(coordinator).get(address("permit-dates")).status_code == 200
    assert signed_in(persons.somebody(here, Role.CLERK)).get(address("permit-dates")).status_code == 404
