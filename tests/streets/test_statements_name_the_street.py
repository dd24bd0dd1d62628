import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch

from sanshi.streets.models import SAME_STREET
from tests.streets.conftest import HERE, THERE
from tests.streets.sample.models import Block, Flat, Remark, Reply, Tenant
from tests.streets.sql import assert_names_street, sql_of


def test_joins_equate_the_streets(town):
    here = Tenant.objects.filter(subdistrict=HERE)
    for rows in (
        here.select_related("flat__block"),
        here.filter(flat__block__name="A"),
        Block.objects.filter(subdistrict=HERE, flats__tenants__name="T"),
        here.order_by("flat__number"),
    ):
        statements = sql_of(lambda rows=rows: list(rows))
        assert_names_street(statements)
        assert statements[0].count('"."subdistrict_id" = ') + statements[0].count('."subdistrict_id" =') >= 2


def test_a_row_pointing_into_another_street_is_not_joined(town):
    Tenant.objects.filter(pk=town.tenant.pk)._update(
        [(Tenant._meta.get_field("flat"), None, town.other_flat.pk)]
    )
    assert not Tenant.objects.filter(subdistrict=HERE, flat__number="1").exists()


def test_forward_access(town):
    tenant = Tenant.objects.get(subdistrict=HERE, name="T")
    statements = sql_of(lambda: tenant.flat)
    assert_names_street(statements)
    assert f"'{HERE}'" in statements[0]


def test_reverse_manager_reads(town):
    statements = sql_of(lambda: (list(town.block.flats.all()), town.block.flats.count()))
    assert_names_street(statements, at_least=2)
    assert {flat.pk for flat in town.block.flats.all()} == {town.flat.pk, town.spare.pk}


def test_reverse_manager_by_another_name(town):
    assert_names_street(sql_of(lambda: list(town.block.flats(manager="objects").all())))


def test_reverse_manager_writes_into_its_street(town):
    made = town.block.flats.create(number="3")
    again, is_new = town.block.flats.get_or_create(number="3")
    changed, _ = town.block.flats.update_or_create(number="3", defaults={"number": "4"})
    assert made.subdistrict_id == HERE
    assert (again.pk, is_new, changed.pk) == (made.pk, False, made.pk)


def test_reverse_manager_adds_removes_and_clears(town):
    town.tenant.flat = None
    town.tenant.save()
    assert_names_street(sql_of(lambda: town.spare.tenants.add(town.tenant)))
    assert_names_street(sql_of(lambda: town.spare.tenants.remove(town.tenant)))
    town.spare.tenants.add(town.tenant)
    assert_names_street(sql_of(lambda: town.spare.tenants.clear()))
    assert not town.spare.tenants.exists()


@pytest.mark.parametrize("path", ["flat", "flat__block", "remarks", "remarks__replies"])
def test_prefetch_in_both_directions(town, path):
    statements = sql_of(lambda: list(Tenant.objects.filter(subdistrict=HERE).prefetch_related(path)))
    assert len(statements) == 2 + path.count("__")
    assert_names_street(statements)


def test_prefetch_of_a_slice(town):
    flats = Prefetch("flats", Flat.objects.order_by("number")[:1], to_attr="first_flats")
    blocks: list[Block] = []
    statements = sql_of(lambda: blocks.extend(Block.objects.filter(subdistrict=HERE).prefetch_related(flats)))
    assert_names_street(statements)
    assert [flat.number for flat in blocks[0].first_flats] == ["1"]


def test_prefetch_over_two_streets(town):
    tenants = list(Tenant.objects.order_by("pk").prefetch_related("flat", "remarks"))
    assert [tenant.flat.pk for tenant in tenants] == [town.flat.pk, town.other_flat.pk]
    assert [len(tenant.remarks.all()) for tenant in tenants] == [1, 1]


