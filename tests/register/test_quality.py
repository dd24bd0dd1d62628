"""Faults of records: each found by its rule, counted by night, listed as it is now."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.collection.fields import GUARDIAN_BELOW_AGE
from sanshi.journal.recording import reading
from sanshi.register import actions
from sanshi.register.models import Category, Dwelling, QualityDay, Relation, ResidencyVersion
from sanshi.register.quality import access
from sanshi.register.quality.actions import count_committee, count_quality
from sanshi.register.quality.counting import numbers
from sanshi.register.quality.faults import BY_CODE, CHILD_BELOW_AGE, FAULTS, Where
from sanshi.rulebook.actions import load_policy
from sanshi.rulebook.policy import shipped
from sanshi.verbs import READ_QUALITY
from tests import make
from tests.make import Place
from tests.persons import Person, somebody
from tests.register.town import (
    NUMBERS,
    STREET,
    Town,
    a_dwelling,
    a_unit,
    holder_of_post,
    house,
    living_here,
    person_facts,
)

TODAY = date(2026, 8, 3)


@pytest.fixture
def town(town: Town) -> Town:
    """With a policy, which says what is verified in time."""
    load_policy(house(), uuid4(), shipped("jinyang-2012").plain())
    return town


def register(town: Town, door: int = 0, stay: object = None, since: date = TODAY, **facts: object) -> UUID:
    known: dict[str, object] = {"birth_date": date(1990, 1, 1)} | facts
    number = str(known.pop("number", ""))
    return actions.register_person(
        house(),
        uuid4(),
        uuid4(),
        person_facts(number, **known),
        stay or living_here(),  # type: ignore[arg-type]
        town.doors[door].pk,
        since,
    )


def having(code: str) -> set[UUID]:
    rows = BY_CODE[code].rows(Where(STREET, TODAY))
    return {row.person_id if isinstance(row, ResidencyVersion) else row.pk for row in rows}


def test_child_is_who_collection_takes_for_one() -> None:
    assert CHILD_BELOW_AGE == GUARDIAN_BELOW_AGE
    assert Where(STREET, date(2028, 2, 29)).child_born_after == date(2014, 3, 1)


def test_what_a_record_lacks(town: Town) -> None:
    whole = register(town, number=NUMBERS[0])
    before = date(2026, 7, 1)
    early = living_here(before)
    long_without = register(town, 1, early, before, no_document_reason="not_at_hand")
    register(town, 2, since=TODAY, no_document_reason="not_at_hand")
    sexless, ageless = register(town, 1, sex="9"), register(town, 2, birth_date=None)
    child = register(town, 1, birth_date=date(2020, 5, 1), no_document_reason="never_issued")
    guarded = register(town, 1, birth_date=date(2020, 5, 1), guardian=whole)
    unread = register(town, 2, notice_version="", notified_on=None)
    assert having("no-number") == {long_without}
    assert having("no-sex") == {sexless}
    assert having("no-birth-date") == {ageless}
    assert having("no-guardian") == {child}
    assert having("no-notice") == {unread}
    assert guarded not in having("no-guardian")


def test_what_a_residency_lacks(town: Town) -> None:
    permit = register(town, stay=living_here(permit_status="permit"))
    nowhere = register(town, 1, living_here(category=Category.SEPARATED, separation="registered-here"))
    no_region = register(town, 1, living_here(registered_region=""))
    register(town, 2, living_here(category=Category.SEPARATED, separation="lives-here"))
    assert having("no-permit-day") == {permit}
    assert having("no-region") == {nowhere, no_region}


def test_relation_is_wanted_where_several_live_together(town: Town) -> None:
    register(town, 0)
    two = [register(town, 1), register(town, 1)]
    head = register(town, 2, living_here(relation_to_head=Relation.SELF))
    register(town, 2, living_here(relation_to_head=Relation.SPOUSE))
    register(town, 2, living_here(household=2))
    assert having("no-relation") == set(two)
    assert head not in having("two-heads")


def test_sex_and_birth_date_follow_the_number(town: Town) -> None:
    right = register(town, 0, number=NUMBERS[0], birth_date=date(1990, 1, 1), sex="1")
    other_day = register(town, 1, number=NUMBERS[1], birth_date=date(1990, 1, 2), sex="1")
    other_sex = register(town, 2, number=NUMBERS[2], birth_date=date(1990, 1, 1), sex="2")
    assert having("unlike-number") == {other_day, other_sex}
    assert right not in having("unlike-number")


def test_contradictions_of_homes_and_households(town: Town) -> None:
    two_homes = register(town, 0)
    stay = ResidencyVersion.objects.get(person=two_homes)
    other = ResidencyVersion.objects.get(pk=stay.pk)
    # Stock of an office may hold it; no form can write it.
    other.pk, other._state.adding = uuid4(), True
    other.residency = type(stay.residency)(subdistrict_id=STREET, person_id=two_homes, door=town.doors[1])
    other.residency.save(force_insert=True)
    other.door, other.residency_id = town.doors[1], other.residency.pk
    other.save(force_insert=True)
    child = register(town, 2, living_here(relation_to_head=Relation.SELF), birth_date=date(2020, 5, 1))
    unborn = register(town, 1, living_here(household=3), birth_date=date(2026, 8, 2))
    assert having("two-homes") == {two_homes}
    assert having("child-head") == {child}
    assert having("before-birth") == {unborn}


def test_papers_that_ran_out(town: Town) -> None:
    over = register(town, stay=living_here(permit_status="permit", permit_valid_to=date(2026, 8, 2)))
    register(town, 1, living_here(permit_status="permit", permit_valid_to=TODAY))
    abroad = living_here(category=Category.OVERSEAS, stay_until=date(2026, 8, 1))
    gone = register(town, 2, abroad)
    assert having("permit-over") == {over}
    assert having("stay-over") == {gone}


def _count(town: Town) -> None:
    register(town, 0, sex="9")
    register(town, 1, sex="9")
    register(town, 1, sex="1")
    count_quality(house(), uuid4(), TODAY)


def counts(town: Town) -> dict[str, int]:
    rows = QualityDay.objects.filter(committee=town.committee, day=TODAY)
    return dict(rows.values_list("fault", "records"))


def test_every_committee_is_counted_once_a_day(town: Town) -> None:
    _count(town)
    assert counts(town)["no-sex"] == 2
    assert QualityDay.objects.count() == 2 * len(FAULTS)
    register(town, 2, sex="9")
    count_quality(house(), uuid4(), TODAY)
    assert counts(town)["no-sex"] == 3
    assert QualityDay.objects.count() == 2 * len(FAULTS)


def test_one_committee_is_counted_by_those_in_it(town: Town) -> None:
    _count(town)
    register(town, 2, sex="9")
    clerk = holder_of_post("clerk", town.committee)
    count_committee(clerk, uuid4(), town.committee.pk)
    assert counts(town)["no-sex"] == 3
    assert QualityDay.objects.count() == 2 * len(FAULTS)
    with pytest.raises(Http404):
        count_committee(clerk, uuid4(), town.other_committee.pk)
    with pytest.raises(Http404):
        count_quality(clerk, uuid4(), TODAY)


def test_counting_asks_as_much_for_many_records_as_for_few(town: Town) -> None:
    where = Where(STREET, TODAY)
    asked = []
    for _round in range(3):
        register(town, 1, sex="9")
        with CaptureQueriesContext(connection) as queries:
            for fault in FAULTS:
                numbers(fault, where)
        asked.append(len(queries))
    assert asked[1] == asked[2] <= len(FAULTS) + 2


def test_list_agrees_with_its_count_and_is_noted(town: Town) -> None:
    _count(town)
    clerk = holder_of_post("clerk", town.committee)
    with reading(clerk, READ_QUALITY):
        place = access.committee(clerk, town.committee.pk)
        for fault in access.faults(clerk):
            listed = access.listed(clerk, place, fault.code, "")
            assert listed.total == len(listed.page.rows) == counts(town)[fault.code]
            assert listed.counted == counts(town)[fault.code]


def test_each_fault_about_units_and_dwellings_is_listed(town: Town) -> None:
    actions.register_unit(house(), uuid4(), uuid4(), a_unit(), town.doors[0].pk, TODAY)
    actions.register_dwelling(house(), uuid4(), uuid4(), a_dwelling(), town.doors[0].pk, TODAY)
    Dwelling.objects.update(verified_on=None)
    assert len(having("no-credit-code")) == len(having("unverified")) == 1


def test_other_committees_and_unknown_faults_are_not_there(town: Town) -> None:
    clerk = holder_of_post("clerk", town.committee)
    with reading(clerk, READ_QUALITY):
        with pytest.raises(Http404):
            access.committee(clerk, town.other_committee.pk)
        place = access.committee(clerk, town.committee.pk)
        with pytest.raises(Http404):
            access.listed(clerk, place, "bad-temper", "")


def test_an_officer_sees_the_quality_of_own_committees(here: Place, signed_in: "Browser") -> None:
    """Plan 2.2.1. Counting anew is the committee's."""
    officer = signed_in(somebody(here, Role.OFFICER))
    shown = officer.get(f"/{make.STREET}/quality")
    assert shown.status_code == 200 and f"/quality/{here.committee}/no-sex" in shown.content.decode()
    count = officer.post(f"/{make.STREET}/quality/{here.committee}/count", {"client_id": str(uuid4())})
    assert count.status_code == 404


