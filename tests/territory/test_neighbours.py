"""Clear borders (plan 1.1): gaps and overlaps with their areas, and nothing where lines meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.territory.neighbours import FaultKind, faults
from sanshi.territory.outlines import Outline, read_outline, shape_of
from tests.territory.ground import outline, polygon


def test_neighbours_that_share_their_line_have_no_fault() -> None:
    assert faults({"a": outline(0, 0), "b": outline(100, 0), "c": outline(0, 100, 200, 100)}) == []


def test_nobody_has_no_fault() -> None:
    assert faults({}) == [] == faults({"a": outline(0, 0)})


def test_an_overlap_is_told_with_its_area() -> None:
    [fault] = faults({"a": outline(0, 0), "b": outline(90, 0)})
    assert (fault.kind, set(fault.between)) == (FaultKind.OVERLAP, {"a", "b"})
    assert fault.area == pytest.approx(1000, rel=1e-3)
    assert shape_of(fault.outline).is_valid


def test_a_gap_that_is_open_to_the_outside_is_told() -> None:
    [fault] = faults({"a": outline(0, 0), "b": outline(110, 0)})
    assert (fault.kind, set(fault.between)) == (FaultKind.GAP, {"a", "b"})
    assert fault.area == pytest.approx(1000, rel=1e-3)


def test_a_wide_bay_of_the_streets_own_border_is_no_gap() -> None:
    assert faults({"a": outline(0, 0), "b": outline(140, 0)}) == []
    notched = read_outline(polygon((0, 0), (100, 0), (100, 100), (60, 100), (55, 80), (50, 100), (0, 100)))
    assert faults({"a": notched, "b": outline(100, 0)}) == []


def test_a_hole_between_neighbours_is_told_however_wide() -> None:
    ring = {
        "south": outline(0, 0, 300, 100),
        "north": outline(0, 200, 300, 100),
        "west": outline(0, 100),
        "east": outline(200, 100),
    }
    [fault] = faults(ring)
    assert fault.kind == FaultKind.GAP and len(fault.between) == 4
    assert fault.area == pytest.approx(10_000, rel=1e-3)


def test_what_a_hand_cannot_see_is_no_fault() -> None:
    """A tenth of a metre along a hundred is ten square metres, and the same line."""
    assert faults({"a": outline(0, 0), "b": outline(99.9, 0)}) == []
    assert faults({"a": outline(0, 0), "b": outline(100.1, 0)}) == []


@given(st.floats(1, 60), st.floats(0, 90))
def test_an_overlap_has_the_area_that_two_have_too_much(deep: float, aside: float) -> None:
    a, b = outline(0, 0), outline(100 - deep, aside)
    told = sum(fault.area for fault in faults({"a": a, "b": b}) if fault.kind == FaultKind.OVERLAP)
    assert told == pytest.approx(deep * (100 - aside), rel=5e-3, abs=1)


@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_committees_does_not_matter(keys: list[str]) -> None:
    borders: dict[str, Outline] = {
        "a": outline(0, 0),
        "b": outline(95, 0),
        "c": outline(0, 104),
        "d": outline(100, 100),
    }
    told = faults({key: borders[key] for key in keys})
    wanted = faults(borders)
    assert [(one.kind, set(one.between), one.outline) for one in told] == [
        (one.kind, set(one.between), one.outline) for one in wanted
    ]
