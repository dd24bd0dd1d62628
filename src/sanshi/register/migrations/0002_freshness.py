import django.db.models.deletion
from django.db import migrations, models

import sanshi.streets.fields
import sanshi.streets.uuid7


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0001_initial"),
        ("streets", "0001_initial"),
        ("territory", "0002_territory_in_time"),
    ]

    operations = [
        migrations.AddField("dwelling", "verified_by", models.UUIDField(null=True)),
        migrations.AddField("dwelling", "verified_on", models.DateField(null=True)),
        migrations.AddIndex(
            "dwelling", models.Index(fields=["subdistrict", "verified_on"], name="dwelling_verified")
        ),
        migrations.CreateModel(
            name="FreshnessDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sanshi.streets.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "subdistrict",
                    sanshi.streets.fields.DistrictKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="streets.subdistrict",
                        verbose_name="street",
                    ),
                ),
                (
                    "committee",
                    sanshi.streets.fields.LocalKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.committee",
                    ),
                ),
                ("day", models.DateField()),
                ("dwellings", models.PositiveIntegerField()),
                ("fresh", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["subdistrict", "day"], name="freshness_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subdistrict", "committee", "day"), name="freshness_day_once"
                    )
                ],
            },
        ),
    ]
