"""Whose each line about the staff of two records of one unit is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sanshi.register import employees
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion, PersonVersion, ResidencyVersion, UnitVersion

Who = UUID | str


@dataclass(frozen=True, slots=True)
class Line:
    """`who`: a person or a document number, None of whom only the name is known. `doors`: where they live."""

    employment: UUID
    unit: UUID
    who: Who | None
    name: str
    doors: frozenset[UUID] = frozenset()


def whose(lines: Sequence[Line]) -> dict[UUID, Who]:
    """By employment: the person, the number, or nobody's but its own. Pure.

    Known by the name alone, one is the same as the only one of that name and dwelling on the other staff:
    of two such records the match is sure. A name without a dwelling decides nothing.
    """
    return {line.employment: line.who or _namesake(line, lines) or line.employment for line in lines}


def _namesake(line: Line, lines: Sequence[Line]) -> Who | None:
    alike = [one for one in lines if one is not line and _is_alike(line, one)]
    if len(alike) != 1 or alike[0].unit == line.unit:
        return None
    return alike[0].who or min(line.employment, alike[0].employment)


def _is_alike(line: Line, other: Line) -> bool:
    return bool(line.name) and line.name == other.name and bool(line.doors & other.doors)


def lines_of(subdistrict: str, rows: Iterable[EmploymentVersion]) -> list[Line]:
    """`rows`: current versions, of which the last of each employment speaks."""
    last = {row.employment_id: row for row in sorted(rows, key=lambda row: row.valid_from)}
    known = employees.known_persons(subdistrict, list(last.values()))
    names, homes = _names(subdistrict, known.values()), _homes(subdistrict, known.values())
    premises = _premises(subdistrict, {row.unit_id for row in last.values()})
    found = []
    for pk, row in last.items():
        person = known.get(pk)
        said = row.name.open() if row.name else ""
        stated = premises.get(row.unit_id) if row.lives_on_site else row.residence_door
        doors = homes.get(person, frozenset()) if person else frozenset()
        name = names.get(person, said) if person else said
        lives = doors | ({stated} if stated else frozenset())
        found.append(Line(pk, row.unit_id, person or row.document_index or None, name, lives))
    return found


def _names(subdistrict: str, persons: Iterable[UUID]) -> Mapping[UUID, str]:
    rows = PersonVersion.objects.filter(current(), subdistrict=subdistrict, person__in=set(persons))
    return dict(rows.order_by("valid_from", "id").values_list("person_id", "name"))


def _homes(subdistrict: str, persons: Iterable[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    rows = ResidencyVersion.objects.filter(
        current(), subdistrict=subdistrict, person__in=set(persons), valid_to__isnull=True
    )
    found: dict[UUID, frozenset[UUID]] = {}
    for person, door in rows.values_list("person_id", "door_id"):
        found[person] = found.get(person, frozenset()) | {door}
    return found


def _premises(subdistrict: str, units: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """The door of each by the last version; of a record that is gone by now too."""
    rows = UnitVersion.objects.filter(subdistrict=subdistrict, unit__in=set(units))
    return dict(rows.order_by("recorded_at", "valid_from").values_list("unit_id", "door_id"))
