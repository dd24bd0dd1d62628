from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "sanshi.identity"
    label = "identity"
