"""The figures of docs/matching.md: on labelled records that no weight has seen."""

from pathlib import Path

import pytest

from sanshi.project.matching_report.__main__ import LABELLED, ROOT
from sanshi.project.matching_report.cases import is_held_out, load
from sanshi.project.matching_report.measuring import (
    f1,
    look_share,
    outcomes,
    same_precision,
    same_recall,
    share,
)


@pytest.fixture(scope="module")
def found():
    return outcomes(load(LABELLED).part(is_held_out))


def test_the_aims_are_met(found):
    assert f1(found).value >= 0.995
    assert same_precision(found).value >= 0.999
    assert same_recall(found).high >= 0.98
    assert look_share(found).value <= 0.02


def test_the_report_says_so(found):
    report = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8")
    for figure in (f1(found), same_precision(found), same_recall(found), look_share(found)):
        assert f"{figure.value:.4f} [{figure.low:.4f}–{figure.high:.4f}]" in report


def test_the_data_lie_in_the_clone():
    assert Path(LABELLED).is_relative_to(ROOT)


def test_wilsons_interval_holds_the_share():
    figure = share(list(range(1000)), lambda one: one < 998)
    assert figure.low < 0.998 < figure.high < 1
    assert (round(figure.low, 4), round(figure.high, 4)) == (0.9927, 0.9995)
