"""Units that may be there twice."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sanshi.entry.decisions.access import units_known
from sanshi.entry.duplicates.records.particular import Particular, SaidBy, Side, Words
from sanshi.entry.models import Duplicate
from sanshi.identity.matching.units.evidence import UnitEvidence, UnitRule
from sanshi.journal.recording import saw
from sanshi.register import labels
from sanshi.register.access.staff import staff
from sanshi.register.access.units import sees_key_trades, worked_within
from sanshi.register.as_of import AsOf
from sanshi.register.finding.whole import WholeUnits
from sanshi.register.history import current, facts_of
from sanshi.register.models import Unit, UnitVersion
from sanshi.verbs import Actor

# Two licences at two places, and branches of one chain.
_TWO = frozenset({UnitEvidence.CODE_CONFLICT.value, UnitEvidence.PREMISES_OTHER.value})


def sides(actor: Actor, row: Duplicate) -> list[Side]:
    """What the register says of both, with who works there today; nothing of one that is part of another."""
    both, street = [row.one, row.other], actor.subdistrict
    known = units_known(street, both)
    said = SaidBy(row)
    made = dict(Unit.objects.filter(subdistrict=street, pk__in=both).values_list("pk", "created_at"))
    hidden = set() if sees_key_trades(actor) else {"key_trade"}
    shown = [name for name in labels.UNIT if name not in hidden]
    saw("register.unit", [one for one in both if one in known], fields=shown)
    return [
        Side(
            one,
            facts_of(known[one]) | {"door": known[one].door, "committee": known[one].committee},
            made[one],
            said.record(one),
            staff=staff(actor, known[one], AsOf.of(None, None)) or (),
            key_trade="" if hidden else labels.said("key_trade", known[one].key_trade),
        )
        for one in both
        if one in known
    ]


def _called(subdistrict: str, units: Collection[UUID]) -> Mapping[UUID, str]:
    """A record that is part of another by now is called as it was."""
    rows = UnitVersion.objects.filter(subdistrict=subdistrict, unit__in=set(units))
    saw("register.unit", units, fields=("name",))
    return dict(rows.order_by("recorded_at", "valid_from").values_list("unit_id", "name"))


def _homes(subdistrict: str, units: Collection[UUID]) -> Mapping[UUID, UUID]:
    """The committee where each stands, or stood last."""
    rows = UnitVersion.objects.filter(current(), subdistrict=subdistrict, unit__in=units)
    return dict(rows.order_by("valid_from").values_list("unit_id", "committee_id"))


def _are_two(why: Collection[str]) -> bool:
    return set(why) >= _TWO or UnitRule.BRANCH.value in why


UNITS = Particular(
    worked_within,
    _called,
    _homes,
    sides,
    {
        "name": labels.UNIT["name"],
        "credit_code": labels.UNIT["credit_code"],
        "kind": labels.UNIT["kind"],
        "industry": labels.UNIT["industry"],
        "contact": labels.UNIT["contact_name"],
        "status": labels.UNIT["status"],
        "address": labels.ADDRESS,
    },
    WholeUnits,
    _are_two,
    Words(
        _("One unit or two?"),
        _("Why they may be one unit"),
        _("One unit: make one record of them"),
        _("Two units"),
        _(
            "Made one record, the value chosen in each line stands, and what only one of them says is kept."
            " Address and status hold from the day since when the chosen record says so. Whoever works in"
            " either works in the kept one, nobody twice; two of one name stay two where neither a number"
            " nor the dwelling says that they are one."
        ),
        _("Kept as two units."),
        _("same unit"),
    ),
)
