"""What places tell those that stand on them, who stand below in the order of the apps.

Each is sent inside the transaction of the action that changed the place; a receiver follows with its own
open rows, and one that refuses takes the action with it. What is finished stays as it was.
"""

from django.dispatch import Signal

buildings_placed = Signal()
"""`subdistrict`, `buildings`, `committee`, `beat` (ids), `on`: theirs since then."""

beats_moved = Signal()
"""`actor`, `beats` (ids), `committee`, `on`: another committee has them since that day."""

groups_moved = Signal()
"""`actor`, `groups` (ids), `beat`, `committee`, `on`: they lie in that beat since that day."""

committee_closed = Signal()
"""`actor`, `committee`, `into`, `on`: the first day on which it is no more, and which one has its places."""

doors_changed = Signal()
"""`subdistrict`, `actor`, `before`, `after` (ids of doors), `kind` (models.Succession), `on`."""

places_renamed = Signal()
"""`subdistrict`, `buildings` (ids): their addresses and those of their doors are others now."""

change_asked = Signal()
"""`subdistrict`, `asked` (foresight.Asked): answered by what would follow (foresight.Consequence)."""
