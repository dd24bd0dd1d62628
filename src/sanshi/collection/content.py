"""What a form says, as one value: the parts its subject and action have, sealed as `Form.content`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cache, lru_cache
from typing import Any, Self, get_origin

from sanshi.collection.models import FormAction, Subject
from sanshi.register.facts import (
    Alteration,
    DwellingFacts,
    EmploymentFacts,
    EndFacts,
    Facts,
    LeaseFacts,
    PersonFacts,
    ResidencyFacts,
    UnitFacts,
    employment_field,
    lease_field,
)

PARTS: dict[str, type[Facts]] = {
    "alteration": Alteration,
    "person": PersonFacts,
    "residency": ResidencyFacts,
    "end": EndFacts,
    "dwelling": DwellingFacts,
    "unit": UnitFacts,
}

MOST_LEASES = 6
"""Of one dwelling on one form: a dwelling let by rooms has a lease a room."""
LEASE_COUNT = "lease_count"
_LEASE_FIELD = re.compile(r"lease([1-9])_(\w+)")

MOST_EMPLOYMENTS = 30
"""Lines about staff on one form: who is not mentioned stays, so a larger staff takes several forms."""
EMPLOYMENT_COUNT = "employment_count"
_EMPLOYMENT_FIELD = re.compile(r"employment([1-9][0-9]?)_(\w+)")

# Not parts: lists, and what is only of a draft.
_BESIDE = frozenset({"leases", "employments", "moved_from", "unfinished", "overruled"})
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
    # Of a dwelling; their fields are named by their place: lease1_filed, lease2_filed.
    leases: tuple[LeaseFacts, ...] = ()
    # Of a unit: lines about its staff, named the same way.
    employments: tuple[EmploymentFacts, ...] = ()
    # Of a unit or a known person that moved to the form's door: the id of the door of before.
    moved_from: str = ""
    # Of a draft: what was typed and cannot be read yet, by the form's field; nothing typed is lost.
    unfinished: Mapping[str, str] = field(default_factory=dict)
    # Of a person: what was typed last and the document number says otherwise, by the form's field.
    overruled: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        stored: dict[str, Any] = {
            name: part.to_json() for name in PARTS if (part := self.part(name)) is not None
        }
        if self.leases:
            stored["leases"] = [lease.to_json() for lease in self.leases]
        if self.employments:
            stored["employments"] = [one.to_json() for one in self.employments]
        if self.moved_from:
            stored["moved_from"] = self.moved_from
        if self.unfinished:
            stored["unfinished"] = dict(self.unfinished)
        if self.overruled:
            stored["overruled"] = dict(self.overruled)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Raises WrongContent for a key or a value that does not belong there."""
        unknown = set(stored) - set(PARTS) - _BESIDE
        if unknown:
            raise WrongContent(f"unknown part: {', '.join(sorted(unknown))}")
        given = {name: stored[name] for name in PARTS if name in stored}
        parts: dict[str, Any] = {name: _read(name, PARTS[name], part) for name, part in given.items()}
        return cls(
            **parts,
            leases=_lines("lease", LeaseFacts, stored.get("leases", []), MOST_LEASES),
            employments=_lines(
                "employment", EmploymentFacts, stored.get("employments", []), MOST_EMPLOYMENTS
            ),
            moved_from=_text(stored.get("moved_from", "")),
            unfinished=_texts("unfinished", stored.get("unfinished", {})),
            overruled=_texts("overruled", stored.get("overruled", {})),
        )

    def holding(self, facts: Facts) -> Self:
        """With a part put in, by its kind."""
        part: dict[str, Any] = {name: facts for name, kind in PARTS.items() if type(facts) is kind}
        return replace(self, **part)

    def part(self, name: str) -> Any:
        return getattr(self, name)

    def values(self) -> dict[str, Any]:
        """Every value by the form's field name."""
        found = {
            shown: getattr(part, attribute)
            for name in PARTS
            if (part := self.part(name)) is not None
            for attribute, shown in fields_of_part(name)
        }
        if self.person is not None and self.moved_from:
            found["moved_from"] = self.moved_from
        if self.unit is not None:
            of_staff = {
                employment_field(place, one.name): getattr(line, one.name)
                for place, line in enumerate(self.employments, start=1)
                for one in fields(line)
            }
            moved = {"moved_from": self.moved_from} if self.moved_from else {}
            return {**found, **moved, EMPLOYMENT_COUNT: len(self.employments), **of_staff}
        if self.dwelling is None:
            return found
        of_leases = {
            lease_field(place, one.name): getattr(lease, one.name)
            for place, lease in enumerate(self.leases, start=1)
            for one in fields(lease)
        }
        return {**found, LEASE_COUNT: len(self.leases), **of_leases}

    def having(self, values: Mapping[str, Any]) -> Self:
        """With these values in the parts that are there; names of absent parts are passed over."""
        changed = {}
        for name in PARTS:
            part = self.part(name)
            if part is None:
                continue
            new = {attribute: values[shown] for attribute, shown in fields_of_part(name) if shown in values}
            if new:
                changed[name] = replace(part, **new)
        leases = tuple(self._leases_having(values))
        return replace(self, **changed, leases=leases, employments=tuple(self._staff_having(values)))

    def _staff_having(self, values: Mapping[str, Any]) -> Iterator[EmploymentFacts]:
        for place, line in enumerate(self.employments, start=1):
            own = {one: employment_field(place, one) for one in line.names()}
            yield replace(line, **{one: values[shown] for one, shown in own.items() if shown in values})

    def _leases_having(self, values: Mapping[str, Any]) -> Iterator[LeaseFacts]:
        for place, lease in enumerate(self.leases[: values.get(LEASE_COUNT)], start=1):
            own = {one: lease_field(place, one) for one in lease.names()}
            yield replace(lease, **{one: values[shown] for one, shown in own.items() if shown in values})


