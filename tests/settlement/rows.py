"""A street with work in several quarters, made by the product's own actions on the days it happened."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.collection.models import Form
from sanshi.discovery.models import Notice
from sanshi.entry.actions import void_entry
from sanshi.settlement import actions
from sanshi.settlement.actions import Figures
from sanshi.settlement.models import Settlement, Statement, StatementLine
from sanshi.territory.models import Door
from sanshi.visits.actions import close_visit
from sanshi.visits.models import Matter, Visit
from sanshi.visits.rules import Closing
from tests import make, persons
from tests.make import Place
from tests.persons import Person
from tests.settlement import independent

STREET = make.STREET
OFFICE = (Role.POPULATION_OFFICE, Role.LEADER, Role.FINANCE)


def on(day: date | str, hour: int = 10, minute: int = 0) -> AbstractContextManager[None]:
    wanted = date.fromisoformat(day) if isinstance(day, str) else day
    return clock.frozen(datetime.combine(wanted, time(hour, minute), clock.SHANGHAI))


@dataclass
class Street:
    """A committee with its people, one beside it, and who settles."""

    here: Place
    there: Place
    coordinator: Person
    cadre: Person
    clerk: Person
    steward: Person
    drafter: Person
    checker: Person
    leader: Person
    finance: Person
    # Entries by the name a test gave them.
    entries: dict[str, UUID] = field(default_factory=dict)

    # Work

    def arrival(
        self,
        day: str,
        collector: Person | None = None,
        clerk: Person | None = None,
        place: Place | None = None,
        name: str = "",
    ) -> UUID:
        """Somebody moved in: collected, handed over and entered on this day."""
        where = place or self.here
        with on(day):
            form = self.collected((collector or self.coordinator), where.doors[0])
            return self._entered(form, clerk, name)

    def dwelling(self, day: str, door: Door | None = None, name: str = "", **facts: Any) -> UUID:
        """What is known of a door's dwelling, registered or altered."""
        with on(day):
            return self._entered(self._dwelling_form(door or self.here.doors[1], **facts), None, name)

    def _entered(self, form: Form, clerk: Person | None, name: str) -> UUID:
        made = make.entered((clerk or self.clerk).actor, form)
        if name:
            self.entries[name] = made
        return made

    def _dwelling_form(self, door: Door, **facts: Any) -> Form:
        by = self.coordinator.actor
        return make.handed_over(by, make.change(by, door, make.DWELLING), make.a_home(**facts))

    def collected(self, collector: Person, door: Door) -> Form:
        by = collector.actor
        return make.handed_over(by, make.change(by, door, make.ARRIVED), make.arrival())

    def notice(
        self, day: str, door: int = 0, giver: Person | None = None, matter: Matter = Matter.MOVED_IN
    ) -> Notice:
        with on(day, 9):
            return make.notice((giver or self.steward).actor, self.here.doors[door], matter)

    def confirmed(self, day: str, notice: Notice) -> None:
        """Checked at the door and found true; what was found stays a draft."""
        with on(day, 9, 30):
            make.confirmed(self.coordinator.actor, notice.visit_id)

    def closed(self, day: str, notice: Notice, outcome: str) -> None:
        with on(day, 9, 30):
            visit = Visit.objects.get(subdistrict=STREET, pk=notice.visit_id)
            close_visit(self.coordinator.actor, uuid4(), visit.pk, visit.version, Closing(outcome))

    def void(self, day: str, entry: UUID, clerk: Person | None = None) -> None:
        with on(day, 11):
            void_entry((clerk or self.clerk).actor, uuid4(), entry, "重复录入")

    def inspect(self, day: str, quarter: str, figures: Figures, place: Place | None = None) -> None:
        where = (place or self.here).committee
        with on(day):
            actions.record_inspection(self.drafter.actor, uuid4(), where, quarter, None, figures)

    # Settlement

    def calculate(self, day: str, quarter: str) -> Settlement:
        """The first time, or anew from what is stored."""
        held = Settlement.objects.filter(subdistrict=STREET, quarter=quarter).first()
        with on(day, 14):
            made = actions.calculate(
                self.drafter.actor, uuid4(), quarter, held.version if held else None
            )
        return Settlement.objects.get(subdistrict=STREET, pk=made)

    def step(self, day: str, act: Callable[..., UUID], who: Person, quarter: str, hour: int = 15) -> Settlement:
        held = self.settlement(quarter)
        with on(day, hour):
            act(who.actor, uuid4(), held.pk, held.version)
        return self.settlement(quarter)

    def approved(self, day: str, quarter: str) -> Settlement:
        self.calculate(day, quarter)
        self.step(day, actions.check, self.checker, quarter)
        return self.step(day, actions.approve, self.leader, quarter, 16)

    def settlement(self, quarter: str) -> Settlement:
        return Settlement.objects.get(subdistrict=STREET, quarter=quarter)

    # Reading

    def lines(self, quarter: str, place: Place | None = None) -> list[StatementLine]:
        rows = StatementLine.objects.filter(
            subdistrict=STREET,
            statement__settlement__quarter=quarter,
            statement__committee=(place or self.here).committee,
        )
        return list(rows.order_by("position"))

    def line(self, quarter: str, kind: str, payee: Person | None = None, **where: Any) -> StatementLine:
        account = payee.account if payee else None
        found = [
            line
            for line in self.lines(quarter)
            if line.kind == kind
            and line.payee_id == (account.pk if account else None)
            and all(getattr(line, name) == value for name, value in where.items())
        ]
        assert len(found) == 1, f"{len(found)} lines of {kind}"
        return found[0]

    def statement(self, quarter: str) -> Statement:
        return Statement.objects.select_related("committee").get(
            subdistrict=STREET, settlement__quarter=quarter, committee=self.here.committee
        )

    def figures(self, quarter: str) -> tuple[tuple[Any, ...], ...]:
        """Every figure of the quarter's statements, to be compared as a whole."""
        rows = StatementLine.objects.filter(subdistrict=STREET, statement__settlement__quarter=quarter)
        return tuple(
            rows.order_by("statement__committee__code", "position").values_list(
                "statement__committee__code",
                "statement__payable",
                "statement__deduction",
                "statement__basis",
                "kind",
                "payee",
                "of_kind",
                "of_quarter",
                "count",
                "amount",
            )
        )


