"""Signing in as a reader does."""

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from sanshi.accounts.models import Account
from tests.persons import PASSWORD


def try_to_sign_in(client: Client, account: Account, password: str = PASSWORD, **sent: str) -> HttpResponse:
    said = {"username": account.username, "password": password, **sent}
    answer: HttpResponse = client.post("/sign-in", said)  # type: ignore[assignment]
    return answer


def in_english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def signed_in(account: Account) -> Client:
    client = Client()
    assert try_to_sign_in(client, account).status_code == 302
    return client


def goes_to(answer: HttpResponse) -> str:
    return answer.headers.get("Location", "")
