from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "sanshi.visits"
    label = "visits"

    def ready(self) -> None:
        from sanshi.territory.announcements import buildings_placed, change_asked, doors_changed
        from sanshi.visits import doors, following

        buildings_placed.connect(following.follow_buildings)
        change_asked.connect(following.foresee)
        doors_changed.connect(doors.refuse_closing)
        doors_changed.connect(doors.look_behind)
