"""Accounts and posts of the demo street: every role, three full committees."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password

from sanshi.accounts import actions
from sanshi.accounts.actions import Appointment, NewAccount
from sanshi.accounts.models import Role
from sanshi.journal.recording import batch
from sanshi.project.demo.people import People
from sanshi.project.demo.street import Filled, Street, house
from sanshi.register.models import Sex

PASSWORD = "sanshi-demo-2026"  # noqa: S105 - the demo's, printed at its start
SINCE = date(2026, 1, 1)
UNTIL = date(2026, 12, 31)
# A clerk's change in mid-month, and two stand-ins (2026Q3).
LAST_DAY_OF_FIRST_CLERK = date(2026, 8, 14)
FIRST_DAY_OF_SECOND_CLERK = date(2026, 8, 15)
STAND_INS = (
    (0, date(2026, 7, 20), date(2026, 7, 24)),
    (1, date(2026, 9, 7), date(2026, 9, 9)),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the table of demo accounts."""

    role: str
    username: str
    place: str = ""


@dataclass(slots=True)
class Team:
    """The people of one committee, by account."""

    secretary: UUID
    director: UUID
    security_team: UUID
    officer: UUID
    property_staff: UUID
    cadres: list[UUID] = field(default_factory=list)
    coordinators: list[UUID] = field(default_factory=list)
    # Building group → steward; some groups have none.
    stewards: dict[UUID, UUID] = field(default_factory=dict)


@dataclass(slots=True)
class Staff:
    teams: list[Team]
    office: UUID
    office_checker: UUID
    leader: UUID
    finance: UUID
    shown: list[Shown]


class _Hiring:
    def __init__(self, ids: Iterator[UUID], people: People) -> None:
        self.ids, self.people = ids, people
        self.password = make_password(PASSWORD)
        self.shown: list[Shown] = []

    def account(self, username: str, role: Role | None = None) -> UUID:
        name = self.people.name(self.people.random.choice((Sex.MALE, Sex.FEMALE)))
        if role:
            self.shown.append(Shown(role.value, username))
        return actions.make_account(house(), next(self.ids), NewAccount(username, name, self.password))

    def appoint(self, given: Appointment) -> UUID:
        return actions.appoint(house(), next(self.ids), given)

    def certify(self, account: UUID) -> None:
        actions.issue_certificate(house(), next(self.ids), account, SINCE, UNTIL)


def make_staff(ids: Iterator[UUID], people: People, street: Street) -> Staff:
    hiring = _Hiring(ids, people)
    with batch():
        offices = {
            role: _office(hiring, role, username)
            for role, username in (
                (Role.POPULATION_OFFICE, "office"),
                (Role.SECTION, "section"),
                (Role.LEADER, "leader"),
                (Role.FINANCE, "finance"),
                (Role.ADMINISTRATOR, "admin"),
            )
        }
        checker = _office(hiring, Role.POPULATION_OFFICE, "office2")
        for number, station in enumerate(street.stations, start=1):
            inspector = hiring.account(f"inspector{number}", Role.INSPECTOR)
            hiring.appoint(Appointment(inspector, Role.INSPECTOR, SINCE, station=station))
        teams = [_team(hiring, filled, number) for number, filled in enumerate(street.filled, start=1)]
    return Staff(
        teams,
        offices[Role.POPULATION_OFFICE],
        checker,
        offices[Role.LEADER],
        offices[Role.FINANCE],
        hiring.shown,
    )


def _office(hiring: _Hiring, role: Role, username: str) -> UUID:
    account = hiring.account(username, role)
    hiring.appoint(Appointment(account, role, SINCE))
    return account


def _team(hiring: _Hiring, filled: Filled, number: int) -> Team:
    def hire(role: Role, name: str, beat: UUID | None = None) -> UUID:
        # The table shows one account a role: those of the first committee.
        account = hiring.account(f"{name}{number}", role if number == 1 and not name[-1].isdigit() else None)
        police = f"0{number}0001" if role == Role.OFFICER else ""
        hiring.appoint(
            Appointment(account, role, SINCE, committee=filled.id, beat=beat, police_number=police)
        )
        return account

    team = Team(
        secretary=hire(Role.SECRETARY, "secretary"),
        director=hire(Role.SECURITY_DIRECTOR, "director"),
        security_team=hire(Role.SECURITY_TEAM, "team"),
        officer=hire(Role.OFFICER, "officer"),
        property_staff=hire(Role.PROPERTY_STAFF, "property"),
    )
    team.coordinators = [hire(Role.COORDINATOR, "coordinator"), hire(Role.COORDINATOR, "coordinator-b-")]
    team.cadres = [
        hire(Role.CADRE, "cadre" if place == 0 else f"cadre-{place}-", beat=beat)
        for place, beat in enumerate(filled.beats)
    ]
    _stewards(hiring, filled, number, team)
    _clerks(hiring, filled, number)
    for collector in [team.secretary, team.director, team.security_team, *team.coordinators, *team.cadres]:
        hiring.certify(collector)
    return team


def _stewards(hiring: _Hiring, filled: Filled, number: int, team: Team) -> None:
    """One steward may hold several groups; two groups have none and stand out (plan 2.1.4)."""
    groups = list(filled.groups)
    for place, pair in enumerate(zip(groups[0:-2:2], groups[1:-2:2], strict=True)):
        username = f"steward{number}" if place == 0 else f"steward{number}-{place}"
        steward = hiring.account(username, Role.STEWARD if number == 1 and place == 0 else None)
        for group in pair:
            hiring.appoint(Appointment(steward, Role.STEWARD, SINCE, committee=filled.id, group=group))
            team.stewards[group] = steward


def _clerks(hiring: _Hiring, filled: Filled, number: int) -> None:
    changes = number == 1
    first = hiring.account("clerk-before" if changes else f"clerk{number}")
    until = LAST_DAY_OF_FIRST_CLERK if changes else None
    hiring.appoint(Appointment(first, Role.CLERK, SINCE, until, committee=filled.id))
    if changes:
        second = hiring.account("clerk1", Role.CLERK)
        hiring.appoint(Appointment(second, Role.CLERK, FIRST_DAY_OF_SECOND_CLERK, committee=filled.id))
    for place, begins, ends in STAND_INS:
        if place + 1 == number:
            stand_in = hiring.account(f"stand-in{number}")
            hiring.appoint(
                Appointment(stand_in, Role.CLERK, begins, ends, committee=filled.id, stand_in=True)
            )
