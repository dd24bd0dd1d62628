import pytest
from django.db import connection

from sanshi.streets.fields import OtherStreet
from sanshi.streets.uuid7 import uuid7
from tests.streets.conftest import HERE, THERE
from tests.streets.sample.models import Flat, Tenant
from tests.streets.sql import sql_of


def test_save_compares_the_object_at_hand_without_a_query(town):
    with pytest.raises(OtherStreet):
        Flat(subdistrict_id=HERE, block=town.other_block, number="7").save()
    assert len(sql_of(Flat(subdistrict_id=HERE, block=town.block, number="7").save)) == 1


def test_save_asks_once_for_a_bare_key(town):
    with pytest.raises(OtherStreet):
        Flat(subdistrict_id=HERE, block_id=town.other_block.pk, number="7").save()
    assert len(sql_of(Flat(subdistrict_id=HERE, block_id=town.block.pk, number="7").save)) == 2


def test_save_refuses_a_reference_to_nothing(town):
    with pytest.raises(OtherStreet):
        Flat(subdistrict_id=HERE, block_id=uuid7(), number="7").save()


def test_a_stored_row_is_asked_about_only_when_pointed_elsewhere(town):
    tenant = Tenant.objects.get(pk=town.tenant.pk)
    tenant.name = "U"
    assert len(sql_of(tenant.save)) == 1
    tenant.flat_id = town.spare.pk
    assert len(sql_of(tenant.save)) == 2
    assert len(sql_of(tenant.save)) == 1
    tenant.flat_id = town.other_flat.pk
    with pytest.raises(OtherStreet):
        tenant.save()
    with pytest.raises(OtherStreet):
        tenant.save(update_fields=["flat"])
    tenant.save(update_fields=["name"])


def test_a_deferred_key_is_asked_about_too(town):
    tenant = Tenant.objects.only("name").get(pk=town.tenant.pk)
    tenant.flat_id = town.other_flat.pk
    with pytest.raises(OtherStreet):
        tenant.save()


def test_bulk_create_asks_once_a_field_for_the_lot(town):
    rows = [Tenant(subdistrict_id=HERE, flat_id=town.flat.pk, guardian_id=town.tenant.pk) for _ in range(50)]
    rows += [Tenant(subdistrict_id=THERE, flat_id=town.other_flat.pk) for _ in range(50)]
    statements = sql_of(lambda: Tenant.objects.bulk_create(rows))
    assert [statement.split()[0] for statement in statements].count("SELECT") == 2


@pytest.mark.parametrize("given", ["object", "key"])
def test_bulk_create_refuses_another_street(town, given):
    other = {"block": town.other_block} if given == "object" else {"block_id": town.other_block.pk}
    fine = Flat(subdistrict_id=HERE, block=town.block, number="7")
    with pytest.raises(OtherStreet):
        Flat.objects.bulk_create([fine, Flat(subdistrict_id=HERE, number="8", **other)])
    assert not Flat.objects.filter(number="7").exists()


def test_bulk_create_knows_the_rows_of_its_own_lot(town):
    first = Tenant(subdistrict_id=HERE, name="a")
    Tenant.objects.bulk_create([first, Tenant(subdistrict_id=HERE, name="b", guardian_id=first.pk)])
    assert first.wards.get().name == "b"


def test_bulk_update_refuses_another_street(town):
    town.tenant.flat_id = town.other_flat.pk
    with pytest.raises(OtherStreet):
        Tenant.objects.bulk_update([town.tenant], ["flat"])
    with pytest.raises(OtherStreet):
        Flat.objects.bulk_update([town.flat], ["subdistrict"])


def test_update_refuses_another_street(town):
    here = Tenant.objects.filter(subdistrict=HERE)
    for target in (town.other_flat, town.other_flat.pk, uuid7()):
        with pytest.raises(OtherStreet):
            here.update(flat=target)
    with pytest.raises(OtherStreet):
        Tenant.objects.update(flat=town.spare)
    assert here.update(flat=town.spare) == 1
    assert here.update(flat_id=town.flat.pk) == 1
    assert here.update(flat=None) == 1


def test_reverse_manager_refuses_a_row_of_another_street(town):
    with pytest.raises(OtherStreet):
        town.flat.tenants.add(town.other_tenant)
    with pytest.raises(OtherStreet):
        town.flat.tenants.create(subdistrict_id=THERE, name="x")


def test_a_row_never_changes_its_street(town):
    with pytest.raises(OtherStreet):
        town.flat.subdistrict_id = THERE
    with pytest.raises(OtherStreet):
        town.flat.subdistrict = town.other_flat.subdistrict
    with pytest.raises(OtherStreet):
        Flat.objects.filter(pk=town.flat.pk).update(subdistrict=THERE)
    with pytest.raises(OtherStreet):
        Flat.objects.bulk_create(
            [town.flat], update_conflicts=True, update_fields=["subdistrict"], unique_fields=["id"]
        )
    town.flat.refresh_from_db()
    assert town.flat.subdistrict_id == HERE


def test_parents_are_written_first(town):
    connection.check_constraints()
