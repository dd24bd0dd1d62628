"""Where a form says something else than the document number does, in plain sentences for the desk.

The number counts (plan/fields, Person): entering needs no reason, but the clerk knows before it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from sanshi.collection.content import FormContent
from sanshi.collection.labels import in_words
from sanshi.register.columns import by_the_number
from sanshi.register.facts import PersonFacts


def with_its_number(content: FormContent) -> dict[str, str]:
    """By the form's field: what was typed beside the number on the same form."""
    if content.person is None:
        return {}
    counts = content.person.to_json()
    said = gettext("Stated: %(stated)s. The document number says: %(number)s, and it counts.")
    return {
        name: said % {"stated": _words(name, typed), "number": _words(name, counts[name])}
        for name, typed in content.overruled.items()
    }


def with_the_register(person: PersonFacts, stored: Mapping[str, Any] | None) -> dict[str, str]:
    """The same beside the number that the register has of the person; the form shows none.

    `stored`: what the register says of the person (`history.facts_of`), None where it knows nobody.
    """
    if stored is None or person.document_number:
        return {}
    stated, counts = person.to_json(), by_the_number(person, stored).to_json()
    said = gettext("Stated: %(stated)s. The number in the register says: %(number)s, and it counts.")
    return {
        name: said % {"stated": _words(name, stated[name]), "number": _words(name, counts[name])}
        for name in ("sex", "birth_date")
        if stated[name] != counts[name]
    }


def _words(name: str, value: Any) -> str:
    return in_words(name, date.fromisoformat(value) if name == "birth_date" and value else value)
