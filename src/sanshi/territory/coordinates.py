"""Where something is: WGS 84 is stored; what maps of the country say is converted when it comes in.

GCJ-02 (Amap, Tencent) lies some 500 m beside it in Shanghai, BD-09 (Baidu) some 1,100 m.
"""

from collections.abc import Callable
from functools import partial

import coordTransform
from django.db import models
from django.utils.translation import gettext_lazy as _

from sanshi.problems import NOT_IN_SHANGHAI, SWAPPED, Refused

# Longitude and latitude in degrees, as GeoJSON writes them.
Position = tuple[float, float]
# Seven places are one centimetre.
PLACES = 7
# The city with its islands and its waters, generously.
WEST, SOUTH, EAST, NORTH = 120.8, 30.6, 122.3, 31.95


class System(models.TextChoices):
    WGS84 = "wgs84", _("WGS 84 or CGCS2000 (GPS, Tianditu)")
    GCJ02 = "gcj02", _("GCJ-02 (Amap, Tencent)")
    BD09 = "bd09", _("BD-09 (Baidu)")


def to_wgs84(system: str, longitude: float, latitude: float) -> Position:
    longitude, latitude = _CONVERSIONS[system](longitude, latitude)
    return round(longitude, PLACES), round(latitude, PLACES)


def _undone(forward: Callable[[float, float], Position], longitude: float, latitude: float) -> Position:
    """The point that `forward` moves here. The library's own way back is some metres off."""
    x, y = longitude, latitude
    for _step in range(10):
        there_x, there_y = forward(x, y)
        x, y = x + longitude - there_x, y + latitude - there_y
        if max(abs(there_x - longitude), abs(there_y - latitude)) < 1e-9:
            break
    return x, y


_CONVERSIONS: dict[str, Callable[[float, float], Position]] = {
    System.WGS84: lambda longitude, latitude: (longitude, latitude),
    System.GCJ02: partial(_undone, coordTransform.wgs84_to_gcj02),
    System.BD09: partial(_undone, coordTransform.wgs84_to_bd09),
}


def in_shanghai(longitude: float, latitude: float) -> bool:
    return WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def located(system: str, longitude: float, latitude: float, where: str = "") -> Position:
    """In WGS 84. Raises SWAPPED or NOT_IN_SHANGHAI; `where` names the shape the point is part of."""
    at = written(longitude, latitude)
    if in_shanghai(latitude, longitude):
        raise Refused(SWAPPED, where=where, at=at)
    here = to_wgs84(system, longitude, latitude) if _is_near(longitude, latitude) else (longitude, latitude)
    if not in_shanghai(*here):
        raise Refused(NOT_IN_SHANGHAI, where=where, at=at)
    return here


def _is_near(longitude: float, latitude: float) -> bool:
    """The conversions are made for this country; elsewhere they need not end."""
    return abs(longitude - EAST) < 5 and abs(latitude - NORTH) < 5


def written(longitude: float, latitude: float) -> str:
    return f"{longitude:.6f}, {latitude:.6f}"
