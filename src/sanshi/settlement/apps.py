from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "sanshi.settlement"
    label = "settlement"
