from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "sanshi.collection"
    label = "collection"

    def ready(self) -> None:
        from sanshi.collection import following
        from sanshi.collection.access import forms_at
        from sanshi.territory.announcements import buildings_placed, change_asked
        from sanshi.visits.access import offer_forms

        offer_forms(forms_at)
        buildings_placed.connect(following.follow_buildings)
        change_asked.connect(following.foresee)
