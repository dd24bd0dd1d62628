"""Named test persons: one account for each role. What they may do comes from their posts alone."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password

from sanshi.accounts import actions
from sanshi.accounts.access import actor_for
from sanshi.accounts.actions import Appointment, NewAccount
from sanshi.accounts.models import Account, Role
from sanshi.verbs import Actor
from tests.make import Place, house

PASSWORD = "a-long-test-password"
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
# By role, so that a page which shows a colleague can be told from one that shows a resident.
NAMES = {
    Role.SECRETARY: "周书记",
    Role.CADRE: "陈静",
    Role.SECURITY_DIRECTOR: "赵治保",
    Role.COORDINATOR: "李强",
    Role.SECURITY_TEAM: "孙社保",
    Role.CLERK: "王芳",
    Role.STEWARD: "陈阿姨",
    Role.PROPERTY_STAFF: "吴师傅",
    Role.OFFICER: "郑警官",
    Role.INSPECTOR: "钱督察",
    Role.POPULATION_OFFICE: "冯主任",
    Role.SECTION: "褚科员",
    Role.LEADER: "卫分管",
    Role.FINANCE: "蒋会计",
    Role.ADMINISTRATOR: "沈管理",
}
OF_A_COMMITTEE = tuple(list(Role)[: list(Role).index(Role.INSPECTOR)])
COLLECTORS = (Role.SECRETARY, Role.CADRE, Role.SECURITY_DIRECTOR, Role.COORDINATOR, Role.SECURITY_TEAM)


@dataclass(frozen=True)
class Person:
    account: Account
    role: Role
    street: str

    @property
    def actor(self) -> Actor:
        """With the posts of today."""
        found = actor_for(self.account, self.street)
        assert found is not None, f"{self.account.username} holds no post today"
        return found


Team = dict[Role, Person]


@cache
def _password() -> str:
    return make_password(PASSWORD)


def account(username: str, name: str) -> Account:
    made = actions.make_account(house(), uuid4(), NewAccount(username, name, _password()))
    return Account.objects.get(pk=made)


def appoint(person: Account, place: Place, role: Role, **changes: object) -> UUID:
    """The post's id; the place as the role asks for one."""
    where: dict[str, UUID] = {"committee": place.committee} if role in OF_A_COMMITTEE else {}
    if role in {Role.CADRE, Role.STEWARD}:
        where["beat"] = place.beats[0]
    if role == Role.STEWARD:
        where["group"] = place.groups[0]
    if role == Role.INSPECTOR:
        where["station"] = place.station
    given = {
        "valid_from": SINCE,
        "police_number": "012345" if role == Role.OFFICER else "",
        **where,
        **changes,
    }
    return actions.appoint(house(place.street), uuid4(), Appointment(person.pk, role, **given))  # type: ignore[arg-type]


def certify(person: Account, place: Place) -> UUID:
    return actions.issue_certificate(house(place.street), uuid4(), person.pk, SINCE, UNTIL)


def somebody(place: Place, role: Role, **changes: object) -> Person:
    """Somebody new in this role."""
    made = account(f"{role}-{uuid4().hex[:8]}", NAMES[role])
    appoint(made, place, role, **changes)
    if role in COLLECTORS:
        certify(made, place)
    return Person(made, role, place.street)


def team(place: Place, *roles: Role) -> Team:
    """One person in each of these roles, or in every role there is."""
    return {role: somebody(place, role) for role in roles or tuple(Role)}
