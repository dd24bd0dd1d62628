from django.apps import AppConfig


class EntryConfig(AppConfig):
    name = "sanshi.entry"
    label = "entry"

    def ready(self) -> None:
        from sanshi.entry.importing.kinds import offer_kinds

        offer_kinds()
