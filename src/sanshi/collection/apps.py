from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "sanshi.collection"
    label = "collection"
