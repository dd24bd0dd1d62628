"""Leases and let dwellings an actor may read: fetched and checked in one call, noted for the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.journal.recording import saw
from sanshi.register.access import door as readable_door
from sanshi.register.as_of import AsOf
from sanshi.register.columns import LET_OUT
from sanshi.register.history import current, facts_of, known_at, valid_on
from sanshi.register.housing import living, people_at
from sanshi.register.letting.rules import Crowding, Limits, rooms_that_count
from sanshi.register.models import (
    DwellingVersion,
    Filed,
    LeaseVersion,
    Occupancy,
    ResidencyVersion,
    Tenure,
)
from sanshi.register.residents import people_on
from sanshi.rulebook.access import policy_on
from sanshi.shell.paging import Page, keyset
from sanshi.streets.models import SAME_STREET
from sanshi.territory.access import committees
from sanshi.territory.models import Beat, Committee, Door
from sanshi.vault.masking import mask_name
from sanshi.verbs import READ_DWELLINGS, READ_PERSONS, Actor, reach

BY_STAIRWAY = ("door__building__sort_key", "door__building_id", "door__sort_key", "door_id", "id")
BY_END = ("ends_on", "id")


class View(TextChoices):
    """Which of the let dwellings; the first four are lists of leases, the others of dwellings."""

    NOT_FILED = "not-filed", pgettext_lazy("leases", "Not filed")
    EXPIRING = "expiring", pgettext_lazy("leases", "About to end")
    EXPIRED = "expired", _("Ended, tenants still registered")
    ALL = "all", _("All leases")
    NO_LEASE = "no-lease", _("Let, no lease known")
    CROWDED = "crowded", pgettext_lazy("dwellings", "Over-occupied")

    @property
    def is_of_leases(self) -> bool:
        return self not in (View.NO_LEASE, View.CROWDED)


@dataclass(frozen=True, slots=True)
class Filters:
    view: View
    committee: UUID | None = None
    beat: UUID | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A lease, or a let dwelling. `tenants`: how many tenants are registered at its door today."""

    door: Door
    lease: LeaseVersion | None = None
    dwelling: DwellingVersion | None = None
    tenants: int = 0
    days_left: int | None = None
    crowding: Crowding | None = None

    @property
    def tone(self) -> str:
        """Of the day agreed as the end."""
        if self.days_left is None:
            return ""
        return "red" if self.days_left < 0 else "amber"


@dataclass(frozen=True, slots=True)
class Listed:
    page: Page[Any]
    rows: Sequence[Row]
    counts: dict[View, int]
    total: int
    limits: Limits
    expiring_within_days: int


@dataclass(frozen=True, slots=True)
class Places:
    """What a list may be narrowed to."""

    committees: Sequence[Committee]
    beats: Sequence[Beat]


def places(actor: Actor, committee: UUID | None) -> Places:
    """Beats are offered of the one committee there is, or of the one chosen."""
    here = list(committees(reach(actor, READ_DWELLINGS)))
    chosen = committee or (here[0].pk if len(here) == 1 else None)
    beats = Beat.objects.filter(within(reach(actor, READ_DWELLINGS)), committee=chosen) if chosen else ()
    return Places(here, sorted(beats, key=lambda beat: beat.name))


# --- lists -------------------------------------------------------------------------------------------------


def listed(actor: Actor, filters: Filters, after: str = "", size: int | None = None) -> Listed:
    """The counts are of all views, by the same queries as the rows."""
    today, house = clock.today(), policy_on(actor.subdistrict, clock.today()).house
    views = _views(actor, filters, today)
    found = views[filters.view]
    order = BY_END if filters.view in (View.EXPIRING, View.EXPIRED) else BY_STAIRWAY
    page = keyset(
        found.select_related("door__building", "door__committee"), order, after, size or house.rows_a_page
    )
    counts = {view: rows.count() for view, rows in views.items()}
    rows = (
        _lease_rows(actor, page.rows, today)
        if filters.view.is_of_leases
        else _dwelling_rows(actor, page.rows)
    )
    limits = limits_of(actor.subdistrict)
    return Listed(page, rows, counts, counts[filters.view], limits, house.lease_expiring_within_days)


