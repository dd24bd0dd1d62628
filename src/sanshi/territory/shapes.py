"""A file of shapes as what the actions take. Every problem is told, not only the first."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from sanshi.problems import WRONG_SHAPES, Refused
from sanshi.territory.actions.borders import BorderDrawn, CompoundDrawn, Pin, RoadDrawn
from sanshi.territory.geojson import Feature, Reading
from sanshi.territory.outlines import Line


def borders(
    reading: Reading, rows: list[Feature], system: str, codes: Mapping[str, UUID]
) -> tuple[BorderDrawn, ...]:
    """By the property `code`: the committee's twelve digits."""
    found: dict[str, BorderDrawn] = {}
    for row in rows:
        code = row.says("code")
        _known(reading, row, code, codes, found)
        outline = reading.outline(row, system)
        if outline and code in codes:
            found[code] = BorderDrawn(codes[code], outline)
    return tuple(found.values())


def compounds(
    reading: Reading, rows: list[Feature], system: str, codes: Mapping[str, UUID]
) -> tuple[CompoundDrawn, ...]:
    """By `name` and the `code` of the committee."""
    found: dict[str, CompoundDrawn] = {}
    for row in rows:
        name, code = row.says("name")[:40], row.says("code")
        _known(reading, row, code, codes, {})
        _named(reading, row, name, found)
        outline = reading.outline(row, system)
        if outline and code in codes:
            found[name] = CompoundDrawn(name, codes[code], outline)
    return tuple(found.values())


def roads(reading: Reading, rows: list[Feature], system: str) -> tuple[RoadDrawn, ...]:
    """By `name`; a road may come in several pieces."""
    lines: dict[str, Line] = {}
    for row in rows:
        name = row.says("name")[:40]
        _named(reading, row, name, {})
        line = reading.line(row, system)
        if line:
            lines.setdefault(name, []).extend(line)
    return tuple(RoadDrawn(name, line) for name, line in lines.items())


def stairways(
    reading: Reading, rows: list[Feature], system: str, addresses: Mapping[str, UUID]
) -> tuple[Pin, ...]:
    """By `address`, as it stands on the stairway's page."""
    found: dict[str, Pin] = {}
    for row in rows:
        address = row.says("address")
        if address not in addresses:
            _tell(reading, row, _("no stairway has the address “%(address)s”.") % {"address": address[:60]})
        elif address in found:
            _tell(reading, row, _("“%(address)s” stands in the file twice.") % {"address": address})
        point = reading.point(row, system)
        if point and address in addresses:
            found[address] = Pin(addresses[address], *point)
    return tuple(found.values())


def _known(
    reading: Reading,
    row: Feature,
    code: str,
    codes: Mapping[str, UUID],
    found: Mapping[str, object],
) -> None:
    if code not in codes:
        _tell(reading, row, _("no committee has the code “%(code)s” (property code).") % {"code": code[:40]})
    elif code in found:
        _tell(reading, row, _("the code %(code)s stands in the file twice.") % {"code": code})


def _named(reading: Reading, row: Feature, name: str, found: Mapping[str, object]) -> None:
    if not name:
        _tell(reading, row, _("the property name is missing."))
    elif name in found:
        _tell(reading, row, _("“%(name)s” stands in the file twice.") % {"name": name})


def _tell(reading: Reading, row: Feature, why: str) -> None:
    reading.problems.append(Refused(WRONG_SHAPES, where=row.called(), why=why).message)
