"""The directory over all streets: which person holds a document number (plan 3.3.3: nobody exists twice)."""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import IntegrityError

from sanshi.identity.documents import ONE_SCHEME
from sanshi.problems import ALREADY_REGISTERED, Refused
from sanshi.register.history import current
from sanshi.register.models import DocumentHolder, PersonVersion
from sanshi.vault.blind import blind_index

_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")


def document_index(document_type: str, number: str) -> str:
    """Blind index of a normalised number; empty without one."""
    if not number:
        return ""
    one_scheme = document_type in ONE_SCHEME and _EIGHTEEN.fullmatch(number)
    return blind_index("document", f"{'18' if one_scheme else document_type}:{number}")


def holder_of(index: str) -> DocumentHolder | None:
    return DocumentHolder.objects.filter(pk=index).first() if index else None


def holders_of(indexes: Iterable[str]) -> dict[str, DocumentHolder]:
    """Of many numbers at once, in whatever street."""
    asked = {index for index in indexes if index}
    return DocumentHolder.objects.in_bulk(asked) if asked else {}


def enter(subdistrict: str, persons: Mapping[str, UUID]) -> None:
    """Each index held by its person. Raises Refused(ALREADY_REGISTERED), whoever was faster."""
    if not persons:
        return
    rows = [
        DocumentHolder(index=index, subdistrict_id=subdistrict, person=person)
        for index, person in persons.items()
    ]
    try:
        DocumentHolder.objects.bulk_create(rows)
    except IntegrityError as broken:
        raise Refused(ALREADY_REGISTERED, field="document_number") from broken


def follow(subdistrict: str, persons: Iterable[UUID]) -> None:
    """Make the directory say what the current versions of these persons say, former numbers included.

    A number may pass from one of them to another.
    """
    asked = list(persons)
    said = PersonVersion.objects.filter(current(), subdistrict=subdistrict, person__in=asked)
    numbers = dict(said.exclude(document_index="").values_list("document_index", "person_id"))
    held = DocumentHolder.objects.filter(subdistrict=subdistrict, person__in=asked)
    known = dict(held.values_list("index", "person"))
    if dropped := [index for index, person in known.items() if numbers.get(index) != person]:
        held.filter(pk__in=dropped).delete()
    enter(subdistrict, {index: one for index, one in numbers.items() if known.get(index) != one})
