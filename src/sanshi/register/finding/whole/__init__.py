"""Every record of a kind in a street, in memory: each looked for among the others, as the batch asks."""

from sanshi.register.finding.whole.likeness import Apart as Apart
from sanshi.register.finding.whole.likeness import Likeness as Likeness
from sanshi.register.finding.whole.likeness import Whole as Whole
from sanshi.register.finding.whole.persons import WholePersons as WholePersons
from sanshi.register.finding.whole.units import WholeUnits as WholeUnits
