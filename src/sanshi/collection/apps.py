from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "sanshi.collection"
    label = "collection"

    def ready(self) -> None:
        from sanshi.collection.access import forms_at
        from sanshi.visits.access import offer_forms

        offer_forms(forms_at)
