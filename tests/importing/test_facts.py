"""Facts in a sheet of places: stock-taking forms, after a second person of the office approved them."""

from uuid import uuid4

import pytest
from django.http import Http404

from sanshi.accounts.models import Role
from sanshi.collection.models import Form
from sanshi.entry.importing import actions
from sanshi.entry.models import Import, ImportState
from sanshi.journal.models import Line
from sanshi.problems import FACTS_NOT_YOURS, NEEDS_SECOND_PERSON, OWN_IMPORT, STALE, Kind, Refused
from sanshi.register.models import Dwelling, DwellingVersion
from sanshi.verbs import Actor
from tests.importing.sending import carried_out, codes, homes, stored, tried, work
from tests.make import STREET, Place
from tests.persons import somebody

FACTS = {"房屋用途": "住宅", "居住情况": "出租", "设计间数": "2", "使用面积": "52.5"}


@pytest.fixture
def second(here: Place) -> Actor:
    return somebody(here, Role.POPULATION_OFFICE).actor


def approved(by: Actor, second: Actor, row: Import) -> Import:
    actions.ask_approval(by, uuid4(), row.pk, row.version)
    actions.approve(second, uuid4(), row.pk, row.version + 1)
    return stored(row.pk)


def done(by: Actor, second: Actor, count: int = 3) -> Import:
    row = approved(by, second, tried(by, homes(count, **FACTS)))
    actions.carry_out(by, uuid4(), row.pk, row.version)
    work(row)
    return stored(row.pk)


def refusal(act: object, *given: object) -> Kind:
    with pytest.raises(Refused) as refused:
        act(*given)  # type: ignore[operator]
    return refused.value.kind


def test_facts_become_stock_taking_forms(by: Actor, second: Actor) -> None:
    row = done(by, second)
    assert (row.state, row.forms_entered, row.approved_by_id) == (ImportState.DONE, 3, second.account)
    forms = Form.objects.filter(subdistrict=STREET)
    assert [form.stock_taking for form in forms] == [True] * 3
    facts = DwellingVersion.objects.filter(subdistrict=STREET).order_by("id").first()
    assert facts is not None
    assert (facts.use, facts.occupancy, facts.designed_rooms, str(facts.usable_area_m2)) == (
        "home",
        "let",
        2,
        "52.5",
    )
    assert Line.objects.filter(subdistrict=STREET, verb="stock.take").count() == 3


def test_nothing_with_facts_is_carried_out_without_a_second_person(by: Actor) -> None:
    row = tried(by, homes(2, **FACTS))
    assert refusal(actions.carry_out, by, uuid4(), row.pk, row.version) == NEEDS_SECOND_PERSON
    actions.ask_approval(by, uuid4(), row.pk, row.version)
    assert refusal(actions.approve, by, uuid4(), row.pk, row.version + 1) == OWN_IMPORT
    assert refusal(actions.carry_out, by, uuid4(), row.pk, row.version + 1) == NEEDS_SECOND_PERSON


def test_approving_what_changed_meanwhile_is_refused(by: Actor, second: Actor) -> None:
    row = tried(by, homes(2, **FACTS))
    actions.ask_approval(by, uuid4(), row.pk, row.version)
    actions.withdraw(by, uuid4(), row.pk, row.version + 1)
    assert refusal(actions.approve, second, uuid4(), row.pk, row.version + 1) == STALE


def test_the_administrator_brings_places_but_no_facts(here: Place) -> None:
    administrator = somebody(here, Role.ADMINISTRATOR).actor
    assert carried_out(administrator, homes(2)).doors_made == 2
    row = tried(administrator, homes(2, 弄="9", **FACTS))
    assert refusal(actions.ask_approval, administrator, uuid4(), row.pk, row.version) == FACTS_NOT_YOURS
    assert refusal(actions.carry_out, administrator, uuid4(), row.pk, row.version) == FACTS_NOT_YOURS
    with pytest.raises(Http404):
        actions.approve(administrator, uuid4(), row.pk, row.version)


def test_a_registered_dwelling_keeps_its_facts(by: Actor, second: Actor) -> None:
    done(by, second)
    again = tried(by, homes(3, **{**FACTS, "居住情况": "自住"}))
    assert {code for _row, _column, code in codes(again)} == {"registered"}
    assert (again.tally["facts"], again.tally["facts_known"], again.has_facts) == (0, 3, False)
    actions.carry_out(by, uuid4(), again.pk, again.version)
    work(again)
    assert Dwelling.objects.filter(subdistrict=STREET).count() == 3
    assert set(DwellingVersion.objects.values_list("occupancy", flat=True)) == {"let"}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CLERK, Role.SECRETARY, Role.SECTION])
def test_others_import_nothing(here: Place, by: Actor, role: Role) -> None:
    row = tried(by, homes(1))
    other = somebody(here, role).actor
    for act in (actions.carry_out, actions.withdraw, actions.ask_approval, actions.approve):
        with pytest.raises(Http404):
            act(other, uuid4(), row.pk, row.version)
