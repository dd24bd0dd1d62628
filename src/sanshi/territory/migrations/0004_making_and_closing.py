import django.db.models.deletion
from django.db import migrations, models

import sanshi.streets.fields
import sanshi.streets.uuid7


def key() -> models.UUIDField:
    return models.UUIDField(
        default=sanshi.streets.uuid7.uuid7, editable=False, primary_key=True, serialize=False
    )


def street() -> sanshi.streets.fields.DistrictKey:
    return sanshi.streets.fields.DistrictKey(
        db_index=False,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="streets.subdistrict",
        verbose_name="street",
    )


def local(to: str, related_name: str, *, null: bool = False) -> sanshi.streets.fields.LocalKey:
    return sanshi.streets.fields.LocalKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to
    )


class Migration(migrations.Migration):
    dependencies = [
        ("streets", "0001_initial"),
        ("territory", "0003_order_of_doors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Making",
            fields=[
                ("id", key()),
                ("subdistrict", street()),
                ("committee", local("territory.committee", "makings")),
                ("address", models.CharField(max_length=200)),
                ("stairways", models.PositiveIntegerField()),
                ("doors", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subdistrict", "committee", "made_at"], name="making_latest")
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlierStairway",
            fields=[
                ("id", key()),
                ("subdistrict", street()),
                ("building", local("territory.building", "earlier_addresses")),
                ("address", models.CharField(max_length=100)),
                ("until", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["subdistrict", "building", "until"], name="earlier_stairway_once"
                    )
                ],
            },
        ),
        migrations.RemoveConstraint("building", "building_address_once"),
        migrations.RemoveConstraint("door", "door_once"),
        migrations.AddField("building", "sublane", models.CharField(blank=True, max_length=10)),
        migrations.AddField("building", "block", models.CharField(blank=True, max_length=10)),
        migrations.AddField("building", "entrance", models.CharField(blank=True, max_length=10)),
        migrations.AddField("building", "making", local("territory.making", "made_buildings", null=True)),
        migrations.AddField("door", "making", local("territory.making", "made_doors", null=True)),
        migrations.AddField(
            "door",
            "closing_reason",
            models.CharField(
                blank=True,
                choices=[
                    ("demolished", "Demolished"),
                    ("walled-up", "Walled up"),
                    ("never-there", "Was never there"),
                    ("other", "Other"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField("door", "closing_remark", models.CharField(blank=True, max_length=200)),
        migrations.AddConstraint(
            "building",
            models.UniqueConstraint(
                condition=models.Q(("closed_on__isnull", True), models.Q(("road", ""), _negated=True)),
                fields=["subdistrict", "road", "lane", "sublane", "number", "block", "entrance"],
                name="building_address_once",
            ),
        ),
        migrations.AddConstraint(
            "building",
            models.UniqueConstraint(
                condition=models.Q(("closed_on__isnull", True), ("road", "")),
                fields=["subdistrict", "estate", "lane", "sublane", "number", "block", "entrance"],
                name="building_estate_once",
            ),
        ),
        migrations.AddConstraint(
            "door",
            models.UniqueConstraint(
                condition=models.Q(("closed_on__isnull", True)),
                fields=["subdistrict", "building", "room"],
                name="door_once",
            ),
        ),
    ]
