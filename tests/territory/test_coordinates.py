"""GCJ-02 and BD-09 to WGS 84, held to published figures and to the way there."""

import coordTransform
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.problems import NOT_IN_SHANGHAI, SWAPPED, Refused
from sanshi.territory.coordinates import EAST, NORTH, SOUTH, WEST, System, located, to_wgs84

# Of eviltransform's own tests: WGS 84 and GCJ-02, longitude first.
PUBLISHED_GCJ = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),  # Shanghai
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),  # Shenzhen
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),  # Beijing
]
# Of the description of coordtransform: GCJ-02 and BD-09.
PUBLISHED_BD = ((116.404, 39.915), (116.41036949371029, 39.92133699351022))
POINTS = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))


@pytest.mark.parametrize(("wgs", "gcj"), PUBLISHED_GCJ)
def test_gcj_comes_back_as_published(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    assert to_wgs84(System.GCJ02, *gcj) == pytest.approx(wgs, abs=5e-6)  # half a metre


def test_bd_comes_back_over_gcj_as_published() -> None:
    gcj, bd = PUBLISHED_BD
    assert to_wgs84(System.BD09, *bd) == pytest.approx(to_wgs84(System.GCJ02, *gcj), abs=5e-7)


@given(POINTS, st.sampled_from([System.GCJ02, System.BD09]))
def test_the_way_back_undoes_the_way_there(point: tuple[float, float], system: System) -> None:
    """To the seven places that are kept: a centimetre."""
    there = {System.GCJ02: coordTransform.wgs84_to_gcj02, System.BD09: coordTransform.wgs84_to_bd09}[system]
    assert to_wgs84(system, *there(*point)) == pytest.approx(point, abs=2e-7)


def test_wgs_stays_as_it_is() -> None:
    assert located(System.WGS84, 121.57, 31.25) == (121.57, 31.25)


@pytest.mark.parametrize(
    ("point", "kind"),
    [
        ((31.25, 121.57), SWAPPED),
        ((116.4, 39.9), NOT_IN_SHANGHAI),
        ((0.0, 0.0), NOT_IN_SHANGHAI),
        ((1e300, -1e300), NOT_IN_SHANGHAI),
        ((float("inf"), 31.25), NOT_IN_SHANGHAI),
    ],
)
@pytest.mark.parametrize("system", System)
def test_what_is_swapped_or_elsewhere_is_told(point: tuple[float, float], kind: object, system: str) -> None:
    with pytest.raises(Refused) as refused:
        located(system, *point, "here")
    assert refused.value.kind == kind
