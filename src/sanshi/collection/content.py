"""What a form says, as one value: the parts its subject and action have, sealed as `Form.content`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

from sanshi.collection.models import FormAction, Subject
from sanshi.register.facts import (
    Alteration,
    DwellingFacts,
    EndFacts,
    Facts,
    PersonFacts,
    ResidencyFacts,
    UnitFacts,
)

PARTS: dict[str, type[Facts]] = {
    "alteration": Alteration,
    "person": PersonFacts,
    "residency": ResidencyFacts,
    "end": EndFacts,
    "dwelling": DwellingFacts,
    "unit": UnitFacts,
}

# Two parts of one form have a field `kind`; on a form every field has a name of its own.
_RENAMED = {("alteration", "kind"): "alteration_kind"}


class WrongContent(ValueError):
    """Stored content that no form of this version wrote; says which key."""


@dataclass(frozen=True, slots=True)
class FormContent:
    person: PersonFacts | None = None
    residency: ResidencyFacts | None = None
    end: EndFacts | None = None
    alteration: Alteration | None = None
    dwelling: DwellingFacts | None = None
    unit: UnitFacts | None = None
    # Of a draft: what was typed and cannot be read yet, by the form's field; nothing typed is lost.
    unfinished: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        stored: dict[str, Any] = {
            name: part.to_json() for name in PARTS if (part := self.part(name)) is not None
        }
        if self.unfinished:
            stored["unfinished"] = dict(self.unfinished)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Raises WrongContent for a key or a value that does not belong there."""
        unknown = set(stored) - set(PARTS) - {"unfinished"}
        if unknown:
            raise WrongContent(f"unknown part: {', '.join(sorted(unknown))}")
        parts: dict[str, Any] = {name: _read(name, stored[name]) for name in PARTS if name in stored}
        return cls(**parts, unfinished=_texts(stored.get("unfinished", {})))

    def holding(self, facts: Facts) -> Self:
        """With a part put in, by its kind."""
        part: dict[str, Any] = {name: facts for name, kind in PARTS.items() if type(facts) is kind}
        return replace(self, **part)

    def part(self, name: str) -> Any:
        return getattr(self, name)

    def values(self) -> dict[str, Any]:
        """Every value by the form's field name."""
        return {
            form_field(name, one.name): getattr(part, one.name)
            for name, kind in PARTS.items()
            if (part := self.part(name)) is not None
            for one in fields(kind)
        }

    def having(self, values: Mapping[str, Any]) -> Self:
        """With these values in the parts that are there; names of absent parts are passed over."""
        changed = {}
        for name, kind in PARTS.items():
            own = {one.name: form_field(name, one.name) for one in fields(kind)}
            new = {attribute: values[shown] for attribute, shown in own.items() if shown in values}
            part = self.part(name)
            if part is not None and new:
                changed[name] = replace(part, **new)
        return replace(self, **changed)


def form_field(part: str, attribute: str) -> str:
    return _RENAMED.get((part, attribute), attribute)


def parts_of(subject: str, action: str) -> tuple[str, ...]:
    """The parts a form of this subject and action has."""
    if action == FormAction.DEREGISTER:
        return ("end",)
    facts = {Subject.PERSON.value: ("person", "residency")}.get(subject, (str(subject),))
    return ("alteration", *facts) if action == FormAction.ALTER else facts


def _read(name: str, stored: Any) -> Facts:
    kind = PARTS[name]
    if not isinstance(stored, dict):
        raise WrongContent(f"{name} is not an object")
    unknown = set(stored) - set(kind.names())
    if unknown:
        raise WrongContent(f"{name}: unknown field {', '.join(sorted(unknown))}")
    try:
        part = kind.from_json(stored)
    except (TypeError, ValueError) as error:
        raise WrongContent(f"{name}: {type(error).__name__}") from None
    for attribute, hint in kind.kinds().items():
        if not _fits(getattr(part, attribute), hint):
            raise WrongContent(f"{name}.{attribute} is of another kind")
    return part


def _fits(value: Any, hint: Any) -> bool:
    """`hint`: a type or a union of types. A code may be the enumeration's member."""
    types = getattr(hint, "__args__", (hint,))
    return type(value) in types or (str in types and isinstance(value, str))


def _texts(stored: Any) -> dict[str, str]:
    if not isinstance(stored, dict) or not all(isinstance(text, str) for text in stored.values()):
        raise WrongContent("unfinished holds texts")
    return dict(stored)
