from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "sanshi.territory"
    label = "territory"
