"""Residents and shops counted a second time, the search that finds them, the decisions; faulty records."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sanshi import clock
from sanshi.collection.content import FormContent
from sanshi.entry import actions as entry
from sanshi.entry.duplicates import access, actions, names
from sanshi.entry.models import Duplicate
from sanshi.entry.stock import Counted, StockLot
from sanshi.identity.documents import NoDocument, Sex
from sanshi.identity.matching.evidence import Band
from sanshi.jobs.models import Job, State
from sanshi.jobs.running import run
from sanshi.project.demo.cases import Case
from sanshi.project.demo.diary import Diary
from sanshi.project.demo.quarter import Work
from sanshi.project.demo.same_units import counted_again
from sanshi.project.demo.street import CODE, Filled, Street, house
from sanshi.project.demo.words import words
from sanshi.register.facts import PersonFacts, ResidencyFacts
from sanshi.register.history import current, facts_of
from sanshi.register.models import Category, Kind, PermitStatus, PersonVersion, ResidencyVersion
from sanshi.territory.models import Door
from sanshi.verbs import Actor
from sanshi.visits.models import Matter

COUNTED_ON = date(2026, 9, 30)
# Each so many residents one is counted again; the first ones are the surest.
EVERY, SURE, DOUBTFUL = 29, 4, 4
A_DAY = timedelta(days=1)


def plan_duplicates(diary: Diary, work: Work, street: Street, office: Callable[[], Actor]) -> None:
    acts = _Acts(work, street)
    for day, hour, act in (
        (date(2026, 10, 4), 5, acts.run_what_waits),
        (date(2026, 10, 8), 16, acts.count_again),
        (date(2026, 10, 9), 9, lambda: actions.ask_search(office(), next(work.ids))),
        (date(2026, 10, 9), 10, acts.run_what_waits),
        (date(2026, 10, 10), 11, acts.decide),
        (date(2026, 10, 11), 5, acts.run_what_waits),
    ):
        diary.plan(datetime.combine(day, time(hour, 5), clock.SHANGHAI), act)


class _Acts:
    def __init__(self, work: Work, street: Street) -> None:
        self.work, self.here, self.there = work, street.filled[0], street.filled[1]
        self.ids: Iterator[UUID] = work.ids

    def run_what_waits(self) -> None:
        """What the worker would do."""
        jobs = Job.objects.filter(subdistrict=CODE, kind=names.FIND, state=State.QUEUED)
        for job in jobs.values_list("pk", flat=True):
            run(CODE, job)

    def count_again(self) -> None:
        """By an office that did not see who was there already; a lot of the committee, one of the next."""
        lots = (
            [*self._again(self.here), *counted_again(self.here)],
            [*list(self._again(self.there))[:2], *list(counted_again(self.there))[:1]],
        )
        for lot in lots:
            entry.take_stock(house(), next(self.ids), StockLot(COUNTED_ON, tuple(lot)))

    def decide(self) -> None:
        """Of the sure ones one is merged, of persons and of units; of the doubtful persons one is told apart.

        The others wait.
        """
        case = Case(
            0, Door.objects.get(subdistrict=CODE, pk=self.here.dwellings[0].pk), Matter.OTHER, COUNTED_ON
        )
        clerk = self.work.clerk(case)
        said = words()["remarks"]
        for kind, band, decided in (
            (Kind.PERSON, Band.SAME, self._merged),
            (Kind.PERSON, Band.LOOK, self._apart),
            (Kind.UNIT, Band.SAME, self._merged),
        ):
            asked = access.Filters(band.value, kind.value)
            pair = access.waiting(clerk, asked).order_by("id").first()
            if pair is not None:
                decided(clerk, pair, said)

    def _merged(self, clerk: Actor, pair: Duplicate, said: dict[str, str]) -> None:
        version = access.version_of(pair)
        reason = said["merged_unit" if pair.kind == Kind.UNIT else "merged"]
        actions.merge(clerk, next(self.ids), pair.pk, version, pair.one, (), reason)

    def _apart(self, clerk: Actor, pair: Duplicate, said: dict[str, str]) -> None:
        actions.tell_apart(clerk, next(self.ids), pair.pk, access.version_of(pair), said["match"])

    def _again(self, where: Filled) -> Iterator[Counted]:
        stays = ResidencyVersion.objects.filter(
            current(), subdistrict=CODE, committee=where.id, valid_to__isnull=True
        ).filter(category=Category.FROM_ELSEWHERE)
        chosen = list(stays.order_by("id")[: EVERY * (SURE + DOUBTFUL)])[::EVERY]
        for place, stay in enumerate(chosen):
            yield _sure(stay) if place < SURE else _doubtful(stay, where)


def _sure(stay: ResidencyVersion) -> Counted:
    """The same name, birthday and phone at the same door, without the document; nothing read out."""
    person = replace(_without_document(stay), notice_version="", notified_on=None)
    return Counted(stay.door_id, FormContent(person=person, residency=_lives(stay)))


def _doubtful(stay: ResidencyVersion, where: Filled) -> Counted:
    """Somebody of that name and birthday in another house, with a permit whose last day nobody wrote down."""
    person = replace(_without_document(stay), sex=Sex.NOT_STATED.value, phone="")
    away = next(door for door in where.dwellings if door.building_id != stay.door.building_id)
    lives = replace(_lives(stay), permit_status=PermitStatus.PERMIT.value, permit_valid_to=None)
    return Counted(away.pk, FormContent(person=person, residency=lives))


def _without_document(stay: ResidencyVersion) -> PersonFacts:
    said = facts_of(
        PersonVersion.objects.filter(current(), subdistrict=CODE, person=stay.person_id).latest("valid_from")
    )
    known = {name: said[name] for name in PersonFacts.names() if said[name] is not None}
    known |= {"document_type": "", "document_number": "", "no_document_reason": NoDocument.NOT_AT_HAND.value}
    return PersonFacts(**known)


def _lives(stay: ResidencyVersion) -> ResidencyFacts:
    said = facts_of(stay)
    known = {name: said[name] for name in ResidencyFacts.names() if name in said}
    return ResidencyFacts(**known | {"started_on": COUNTED_ON - 20 * A_DAY})
