from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "sanshi.register"
    label = "register"

    def ready(self) -> None:
        from sanshi.register import doors, following
        from sanshi.territory.announcements import buildings_placed, doors_changed, places_renamed

        buildings_placed.connect(following.follow_buildings)
        places_renamed.connect(following.follow_names)
        doors_changed.connect(doors.refuse_closing)
