from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sanshi.accounts"
    label = "accounts"

    def ready(self) -> None:
        from sanshi.accounts import checks  # noqa: F401 - registers the check that every URL names its verb
        from sanshi.accounts.access import actor_by_id, names_of
        from sanshi.jobs.running import name_actors
        from sanshi.journal.recording import name_accounts

        name_accounts(names_of)
        name_actors(actor_by_id)
