from sanshi.territory.access.areas import committee, committees
from sanshi.territory.access.doors import building, buildings, doors

__all__ = ["building", "buildings", "committee", "committees", "doors"]
