"""Places are made by the office, without a form (design: the way of a change)."""

from sanshi.territory.actions.areas import (
    Grouped,
    arrange_group,
    assign_station,
    cover,
    make_beat,
    make_committee,
    make_group,
    make_station,
    rename_beat,
    rename_committee,
    rename_station,
)
from sanshi.territory.actions.changes import (
    apply_change,
    apply_due_changes,
    decide_change,
    withdraw_change,
)
from sanshi.territory.actions.doors import Stairway, make_stairway

__all__ = [
    "Grouped",
    "Stairway",
    "apply_change",
    "apply_due_changes",
    "arrange_group",
    "assign_station",
    "cover",
    "decide_change",
    "make_beat",
    "make_committee",
    "make_group",
    "make_stairway",
    "make_station",
    "rename_beat",
    "rename_committee",
    "rename_station",
    "withdraw_change",
]
