"""Units an actor may read."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.accounts.models import Role
from sanshi.journal.recording import in_committee, saw
from sanshi.register import labels
from sanshi.register.access.merging import merged_into
from sanshi.register.access.readers import Readers, latest_readers
from sanshi.register.access.reading import is_employed_since
from sanshi.register.as_of import AsOf as AsOf
from sanshi.register.history import current, known_at, valid_on
from sanshi.register.models import Kind, UnitVersion
from sanshi.shell.paging import Page, keyset
from sanshi.streets.models import SAME_STREET
from sanshi.territory.models import Door
from sanshi.verbs import READ_UNITS, Actor, Reach, reach

NO_MORE = Q()
UNITS_BY_STAIRWAY = ("door__building__sort_key", "door__building_id", "door__sort_key", "id")


@dataclass(frozen=True, slots=True)
class UnitsListed:
    page: Page[UnitVersion]
    total: int


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """`is_merged`: it is a part of another by now, `facts` are what it said last; `merged`: that other one,
    where the reader may open it.

    `is_known`: something is known of the day that was asked for; else `facts` are those that came first, and
    `begins` is their day where it is after that one.
    """

    facts: UnitVersion
    shows_contact: bool
    shows_key_trade: bool
    readers: Readers
    is_merged: bool = False
    merged: UnitVersion | None = None
    is_known: bool = True
    begins: date | None = None


def units(
    actor: Actor,
    committee: UUID | None,
    kind: str,
    status: str,
    after: str,
    also: Q = NO_MORE,
    key_trade: bool = False,
) -> UnitsListed:
    """`also`: of the current version (`staff.having`). Key trades are listed for the police alone."""
    found = UnitVersion.objects.filter(within(reach(actor, READ_UNITS)), current(), valid_on(clock.today()))
    asked = {"committee": committee, "kind": kind, "status": status}
    found = found.filter(also, **{name: value for name, value in asked.items() if value})
    if key_trade and sees_key_trades(actor):
        found = found.filter(key_trade=True)
    page = keyset(found.select_related("door__building", "committee"), UNITS_BY_STAIRWAY, after)
    saw("register.unit", [row.unit_id for row in page.rows], fields=("name", "kind", "status"))
    return UnitsListed(page, found.count())


def unit(actor: Actor, pk: UUID, as_of: AsOf) -> UnitRecord:
    mine = UnitVersion.objects.filter(within(reach(actor, READ_UNITS))).select_related("door", "committee")
    said = list(mine.filter(known_at(as_of.known), unit=pk).order_by("valid_from"))
    kept = None if said else merged_into(actor.subdistrict, pk, Kind.UNIT)
    if kept is not None:
        said = list(mine.filter(unit=pk).order_by("-superseded_at", "-valid_from")[:1])
    facts = said[:1] if kept else [row for row in said if row.valid_from <= as_of.on][-1:]
    is_known = bool(facts) or is_employed_since(actor.subdistrict, as_of, unit=pk)
    # Of a day before it was known only its heading is shown, as it began.
    facts = facts or said[:1] or list(mine.filter(current(), unit=pk).order_by("valid_from")[:1])
    if not facts:
        raise Http404
    merged = mine.filter(current(), unit=kept).order_by("-valid_from").first() if kept else None
    shown = UnitRecord(
        facts[0],
        reads_contacts(actor),
        sees_key_trades(actor),
        latest_readers(actor, "register.unit", pk),
        kept is not None,
        merged,
        is_known,
        facts[0].valid_from if said and not is_known else None,
    )
    in_committee(facts[0].committee_id)
    saw("register.unit", [pk], fields=_fields_shown(shown))
    saw("register.unit", [merged.unit_id] if merged else [], fields=("name",))
    saw(UnitVersion, rows=facts)
    return shown


def worked_within(mine: Reach, key: str) -> Exists:
    """Whether the unit in the column `key` stands or was ever said to stand within; merged records too."""
    stood = UnitVersion.objects.filter(SAME_STREET, unit=OuterRef(key), door__committee__in=mine.committees)
    return Exists(stood)


def sees_key_trades(actor: Actor) -> bool:
    """Plan 2.2.4: set by the police, shown to the police."""
    return actor.has_role(Role.OFFICER)


def reads_contacts(actor: Actor) -> bool:
    """A section reads what units there are, not whom to call (plan 5.0: by purpose)."""
    return actor.is_house or any(post.role != Role.SECTION for post in actor.posts_for(READ_UNITS))


def _fields_shown(record: UnitRecord) -> list[str]:
    if record.is_merged or not record.is_known:
        return ["name"]
    hidden = set() if record.shows_contact else {"contact_name", "contact_phone"}
    hidden |= set() if record.shows_key_trade else {"key_trade"}
    return [name for name in labels.UNIT if name not in hidden]


def units_here(actor: Actor, place: Door, as_of: AsOf) -> list[UnitVersion]:
    rows = UnitVersion.objects.filter(
        known_at(as_of.known), valid_on(as_of.on), subdistrict=actor.subdistrict, door=place
    )
    found = list(rows.order_by("name", "id"))
    saw("register.unit", [row.unit_id for row in found], fields=("name", "kind", "status"))
    return found
