"""A small street for these tests: committees with beats, groups and doors, and people with posts there."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sanshi import clock
from sanshi.accounts.access import actor_for
from sanshi.accounts.models import Account, Post
from sanshi.register import stock
from sanshi.register.facts import DwellingFacts
from sanshi.register.models import Dwelling
from sanshi.rulebook.actions import seed_calendar
from sanshi.rulebook.models import PolicyVersion
from sanshi.rulebook.policy import Policy, shipped
from sanshi.streets.models import HOUSE, Subdistrict
from sanshi.territory.models import Beat, Building, BuildingGroup, Committee, Door
from sanshi.verbs import Actor
from sanshi.visits.actions import VisitOpened, open_visit
from sanshi.visits.models import Cause, Matter, Team, Visit

STREET = "310115012"
# A Monday.
NOON = datetime(2026, 10, 12, 12, 0, tzinfo=clock.SHANGHAI)
TODAY = NOON.date()
IN_OFFICE_SINCE = date(2026, 1, 1)


@dataclass
class CommitteeHere:
    """Two beats, each with one building group, one stairway and its doors 101, 102 …"""

    row: Committee
    beats: list[Beat] = field(default_factory=list)
    groups: list[BuildingGroup] = field(default_factory=list)
    doors: list[list[Door]] = field(default_factory=list)


def a_street(code: str = STREET) -> None:
    for street in (HOUSE, code):
        Subdistrict.objects.get_or_create(code=street, defaults={"name": street})
    load(shipped("jinyang-2012"), code)


def load(policy: Policy, street: str = STREET) -> PolicyVersion:
    return PolicyVersion.objects.create(
        subdistrict_id=street,
        code=policy.code,
        valid_from=policy.valid_from,
        valid_to=policy.valid_to,
        body=policy.plain(),
        loaded_at=NOON,
    )


def working_days() -> None:
    seed_calendar([2026])


def a_committee(number: int, street: str = STREET, doors: int = 3) -> CommitteeHere:
    code, name = f"{street}{number:03}", f"第{number}居委"
    made = CommitteeHere(
        Committee.objects.create(subdistrict_id=street, code=code, name=name, full_name=name)
    )
    for beat in (1, 2):
        _add_beat(made, beat, doors)
    return made


def _add_beat(made: CommitteeHere, number: int, doors: int) -> None:
    street, committee = made.row.subdistrict_id, made.row
    beat = Beat.objects.create(subdistrict_id=street, committee=committee, name=f"{number}片")
    group = BuildingGroup.objects.create(subdistrict_id=street, beat=beat, name=f"{number}组")
    address = f"金口路{committee.code[-3:]}弄{number}号"
    building = Building.objects.create(
        subdistrict_id=street,
        committee=committee,
        beat=beat,
        group=group,
        road="金口路",
        lane=committee.code[-3:],
        number=str(number),
        address=address,
    )
    made.beats.append(beat)
    made.groups.append(group)
    made.doors.append([_a_door(building, 100 + place) for place in range(1, doors + 1)])


def _a_door(building: Building, room: int) -> Door:
    return Door.objects.create(
        subdistrict_id=building.subdistrict_id,
        building=building,
        committee=building.committee,
        beat=building.beat,
        group=building.group,
        floor=room // 100,
        room=str(room),
        address=f"{building.address}{room}室",
    )


def an_account(name: str) -> Account:
    return Account.objects.create(username=f"{name}-{uuid4().hex[:8]}", name=name, password="!")


def appoint(account: Account, role: str, street: str = STREET, **place: object) -> Post:
    return Post.objects.create(
        subdistrict_id=street,
        account=account,
        role=role,
        valid_from=IN_OFFICE_SINCE,
        appointed_at=NOON,
        **place,
    )


def an_actor(role: str, street: str = STREET, name: str = "", **place: object) -> Actor:
    """Somebody new with one post."""
    account = an_account(name or role)
    appoint(account, role, street, **place)
    actor = actor_for(account, street)
    assert actor is not None
    return actor


def the_house(street: str = STREET) -> Actor:
    return Actor(None, "house", street, is_house=True)


def a_visit(
    door: Door,
    team: str = Team.COORDINATOR,
    learned_on: date | None = None,
    matter: str = Matter.MOVED_IN,
    by: Actor | None = None,
) -> Visit:
    """As a notice would open it."""
    opened = VisitOpened(door.pk, Cause.NOTICE, matter, team, learned_on or clock.today())
    pk: UUID = open_visit(by or the_house(door.subdistrict_id), uuid4(), opened)
    return Visit.objects.get(subdistrict=door.subdistrict_id, pk=pk)


def a_dwelling(door: Door, verified_on: date | None = None) -> Dwelling:
    """As a form said it, and somebody stood there last on that day."""
    row = stock.StockDwelling(uuid4(), door.pk, TODAY, DwellingFacts(use="home", occupancy="owner"))
    stock.take(STREET, clock.now(), [row])
    Dwelling.objects.filter(subdistrict=STREET, door=door).update(verified_on=verified_on)
    return Dwelling.objects.get(subdistrict=STREET, door=door)
