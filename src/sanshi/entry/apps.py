from django.apps import AppConfig


class EntryConfig(AppConfig):
    name = "sanshi.entry"
    label = "entry"

    def ready(self) -> None:
        from sanshi.entry.duplicates import kinds as duplicates
        from sanshi.entry.importing import kinds as importing

        importing.offer_kinds()
        duplicates.offer_kinds()
