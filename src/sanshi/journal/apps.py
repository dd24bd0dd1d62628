from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "sanshi.journal"
    label = "journal"
