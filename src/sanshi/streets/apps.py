from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import Tags, register
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate


class StreetsConfig(AppConfig):
    name = "sanshi.streets"
    label = "streets"

    def ready(self) -> None:
        from sanshi.streets.byte_order import check_byte_order
        from sanshi.streets.checks import check_rules
        from sanshi.streets.sqlite_log import check_sqlite_log

        register(check_rules)
        register(check_byte_order, Tags.database)
        register(check_sqlite_log, Tags.database)
        post_migrate.connect(_keep_house, sender=self)


def _keep_house(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """The first migration makes the house's row; `flush` empties all tables and sends only this signal."""
    models = kwargs.get("apps") or apps
    try:
        streets = models.get_model("streets", "Subdistrict")
    except LookupError:
        return  # migrated back to nothing
    streets.objects.using(using).get_or_create(
        code="000000000", defaults={"name": "Sanshi", "name_en": "The house"}
    )
