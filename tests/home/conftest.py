import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sanshi.accounts.models import Account
from sanshi.verbs import Actor
from tests.standing import elsewhere, here, noon, own_anchor, street
from tests.visits.neighbourhood import STREET

__all__ = ["elsewhere", "here", "noon", "own_anchor", "street"]

Browser = Callable[..., Client]


@pytest.fixture
def signed_in() -> Browser:
    def sign_in(actor: Actor, **headers: str) -> Client:
        client = Client(headers=headers)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(Account.objects.get(pk=actor.account), "sanshi.accounts.backend.AccountBackend")
        return client

    return sign_in


def address(route: str, *args: object) -> str:
    return reverse(route, args=(STREET, *args))


def text(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def tiles(answer: HttpResponse) -> dict[str, tuple[str, str]]:
    """Figures of the page: label → (value, address)."""
    found = re.findall(
        r'<(?:a|div) class="tile [^"]*"(?: href="([^"]*)")?>\s*<span class="tile-label">(.*?)</span>\s*'
        r'<span class="tile-value">(.*?)</span>',
        answer.content.decode(),
        re.S,
    )
    return {
        re.sub(r"<[^>]+>", "", label).strip(): (value, url.replace("&amp;", "&"))
        for url, label, value in found
    }
