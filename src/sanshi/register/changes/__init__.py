"""What a form does to the register. Each function runs inside an action and touches what it wrote.

`register.actions` wraps them; the entry desk calls them inside its own action and reads the Effect.
"""

from sanshi.register.changes.housing import alter_dwelling as alter_dwelling
from sanshi.register.changes.housing import register_dwelling as register_dwelling
from sanshi.register.changes.persons import NEVER_WAS as NEVER_WAS
from sanshi.register.changes.persons import alter_person as alter_person
from sanshi.register.changes.persons import end_residency as end_residency
from sanshi.register.changes.persons import former_ends_on as former_ends_on
from sanshi.register.changes.persons import register_person as register_person
from sanshi.register.changes.steps import Effect as Effect
from sanshi.register.changes.steps import door_of as door_of
from sanshi.register.changes.steps import writing as writing
from sanshi.register.changes.undoing import undo as undo
from sanshi.register.changes.units import alter_unit as alter_unit
from sanshi.register.changes.units import close_unit as close_unit
from sanshi.register.changes.units import register_unit as register_unit
