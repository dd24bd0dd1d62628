from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "sanshi.register"
    label = "register"