def test_update_by_instance(town):
    town.flat.number = "9"
    for statements in (sql_of(town.flat.save), sql_of(lambda: town.flat.save(update_fields=["number"]))):
        assert_names_street(statements)
        assert 'SET "subdistrict_id"' not in statements[-1]
        assert len(statements) == 1
    town.flat.refresh_from_db()
    assert town.flat.number == "9"


def test_bulk_update_a_street_at_a_time(town):
    flats = [town.flat, town.spare, town.other_flat]
    for flat in flats:
        flat.number += "b"
    statements = sql_of(lambda: Flat.objects.bulk_update(flats, ["number"]))
    assert len(statements) == 2
    assert_names_street(statements)
    assert set(Flat.objects.values_list("number", flat=True)) == {"1b", "2b", "2"}


def test_refresh(town):
    assert_names_street(sql_of(town.flat.refresh_from_db))


def test_deferred_fields_are_read_with_the_street(town):
    flat = Flat.objects.only("number").get(subdistrict=HERE, number="1")
    assert_names_street(sql_of(lambda: flat.block_id))
    assert flat.subdistrict_id == HERE


def test_only_across_a_join_keeps_the_street_of_the_other_row(town):
    rows = Flat.objects.filter(subdistrict=HERE).select_related("block").only("number", "block__name")
    assert_names_street(sql_of(lambda: rows[0].block.id))
    assert rows[0].block.subdistrict_id == HERE


def test_the_street_is_never_deferred(town):
    flat = Flat.objects.defer("subdistrict", "number").get(subdistrict=HERE, number="1")
    assert flat.__dict__["subdistrict_id"] == HERE
    assert "number" in flat.get_deferred_fields()


def test_delete_by_instance_with_cascade_and_nulling(town):
    statements = sql_of(town.flat.delete)
    assert_names_street(statements, at_least=2)
    town.tenant.refresh_from_db()
    assert town.tenant.flat_id is None

    statements = sql_of(town.tenant.delete)
    assert_names_street(statements, at_least=3)
    assert Remark.objects.count() == Reply.objects.count() == Tenant.objects.count() == 1


def test_delete_by_queryset(town):
    statements = sql_of(lambda: Tenant.objects.filter(subdistrict=HERE, name="T").delete())
    assert_names_street(statements, at_least=3)
    assert Reply.objects.get().subdistrict_id == THERE


def test_delete_tells_what_it_deleted(town):
    assert town.remark.delete() == (2, {"sample.Remark": 1, "sample.Reply": 1})
    assert town.remark.pk is None


def test_delete_is_refused_where_something_points(town):
    def delete():
        with pytest.raises(models.ProtectedError):
            town.block.delete()

    assert_names_street(sql_of(delete))


def test_delete_sends_signals(town):
    seen = []

    def note(instance, **kwargs):
        seen.append(instance.pk)

    models.signals.post_delete.connect(note, sender=Reply)
    try:
        assert_names_street(sql_of(town.remark.delete), at_least=2)
    finally:
        models.signals.post_delete.disconnect(note, sender=Reply)
    assert len(seen) == 1


def test_exists_within_the_street(town):
    lived_in = Exists(Tenant.objects.filter(SAME_STREET, flat=OuterRef("pk")))
    assert [flat.pk for flat in Flat.objects.filter(lived_in, subdistrict=HERE)] == [town.flat.pk]
    assert [flat.pk for flat in Flat.objects.filter(~lived_in, subdistrict=HERE)] == [town.spare.pk]


def test_exclude_over_a_to_many_is_refused(town):
    with pytest.raises(FieldError, match="~Exists"):
        list(Flat.objects.filter(subdistrict=HERE).exclude(tenants__name="T"))


def test_validation_names_the_street(town):
    flat = Flat(subdistrict_id=HERE, block=town.block, number="5")
    assert_names_street([statement for statement in sql_of(flat.full_clean) if "sample_" in statement])
    flat.block_id = town.other_block.pk
    with pytest.raises(ValidationError):
        flat.full_clean()
