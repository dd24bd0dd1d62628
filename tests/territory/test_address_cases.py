"""Addresses as people write them, and what is to be read in them: one case a line in the files beside."""

import json
from pathlib import Path
from typing import Any

import pytest

from sanshi.territory.address import door_key, format_address, parse, shipped

HERE = Path(__file__).parent
FILES = ("given", "own", "held_out")
Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    lines = (HERE / f"address_cases_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


ALL = [pytest.param(case, id=f"{name}-{case['id']}") for name in FILES for case in cases(name)]


@pytest.mark.parametrize("case", ALL)
def test_it_is_read(case: Case) -> None:
    read = parse(case["raw"], shipped())
    assert read.plain() == case["expect"]
    assert read.raw == case["raw"]


@pytest.mark.parametrize("case", ALL)
def test_written_and_read_again_it_is_the_same_door(case: Case) -> None:
    read = parse(case["raw"], shipped())
    again = parse(format_address(read), shipped())
    assert door_key(again) == door_key(read)
    assert format_address(again) == format_address(read)


def test_no_two_cases_are_the_same_text() -> None:
    texts = [case["raw"] for name in FILES for case in cases(name)]
    assert len(texts) == len(set(texts))
