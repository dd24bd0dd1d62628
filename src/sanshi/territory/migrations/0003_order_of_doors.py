from typing import Any

from django.db import migrations, models

from sanshi.territory.order import OrderKey, building_key, door_key

ROWS = 1000


def write_keys(apps: Any, schema_editor: Any) -> None:
    """Of the places that are there already."""
    for row, keys in (
        (apps.get_model("territory", "Building"), _of_building),
        (apps.get_model("territory", "Door"), _of_door),
    ):
        for street in row.objects.order_by().values_list("subdistrict_id", flat=True).distinct():
            places = list(row.objects.filter(subdistrict=street))
            for place in places:
                place.sort_key = keys(place)
            row.objects.filter(subdistrict=street).bulk_update(places, ["sort_key"], ROWS)


def _of_building(place: Any) -> str:
    return building_key(place.road, place.lane, place.number, place.estate)


def _of_door(place: Any) -> str:
    return door_key(place.floor, place.room, place.use == "premises")


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_territory_in_time")]

    operations = [
        migrations.RemoveIndex("building", "building_committee"),
        migrations.AddField("building", "sort_key", OrderKey()),
        migrations.AddField("door", "sort_key", OrderKey()),
        migrations.RunPython(write_keys, migrations.RunPython.noop, elidable=False),
        migrations.AddIndex(
            "building",
            models.Index(fields=["subdistrict", "committee", "sort_key"], name="building_order"),
        ),
    ]
