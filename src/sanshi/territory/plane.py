"""Degrees on the ellipsoid to metres on a plane that keeps areas, and back.

Lambert's cylindrical equal-area projection of WGS 84 (Snyder 1987, "Map Projections: A Working Manual",
formulas 10-14 to 10-18, 3-12 and 3-16): areas are exact anywhere, lengths near Shanghai's latitude.
"""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

SEMI_MAJOR = 6378137.0
_FLATTENING = 1 / 298.257223563
_E2 = _FLATTENING * (2 - _FLATTENING)
_E = _E2**0.5
TRUE_SCALE, MIDDLE = np.radians(31.2), 121.5
_K0 = np.cos(TRUE_SCALE) / np.sqrt(1 - _E2 * np.sin(TRUE_SCALE) ** 2)

Points = NDArray[np.float64]


def to_plane(degrees: Points) -> Points:
    """Rows of longitude, latitude to rows of x, y in metres."""
    x = SEMI_MAJOR * _K0 * np.radians(degrees[:, 0] - MIDDLE)
    y = SEMI_MAJOR * _q(np.sin(np.radians(degrees[:, 1]))) / (2 * _K0)
    return np.column_stack([x, y])


def to_degrees(metres: Points) -> Points:
    longitude = MIDDLE + np.degrees(metres[:, 0] / (SEMI_MAJOR * _K0))
    q = 2 * _K0 * metres[:, 1] / SEMI_MAJOR
    latitude = np.arcsin(np.clip(q / 2, -1, 1))
    for _step in range(6):
        sine = np.sin(latitude)
        flat = 1 - _E2 * sine**2
        latitude = latitude + flat**2 / (2 * np.cos(latitude)) * (q - _q(sine)) / (1 - _E2)
    return np.column_stack([longitude, np.degrees(latitude)])


def _q(sine: Points) -> Points:
    part: Points = sine / (1 - _E2 * sine**2) + np.arctanh(_E * sine) / _E
    return (1 - _E2) * part


def on_plane(shape: Any) -> Any:
    return shapely.transform(shape, to_plane)


def on_globe(shape: Any) -> Any:
    return shapely.transform(shape, to_degrees)


def area(shape: Any) -> float:
    """Square metres of a shape in degrees."""
    return float(on_plane(shape).area)
