"""What stands before the first notice: places, accounts, posts, certificates. No person, dwelling or unit."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.register.models import Dwelling, Person, Residency, Unit
from tests import make, persons
from tests.make import STREET, Place

# 2026Q3 ends in the middle of the walk. 25 to 27 September and 1 to 7 October are holidays; 10 October, a
# Saturday, is worked in their place (State Council's schedule for 2026).
FIRST_DAY = "2026-09-21 08:00"
QUARTER = "2026Q3"
COMMITTEE = "第1居委"
# Plan 4.2.1 d: no allowance for July and August, when the committee has no clerk in office.
CLERK_SINCE = date(2026, 9, 1)

# In order of appearance.
STEWARD, COORDINATOR, CADRE, OFFICER = "陈阿姨", "李强", "陈静", "郑警官"
CLERK, OFFICE, CHECKER, LEADER, FINANCE = "王芳", "冯主任", "姜科员", "卫分管", "蒋会计"
STAFF: dict[str, Role] = {
    STEWARD: Role.STEWARD,
    COORDINATOR: Role.COORDINATOR,
    CADRE: Role.CADRE,
    OFFICER: Role.OFFICER,
    CLERK: Role.CLERK,
    OFFICE: Role.POPULATION_OFFICE,
    CHECKER: Role.POPULATION_OFFICE,
    LEADER: Role.LEADER,
    FINANCE: Role.FINANCE,
}


@dataclass(frozen=True)
class Street:
    place: Place
    accounts: dict[str, UUID]

    def address(self, room: str) -> str:
        return next(door.address for door in self.place.doors if door.room == room)


def username(name: str) -> str:
    return f"walk-{list(STAFF).index(name)}"


def make_street() -> Street:
    at(FIRST_DAY)
    make.street()
    place = make.committee(1)
    street = Street(place, {name: _hire(place, name, role) for name, role in STAFF.items()})
    assert not any(
        kind.objects.filter(subdistrict=STREET).exists() for kind in (Person, Residency, Dwelling, Unit)
    )
    return street


def _hire(place: Place, name: str, role: Role) -> UUID:
    account = persons.account(username(name), name)
    since = {"valid_from": CLERK_SINCE} if role is Role.CLERK else {}
    persons.appoint(account, place, role, **since)
    if role in persons.COLLECTORS:
        persons.certify(account, place)
    return account.pk


def at(moment: str) -> None:
    """Move the clock, as in at("2026-09-21 09:00")."""
    clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=clock.SHANGHAI))