def limits_of(subdistrict: str) -> Limits:
    """Today's, whatever day a page is turned to: the question is what is too much now."""
    house = policy_on(subdistrict, clock.today()).house
    return Limits(house.persons_a_room, house.least_m2_a_person)


def _views(actor: Actor, filters: Filters, today: date) -> dict[View, QuerySet[Any]]:
    within_days = policy_on(actor.subdistrict, today).house.lease_expiring_within_days
    leases = _narrowed(running(today), actor, filters)
    dwellings = _narrowed(let_out(today), actor, filters)
    return {
        View.NOT_FILED: leases.exclude(filed=Filed.YES),
        View.EXPIRING: leases.filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=within_days)),
        View.EXPIRED: leases.filter(Exists(_tenants_at(OuterRef("door"), today)), ends_on__lt=today),
        View.ALL: leases,
        View.NO_LEASE: dwellings.filter(~Exists(_running_at(OuterRef("door"), today))),
        View.CROWDED: crowded(dwellings, limits_of(actor.subdistrict), today),
    }


def running(today: date) -> QuerySet[LeaseVersion]:
    """Nobody has said of them that they are over. Of every street: narrow it."""
    return LeaseVersion.objects.filter(current(), valid_on(today))


def let_out(today: date) -> QuerySet[DwellingVersion]:
    """Of every street: narrow it."""
    return DwellingVersion.objects.filter(current(), valid_on(today), occupancy__in=LET_OUT)


def _narrowed(rows: QuerySet[Any], actor: Actor, filters: Filters) -> QuerySet[Any]:
    found = rows.filter(within(reach(actor, READ_DWELLINGS), committee="door__committee"))
    asked = {"door__committee": filters.committee, "door__beat": filters.beat}
    return found.filter(**{column: place for column, place in asked.items() if place})


def _running_at(door: Any, today: date) -> QuerySet[LeaseVersion]:
    return running(today).filter(SAME_STREET, door=door)


def _living(today: date) -> QuerySet[ResidencyVersion]:
    return living(current() & valid_on(today))


def _living_at(door: Any, today: date) -> QuerySet[ResidencyVersion]:
    return _living(today).filter(SAME_STREET, door=door)


def _tenants_at(door: Any, today: date) -> QuerySet[ResidencyVersion]:
    return _living_at(door, today).filter(tenure=Tenure.TENANT)


def crowded(dwellings: QuerySet[DwellingVersion], limits: Limits, today: date) -> QuerySet[DwellingVersion]:
    """`rules.Crowding.is_over` in the database: the list and its count ask for it of a whole street."""
    door = OuterRef("door")
    people = _living_at(door, today).order_by().values("door").annotate(n=Count("person", distinct=True))
    let = _running_at(door, today).order_by().values("door").annotate(n=Sum("let_rooms"))
    unstated = _running_at(door, today).filter(let_rooms__isnull=True)
    counted = dwellings.annotate(
        people=Coalesce(Subquery(people.values("n"), output_field=IntegerField()), 0),
        let=Subquery(let.values("n"), output_field=IntegerField()),
    )
    fewer = Q(designed_rooms__isnull=True) | Q(let__lt=F("designed_rooms"))
    by_leases = ~Q(occupancy=Occupancy.PARTLY_LET) & Q(let__isnull=False) & fewer & ~Exists(unstated)
    with_rooms = counted.annotate(
        rooms=Case(When(by_leases, then=F("let")), default=F("designed_rooms"), output_field=IntegerField())
    )
    too_many = Q(people__gt=F("rooms") * limits.persons_a_room)
    too_little = Q(usable_area_m2__lt=F("people") * limits.least_m2_a_person)
    return with_rooms.filter(too_many | too_little)


def _lease_rows(actor: Actor, leases: Sequence[LeaseVersion], today: date) -> list[Row]:
    shown = ("filed", "filing_number", "lessor_kind", "ends_on", "let_rooms")
    saw("register.lease", [row.lease_id for row in leases], fields=shown)
    tenants = _living(today).filter(
        subdistrict=actor.subdistrict, door__in={row.door_id for row in leases}, tenure=Tenure.TENANT
    )
    counted = dict(tenants.order_by().values_list("door_id").annotate(n=Count("person", distinct=True)))
    return [
        Row(row.door, lease=row, tenants=counted.get(row.door_id, 0), days_left=_days_left(row, today))
        for row in leases
    ]


