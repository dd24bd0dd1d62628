"""Shops opened, moved and closed, key trades, employees asked for where they live."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sanshi import clock, verbs
from sanshi.collection import actions as collection
from sanshi.collection import standing
from sanshi.collection.access import content_of
from sanshi.collection.actions import Change, Filled, Finding
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction
from sanshi.entry import actions as entry
from sanshi.journal.recording import reading
from sanshi.project.demo.cases import Case
from sanshi.project.demo.diary import Diary
from sanshi.project.demo.employees import Employees
from sanshi.project.demo.quarter import Work
from sanshi.project.demo.street import CODE, Street
from sanshi.register.facts import Alteration, AlterationKind, EmploymentFacts, EndFacts, Lives, UnitFacts
from sanshi.register.models import Category, ResidencyVersion, UnitKind
from sanshi.territory.models import Door
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory, Matter


def plan_units(diary: Diary, work: Work, employees: Employees, street: Street) -> None:
    """In the last weeks before the demo opens."""
    acts = _Acts(work, employees, street)
    for day, hour, act in (
        (date(2026, 9, 22), 9, acts.open),
        (date(2026, 9, 24), 10, acts.move),
        (date(2026, 9, 28), 10, acts.close),
        (date(2026, 9, 29), 14, acts.key_trades),
        (date(2026, 10, 9), 9, acts.hire),
        (date(2026, 10, 10), 15, acts.wait_at_the_desk),
    ):
        diary.plan(datetime.combine(day, time(hour, 20), clock.SHANGHAI), act)


class _Acts:
    def __init__(self, work: Work, employees: Employees, street: Street) -> None:
        self.work, self.employees = work, employees
        self.here, self.there = street.filled[0], street.filled[1]
        self.ids: Iterator[UUID] = work.ids
        self.team = work.staff.teams[0]
        self.units: list[UUID] = []

    def open(self) -> None:
        """Three shops on the premises that stood empty."""
        for place, door in enumerate((self.here.shops[0], self.here.shops[0], self.here.shops[1])):
            building = door.building
            unit = self.employees.people.unit(10 + place, building.road, building.number)
            staff = tuple(self.employees.one(clock.today()) for _n in range(2))
            content = FormContent(unit=unit, employments=staff)
            self.units.append(self._entered(door, Finding(FoundCategory.UNIT), _saying(content)))

    def move(self) -> None:
        """From one of the committee's premises to the other, with its staff."""
        unit = self._unit(0)
        finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=unit, moved_here=True)
        self._entered(self.here.shops[1], finding, self._since(clock.today()))

    def close(self) -> None:
        finding = Finding(FoundCategory.UNIT, FormAction.DEREGISTER, unit=self._unit(2))
        self._entered(self.here.shops[1], finding, _saying(FormContent(end=EndFacts(clock.today(), ""))))

    def key_trades(self) -> None:
        """By the officer alone (plan 2.2.4)."""
        doors = {0: self.here.shops[1], 1: self.here.shops[0]}
        for place, door in doors.items():
            finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=self._unit(place))
            self._entered(door, finding, self._since(clock.today(), key_trade=True), self.team.officer)

    def hire(self) -> None:
        """One lives in the other committee and is not registered, one is, one lives outside of the street."""
        today = clock.today()
        one = self.employees.one(today)
        home = str(self.there.dwellings[7].id)
        new = replace(one, lives=Lives.STREET, residence_door=home, residence_region="")
        finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=self._unit(1))
        lines = (new, self._resident(), self.employees.one(today))
        self._entered(self.here.shops[0], finding, self._since(today, lines=lines))

    def wait_at_the_desk(self) -> None:
        """Somebody lives on the premises, somebody of the street showed no document: not entered yet."""
        today, unit = clock.today(), self._unit(1)
        on_site = replace(self.employees.one(today), lives=Lives.ON_SITE, residence_region="")
        finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=unit)
        self._handed_over(
            self.here.shops[0],
            finding,
            self._since(today, lines=(on_site, self._by_name())),
            self.team.security_team,
        )

    def _resident(self) -> EmploymentFacts:
        """Somebody of the other committee, by the document."""
        person = self._residents()[0].person
        line = self.employees.one(clock.today())
        return replace(
            line,
            name=person.name,
            document_type=person.document_type,
            document_number=person.document_number,
            lives=Lives.STREET,
            residence_door=str(self.there.dwellings[0].id),
            residence_region="",
        )

    def _by_name(self) -> EmploymentFacts:
        """Another one of them, of whom the form has no document."""
        found = self._residents()[1]
        return EmploymentFacts(
            name=found.person.name,
            lives=Lives.STREET,
            residence_door=str(found.door),
            started_on=clock.today() - timedelta(days=40),
        )

    def _residents(self) -> list[standing.Residence]:
        """Of the other committee, with a document number."""
        rows = ResidencyVersion.objects.filter(
            subdistrict=CODE, committee=self.there.id, category=Category.LOCAL,
            superseded_at__isnull=True, valid_to__isnull=True,
        )  # fmt: skip
        with reading(self.work.actor(self.team.secretary), verbs.READ_PERSONS):
            found = [standing.residence(CODE, row.residency_id) for row in rows.order_by("id")[:20]]
        return [one for one in found if one is not None and one.person.document_number]

    def _since(
        self, day: date, lines: tuple[EmploymentFacts, ...] = (), **facts: bool
    ) -> Callable[[FormContent], FormContent]:
        def said(content: FormContent) -> FormContent:
            assert isinstance(content.unit, UnitFacts)
            unit = replace(content.unit, kind=UnitKind.STREET_FRONT, **facts)  # type: ignore[arg-type]
            change = Alteration(AlterationKind.CHANGE, day)
            return replace(content, unit=unit, alteration=change, employments=lines)

        return said

    def _entered(
        self,
        door: Door,
        finding: Finding,
        said: Callable[[FormContent], FormContent],
        collector: UUID | None = None,
    ) -> UUID:
        form = self._handed_over(door, finding, said, collector or self.team.security_team)
        entry.enter(self._clerk(door), next(self.ids), form.pk, form.version, self.work.decision(form))
        return form.pk

    def _handed_over(
        self, door: Door, finding: Finding, said: Callable[[FormContent], FormContent], collector: UUID
    ) -> Form:
        actor = self.work.actor(collector)
        change = Change(door.id, finding, clock.today())
        pk = collection.open_change(actor, next(self.ids), change)
        filled = Filled(said(content_of(self._form(pk))), clock.now())
        collection.fill_form(actor, next(self.ids), pk, 0, filled)
        collection.hand_over(actor, next(self.ids), pk, 1)
        return self._form(pk)

    def _clerk(self, door: Door) -> Actor:
        return self.work.clerk(Case(0, door, Matter.OTHER, clock.today()))

    def _form(self, pk: UUID) -> Form:
        return Form.objects.get(subdistrict=CODE, pk=pk)

    def _unit(self, place: int) -> UUID:
        unit = self._form(self.units[place]).unit_id
        assert unit is not None
        return unit


def _saying(content: FormContent) -> Callable[[FormContent], FormContent]:
    return lambda _before: content
