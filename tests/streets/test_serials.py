import threading

import pytest
from django.db import IntegrityError, connection, transaction

from sanshi.streets.actions import next_serial, next_serials
from sanshi.streets.models import HOUSE, Serial, Subdistrict
from tests.streets.conftest import HERE, THERE


def test_the_first_migration_made_the_house(db):
    assert Subdistrict.objects.get(pk=HOUSE).name


def test_each_street_and_name_counts_by_itself(town):
    assert [next_serial(HERE, "form") for _ in range(3)] == [1, 2, 3]
    assert next_serial(HERE, "notice") == 1
    assert next_serial(THERE, "form") == 1


def test_a_block_of_numbers(town):
    assert next_serials(HERE, "form", 3) == range(1, 4)
    assert next_serial(HERE, "form") == 4


def test_a_number_of_an_act_that_failed_is_given_again(town):
    next_serial(HERE, "form")
    with pytest.raises(IntegrityError), transaction.atomic():
        next_serial(HERE, "form")
        Serial.objects.create(subdistrict_id=HERE, name="form")
    assert next_serial(HERE, "form") == 2


@pytest.mark.django_db(transaction=True)
def test_threads_get_every_number_once():
    Subdistrict.objects.create(code=HERE, name=HERE)
    given: list[int] = []

    def take():
        try:
            given.extend(next_serial(HERE, "form") for _ in range(25))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 101))


@pytest.mark.django_db(transaction=True)
def test_the_house_is_there_after_all_tables_were_emptied():
    assert Subdistrict.objects.filter(pk=HOUSE).exists()
