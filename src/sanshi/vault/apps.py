from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate


class VaultConfig(AppConfig):
    name = "sanshi.vault"
    label = "vault"

    def ready(self) -> None:
        post_migrate.connect(_keep_keys, sender=self)


def _keep_keys(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    from sanshi.vault.keys import ensure_keys

    models = kwargs.get("apps") or apps
    try:
        models.get_model("vault", "Key")
    except LookupError:
        return  # migrated back to nothing
    ensure_keys(using)
