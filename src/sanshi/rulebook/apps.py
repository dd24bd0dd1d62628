from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "sanshi.rulebook"
    label = "rulebook"
