from sanshi.territory.views.areas import committee_page, place_list
from sanshi.territory.views.compounds import (
    compound_fill,
    compound_list,
    compound_new,
    compound_page,
    compound_rename,
    lane_page,
    lane_rename,
)
from sanshi.territory.views.doors import (
    building_page,
    door_close,
    door_split,
    stairway_close,
    stairway_doors,
    stairway_rename,
)
from sanshi.territory.views.stairways import doors_add, making_page, stairway_new

__all__ = [
    "building_page",
    "committee_page",
    "compound_fill",
    "compound_list",
    "compound_new",
    "compound_page",
    "compound_rename",
    "door_close",
    "door_split",
    "doors_add",
    "lane_page",
    "lane_rename",
    "making_page",
    "place_list",
    "stairway_close",
    "stairway_doors",
    "stairway_new",
    "stairway_rename",
]
