from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "sanshi.shell"
    label = "shell"
