from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "sanshi.project"
    label = "project"
