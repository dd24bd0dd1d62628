"""Two records that are one person or one unit, made one (plan 3.3.3).

The decision's own id stands as the form: it is in the history of every record it wrote, and undone by it.
"""

from sanshi.register.changes.merging.parts import PARTS as PARTS
from sanshi.register.changes.merging.parts import is_stated as is_stated
from sanshi.register.changes.merging.records import merge as merge
from sanshi.register.changes.merging.records import undo_merge as undo_merge
