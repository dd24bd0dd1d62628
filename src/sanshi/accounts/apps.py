from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sanshi.accounts"
    label = "accounts"
