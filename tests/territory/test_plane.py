"""Areas in square metres, held to figures that others have worked out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from sanshi.territory.plane import area, to_degrees, to_plane

WGS84_SURFACE_KM2 = 510_065_621.724  # NIMA TR8350.2


def test_the_whole_ellipsoid_has_its_known_surface() -> None:
    assert area(box(-180, -90, 180, 90)) / 1e6 == pytest.approx(WGS84_SURFACE_KM2, rel=1e-11)


def test_a_hectare_near_shanghais_latitude() -> None:
    """A hundred metres by the lengths of a degree there: 95,218 m of longitude, 110,862 m of latitude."""
    wide, deep = 100 / 95_218, 100 / 110_862
    assert area(box(121.5, 31.25, 121.5 + wide, 31.25 + deep)) == pytest.approx(10_000, rel=2e-3)


@given(st.floats(120.8, 122.3), st.floats(30.6, 31.95))
def test_there_and_back(longitude: float, latitude: float) -> None:
    point = np.array([[longitude, latitude]])
    assert to_degrees(to_plane(point)) == pytest.approx(point, abs=1e-10)


def test_a_hole_is_taken_off() -> None:
    whole, hole = box(121.5, 31.2, 121.6, 31.3), box(121.54, 31.24, 121.56, 31.26)
    ring = Polygon(whole.exterior.coords, [hole.exterior.coords])
    assert area(ring) == pytest.approx(area(whole) - area(hole))
