"""What is written once answers as Django does, each time with other values."""

from datetime import datetime, timedelta, timezone

import pytest
from django.db import connection, models
from django.db.models import F, UUIDField
from django.db.models.functions import Lower

from sanshi.register.models import Act, Kind, Work
from sanshi.streets.fields import OtherStreet
from sanshi.streets.models import Serial
from sanshi.streets.prepared import MOST_ROWS, Among, Change, Given, Look
from sanshi.streets.sets import FirstOfEach, PlainRows
from sanshi.streets.uuid7 import uuid7
from tests.journal.acts import in_threads
from tests.streets.conftest import HERE, THERE
from tests.streets.sample.models import Flat, Secret, Tenant
from tests.streets.sql import assert_names_street, sql_of

PK = UUIDField()
tenants = Look(
    lambda: Tenant.objects.select_related("flat__block", "guardian").filter(
        subdistrict=Given("street"), name=Given("name")
    )
)
flats = Look(
    lambda: (
        Flat.objects.filter(subdistrict=Given("street"), block=Given("block", PK))
        .order_by("number")
        .values_list("number", "id")
    )
)
move = Change(
    lambda: Tenant.objects.filter(subdistrict=Given("street"), pk=Given("pk", PK)),
    flat=Given("flat", PK),
    name=Given("name"),
)


def test_rows_are_those_of_the_query_set(town):
    for street, flat in ((HERE, town.flat), (THERE, town.other_flat), (HERE, town.flat)):
        (row,) = tenants(street=street, name="T")
        assert (row.flat, row.flat.block, row.guardian) == (flat, flat.block, None)
        assert (row._state.adding, row._state.db) == (False, "default")
    assert tenants(street=HERE, name="X") == []


def test_one_statement_brings_what_is_joined(town):
    statements = sql_of(lambda: [row.flat.block.name for row in tenants(street=HERE, name="T")])
    assert len(statements) == 1
    assert_names_street(statements)


def test_values_come_in_the_order_they_were_asked(town):
    assert flats(street=HERE, block=town.block.pk) == [("1", town.flat.pk), ("2", town.spare.pk)]


def test_a_change_counts_its_rows_and_may_say_nothing(town):
    assert move(street=HERE, pk=town.tenant.pk, flat=None, name="U") == 1
    town.tenant.refresh_from_db()
    assert (town.tenant.flat, town.tenant.name) == (None, "U")
    assert move(street=THERE, pk=town.tenant.pk, flat=None, name="V") == 0
    assert_names_street(sql_of(lambda: move(street=HERE, pk=town.tenant.pk, flat=None, name="V")))


def test_a_change_may_count_on_from_what_stands(db, town):
    step = Change(
        lambda: Serial.objects.filter(subdistrict=Given("street")),
        last=F("last") + Given("by", models.IntegerField()),
    )
    Serial.objects.create(subdistrict_id=HERE, name="a", last=3)
    assert [step(street=HERE, by=2), step(street=HERE, by=5)] == [1, 1]
    assert Serial.objects.get(subdistrict=HERE).last == 10


def test_a_value_that_was_forgotten_is_told(town):
    with pytest.raises(KeyError):
        tenants(street=HERE)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection():
    def answer():
        try:
            return tenants(street=HERE, name="nobody")
        finally:
            connection.close()

    assert in_threads([answer] * 4) == [[]] * 4


def test_sealed_and_json_values_are_written_as_django_writes_them(town):
    row = Secret(subdistrict_id=HERE, number="12", content={"a": [1]})
    row.save(force_insert=True)
    assert not row._state.adding
    read = Secret.objects.get(subdistrict=HERE, pk=row.pk)
    assert (read.number.open(), read.content.open(), read.phone) == ("12", {"a": [1]}, None)


def test_a_short_lot_and_a_long_one_are_the_same_rows(town):
    for count in (1, 2, MOST_ROWS, MOST_ROWS + 1):
        made = [Flat(subdistrict_id=HERE, block=town.block, number=f"{count}-{one}") for one in range(count)]
        statements = sql_of(lambda made=made: Flat.objects.bulk_create(made))
        assert len(statements) == 1
        assert_names_street(statements)
        assert Flat.objects.filter(subdistrict=HERE, number__startswith=f"{count}-").count() == count


def test_an_expression_is_left_to_django(town):
    made = Flat(subdistrict_id=HERE, block=town.block, number=Lower(models.Value("ABC")))
    made.save(force_insert=True)
    assert Flat.objects.get(subdistrict=HERE, pk=made.pk).number == "abc"


def test_a_reference_into_another_street_is_refused_as_before(town):
    with pytest.raises(OtherStreet):
        Flat.objects.bulk_create([Flat(subdistrict_id=HERE, block=town.other_block, number="9")])
    with pytest.raises(OtherStreet):
        Flat(subdistrict_id=HERE, block_id=town.other_block.pk, number="9").save(force_insert=True)


among = Look(
    lambda: Flat.objects.filter(subdistrict=Given("street"), pk__in=Among("flats", PK)).values_list("pk")
)


def test_one_statement_takes_however_many_values(town):
    assert among(street=HERE, flats=[]) == []
    assert set(among(street=HERE, flats=[town.flat.pk, town.spare.pk])) == {(town.flat.pk,), (town.spare.pk,)}
    assert among(street=HERE, flats=[town.other_flat.pk]) == []
    assert_names_street(sql_of(lambda: among(street=HERE, flats=[town.flat.pk] * 3)))


def test_of_each_value_at_most_so_many(town):
    """Many rows go by another statement than a few; neither sees the other street's."""
    PlainRows(Serial, "name", "last").insert(THERE, [("1", 1), ("2", 2)])
    PlainRows(Serial, "name", "last").insert(HERE, [(str(n), n % 2) for n in range(100)])
    firsts = FirstOfEach(Serial, "last", "id", 3)
    found = firsts(HERE, [0, 1, 2])
    rows = {last: Serial.objects.filter(subdistrict=HERE, last=last).order_by("pk") for last in (0, 1)}
    assert found == {last: [row.pk for row in of[:3]] for last, of in rows.items()}
    (statement,) = sql_of(lambda: firsts(HERE, [0]))
    assert '"subdistrict_id" = ' in statement


def test_a_value_of_another_type_than_its_column_is_stored_as_django_does(town):
    """An id and a number as text, a member of an enumeration, a moment in another zone."""
    form, record, at = uuid7(), uuid7(), datetime(2026, 3, 5, 8, tzinfo=timezone(timedelta(hours=8)))
    act = Act(subdistrict_id=HERE, form=str(form), kind=Kind.PERSON, record=record.hex, sequence="2", at=at)
    act.work = Work.BEGAN
    act.save(force_insert=True)
    stored = Act.objects.get(subdistrict=HERE, form=form)
    assert (stored.kind, stored.record, stored.sequence) == ("person", record, 2)
    assert (stored.work, stored.at, stored.undone_at) == ("began", at, None)