def a_street() -> Street:
    with on("2026-01-05"):
        make.street()
        here, there = make.committee(1), make.committee(2)
        office = [persons.somebody(here, role) for role in (Role.POPULATION_OFFICE, *OFFICE)]
        return Street(
            here,
            there,
            *(
                persons.somebody(here, role)
                for role in (Role.COORDINATOR, Role.CADRE, Role.CLERK, Role.STEWARD)
            ),
            *office,
        )


def some_work(street: Street, first: date) -> None:
    """A little of everything that counts, and of what does not, in the six weeks from `first` on."""
    days = [str(first + timedelta(days=7 * week)) for week in range(6)]
    for place, day in enumerate(days[:4]):
        street.arrival(day, name=f"{first}-{place}")
    valid, false, again = (street.notice(days[0], door) for door in (0, 1, 2))
    duplicate = street.notice(days[0], 0)
    assert duplicate.duplicate_of_id == valid.pk
    street.confirmed(days[1], valid)
    street.closed(days[1], false, "unfounded")
    street.closed(days[1], again, "not-verifiable")
    street.confirmed(days[2], street.notice(days[2], 2))
    street.notice(days[5], 1)
    street.dwelling(days[4])


def agrees(quarter: str, dated: independent.Dated = independent.ALWAYS) -> dict[str, independent.Fen]:
    """The stored statements are what the clauses say; they are handed back."""
    stored = independent.stated(connection, STREET, quarter)
    assert stored == independent.recompute(connection, STREET, quarter, dated)
    return stored
