"""Overseas dates under way, a second household, a move within the street, a guardian by record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sanshi import clock
from sanshi.collection import actions as collection
from sanshi.collection.access import content_of
from sanshi.collection.actions import Change, Filled, Finding, Move
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form
from sanshi.entry import actions as entry
from sanshi.entry.choice import Decision
from sanshi.entry.models import Match
from sanshi.project.demo.cases import Case
from sanshi.project.demo.diary import Diary
from sanshi.project.demo.people import NOTICE_VERSION, People
from sanshi.project.demo.quarter import Work
from sanshi.project.demo.street import CODE, Street
from sanshi.register.models import Category, PermitStatus, Relation, ResidencyVersion
from sanshi.territory.models import Door
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory, Matter

# Beside those of everybody else: numbers, phones and passports of their own.
DRAWN_FROM = 500_000
A_CHILD = date(2020, 2, 11)


def plan_population(diary: Diary, work: Work, street: Street, seed: int) -> None:
    acts = _Acts(work, street, seed)
    for day, hour, act in (
        (date(2026, 10, 9), 10, acts.move),
        (date(2026, 10, 9), 15, acts.share),
        (date(2026, 10, 10), 10, acts.name_a_guardian),
        (date(2026, 10, 10), 14, acts.arrive_unregistered),
        (date(2026, 10, 11), 22, acts.arrive_late),
    ):
        diary.plan(datetime.combine(day, time(hour, 35), clock.SHANGHAI), act)


class _Acts:
    def __init__(self, work: Work, street: Street, seed: int) -> None:
        self.work, self.here = work, street.filled[0]
        self.people = People(seed + 3)
        self.people.drawn = DRAWN_FROM
        self.ids: Iterator[UUID] = work.ids
        self.team = work.staff.teams[0]

    def move(self) -> None:
        """A tenant moves to another let dwelling of the committee: one form."""
        old, new = self._stays(Category.FROM_ELSEWHERE, 2)
        actor = self.work.actor(self.team.coordinators[0])
        move = Move(old.residency_id, new.door_id, Category.FROM_ELSEWHERE)
        form = collection.open_move(actor, next(self.ids), move)
        content = content_of(self._form(form))
        assert content.person is not None and content.residency is not None
        today = clock.today()
        person = replace(content.person, notice_version=NOTICE_VERSION, notified_on=today)
        stay = replace(content.residency, started_on=today - timedelta(days=1), household=2)
        self._entered(actor, form, replace(content, person=person, residency=stay), old.person_id)

    def share(self) -> None:
        """Two more in a let dwelling, a household of their own, one of them its head."""
        (place,) = self._stays(Category.FROM_ELSEWHERE, 1)
        for relation in (Relation.SELF, Relation.SPOUSE):
            person, lives = self.people.from_elsewhere(clock.today() - timedelta(days=5), clock.today())
            stay = replace(lives, household=2, relation_to_head=relation)
            content = FormContent(person=person, residency=stay)
            self._arrives(self.team.coordinators[0], place.door, FoundCategory.FROM_ELSEWHERE, content)

    def name_a_guardian(self) -> None:
        """A child of a family that is registered: its parent's record is the guardian's."""
        heads = self._stays(Category.LOCAL, 40)
        head = next(one for one in heads if one.relation_to_head == Relation.SELF)
        child = self.people.resident(A_CHILD, "001501", clock.today())
        child = replace(child, guardian=head.person_id, guardian_name="", guardian_phone="")
        _person, lives = self.people.local(clock.today())
        stay = replace(lives, relation_to_head=Relation.GRANDCHILD, started_on=clock.today())
        cadre = self.team.cadres[self.here.beats.index(head.door.beat_id)]
        content = FormContent(person=child, residency=stay)
        self._arrives(cadre, head.door, FoundCategory.LOCAL, content)

    def arrive_unregistered(self) -> None:
        self._overseas(clock.now() - timedelta(hours=18))

    def arrive_late(self) -> None:
        """The evening before the demo opens: the hours are running."""
        self._overseas(clock.now() - timedelta(hours=2))

    def _overseas(self, came: datetime) -> None:
        (place,) = self._stays(Category.OVERSEAS, 1)
        person, lives = self.people.overseas(clock.shanghai_day(came), clock.today())
        until = clock.today() + timedelta(days=20 + self.people.drawn % 90)
        stay = replace(lives, checked_in_at=came, police_registered_on=None, stay_until=until)
        self._arrives(
            self.team.officer,
            place.door,
            FoundCategory.OVERSEAS,
            FormContent(person=person, residency=replace(stay, household=2)),
        )

    def _stays(self, category: Category, number: int) -> list[ResidencyVersion]:
        """The first of so many doors with people of a category."""
        rows = ResidencyVersion.objects.filter(
            subdistrict=CODE, committee=self.here.id, category=category, superseded_at=None, valid_to=None
        ).select_related("door")
        # Who was counted twice with a permit without its last day (duplicates) is nobody's to move.
        rows = rows.exclude(permit_status=PermitStatus.PERMIT, permit_valid_to=None)
        by_door: dict[UUID, ResidencyVersion] = {}
        for row in rows.order_by("door__building__sort_key", "door__sort_key", "relation_to_head", "id"):
            by_door.setdefault(row.door_id, row)
        return list(by_door.values())[:number]

    def _arrives(self, collector: UUID, door: Door, category: FoundCategory, content: FormContent) -> None:
        actor = self.work.actor(collector)
        form = collection.open_change(
            actor, next(self.ids), Change(door.id, Finding(category), clock.today())
        )
        self._entered(actor, form, content, None)

    def _entered(self, actor: Actor, form: UUID, content: FormContent, same: UUID | None) -> None:
        collection.fill_form(actor, next(self.ids), form, 0, Filled(content, clock.now()))
        collection.hand_over(actor, next(self.ids), form, 1)
        row = self._form(form)
        clerk = self.work.clerk(Case(0, row.door, Matter.OTHER, clock.today()))
        decision = Decision(Match.SAME if same else Match.NEW, same)
        entry.enter(clerk, next(self.ids), form, row.version, decision)

    def _form(self, pk: UUID) -> Form:
        return Form.objects.select_related("door").get(subdistrict=CODE, pk=pk)
