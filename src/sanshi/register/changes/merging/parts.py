"""What of two records somebody chooses between: columns that go together, by kind of record. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from sanshi.identity.documents import Sex
from sanshi.register.models import Kind
from sanshi.register.timeline import Facts

PARTS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.PERSON: {
        "name": ("name",),
        "document": ("document_number", "document_type", "document_index", "no_document_reason"),
        "sex": ("sex",),
        "birth_date": ("birth_date",),
        "phone": ("phone",),
        "guardian": ("guardian_name", "guardian_phone", "guardian"),
        "notice": ("notice_version", "notified_on"),
    },
    # Key trades are the police's alone (plan 2.2.4): nobody chooses, what they set stays.
    Kind.UNIT: {
        "name": ("name",),
        "credit_code": ("credit_code",),
        "kind": ("kind",),
        "industry": ("industry",),
        "contact": ("contact_name", "contact_phone"),
        "status": ("status",),
        "address": ("door", "committee"),
    },
}
# Any of these says that there is something; of the other parts the first column does.
_NAMING = {"guardian": ("guardian", "guardian_name"), "contact": ("contact_name", "contact_phone")}
_NOT_KNOWN = frozenset({None, "", Sex.UNKNOWN, Sex.NOT_STATED})


def is_stated(kind: Kind, part: str, facts: Facts) -> bool:
    naming = _NAMING.get(part) or PARTS[kind][part][:1]
    return any(facts[name] not in _NOT_KNOWN for name in naming)


def chosen(
    kind: Kind, parts: Collection[str], kept: Facts, other: Facts, taken: Collection[str]
) -> dict[str, Any]:
    """What the other record says: of parts that were taken, and of those that the kept one does not state."""
    found: dict[str, Any] = {}
    for part in parts:
        if is_stated(kind, part, other) and (part in taken or not is_stated(kind, part, kept)):
            found |= {name: other[name] for name in PARTS[kind][part]}
    return found
