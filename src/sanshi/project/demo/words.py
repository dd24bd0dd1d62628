"""Words and committees of the demo street, from the data files beside this module."""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words() -> dict[str, Any]:
    return tomllib.loads(_text("words.toml"))


def committees() -> list[dict[str, str]]:
    """The street's 48 committees with their statistical codes of 2023 (plan/fields, Divisions)."""
    return list(csv.DictReader(_text("jinyang_committees.csv").splitlines()))


def _text(name: str) -> str:
    return files("sanshi.project.demo").joinpath("data", name).read_text(encoding="utf-8")
