"""What a browser sends, and what it then knows."""

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.urls import reverse

from sanshi.collection.models import Form
from sanshi.entry.models import Entry
from sanshi.register.models import Person as Resident
from tests.make import STREET
from tests.persons import Person


def browser(person: Person) -> Client:
    """Signed in, with a session of its own in the database. An error of a view is a page, as in life."""
    client = Client(raise_request_exception=False)
    client.force_login(person.account, backend="sanshi.accounts.backend.AccountBackend")
    held = client.session
    assert {SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY} <= set(held.keys())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def session_of(person: Person) -> str:
    return browser(person).cookies[settings.SESSION_COOKIE_NAME].value


def at(route: str, *keys: UUID) -> str:
    return reverse(route, args=(STREET, *keys))


# Of nobody like him in the register; the band that the page showed goes with the answer.
NEW = {"choice": "new", "band": "new", "shown": ""}


def entering(form: Form, client_id: UUID | None = None) -> dict[str, str]:
    """What the button "enter as a new person" sends."""
    return {"client_id": str(client_id or uuid4()), "version": str(form.version), **NEW}


@dataclass(frozen=True)
class Effect:
    """What stands in the register and on the desk."""

    entries: int
    residents: int

    @classmethod
    def now(cls) -> "Effect":
        here = {"subdistrict": STREET}
        return cls(Entry.objects.filter(**here).count(), Resident.objects.filter(**here).count())


NOTHING, ONCE = Effect(0, 0), Effect(1, 1)


def database_url() -> str:
    """Of this worker's test database, for another process."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    return f"postgresql://{held['USER']}@{quote(str(held['HOST']), safe='')}/{held['NAME']}"
