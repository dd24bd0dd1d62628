"""What a sheet makes, once however often it is sent."""

from uuid import uuid4

import pytest

from sanshi.entry.importing import actions
from sanshi.entry.models import ImportState
from sanshi.problems import NOTHING_TO_CARRY_OUT, STALE, Refused
from sanshi.territory.models import Beat, Building, BuildingGroup, Compound, Door, DoorUse
from sanshi.verbs import Actor
from tests.importing.sending import HOME, as_xlsx, carried_out, codes, homes, stored, tried, work
from tests.make import STREET, Place


def test_a_dry_run_has_no_effect(by: Actor) -> None:
    before = Door.objects.count()
    row = tried(by, homes(30))
    assert row.state == ImportState.TRIED
    assert (row.tally["new"], row.tally["stairways"], row.tally["bad"]) == (30, 2, 0)
    assert Door.objects.count() == before


def test_doors_are_made_with_their_stairways(here: Place, by: Actor) -> None:
    row = carried_out(by, as_xlsx(homes(30, 楼组="9组", 小区="新苑", 经度="121.576543", 纬度="31.253210")))
    assert (row.state, row.rows_done, row.doors_made, row.stairways_made) == (ImportState.DONE, 30, 30, 2)
    building = Building.objects.get(subdistrict=STREET, lane="8", number="1")
    assert (building.address, building.beat_id) == ("金口路8弄1号", here.beats[0])
    assert (building.longitude, building.latitude) == (121.576543, 31.25321)
    assert building.group_id == BuildingGroup.objects.get(subdistrict=STREET, name="9组").pk
    assert building.compound_id == Compound.objects.get(subdistrict=STREET, name="新苑").pk
    door = Door.objects.get(subdistrict=STREET, building=building, room="604")
    assert (door.floor, door.use, door.address) == (6, DoorUse.DWELLING, "金口路8弄1号604室")
    assert (door.group_id, door.committee_id) == (building.group_id, here.committee)


def test_the_same_sheet_again_has_no_effect(by: Actor) -> None:
    carried_out(by, homes(10))
    again = carried_out(by, homes(10))
    assert (again.tally["new"], again.tally["known"]) == (0, 10)
    assert (again.state, again.doors_made, again.places_changed) == (ImportState.DONE, 0, 0)


def test_what_is_said_otherwise_is_changed_and_empty_cells_are_not(by: Actor) -> None:
    carried_out(by, homes(2, 经度="121.5765", 纬度="31.2532"))
    changed = [{**homes(1)[0], "楼层": "2", "门类": "沿街商铺"}, homes(2)[1]]
    row = carried_out(by, changed)
    assert (row.tally["changed"], row.tally["known"], row.places_changed) == (1, 1, 1)
    door = Door.objects.get(subdistrict=STREET, building__lane="8", room="101")
    assert (door.floor, door.use, door.sort_key) == (2, DoorUse.PREMISES, door.order_key())
    assert door.building.longitude == 121.5765


def test_new_beats_are_told_before_they_are_made(by: Actor) -> None:
    row = tried(by, homes(2, 责任片="新片"))
    assert row.tally["beats"] == ["新片"]
    assert not Beat.objects.filter(subdistrict=STREET, name="新片").exists()
    actions.carry_out(by, uuid4(), row.pk, row.version)
    work(row)
    assert Beat.objects.filter(subdistrict=STREET, name="新片").count() == 1


def test_a_free_address_is_read(by: Actor) -> None:
    row = carried_out(by, [{"居委会": "第1居委", "责任片": "1片", "地址": "金口路８弄十二号 301 室"}])
    assert row.doors_made == 1
    assert Door.objects.get(subdistrict=STREET, building__lane="8").address == "金口路8弄12号301室"


def test_good_rows_are_carried_out_and_bad_ones_left_out(by: Actor) -> None:
    row = carried_out(by, [HOME, {**HOME, "室": "302", "居委会": "第9居委"}])
    assert codes(row) == [(3, "居委会", "unknown-committee")]
    assert (row.rows, row.doors_made, row.state) == (1, 1, ImportState.DONE)


def test_a_sheet_without_a_good_row_is_not_carried_out(by: Actor) -> None:
    row = tried(by, [{**HOME, "居委会": "第9居委"}])
    with pytest.raises(Refused) as refused:
        actions.carry_out(by, uuid4(), row.pk, row.version)
    assert refused.value.kind == NOTHING_TO_CARRY_OUT


def test_carrying_out_twice_is_refused(by: Actor) -> None:
    row = carried_out(by, homes(3))
    with pytest.raises(Refused) as refused:
        actions.carry_out(by, uuid4(), row.pk, row.version)
    assert refused.value.kind == STALE


def test_a_withdrawn_sheet_stays_without_effect(by: Actor) -> None:
    row = tried(by, homes(3))
    actions.withdraw(by, uuid4(), row.pk, row.version)
    assert stored(row.pk).state == ImportState.WITHDRAWN
    with pytest.raises(Refused):
        actions.carry_out(by, uuid4(), row.pk, row.version + 1)
