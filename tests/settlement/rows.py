"""A street with work in several quarters, made by the product's own actions on the days it happened."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.collection.actions import Finding
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form
from sanshi.discovery.models import Notice
from sanshi.entry.actions import void_entry
from sanshi.register.facts import ResidencyFacts
from sanshi.register.models import Category
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

    # Work

    def arrival(
        self,
        day: str,
        collector: Person | None = None,
        clerk: Person | None = None,
    ) -> UUID:
        """Somebody moved in: collected, handed over and entered on this day."""
        with on(day):
            form = self.collected(collector or self.coordinator, self.here.doors[0])
            return self._entered(form, clerk)

    def entered(
        self,
        day: str,
        who: Person,
        finding: Finding,
        content: Callable[[], FormContent],
        door: Door | None = None,
    ) -> UUID:
        """Any form, by whom it may be collected."""
        with on(day):
            by = who.actor
            form = make.change(by, door or self.here.doors[1], finding)
            return self._entered(make.handed_over(by, form, content()), None)

    def _entered(self, form: Form, clerk: Person | None) -> UUID:
        return make.entered((clerk or self.clerk).actor, form)

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
            made = actions.calculate(self.drafter.actor, uuid4(), quarter, held.version if held else None)
        return Settlement.objects.get(subdistrict=STREET, pk=made)

    def step(
        self, day: str, act: Callable[..., UUID], who: Person, quarter: str, hour: int = 15
    ) -> Settlement:
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


def local() -> FormContent:
    return FormContent(person=make.person(), residency=ResidencyFacts(Category.LOCAL.value, tenure="owner"))


def overseas() -> FormContent:
    person = make.person("SMITH JOHN", document_type="414", document_number=f"X{uuid4().int % 10**7:07}")
    stay = make.stay(
        category=Category.OVERSEAS.value,
        registered_region="",
        stay_reason="",
        permit_status="",
        nationality="GBR",
        latin_surname="SMITH",
        checked_in_at=clock.now() - timedelta(hours=2),
        stay_until=clock.today() + timedelta(days=30),
    )
    return FormContent(person=replace(person, sex="1", birth_date=date(1980, 1, 2)), residency=stay)


def agrees(quarter: str, dated: independent.Dated = independent.ALWAYS) -> dict[str, independent.Fen]:
    """The stored statements are what the clauses say; they are handed back."""
    stored = independent.stated(connection, STREET, quarter)
    assert stored == independent.recompute(connection, STREET, quarter, dated)
    return stored
