"""Tables of the tests' own: small ones that have every path whose SQL is read."""

from django.apps import AppConfig, apps


def install() -> None:
    """Called while tests are collected: after Django's set-up and before the test database is made."""
    if apps.is_installed("tests.streets.sample"):
        return
    config = AppConfig.create("tests.streets.sample")
    config.apps = apps
    apps.app_configs[config.label] = config
    config.import_models()
    apps.clear_cache()
