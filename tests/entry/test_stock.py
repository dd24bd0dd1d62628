from uuid import uuid4

import pytest
from django.http import Http404

from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, HandOver, State
from sanshi.entry import stock
from sanshi.entry.actions import take_stock
from sanshi.entry.models import Entry
from sanshi.entry.stock import MOST_ITEMS, Counted, StockLot
from sanshi.journal.models import Line
from sanshi.journal.verify import verify
from sanshi.problems import ALREADY_REGISTERED, Refused
from sanshi.register.history import current
from sanshi.register.models import (
    DwellingVersion,
    Person,
    PersonVersion,
    Residency,
    ResidencyVersion,
    UnitVersion,
)
from sanshi.territory.models import Building, Door
from sanshi.verbs import Actor
from tests.entry.desk import a_dwelling, a_person, a_stay, a_unit, an_arrival, entered
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, a_committee, an_actor, the_house


def a_lot(*items: Counted) -> StockLot:
    return StockLot(TODAY, items)


def counted(where: CommitteeHere) -> StockLot:
    home, shop, _ = where.doors[0]
    return a_lot(
        Counted(home.pk, FormContent(person=a_person(name="张伟民"), residency=a_stay())),
        Counted(home.pk, FormContent(dwelling=a_dwelling())),
        Counted(shop.pk, FormContent(unit=a_unit())),
    )


def test_a_count_fills_the_register(here: CommitteeHere) -> None:
    take_stock(the_house(), uuid4(), counted(here))
    person = PersonVersion.objects.get(current(), subdistrict=STREET)
    stay = ResidencyVersion.objects.get(current(), subdistrict=STREET)
    dwelling = DwellingVersion.objects.get(current(), subdistrict=STREET)
    unit = UnitVersion.objects.get(current(), subdistrict=STREET)
    assert (person.name, person.sex, person.person_id) == ("张伟民", person.sex, stay.person_id)
    assert (dwelling.door_id, unit.name) == (here.doors[0][0].pk, "晨光面馆")
    forms = list(Form.objects.filter(subdistrict=STREET).order_by("number"))
    assert [form.state for form in forms] == [State.ENTERED] * 3
    assert all(form.stock_taking and form.collector_id is None for form in forms)
    assert (forms[0].person_id, forms[0].residency_id) == (person.person_id, stay.residency_id)
    assert (forms[1].dwelling_id, forms[2].unit_id) == (dwelling.dwelling_id, unit.unit_id)
    assert {version.form for version in (person, stay)} == {forms[0].pk}
    assert not HandOver.objects.filter(subdistrict=STREET).exists()
    assert [entry.clerk_id for entry in Entry.objects.filter(subdistrict=STREET)] == [None] * 3


def test_each_form_has_a_line_that_names_its_record(here: CommitteeHere) -> None:
    take_stock(the_house(), uuid4(), counted(here))
    lines = list(Line.objects.filter(subdistrict=STREET, verb="stock.take").order_by("number"))
    assert len(lines) == 4
    person = Person.objects.get(subdistrict=STREET)
    named = set(lines[0].subjects.values_list("kind", "subject"))
    form = Form.objects.get(subdistrict=STREET, person=person)
    assert {("register.person", person.pk), ("collection.form", form.pk)} <= named
    assert str(verify()).startswith("intact")


def test_the_same_number_twice_is_one_person(here: CommitteeHere) -> None:
    home, other, _ = here.doors[0]
    someone = a_person()
    both = [Counted(door.pk, FormContent(person=someone, residency=a_stay())) for door in (home, other)]
    take_stock(the_house(), uuid4(), a_lot(*both))
    assert Person.objects.filter(subdistrict=STREET).count() == 1
    assert Residency.objects.filter(subdistrict=STREET).count() == 2


def test_whom_the_register_knows_is_no_stock(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    entered(clerk, an_arrival(collector, here.doors[0][0], someone := a_person()))
    again = a_lot(Counted(here.doors[0][1].pk, FormContent(person=someone, residency=a_stay())))
    with pytest.raises(Refused) as refused:
        take_stock(the_house(), uuid4(), again)
    assert refused.value.kind == ALREADY_REGISTERED
    assert not Form.objects.filter(subdistrict=STREET, stock_taking=True).exists()


def test_a_resent_lot_is_taken_once(here: CommitteeHere) -> None:
    lot, sent = counted(here), uuid4()
    assert take_stock(the_house(), sent, lot) == take_stock(the_house(), sent, lot)
    assert Form.objects.filter(subdistrict=STREET).count() == 3


def test_a_lot_is_limited_and_its_doors_exist(here: CommitteeHere, clerk: Actor) -> None:
    item = counted(here).items[0]
    for items in ((), (item,) * (MOST_ITEMS + 1)):
        with pytest.raises(ValueError):
            take_stock(the_house(), uuid4(), a_lot(*items))
    with pytest.raises(Http404):
        take_stock(the_house(), uuid4(), a_lot(Counted(uuid4(), item.content)))
    assert take_stock(clerk, uuid4(), counted(here))


def test_a_lot_is_of_doors_in_reach(here: CommitteeHere, clerk: Actor) -> None:
    elsewhere = a_committee(2)
    for doors in (elsewhere, here):
        mixed = a_lot(*counted(elsewhere).items, *counted(doors).items)
        with pytest.raises(Http404):
            take_stock(clerk, uuid4(), mixed)
    with pytest.raises(Http404):
        take_stock(an_actor("coordinator", committee=here.row), uuid4(), counted(here))
    assert not Form.objects.filter(subdistrict=STREET, stock_taking=True).exists()


# Worked out before the transaction


def test_what_was_worked_out_before_is_entered_later(here: CommitteeHere) -> None:
    made = stock.made(STREET, counted(here))
    assert not Person.objects.filter(subdistrict=STREET).exists()
    assert made.holds_for(made.lot) and not made.holds_for(a_lot(*made.lot.items[:2]))


def test_it_holds_no_more_once_a_door_or_its_stairway_is_another(here: CommitteeHere) -> None:
    door = here.doors[0][0]
    made = stock.made(STREET, counted(here))
    Door.objects.filter(subdistrict=STREET, pk=door.pk).update(room="999")
    assert not made.holds_for(made.lot)
    again = stock.made(STREET, made.lot)
    assert again.holds_for(made.lot)
    Building.objects.filter(subdistrict=STREET, pk=door.building_id).update(road="枣庄路")
    assert not again.holds_for(made.lot)
