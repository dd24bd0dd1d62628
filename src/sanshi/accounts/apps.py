from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sanshi.accounts"
    label = "accounts"

    def ready(self) -> None:
        from sanshi.accounts import (
            checks,  # noqa: F401 - registers the check that every URL names its verb
            following,
        )
        from sanshi.accounts.access import actor_by_id, names_of
        from sanshi.jobs.running import name_actors
        from sanshi.journal.recording import name_accounts
        from sanshi.territory.announcements import (
            beats_moved,
            change_asked,
            committee_closed,
            groups_moved,
        )

        name_accounts(names_of)
        name_actors(actor_by_id)
        beats_moved.connect(following.follow_beats)
        groups_moved.connect(following.follow_groups)
        committee_closed.connect(following.end_posts)
        change_asked.connect(following.foresee)
