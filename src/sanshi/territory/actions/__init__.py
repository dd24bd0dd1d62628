"""Places are made by the office, without a form (design: the way of a change)."""

from sanshi.territory.actions.areas import (
    Grouped,
    arrange_group,
    arrange_station,
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
from sanshi.territory.actions.compounds import (
    Membership,
    fill_compound,
    make_compound,
    rename_compound,
)
from sanshi.territory.actions.doors import (
    Closing,
    close_door,
    close_stairway,
    join_doors,
    split_door,
)
from sanshi.territory.actions.names import (
    rename_lane,
    rename_road,
    rename_stairway,
)
from sanshi.territory.actions.stairways import (
    NewDoor,
    NewStairway,
    Stairway,
    Stairways,
    add_doors,
    make_stairway,
    make_stairways,
    undo_making,
)

__all__ = [
    "Closing",
    "Grouped",
    "Membership",
    "NewDoor",
    "NewStairway",
    "Stairway",
    "Stairways",
    "add_doors",
    "apply_change",
    "apply_due_changes",
    "arrange_group",
    "arrange_station",
    "assign_station",
    "close_door",
    "close_stairway",
    "cover",
    "decide_change",
    "fill_compound",
    "join_doors",
    "make_beat",
    "make_committee",
    "make_compound",
    "make_group",
    "make_stairway",
    "make_stairways",
    "make_station",
    "rename_beat",
    "rename_committee",
    "rename_compound",
    "rename_lane",
    "rename_road",
    "rename_stairway",
    "rename_station",
    "split_door",
    "undo_making",
    "withdraw_change",
]
