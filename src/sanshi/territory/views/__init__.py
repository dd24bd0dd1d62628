from sanshi.territory.views.areas import committee_page, place_list
from sanshi.territory.views.doors import building_page, stairway_new

__all__ = ["building_page", "committee_page", "place_list", "stairway_new"]
