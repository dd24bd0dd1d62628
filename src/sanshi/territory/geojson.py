"""Files of shapes (GeoJSON, RFC 7946): what is read from one, and one as it is written."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from sanshi.problems import FILE_TOO_LARGE, NOT_GEOJSON, OTHER_SYSTEM, Refused
from sanshi.shell.decoding import decoded
from sanshi.territory.outlines import Line, Outline, read_line, read_outline, read_point

MOST_MEGABYTES = 10
MOST_FEATURES = 20_000
# What a file may say of its coordinates: degrees on an ellipsoid that agrees with WGS 84 to some centimetres.
DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")


@dataclass(frozen=True, slots=True)
class Feature:
    """`number`: its place in the file, from 1."""

    number: int
    properties: Mapping[str, Any]
    geometry: object

    def says(self, *names: str) -> str:
        """The first of these properties that is there, as text."""
        found = (self.properties.get(name) for name in names)
        return next((str(value).strip() for value in found if value not in (None, "")), "")

    def called(self) -> str:
        name = self.says("name", "address", "code")
        return _("Shape %(number)s (%(name)s)" if name else "Shape %(number)s") % {
            "number": self.number,
            "name": name[:40],
        }


@dataclass(slots=True)
class Reading:
    """Each thing that is wrong with a file. Where anything is, nothing of it is stored."""

    problems: list[str] = field(default_factory=list)

    def tried(self, read: Callable[[], Any]) -> Any:
        """None where it was refused."""
        try:
            return read()
        except Refused as refused:
            self.problems.append(refused.message)
            return None

    def outline(self, feature: Feature, system: str) -> Outline | None:
        found: Outline | None = self.tried(lambda: read_outline(feature.geometry, system, feature.called()))
        return found

    def line(self, feature: Feature, system: str) -> Line | None:
        found: Line | None = self.tried(lambda: read_line(feature.geometry, system, feature.called()))
        return found

    def point(self, feature: Feature, system: str) -> tuple[float, float] | None:
        found: tuple[float, float] | None = self.tried(
            lambda: read_point(feature.geometry, system, feature.called())
        )
        return found


def check_size(size: int) -> None:
    if size > MOST_MEGABYTES * 2**20:
        raise Refused(FILE_TOO_LARGE, field="file", size=-(-size // 2**20), most=MOST_MEGABYTES)


def features(raw: bytes) -> list[Feature]:
    """Raises Refused where the file as a whole cannot be read."""
    check_size(len(raw))
    found = _object(raw)
    _check_system(found)
    rows = [found] if found.get("type") == "Feature" else found.get("features")
    if found.get("type") not in {"Feature", "FeatureCollection"} or not isinstance(rows, list):
        raise _refused(_("it holds no FeatureCollection."))
    if not rows:
        raise _refused(_("it holds no shape."))
    if len(rows) > MOST_FEATURES:
        raise _refused(_("it holds %(count)s shapes; at most %(most)s are read.") % _counts(len(rows)))
    return [_feature(number, row) for number, row in enumerate(rows, start=1)]


def _counts(count: int) -> dict[str, int]:
    return {"count": count, "most": MOST_FEATURES}


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(_text(raw), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise _refused(_("it breaks off or is wrong in line %(line)s, column %(column)s.") % place) from error
    except (ValueError, RecursionError) as error:
        raise _refused(_("it holds what is no number, or brackets too deep.")) from error
    if not isinstance(found, dict):
        raise _refused(_("it holds no FeatureCollection."))
    return found


def _text(raw: bytes) -> str:
    text = decoded(raw)
    if text is None:
        raise _refused(_("its characters are neither UTF-8 nor GB18030."))
    return text


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _check_system(found: dict[str, Any]) -> None:
    """Older files name their system; RFC 7946 has one only."""
    named = found.get("crs")
    properties = named.get("properties") if isinstance(named, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if name and not name.endswith(DEGREES):
        raise Refused(OTHER_SYSTEM, field="file", system=name[:60])


def _feature(number: int, row: object) -> Feature:
    if not isinstance(row, dict):
        raise _refused(_("shape %(number)s is none.") % {"number": number})
    properties = row.get("properties")
    return Feature(number, properties if isinstance(properties, dict) else {}, row.get("geometry"))


def _refused(why: str) -> Refused:
    return Refused(NOT_GEOJSON, field="file", why=why)


def feature(shape: str, coordinates: object, /, **properties: object) -> dict[str, Any]:
    geometry = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(rows)}


def geometry_of(text: str) -> object:
    """What the editor sends: one geometry. Raises Refused where it is none."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refused(NOT_GEOJSON, field="outline", why=_("nothing was drawn.")) from error
