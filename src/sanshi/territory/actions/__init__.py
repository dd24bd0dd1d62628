"""Places are made by the office, without a form (design: the way of a change)."""

from sanshi.territory.actions.areas import (
    assign_station,
    make_beat,
    make_committee,
    make_group,
    make_station,
)
from sanshi.territory.actions.doors import Stairway, make_stairway

__all__ = [
    "Stairway",
    "assign_station",
    "make_beat",
    "make_committee",
    "make_group",
    "make_stairway",
    "make_station",
]
