"""What the page tests of collection share."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sanshi.collection.models import Form
from sanshi.verbs import Actor
from tests.collection.samples import (
    NUMBER,
    PHONE,
)
from tests.visits.neighbourhood import STREET

Browser = Callable[[Actor], Client]
NAME = "张伟民"


def address(route: str, *args: object) -> str:
    return reverse(route, args=(STREET, *args))


def text(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def sent(form: Form, **changes: Any) -> dict[str, Any]:
    """What a browser sends of a complete form of somebody from elsewhere."""
    return {
        "client_id": str(uuid4()),
        "version": str(form.version),
        "notice_version": "on",
        "name": NAME,
        "document_type": "111",
        "document_number": NUMBER.lower(),
        "phone": PHONE,
        "registered_region": "340100",
        "started_on": "2026-10-05",
        "stay_reason": "work",
        "tenure": "tenant",
        "household": "1",
        "permit_status": "registered",
        "collected_at": "2026-10-12T10:00",
        **changes,
    }


def the_form() -> Form:
    return Form.objects.get(subdistrict=STREET)
