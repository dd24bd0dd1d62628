from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "sanshi.discovery"
    label = "discovery"