def _days_left(lease: LeaseVersion, today: date) -> int | None:
    return (lease.ends_on - today).days if lease.ends_on else None


def _dwelling_rows(actor: Actor, dwellings: Sequence[DwellingVersion]) -> list[Row]:
    saw("register.dwelling", [row.dwelling_id for row in dwellings], fields=("occupancy", "people"))
    figures = crowding_at(actor.subdistrict, dwellings, AsOf.of(None, None))
    return [Row(row.door, dwelling=row, crowding=figures[row.door_id]) for row in dwellings]


def crowding_at(subdistrict: str, dwellings: Sequence[DwellingVersion], as_of: AsOf) -> dict[UUID, Crowding]:
    """By door, for let dwellings; two queries and the policy."""
    so = Q(known_at(as_of.known), valid_on(as_of.on), subdistrict=subdistrict)
    doors = [row.door_id for row in dwellings]
    people = people_at(so & Q(door__in=doors))
    let: dict[UUID, list[int | None]] = {}
    for door, rooms in LeaseVersion.objects.filter(so, door__in=doors).values_list("door_id", "let_rooms"):
        let.setdefault(door, []).append(rooms)
    limits = limits_of(subdistrict)
    return {
        row.door_id: Crowding(
            people.get(row.door_id, 0),
            rooms_that_count(row.occupancy, row.designed_rooms, let.get(row.door_id, [])),
            row.usable_area_m2,
            limits,
        )
        for row in dwellings
    }


# --- one door ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeaseRecord:
    """A lease as a page says it. `people`: names of its tenants by id, masked; who may read none has none."""

    facts: LeaseVersion
    began: date
    people: dict[str, str]
    days_left: int | None

    @property
    def is_over(self) -> bool:
        return self.facts.valid_to is not None


@dataclass(frozen=True, slots=True)
class Letting:
    """`crowding` is None where the dwelling is not let."""

    door: Door
    is_let: bool
    leases: Sequence[LeaseRecord]
    crowding: Crowding | None
    may_ask: bool


def letting_at(actor: Actor, pk: UUID, as_of: AsOf) -> Letting:
    """What is let at a door, as of a day: running leases first, then those that were over by it."""
    place = readable_door(actor, pk)
    here: dict[str, Any] = {"subdistrict": actor.subdistrict, "door": place}
    dwelling = DwellingVersion.objects.filter(known_at(as_of.known), valid_on(as_of.on), **here).first()
    is_let = dwelling is not None and dwelling.occupancy in LET_OUT
    figures = crowding_at(actor.subdistrict, [dwelling], as_of) if dwelling and is_let else {}
    if dwelling:
        saw("register.dwelling", [dwelling.dwelling_id], fields=("occupancy", "people"))
    return Letting(place, is_let, _leases(actor, place, as_of), figures.get(place.pk), as_of.is_now)


def _leases(actor: Actor, place: Door, as_of: AsOf) -> list[LeaseRecord]:
    said = LeaseVersion.objects.filter(known_at(as_of.known), subdistrict=actor.subdistrict, door=place)
    spans: dict[UUID, list[LeaseVersion]] = {}
    for row in said.filter(valid_from__lte=as_of.on).order_by("valid_from"):
        spans.setdefault(row.lease_id, []).append(row)
    shown = [rows[-1] for rows in spans.values()]
    names = _names(actor, {UUID(one) for row in shown for one in row.tenants}, as_of)
    saw("register.lease", spans, fields=list(facts_of(shown[0])) if shown else ())
    saw(LeaseVersion, rows=shown)
    found = [
        LeaseRecord(
            row,
            spans[row.lease_id][0].valid_from,
            {one: names[one] for one in row.tenants if one in names},
            _days_left(row, as_of.on),
        )
        for row in shown
    ]
    return sorted(found, key=lambda one: (one.is_over, -one.began.toordinal(), one.facts.lease_id))


def _names(actor: Actor, persons: set[UUID], as_of: AsOf) -> dict[str, str]:
    if not persons or not actor.may(READ_PERSONS):
        return {}
    people = people_on(actor.subdistrict, persons, as_of.on, as_of.known)
    saw("register.person", people, fields=("name",))
    return {str(pk): mask_name(row.name) for pk, row in people.items()}
