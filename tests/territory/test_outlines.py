"""Outlines as they come in: what is kept, and what is wrong with them in words and on the map."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st
from shapely.geometry import MultiPoint

from sanshi.problems import CROSSES_ITSELF, SWAPPED, TOO_MANY_POINTS, WRONG_SHAPES, Kind, Refused
from sanshi.territory import outlines
from sanshi.territory.outlines import around, read_line, read_outline, read_point, shape_of, stored
from sanshi.territory.plane import area
from tests.territory.ground import at, outline, polygon, square

HOLE = [at(40, 40), at(60, 40), at(60, 60), at(40, 60), at(40, 40)]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_polygon_is_kept_counter_clockwise_and_closed() -> None:
    clockwise = polygon((0, 0), (0, 100), (100, 100), (100, 0))
    [[ring]] = read_outline(clockwise)
    assert ring[0] == ring[-1] and len(ring) == 5
    assert shape_of([[ring]]).geoms[0].exterior.is_ccw
    assert read_outline(square(0, 0)) == [[ring]]


def test_holes_and_parts_are_kept() -> None:
    with_hole = square(0, 0)["coordinates"] + [HOLE]
    found = read_outline({"type": "MultiPolygon", "coordinates": [with_hole, square(200, 0)["coordinates"]]})
    assert [len(part) for part in found] == [1, 2] or [len(part) for part in found] == [2, 1]
    assert area(shape_of(found)) == pytest.approx(20_000 - 400, rel=1e-3)


def test_an_open_ring_is_closed_and_heights_are_left_out() -> None:
    shape = square(0, 0)
    shape["coordinates"][0] = [[*position, 4.5] for position in shape["coordinates"][0][:-1]]
    assert read_outline(shape) == outline(0, 0)


CROSSING = polygon((0, 0), (100, 100), (100, 0), (0, 100))
SPIKE = polygon((0, 0), (100, 0), (50, 50), (100, 100), (0, 100), (50, 50))


@pytest.mark.parametrize(
    ("geometry", "kind", "said"),
    [
        (CROSSING, CROSSES_ITSELF, "crosses itself at 121.5705"),
        (SPIKE, CROSSES_ITSELF, "crosses itself"),
        ({"type": "Polygon", "coordinates": [[[31.25, 121.57], [1, 1], [2, 2]]]}, SWAPPED, "looks swapped"),
        (polygon((0, 0), (100, 0)), WRONG_SHAPES, "three different corners"),
        ({"type": "Polygon", "coordinates": []}, WRONG_SHAPES, "a shape of the kind"),
        ({"type": "Polygon", "coordinates": [[["121.57", "31.25"]]]}, WRONG_SHAPES, "not two numbers"),
        ({"type": "Polygon", "coordinates": [[True, 1]]}, WRONG_SHAPES, "not two numbers"),
        ({"type": "Polygon", "coordinates": [5]}, WRONG_SHAPES, "points are missing"),
        ({"type": "Point", "coordinates": at(0, 0)}, WRONG_SHAPES, "Polygon / MultiPolygon is needed"),
        (None, WRONG_SHAPES, "is needed"),
        (
            {
                "type": "MultiPolygon",
                "coordinates": [square(0, 0)["coordinates"], square(50, 0)["coordinates"]],
            },
            WRONG_SHAPES,
            "lie on one another",
        ),
    ],
)
def test_what_is_wrong_is_told(geometry: Any, kind: Kind, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_outline(geometry, where="第1居委")
    assert refused.value.kind == kind
    assert said in refused.value.message and refused.value.message.startswith("第1居委")


def test_too_many_points_are_told_before_they_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "MOST_POINTS", 4)
    with pytest.raises(Refused) as refused:
        read_outline(square(0, 0))
    assert refused.value.kind == TOO_MANY_POINTS and "5 points; at most 4" in refused.value.message


def test_lines_and_points() -> None:
    line = {"type": "LineString", "coordinates": [at(0, 0), at(50, 0)]}
    assert read_line(line) == [[at(0, 0), at(50, 0)]]
    assert read_point({"type": "Point", "coordinates": at(3, 4)}) == tuple(at(3, 4))
    with pytest.raises(Refused):
        read_line({"type": "LineString", "coordinates": [at(0, 0), at(0, 0)]})


SPOTS = st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=1, max_size=12)


@given(SPOTS)
def test_what_is_drawn_around_points_holds_them_all(spots: list[tuple[float, float]]) -> None:
    points = [(longitude, latitude) for longitude, latitude in (at(*spot) for spot in spots)]
    hull = shape_of(around(points))
    assert hull.is_valid and hull.covers(MultiPoint(points))


@given(SPOTS)
@example([(0.0, 11.0), (0.0, 12.0), (0.25, 0.0)])
def test_what_is_stored_reads_as_itself(spots: list[tuple[float, float]]) -> None:
    found = around([(longitude, latitude) for longitude, latitude in (at(*spot) for spot in spots)])
    again = json.loads(json.dumps({"type": "MultiPolygon", "coordinates": found}))
    assert read_outline(again) == stored(shape_of(found)) == found
