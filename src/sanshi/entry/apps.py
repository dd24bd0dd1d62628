from django.apps import AppConfig


class EntryConfig(AppConfig):
    name = "sanshi.entry"
    label = "entry"
