from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "sanshi.discovery"
    label = "discovery"

    def ready(self) -> None:
        from sanshi.discovery import following
        from sanshi.territory.announcements import buildings_placed

        buildings_placed.connect(following.follow_buildings)
