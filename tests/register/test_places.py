"""Dwellings and units: registered, altered since a day or as never so, closed, undone."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import Http404

from sanshi import clock
from sanshi.journal.models import Line, Subject
from sanshi.problems import UNKNOWN_PERSON, Refused
from sanshi.register import actions, changes
from sanshi.register.facts import Alteration, AlterationKind
from sanshi.register.history import current, known_at, valid_on
from sanshi.register.models import Dwelling, DwellingVersion, Occupancy, Unit, UnitStatus, UnitVersion
from tests.register import town as towns
from tests.register.town import STREET, Town, a_dwelling, a_unit, at, holder_of_post, house

ON = date(2026, 8, 3)
CORRECTION = Alteration(AlterationKind.CORRECTION)


def the_dwelling(on: date, known) -> DwellingVersion:
    return DwellingVersion.objects.get(known_at(known), valid_on(on), subdistrict=STREET)


def test_a_door_has_one_dwelling_registered_again_it_is_altered(town: Town) -> None:
    door = town.doors[0].pk
    first = actions.register_dwelling(house(), uuid4(), uuid4(), a_dwelling(), door, ON)
    later = a_dwelling(occupancy=Occupancy.OWNER)
    assert actions.register_dwelling(house(), uuid4(), uuid4(), later, door, date(2026, 8, 9)) == first
    assert Dwelling.objects.count() == 1
    with clock.frozen(at(10)):
        assert the_dwelling(date(2026, 8, 8), at(10)).occupancy == Occupancy.LET
        assert the_dwelling(date(2026, 8, 9), at(10)).occupancy == Occupancy.OWNER


def test_the_contact_of_a_dwelling_is_kept_only_while_it_is_let(town: Town) -> None:
    door = town.doors[0].pk
    dwelling = actions.register_dwelling(house(), uuid4(), uuid4(), a_dwelling(), door, ON)
    actions.alter_dwelling(
        house(), uuid4(), uuid4(), dwelling, a_dwelling(occupancy=Occupancy.OWNER), CORRECTION, ON
    )
    row = DwellingVersion.objects.get(current(), subdistrict=STREET)
    assert (row.contact_name, row.contact_phone, row.designed_rooms) == ("", None, None)


def test_a_form_that_says_what_is_known_changes_nothing(town: Town) -> None:
    actor = house()

    @actions.action(actions.verbs.ENTER_FORM)
    def enter(actor, client_id, form: UUID) -> UUID:
        w = changes.writing(actor, form)
        effect = changes.register_dwelling(w, a_dwelling(usable_area_m2=Decimal("60.5")), town.doors[0], ON)
        effects.append(effect.changed)
        return effect.dwelling

    effects: list[bool] = []
    for _ in range(2):
        enter(actor, uuid4(), uuid4())
    assert effects == [True, False]


def test_a_dwelling_undone_can_be_registered_again(town: Town) -> None:
    door, form = town.doors[0].pk, uuid4()
    first = actions.register_dwelling(house(), uuid4(), form, a_dwelling(), door, ON)
    actions.undo(house(), uuid4(), form)
    assert not DwellingVersion.objects.filter(current()).exists()
    assert actions.register_dwelling(house(), uuid4(), uuid4(), a_dwelling(), door, ON) == first
    assert DwellingVersion.objects.filter(current()).count() == 1


def test_key_trades_are_set_by_the_police_only(town: Town) -> None:
    unit = actions.register_unit(house(), uuid4(), uuid4(), a_unit(key_trade=True), town.doors[0].pk, ON)
    assert not UnitVersion.objects.get().key_trade
    actions.alter_unit(house(), uuid4(), uuid4(), unit, a_unit(key_trade=True), CORRECTION, ON, True)
    actions.alter_unit(house(), uuid4(), uuid4(), unit, a_unit(name="改名小吃店"), CORRECTION, ON)
    now = UnitVersion.objects.get(current())
    assert (now.key_trade, now.name) == (True, "改名小吃店")


def test_a_closed_unit_was_open_before(town: Town) -> None:
    unit = actions.register_unit(house(), uuid4(), uuid4(), a_unit(), town.doors[0].pk, ON)
    actions.close_unit(house(), uuid4(), uuid4(), unit, date(2026, 8, 20))
    rows = UnitVersion.objects.filter(current(), subdistrict=STREET, unit=unit).order_by("valid_from")
    assert [(row.valid_from, row.status) for row in rows] == [
        (ON, UnitStatus.OPEN),
        (date(2026, 8, 20), UnitStatus.CLOSED),
    ]
    assert Unit.objects.count() == 1


def test_a_door_of_another_street_is_not_there(town: Town) -> None:
    elsewhere = towns.found(towns.OTHER_STREET)
    with pytest.raises(Http404):
        actions.register_dwelling(house(), uuid4(), uuid4(), a_dwelling(), elsewhere.doors[0].pk, ON)


def test_a_dwelling_that_is_not_there_is_refused(town: Town) -> None:
    with pytest.raises(Refused, match=str(UNKNOWN_PERSON.number)):
        actions.alter_dwelling(house(), uuid4(), uuid4(), uuid4(), a_dwelling(), CORRECTION, ON)


def test_only_who_enters_forms_may_write(town: Town) -> None:
    for role in ("coordinator", "secretary", "section", "population-office"):
        with pytest.raises(Http404):
            actor = holder_of_post(role, town.committee)
            actions.register_unit(actor, uuid4(), uuid4(), a_unit(), town.doors[0].pk, ON)


def test_the_journal_names_record_and_fields_and_no_value(town: Town) -> None:
    unit = actions.register_unit(house(), uuid4(), uuid4(), a_unit(), town.doors[0].pk, ON)
    actions.alter_unit(house(), uuid4(), uuid4(), unit, a_unit(name="改名小吃店"), CORRECTION, ON)
    line = Line.objects.order_by("-number").first()
    subject = Subject.objects.get(subdistrict=STREET, line=line)
    assert (subject.kind, subject.subject, subject.fields) == ("register.unit", unit, ["name"])
    assert subject.digest
    with connection.cursor() as cursor:
        for table in ("journal_line", "journal_subject"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "小吃店" not in str(cursor.fetchall())
