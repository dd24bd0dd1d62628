"""Units at work in the street, by whoever meets them at a new door."""

from uuid import UUID

from django.db.models import QuerySet

from sanshi.accounts.access import within
from sanshi.identity.numbers import normalise
from sanshi.journal.recording import saw
from sanshi.problems import NO_SUCH_UNIT, SEVERAL_SUCH_UNITS, Refused
from sanshi.register.facts import UnitFacts
from sanshi.register.finding import match_unit
from sanshi.register.history import current
from sanshi.register.models import UnitStatus, UnitVersion
from sanshi.verbs import READ_UNITS, Actor, reach

MOST_NAMED = 2
"""More of one name are told apart by the code."""


def known(actor: Actor, text: str) -> UnitVersion | None:
    """The unit whose page led here, within the reach of reading it."""
    try:
        asked = UUID(text)
    except ValueError:
        return None
    mine = within(reach(actor, READ_UNITS))
    return _at_work(actor.subdistrict).filter(mine, unit=asked).select_related("door").first()


def named(actor: Actor, text: str) -> UUID:
    """The unit of the street with this code or name. Raises Refused, naming the field."""
    found = _by_code(actor.subdistrict, text) or _by_name(actor.subdistrict, text.strip())
    if not found:
        raise Refused(NO_SUCH_UNIT, field="unit")
    if len(found) > 1:
        raise Refused(SEVERAL_SUCH_UNITS, field="unit")
    saw("register.unit", found, fields=("name", "credit_code"))
    return found[0]


def _by_code(subdistrict: str, text: str) -> list[UUID]:
    code = normalise(text)
    rows = _at_work(subdistrict).filter(credit_code=code)
    return list(rows.values_list("unit_id", flat=True)[:MOST_NAMED]) if code else []


def _by_name(subdistrict: str, name: str) -> list[UUID]:
    like = match_unit(subdistrict, UnitFacts(name=name, kind=""), address="")
    rows = _at_work(subdistrict).filter(unit__in=[one.key for one in like.candidates], name=name)
    return list(rows.values_list("unit_id", flat=True)[:MOST_NAMED])


def _at_work(subdistrict: str) -> QuerySet[UnitVersion]:
    rows = UnitVersion.objects.filter(current(), subdistrict=subdistrict, valid_to__isnull=True)
    return rows.exclude(status=UnitStatus.CLOSED)
