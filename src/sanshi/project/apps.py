from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "sanshi.project"
    label = "project"

    def ready(self) -> None:
        from sanshi.project.serve import resume_demo_clock

        resume_demo_clock()
