from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "sanshi.home"
    label = "home"