def form_field(part: str, attribute: str) -> str:
    return _RENAMED.get((part, attribute), attribute)


@cache
def fields_of_part(part: str) -> tuple[tuple[str, str], ...]:
    """Each field of a part with its name on the form."""
    return tuple((one.name, form_field(part, one.name)) for one in fields(PARTS[part]))


@lru_cache(maxsize=4096)
def of_lease(name: str) -> tuple[int, str] | None:
    """Of a form's field that is one of a lease: the lease's place and the field's own name."""
    found = _LEASE_FIELD.fullmatch(name)
    return (int(found[1]), found[2]) if found else None


@lru_cache(maxsize=4096)
def of_employment(name: str) -> tuple[int, str] | None:
    """The same of a line about staff."""
    found = _EMPLOYMENT_FIELD.fullmatch(name)
    return (int(found[1]), found[2]) if found else None


def own_name(name: str) -> str:
    """What a field is about, whichever lease or line it is of."""
    found = of_lease(name) or of_employment(name)
    return found[1] if found else name


def empty_leases() -> dict[str, Any]:
    """Every field of every lease a form has room for, with nothing stated."""
    places = range(1, MOST_LEASES + 1)
    empty = {one.name: one.default for one in fields(LeaseFacts) if one.default is not MISSING}
    return {LEASE_COUNT: 0} | {lease_field(n, name): value for n in places for name, value in empty.items()}


def parts_of(subject: str, action: str) -> tuple[str, ...]:
    """The parts a form of this subject and action has."""
    if action == FormAction.DEREGISTER:
        return ("end",)
    facts = {Subject.PERSON.value: ("person", "residency")}.get(subject, (str(subject),))
    return ("alteration", *facts) if action == FormAction.ALTER else facts


def empty_employments() -> dict[str, Any]:
    """Every field of every line about staff a form has room for, with nothing stated."""
    places = range(1, MOST_EMPLOYMENTS + 1)
    empty = {one.name: one.default for one in fields(EmploymentFacts)}
    return {employment_field(n, name): value for n in places for name, value in empty.items()}


def _lines(name: str, kind: type[Facts], stored: Any, most: int) -> Any:
    if not isinstance(stored, list) or len(stored) > most:
        raise WrongContent(f"of each {name} at most {most}, in a list")
    return tuple(_read(f"{name} {place}", kind, one) for place, one in enumerate(stored, start=1))


def _read(name: str, kind: type[Facts], stored: Any) -> Facts:
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
    if get_origin(hint) is tuple:
        return type(value) is tuple and all(isinstance(one, str) for one in value)
    types = getattr(hint, "__args__", (hint,))
    return type(value) in types or (str in types and isinstance(value, str))


def _text(stored: Any) -> str:
    if not isinstance(stored, str):
        raise WrongContent("moved_from is a text")
    return stored


def _texts(name: str, stored: Any) -> dict[str, str]:
    if not isinstance(stored, dict) or not all(isinstance(text, str) for text in stored.values()):
        raise WrongContent(f"{name} holds texts")
    return dict(stored)