Browser = Callable[[Person], Client]


def test_the_office_reads_each_figure_of_a_committee_with_its_name(
    here: Place, elsewhere: Place, signed_in: "Browser"
) -> None:
    """On a phone a row is a card, without the table's head."""
    office = signed_in(somebody(here, Role.POPULATION_OFFICE))
    shown = office.get(f"/{make.STREET}/quality").content.decode()
    for name in ("Missing", "Contradictory", "Stale"):
        assert shown.count(f'data-label="{name}"') == 2


def test_pages_lead_from_the_figures_to_the_records(here: Place, clerk: Person, signed_in: Browser) -> None:
    facts = make.person("欧阳秋实", sex="9")
    actions.register_person(
        make.house(), uuid4(), uuid4(), facts, make.stay(), here.doors[0].pk, clock.today()
    )
    client, street = signed_in(clerk), make.STREET
    done = client.post(f"/{street}/quality/{here.committee}/count", {"client_id": str(uuid4())})
    assert done.status_code == 302
    text = client.get(done["Location"]).content.decode()
    assert f"/quality/{here.committee}/no-sex" in text
    listed = client.get(f"/{street}/quality/{here.committee}/no-sex").content.decode()
    assert "<strong>1</strong> record now" in listed
    assert "欧阳秋实" not in listed
    assert client.get(f"/{street}/quality/{uuid4()}/no-sex").status_code == 404
