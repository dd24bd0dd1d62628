"""A database as text that two builds of one seed share: sealed values opened, ids numbered in order.

What differs by its nature is left out: ciphertexts, MACs and keyed digests, password hashes.
"""

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from sanshi.vault.sealing import Sealed, SealedContent

LEFT_OUT = {
    "journal.line": {"mac", "previous", "content_digest", "subjects_digest"},
    "journal.subject": {"digest"},
    "journal.head": {"mac"},
    "accounts.account": {"password"},
    # Made of a keyed digest of what was sent; a workbook's size hangs on the second in which it was packed.
    "entry.import": {"digest", "upload", "size"},
    "vault.key": {"id", "check_value"},
    "register.personversion": {"document_index"},
    "register.documentholder": {"index"},
    "register.employmentversion": {"document_index"},
    "register.matchkey": {"hash"},
    "entry.columnmapping": {"headers"},
}
_ORDERS = {
    "register.documentholder": ("person",),
}
# Of ids: another in each build.
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
# Of a search token: a keyed hash of the last signs of a number.
_TAIL = re.compile(r"(?<=')#d[0-9a-f]{16}(?=')")
_UUID = re.compile(r"\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b")


class _Numbers:
    """The same id is the same number wherever it stands."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._next = count(1)

    def of(self, text: str) -> str:
        key = text.replace("-", "")
        if key not in self._known:
            self._known[key] = f"#{next(self._next)}"
        return self._known[key]


def dump() -> Iterator[str]:
    """One line a row: the table, then field=value in the order of the model."""
    numbers = _Numbers()
    for model in _models():
        for row in model._base_manager.order_by(*_order(model)).iterator(chunk_size=500):
            yield f"{model._meta.label_lower} " + " ".join(_fields(row, numbers))


def _models() -> list[type[Model]]:
    own = (config for config in apps.get_app_configs() if config.name.startswith("sanshi."))
    return sorted(
        (model for config in own for model in config.get_models()), key=lambda model: model._meta.label
    )


def _order(model: type[Model]) -> tuple[str, ...]:
    """UUIDv7 keys sort by creation; a holder's key is a keyed index, its person is not."""
    return _ORDERS.get(model._meta.label_lower, ("pk",))


def _fields(row: Model, numbers: _Numbers) -> Iterator[str]:
    left_out = LEFT_OUT.get(row._meta.label_lower, set())
    for field in row._meta.concrete_fields:
        if field.name not in left_out:
            yield f"{field.name}={_text(getattr(row, field.attname), numbers)}"


def _text(value: Any, numbers: _Numbers) -> str:
    match value:
        case Sealed() | SealedContent():
            return _text(value.open(), numbers)
        case UUID():
            return numbers.of(str(value))
        case _:
            # PostgreSQL keeps the keys of a document in an order of its own.
            plain = json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else repr(value)
            text = _TAIL.sub("tail", _DIGEST.sub("digest", plain))
            return _UUID.sub(lambda found: numbers.of(found.group()), text)
