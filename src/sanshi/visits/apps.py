from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "sanshi.visits"
    label = "visits"
