"""What the tests of pages share: somebody living somewhere, addresses, what an answer says."""

import re
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.urls import reverse

from sanshi import clock
from sanshi.journal.models import Line, Subject
from sanshi.register import actions
from sanshi.register.facts import PersonFacts
from tests import make
from tests.make import STREET
from tests.register.town import living_here, person_facts

FACTS = person_facts()


def lives(door: Any, facts: PersonFacts = FACTS, same_as: UUID | None = None, **residency: Any) -> UUID:
    stay = living_here(**residency)
    by = make.house()
    return actions.register_person(by, uuid4(), uuid4(), facts, stay, door.pk, clock.today(), same_as)


def address(route: str, *args: object) -> str:
    return reverse(route, args=(STREET, *args))


def text(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def last_line() -> tuple[Line, set[UUID]]:
    line = Line.objects.filter(subdistrict=STREET).order_by("-number").first()
    subjects = Subject.objects.filter(subdistrict=STREET, line=line)
    return line, set(subjects.values_list("subject", flat=True))
